# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that lack what was asked for: it is an error, not an absence. Found by _drain/test_no_answer_is_believed."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_reader import GroupReader
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import list_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import LATEST, list_offsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import describe_topics
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster

Change = t.Callable[[t.Any], object]


@pytest.fixture(name="cluster")
def cluster_fixture() -> t.Iterator[FakeCluster]:
    """A cluster of the newest version: its Metadata has an error code of its own."""
    with FakeCluster((4, 3)) as cluster:
        cluster.topics = {"orders": [0]}
        cluster.commits = {"g": {}}
        yield cluster


def change(cluster: FakeCluster, request: str, changed: Change) -> None:
    """Change the answers to a request."""
    good = cluster.on[request]

    def answer(broker_id: int, version: int, asked: t.Any) -> t.Any:
        response = good(broker_id, version, asked)
        changed(response)
        return response

    cluster.on[request] = answer


def test_metadata_without_topics(cluster: FakeCluster, connect: t.Callable) -> None:
    """A topic that was named is not absent because the answer lacks it."""
    connection = connect(bootstrap_servers=cluster.bootstrap)
    change(cluster, "Metadata", lambda response: response.topics.clear())
    answer = describe_topics(connection, ["orders"])["orders"]
    assert isinstance(answer, BrokerError) and "lacks this topic" in str(answer)


def test_metadata_with_an_error(cluster: FakeCluster, connect: t.Callable) -> None:
    """A list of all topics that has an error is not an empty list (KIP-1102)."""
    connection = connect(bootstrap_servers=cluster.bootstrap)

    def fail(response: t.Any) -> None:
        response.error_code, response.topics = 129, []

    change(cluster, "Metadata", fail)
    with pytest.raises(KafkaFailure, match="Could not describe topics of source"):
        describe_topics(connection)


def test_a_topic_without_leaders_and_partitions(cluster: FakeCluster, connect: t.Callable) -> None:
    """LEADER_NOT_AVAILABLE without partitions is an error; a topic without partitions has nothing to read."""
    connection = connect(bootstrap_servers=cluster.bootstrap)

    def fail(response: t.Any) -> None:
        for topic in response.topics:
            topic.error_code, topic.partitions = 5, []

    change(cluster, "Metadata", fail)
    assert isinstance(describe_topics(connection)["orders"], BrokerError)


def test_metadata_without_brokers(cluster: FakeCluster, connect: t.Callable) -> None:
    """A cluster without brokers would have no groups."""
    connection = connect(bootstrap_servers=cluster.bootstrap)
    change(cluster, "Metadata", lambda response: response.brokers.clear())
    with pytest.raises(KafkaFailure, match="does not report the brokers"):
        connection.refresh()
    assert [broker.node_id for broker in connection.brokers] == [0]  # as they were
    with pytest.raises(KafkaFailure, match="does not report the brokers"):
        list_groups(connection)


def test_offsets_without_a_partition(cluster: FakeCluster, connect: t.Callable) -> None:
    """It has an error of its own."""
    connection = connect(bootstrap_servers=cluster.bootstrap)
    change(cluster, "ListOffsets", lambda response: response.topics.clear())
    answer = list_offsets(connection, [Partition("orders", 0)], [LATEST])[Partition("orders", 0)]
    assert isinstance(answer, BrokerError) and "lacks this partition" in str(answer)


def test_coordinators_without_a_group(cluster: FakeCluster, connect: t.Callable) -> None:
    """It has an error of its own."""
    reader = GroupReader(connect(bootstrap_servers=cluster.bootstrap))
    change(cluster, "FindCoordinator", lambda response: response.coordinators.clear())
    for answer in (reader.committed_offsets(["g"])["g"], reader.commit("g", {Partition("orders", 0): 1})):
        error = answer[Partition("orders", 0)] if isinstance(answer, dict) else answer
        assert isinstance(error, BrokerError) and "lacks this group" in str(error)
