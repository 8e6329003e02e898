# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/acls.py; no cluster is asked."""

from __future__ import annotations

import acls
import pytest
from confluent_kafka import admin


def test_rule() -> None:
    """A rule becomes what the library sends; it is found again whether it allows or denies."""
    rule = acls.Rule("alice", "describe_configs", "topic:pay", deny=True, prefixed=True)
    made, found = rule.binding(), rule.bindings_filter()
    assert (made.restype, made.name, made.principal) == (admin.ResourceType.TOPIC, "pay", "User:alice")
    assert made.operation == found.operation == admin.AclOperation.DESCRIBE_CONFIGS
    assert made.resource_pattern_type == found.resource_pattern_type == admin.ResourcePatternType.PREFIXED
    assert made.permission_type == admin.AclPermissionType.DENY
    assert found.permission_type == admin.AclPermissionType.ANY
    assert acls.Rule("alice", "all", "cluster").binding().name == "kafka-cluster"


@pytest.mark.parametrize(
    ("operation", "resource", "message"),
    [
        ("any", "topic:x", "'any' is not an operation; choose from all, read"),
        ("read", "topics:x", "'topics:x' is not topic:NAME"),
        ("read", "topic", "'topic' is not topic:NAME"),
        ("read", "cluster:x", "'cluster:x' is not topic:NAME"),
    ],
)
def test_a_rule_that_cannot_be(operation: str, resource: str, message: str) -> None:
    """A typing error is reported before a broker is asked."""
    with pytest.raises(ValueError, match=message):
        acls.Rule("alice", operation, resource).binding()
