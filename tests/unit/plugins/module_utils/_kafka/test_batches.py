# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Batched questions: every item keeps its own answer, and what passes by itself is asked again."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import describe_configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupReader, list_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import describe_log_dirs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import EARLIEST, LATEST, list_offsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import NewTopic, create_topics
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin, consumer, metadata


def test_offsets_of_good_bad_and_leaderless_partitions(connect: t.Callable) -> None:
    """One bad partition neither hides nor fails the others (the library raises for all)."""
    with FakeCluster(brokers=2) as cluster:
        cluster.topics = {"good": [0, 1], "headless": [-1]}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        wanted = [
            Partition("good", 0),
            Partition("good", 1),
            Partition("good", 2),
            Partition("headless", 0),
            Partition("gone", 0),
        ]
        answers = list_offsets(connection, wanted, [EARLIEST, LATEST])
        assert answers[Partition("good", 0)] == answers[Partition("good", 1)] == (0, 100)
        assert answers[Partition("good", 2)].message == "topic good has no partition 2"
        assert answers[Partition("headless", 0)].name == "LEADER_NOT_AVAILABLE"
        assert answers[Partition("gone", 0)].name == "UNKNOWN_TOPIC_OR_PARTITION"
        assert cluster.asked["ListOffsets"] == 4


def test_a_leader_that_has_moved_is_found(connect: t.Callable) -> None:
    """NOT_LEADER_OR_FOLLOWER makes the layer read the leaders again."""
    with FakeCluster(brokers=2) as cluster:
        cluster.topics = {"moving": [0]}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        good = cluster.on["ListOffsets"]

        def move(broker_id: int, version: int, request: t.Any) -> t.Any:
            cluster.topics["moving"] = [1]
            return good(broker_id, version, request)

        cluster.on["ListOffsets"] = move
        assert list_offsets(connection, [Partition("moving", 0)], [LATEST]) == {Partition("moving", 0): (100,)}
        assert cluster.asked["ListOffsets"] == 2


@pytest.mark.parametrize(("version", "fetches", "finds"), [((3, 3), 2, 0), ((2, 7), 40, 0)])
def test_commits_of_many_groups(connect: t.Callable, version: tuple[int, ...], fetches: int, finds: int) -> None:
    """From 3.0 on one OffsetFetch a coordinator; before that one a group, sent at once. The listing tells the coordinators."""
    with FakeCluster(version, brokers=2) as cluster:
        cluster.commits = {f"g{index}": {("t", 0): index} for index in range(40)}
        cluster.coordinators = {f"g{index}": index % 2 for index in range(40)}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        listings = list_groups(connection)
        answers = GroupReader(connection, listings.values()).committed_offsets(listings)
        assert answers == {f"g{index}": {Partition("t", 0): index} for index in range(40)}
        assert (cluster.asked["OffsetFetch"], cluster.asked["FindCoordinator"], cluster.asked["ListGroups"]) == (
            fetches,
            finds,
            2,
        )


def test_a_coordinator_that_has_moved_is_looked_up(connect: t.Callable) -> None:
    """NOT_COORDINATOR makes the layer forget what the listing said (the library never does)."""
    with FakeCluster(brokers=2) as cluster:
        cluster.commits = {"g": {("t", 0): 7}}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        listings = list_groups(connection)
        cluster.coordinators["g"] = 1
        assert GroupReader(connection, listings.values()).committed_offsets(["g"]) == {"g": {Partition("t", 0): 7}}
        assert cluster.asked["FindCoordinator"] == 1


def test_a_new_cluster_that_has_no_offsets_topic_yet(connect: t.Callable) -> None:
    """COORDINATOR_NOT_AVAILABLE passes: the first question makes the broker create its topic."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        good, times = cluster.on["FindCoordinator"], iter(range(2))

        def not_yet(broker_id: int, version: int, request: t.Any) -> t.Any:
            response = good(broker_id, version, request)
            if next(times, None) is not None:
                response.coordinators[0].error_code = 15
            return response

        cluster.on["FindCoordinator"] = not_yet
        assert GroupReader(connection).committed_offsets(["g"]) == {"g": {}}
        assert cluster.asked["FindCoordinator"] == 3


def test_an_error_that_does_not_pass_stays_with_its_group(connect: t.Callable) -> None:
    """One group that may not be read does not cost the others (the library raises for the whole batch)."""
    with FakeCluster() as cluster:
        cluster.commits = {"mine": {("t", 0): 1}, "theirs": {}}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        good = cluster.on["OffsetFetch"]

        def refuse(broker_id: int, version: int, request: t.Any) -> t.Any:
            response = good(broker_id, version, request)
            next(group for group in response.groups if group.group_id == "theirs").error_code = 30
            return response

        cluster.on["OffsetFetch"] = refuse
        answers = GroupReader(connection).committed_offsets(["mine", "theirs"])
        assert answers["mine"] == {Partition("t", 0): 1}
        assert answers["theirs"].name == "GROUP_AUTHORIZATION_FAILED"
        assert cluster.asked["OffsetFetch"] == 1


def test_groups_of_connect_are_described_like_any(connect: t.Callable) -> None:
    """Connect's metadata is not a consumer's (the library raises ValueError); its members are told, its assignment is unknown."""
    described = admin.DescribeGroupsResponse.DescribedGroup
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        member = described.DescribedGroupMember(
            member_id="m",
            group_instance_id=None,
            client_id="c",
            client_host="/10.0.0.1",
            member_metadata=b"\x00\x01\x02",
            member_assignment=b"\xff",
        )
        cluster.on["DescribeGroups"] = lambda _broker, _version, request: admin.DescribeGroupsResponse(
            throttle_time_ms=0,
            groups=[
                described(
                    error_code=0,
                    group_id=group,
                    group_state="Stable",
                    protocol_type="connect" if group == "worker" else "consumer",
                    protocol_data="",
                    members=[member],
                    authorized_operations=set(),
                )
                for group in request.groups
            ],
        )
        answers = GroupReader(connection).describe(["broken", "worker"])
        assert answers["worker"].members[0].host == "10.0.0.1"
        assert answers["worker"].members[0].partitions is None
        assert answers["broken"].members[0].partitions is None


def test_one_broker_that_does_not_list_its_groups(connect: t.Callable) -> None:
    """A list with a part missing would read as fewer groups: it is a failure that names the broker."""
    with FakeCluster(brokers=2) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        cluster.on["ListGroups"] = lambda broker, _version, _request: admin.ListGroupsResponse(
            throttle_time_ms=0, error_code=29 if broker else 0, groups=[]
        )
        with pytest.raises(KafkaFailure, match="groups of source at all brokers: 1: TOPIC_AUTHORIZATION_FAILED"):
            list_groups(connection)


def test_log_dirs_that_are_denied_are_not_empty(connect: t.Callable) -> None:
    """A user without DESCRIBE on the cluster gets no directories and no error from old brokers: not zero bytes."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        cluster.on["DescribeLogDirs"] = lambda _broker, _version, _request: admin.DescribeLogDirsResponse(
            throttle_time_ms=0, error_code=0, results=[]
        )
        (answer,) = describe_log_dirs(connection).values()
        assert isinstance(answer, BrokerError) and "DESCRIBE on the cluster" in answer.message


def test_configs_of_a_topic_that_may_not_be_read(connect: t.Callable) -> None:
    """The library returns an empty dictionary for it; here it is an error beside the others' configs."""
    result_of = admin.DescribeConfigsResponse.DescribeConfigsResult
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        cluster.on["DescribeConfigs"] = lambda _broker, _version, request: admin.DescribeConfigsResponse(
            throttle_time_ms=0,
            results=[
                result_of(
                    error_code=29 if name == "theirs" else 0,
                    error_message=None,
                    resource_type=2,
                    resource_name=name,
                    configs=[],
                )
                for name in (resource.resource_name for resource in request.resources)
            ],
        )
        answers = describe_configs(connection, ["mine", "theirs"])
        assert answers["mine"] == {}
        assert answers["theirs"].name == "TOPIC_AUTHORIZATION_FAILED"


def test_creation_goes_to_a_new_controller(connect: t.Callable) -> None:
    """NOT_CONTROLLER is asked again; a topic that exists stays an answer of its own."""
    with FakeCluster(brokers=2) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        codes = {"new": iter([41, 0]), "old": iter([36])}
        topic_of = admin.CreateTopicsResponse.CreatableTopicResult
        cluster.on["CreateTopics"] = lambda _broker, _version, request: admin.CreateTopicsResponse(
            throttle_time_ms=0,
            topics=[
                topic_of(
                    name=topic.name,
                    error_code=next(codes[topic.name]),
                    error_message=None,
                    num_partitions=1,
                    replication_factor=1,
                    configs=[],
                )
                for topic in request.topics
            ],
        )
        answers = create_topics(connection, [NewTopic("new", 1, 1, {}), NewTopic("old", 1, 1, {})])
        assert answers["new"] == {}
        assert answers["old"].name == "TOPIC_ALREADY_EXISTS"
        assert cluster.asked["CreateTopics"] == 2


def test_an_answer_that_is_throttled_is_waited_for(connect: t.Callable) -> None:
    """A throttled connection refuses the next request at once; the layer waits instead."""
    with FakeCluster() as cluster:
        cluster.topics = {"t": [0]}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        good = cluster.on["ListOffsets"]

        def throttle(broker_id: int, version: int, request: t.Any) -> t.Any:
            response = good(broker_id, version, request)
            response.throttle_time_ms = 200
            return response

        cluster.on["ListOffsets"] = throttle
        assert list_offsets(connection, [Partition("t", 0)], [LATEST]) == {Partition("t", 0): (100,)}
        assert list_offsets(connection, [Partition("t", 0)], [LATEST]) == {Partition("t", 0): (100,)}


def test_a_request_that_the_brokers_do_not_know(connect: t.Callable) -> None:
    """The cluster, its version and the request are named."""
    with FakeCluster((2, 0)) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        with pytest.raises(
            KafkaFailure, match=r"source \(Kafka 2.0\) does not know the request IncrementalAlterConfigs"
        ):
            connection.send(admin.IncrementalAlterConfigsRequest(resources=[], validate_only=False))
        assert connection.versions(consumer.OffsetFetchRequest)[1] == 4
        assert connection.versions(metadata.MetadataRequest)[1] == 6
