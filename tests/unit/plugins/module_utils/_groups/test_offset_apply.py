# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the options of kafka_consumer_offset ask for, and the message of a failure."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_apply import PlacementRequest, failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import Snapshot
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure


def request(
    position: str = "end", timestamp_ms: int | None = None, snapshot: Snapshot | None = None, **params: list[str]
) -> PlacementRequest:
    """A request from options."""
    return PlacementRequest(
        Selection.parse("groups", params), Selection.parse("topics", params), position, timestamp_ms, snapshot
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"topics": ["orders"]}, "Name the groups"),
        ({"groups": ["g"]}, "Name the topics"),
        ({"groups": ["g"], "topics": ["orders"], "timestamp_ms": 5}, "timestamp_ms is for"),
        ({"groups": ["g"], "topics": ["orders"], "position": "timestamp", "timestamp_ms": -1}, "from 0"),
        ({"groups": ["g"], "topics": ["orders"], "snapshot": Snapshot("c", groups={})}, "position is end"),
        ({"position": "snapshot", "snapshot": Snapshot("c", log_ends={})}, "Name the groups"),
    ],
)
def test_vague_requests_are_refused(options: dict[str, t.Any], message: str) -> None:
    """No option at all never means all groups of a cluster."""
    with pytest.raises(KafkaFailure, match=message):
        request(**options)


def test_complete_requests() -> None:
    """A snapshot of groups names its groups, and every snapshot names its topics."""
    request(position="snapshot", snapshot=Snapshot("c", groups={}))
    request(position="snapshot", snapshot=Snapshot("c", log_ends={}), groups=["g"])
    request(position="timestamp", timestamp_ms=0, groups_matching=["g.*"], topics_matching=["o.*"])


def test_failure_names_the_groups() -> None:
    """One message for all."""
    assert failure({}, 3) is None
    assert failure({"b": "y", "a": "x"}, 3) == "The offsets of 2 of 3 groups could not be set: a: x, b: y."


def test_subscriptions_limit_the_topics_of_a_group() -> None:
    """A commit on a topic that a group does not read would be lag that never goes away."""
    lag = {
        "cluster_id": "x",
        "groups": [
            {"group": "billing", "partitions": [{"topic": "a", "partition": 1, "committed": None, "error": None}]}
        ],
    }
    ends = {"cluster_id": "y", "topics": [{"name": "a", "offsets": [{"partition": 1, "log_end": 5}]}]}
    limited = dataclasses.replace(
        request("snapshot", snapshot=Snapshot.parse(ends), groups=["billing"]), subscriptions=Snapshot.parse(lag)
    )
    assert limited.topics_of("billing") == {"a"}
    with pytest.raises(KafkaFailure, match="subscriptions has no group shipping"):
        limited.topics_of("shipping")
    assert request("snapshot", snapshot=Snapshot.parse(ends), groups=["billing"]).topics_of("billing") is None
    with pytest.raises(KafkaFailure, match="subscriptions must be what kafka_consumer_lag_info saved"):
        dataclasses.replace(limited, subscriptions=Snapshot.parse(ends))
