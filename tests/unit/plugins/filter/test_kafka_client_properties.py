# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster as the lines of a properties file."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.filter.kafka_client_properties import kafka_client_properties
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.connection_settings import client_properties
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import parse

PLAIN = {"bootstrap_servers": "a:1, b:2"}


def test_prefix_and_omitted_names() -> None:
    """Each name gets the prefix, and the names to omit include it."""
    assert kafka_client_properties(PLAIN, "A.") == "A.bootstrap.servers = a:1,b:2\nA.security.protocol = PLAINTEXT\n"
    assert kafka_client_properties(PLAIN, "A.", ["A.security.protocol"]) == "A.bootstrap.servers = a:1,b:2\n"


def test_password_is_escaped_for_jaas_and_for_the_file() -> None:
    """Java unescapes a JAAS entry twice: once as a property, once as JAAS."""
    cluster = {
        **PLAIN,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_username": "u",
        "sasl_password": 'a"\\b ',
    }
    text = kafka_client_properties(cluster)
    assert 'password="a\\\\"\\\\\\\\b ";' in text
    assert parse(text)["sasl.jaas.config"] == client_properties(cluster)["sasl.jaas.config"]


@pytest.mark.parametrize(
    ("cluster", "message"),
    [
        ({}, "A Java client cannot be configured for this cluster: bootstrap_servers is empty"),
        ([], "needs the dictionary of a cluster, not list"),
    ],
)
def test_unusable_cluster(cluster: t.Any, message: str) -> None:
    """What cannot be rendered is a filter's error, with the cause."""
    with pytest.raises(AnsibleFilterError, match=message):
        kafka_client_properties(cluster)
