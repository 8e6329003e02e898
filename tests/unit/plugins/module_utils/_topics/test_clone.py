# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the source of a clone."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.clone import topics_of_snapshot
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

ALL = Selection.parse("topics", {})


def test_topic_of_snapshot() -> None:
    """A topic is the same before and after its snapshot."""
    topic = Topic("orders", 3, 2, {"retention.ms": "5"}, bytes=7, effective_configs=None)
    assert topics_of_snapshot({"cluster_id": "x", "topics": [topic.to_result()]}, ALL, "overrides") == ("x", [topic])


@pytest.mark.parametrize(
    ("snapshot", "mode", "message"),
    [
        ([], "overrides", "not what kafka_topic_info returns"),
        ({"topics": []}, "overrides", "no cluster_id"),
        ({"cluster_id": "x", "topics": [{"name": "orders"}]}, "overrides", "not a topic.*partitions"),
        ({"cluster_id": "x", "topics": ["orders"]}, "overrides", "not a topic"),
        (
            {"cluster_id": "x", "topics": [{"name": "a", "partitions": 1, "replication_factor": 1, "configs": {}}]},
            "effective",
            "effective: true",
        ),
    ],
)
def test_invalid_snapshot(snapshot: object, mode: str, message: str) -> None:
    """The message names what is missing."""
    with pytest.raises(Failure, match=message):
        topics_of_snapshot(snapshot, ALL, mode)
