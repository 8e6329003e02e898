# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One poll of a cluster: what is answered to be absent once, and what is absent."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation, PollRequest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observe import Question, observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster

Observe = t.Callable[..., Observation]
EMPTY = {"group_state": "Empty", "protocol_type": "consumer"}


@pytest.fixture(name="cluster")
def cluster_fixture() -> t.Iterator[FakeCluster]:
    """A group that has read half of a topic, and a topic that nobody reads."""
    with FakeCluster() as cluster:
        cluster.topics = {"orders": [0], "new": [0], "__consumer_offsets": [0]}
        cluster.commits = {"g": {("orders", 0): 50}}
        cluster.describe("classic", "DescribeGroups", {"g": EMPTY})
        yield cluster


@pytest.fixture(name="poll")
def poll_fixture(cluster: FakeCluster, connect: t.Callable) -> Observe:
    """Poll for everything, and for groups waited for so far."""

    def poll(*groups: str, **options: t.Any) -> Observation:
        question = Question.parse({"isolation_level": "read_committed", **options})
        return observe(connect(bootstrap_servers=cluster.bootstrap), question, PollRequest(groups=groups))

    return poll


def test_a_listed_group_that_is_answered_to_be_absent(cluster: FakeCluster, poll: Observe) -> None:
    """It is still listed, so it is not deleted, and its position is unknown."""
    cluster.describe("classic", "DescribeGroups", {})
    for known in ((), ("g",)):
        found = poll(*known)
        assert "listed, but its coordinator answers that it does not exist" in (found.groups["g"].error or "")
        assert found.deleted_groups == ()


def test_a_deleted_group(cluster: FakeCluster, poll: Observe) -> None:
    """Neither listed nor known to its coordinator: deleted where it was waited for, missing where it was named."""
    cluster.commits = {}
    cluster.describe("classic", "DescribeGroups", {})
    assert (poll().groups, poll().deleted_groups, poll("g").deleted_groups) == ({}, (), ("g",))
    named = poll("g", groups=["g"])
    assert (named.missing_groups, named.deleted_groups) == (("g",), ())


def test_a_group_that_is_deleted_while_it_is_read(cluster: FakeCluster, poll: Observe) -> None:
    """The next list does not have it."""
    cluster.describe("classic", "DescribeGroups", {})
    good = cluster.on["DescribeGroups"]

    def delete(broker_id: int, version: int, request: t.Any) -> t.Any:
        cluster.commits = {}
        return good(broker_id, version, request)

    cluster.on["DescribeGroups"] = delete
    assert poll("g").deleted_groups == ("g",)


def test_a_listed_topic_that_is_answered_to_be_absent(cluster: FakeCluster, poll: Observe) -> None:
    """A broker that has not heard of it yet; asked by name, it is there, and nobody has read it."""
    good = cluster.on["Metadata"]

    def not_yet(broker_id: int, version: int, request: t.Any) -> t.Any:
        response = good(broker_id, version, request)
        for topic in response.topics:
            if topic.name == "new" and request.topics is None:
                topic.error_code, topic.partitions = 3, []
        return response

    cluster.on["Metadata"] = not_yet
    assert poll().topics == ["new", "orders"]


def test_errors_that_can_pass_by_themselves(cluster: FakeCluster, poll: Observe) -> None:
    """A leader is elected; a right is granted by somebody."""
    cluster.topics["orders"] = [0, -1]
    good = cluster.on["ListOffsets"]

    def deny(broker_id: int, version: int, request: t.Any) -> t.Any:
        response = good(broker_id, version, request)
        for topic in response.topics:
            for partition in topic.partitions if topic.name == "new" else ():
                partition.error_code = 29
        return response

    cluster.on["ListOffsets"] = deny
    found = poll()
    assert found.passing == {"orders-1"}
    assert found.logs[Partition("orders", 1)] == "LEADER_NOT_AVAILABLE: the partition has no leader"
    assert "TOPIC_AUTHORIZATION_FAILED" in str(found.logs[Partition("new", 0)])
