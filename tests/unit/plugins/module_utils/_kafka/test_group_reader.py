# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of reading groups: each group has its own answer."""

from __future__ import annotations

import typing as t
import uuid

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import group_messages
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_reader import GroupReader
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import (
    GroupDescription,
    GroupListing,
    list_groups,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin, consumer


@pytest.mark.parametrize(("version", "fetches", "finds"), [((3, 3), 2, 0), ((2, 7), 40, 0)])
def test_commits_of_many_groups(connect: t.Callable, version: tuple[int, ...], fetches: int, finds: int) -> None:
    """Kafka 3.0 needs one OffsetFetch per coordinator, older brokers one per group; the listing has coordinators."""
    with FakeCluster(version, brokers=2) as cluster:
        cluster.commits = {f"g{index}": {("t", 0): index} for index in range(40)}
        cluster.coordinators = {f"g{index}": index % 2 for index in range(40)}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        listings = list_groups(connection)
        answers = GroupReader(connection, listings.values()).committed_offsets(listings)
        assert answers == {f"g{index}": {Partition("t", 0): index} for index in range(40)}
        assert (
            cluster.requests["OffsetFetch"],
            cluster.requests["FindCoordinator"],
            cluster.requests["ListGroups"],
        ) == (
            fetches,
            finds,
            2,
        )


def test_moved_coordinator(connect: t.Callable) -> None:
    """After NOT_COORDINATOR the coordinator of the listing is dropped (the library keeps it)."""
    with FakeCluster(brokers=2) as cluster:
        cluster.commits = {"g": {("t", 0): 7}}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        listings = list_groups(connection)
        cluster.coordinators["g"] = 1
        assert GroupReader(connection, listings.values()).committed_offsets(["g"]) == {"g": {Partition("t", 0): 7}}
        assert cluster.requests["FindCoordinator"] == 1


def test_new_cluster_without_offsets_topic(connect: t.Callable) -> None:
    """COORDINATOR_NOT_AVAILABLE is transient: the first request makes the broker create its topic."""
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
        assert cluster.requests["FindCoordinator"] == 3


def test_permanent_error_of_one_group(connect: t.Callable) -> None:
    """A group that the user may not read does not affect the others (the library fails the whole batch)."""
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
        assert isinstance(answers["theirs"], BrokerError)
        assert answers["theirs"].name == "GROUP_AUTHORIZATION_FAILED"
        assert cluster.requests["OffsetFetch"] == 1


def test_group_of_connect(connect: t.Callable) -> None:
    """An assignment that is not a consumer's, such as that of Connect, is None (the library raises ValueError)."""
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
        assert isinstance(answers["worker"], GroupDescription) and isinstance(answers["broken"], GroupDescription)
        assert answers["worker"].members[0].host == "10.0.0.1"
        assert answers["worker"].members[0].partitions is None
        assert answers["broken"].members[0].partitions is None


def consumer_member(*partitions: int) -> t.Any:
    """A member of a group that the broker assigns."""
    described = group_messages.ConsumerGroupDescribeResponse.DescribedGroup
    member = described.Member
    topic = member.Assignment.TopicPartitions(topic_id=uuid.uuid4(), topic_name="pay", partitions=list(partitions))
    return member(
        member_id="m",
        instance_id=None,
        rack_id=None,
        member_epoch=1,
        client_id="c",
        client_host="/10.0.0.1",
        subscribed_topic_names=["pay", "later"],
        subscribed_topic_regex=None,
        assignment=member.Assignment(topic_partitions=[topic]),
        target_assignment=member.Assignment(topic_partitions=[topic]),
        member_type=1,
    )


def test_kinds_that_are_found_by_name(connect: t.Callable) -> None:
    """A group that was not listed is asked for as each kind in turn, until one knows it."""
    with FakeCluster((4, 3)) as cluster:
        cluster.describe("classic", "DescribeGroups", {"old": {"group_state": "Empty", "protocol_type": "consumer"}})
        cluster.describe(
            "consumer",
            "ConsumerGroupDescribe",
            {"new": {"group_state": "Stable", "members": [consumer_member(0, 1)]}, "denied": {"error_code": 30}},
        )
        cluster.describe("share", "ShareGroupDescribe", {"shared": {"group_state": "Empty"}})
        cluster.describe("streams", "StreamsGroupDescribe", {"flow": {"group_state": "NotReady"}})
        reader = GroupReader(connect(bootstrap_servers=cluster.bootstrap))
        found = reader.describe(["old", "new", "shared", "flow", "denied", "nobody"])
        assert {name: answer.kind for name, answer in found.items() if isinstance(answer, GroupDescription)} == {
            "old": "classic",
            "new": "consumer",
            "shared": "share",
            "flow": "streams",
            "nobody": "streams",  # the last kind that was tried
        }
        assert not found["nobody"].exists
        assert found["new"].members[0].partitions == (Partition("pay", 0), Partition("pay", 1))
        assert found["new"].topics == {"pay", "later"}
        assert isinstance(found["denied"], BrokerError) and found["denied"].code == 30


@pytest.mark.parametrize("listing", ["without", "with", "fails"])
def test_a_kind_that_is_not_switched_on(connect: t.Callable, listing: str) -> None:
    """Kafka 3.7 to 3.9 refuse to describe groups of KIP-848: one is absent only if it is not listed as such."""
    with FakeCluster((4, 3)) as cluster:
        cluster.describe("classic", "DescribeGroups", {})
        cluster.describe("consumer", "ConsumerGroupDescribe", {"nobody": {"error_code": 35}})
        cluster.describe("share", "ShareGroupDescribe", {"nobody": {"error_code": 35}})
        cluster.describe("streams", "StreamsGroupDescribe", {})
        listed = admin.ListGroupsResponse.ListedGroup(
            group_id="nobody", protocol_type="consumer", group_state="Empty", group_type="consumer"
        )
        cluster.on["ListGroups"] = lambda *_request: admin.ListGroupsResponse(
            throttle_time_ms=0,
            error_code=30 if listing == "fails" else 0,
            groups=[listed] if listing == "with" else [],
        )
        answer = GroupReader(connect(bootstrap_servers=cluster.bootstrap)).describe(["nobody"])["nobody"]
        if listing == "without":
            assert isinstance(answer, GroupDescription) and not answer.exists
        else:
            assert isinstance(answer, BrokerError) and answer.code == 35


def test_a_listed_kind_is_asked_for_at_once(connect: t.Callable) -> None:
    """The list saves requests."""
    with FakeCluster((4, 3)) as cluster:
        cluster.describe("consumer", "ConsumerGroupDescribe", {"new": {"group_state": "Empty"}})
        reader = GroupReader(
            connect(bootstrap_servers=cluster.bootstrap), [GroupListing("new", "consumer", "Empty", 0, "consumer")]
        )
        assert reader.describe(["new"])["new"].state == "Empty"
        assert cluster.requests["DescribeGroups"] == 0


def test_a_kind_that_is_not_known_is_an_error(connect: t.Callable) -> None:
    """A kind of a later Kafka must not look like an absent group."""
    with FakeCluster((4, 3)) as cluster:
        reader = GroupReader(
            connect(bootstrap_servers=cluster.bootstrap), [GroupListing("new", "", "Stable", 0, "future")]
        )
        answer = reader.describe(["new"])["new"]
        assert isinstance(answer, BrokerError) and "kind 'future'" in str(answer)


@pytest.mark.parametrize("version", [(2, 7), (3, 3)])
def test_absent_group_of_an_older_kafka(connect: t.Callable, version: tuple[int, ...]) -> None:
    """Only requests that the brokers know are sent."""
    with FakeCluster(version) as cluster:
        cluster.describe("classic", "DescribeGroups", {})
        answer = GroupReader(connect(bootstrap_servers=cluster.bootstrap)).describe(["nobody"])["nobody"]
        assert isinstance(answer, GroupDescription) and not answer.exists
        assert cluster.requests["ConsumerGroupDescribe"] == 0


def test_a_group_that_the_coordinator_leaves_out(connect: t.Callable) -> None:
    """Its silence is not an absence."""
    with FakeCluster() as cluster:
        cluster.on["DescribeGroups"] = lambda *_request: admin.DescribeGroupsResponse(throttle_time_ms=0, groups=[])
        cluster.on["OffsetFetch"] = lambda *_request: consumer.OffsetFetchResponse(throttle_time_ms=0, groups=[])
        reader = GroupReader(connect(bootstrap_servers=cluster.bootstrap))
        assert "lacks this group" in str(reader.describe(["g"])["g"])
        assert "lacks this group" in str(reader.committed_offsets(["g"])["g"])
