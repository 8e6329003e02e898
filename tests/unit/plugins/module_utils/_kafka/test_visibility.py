# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the completeness of the lists of groups and topics."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import visibility
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import error_answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import (
    Disks,
    judge_groups,
    judge_topics,
    read_visibility,
)
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import (
    HANG_UP,
    FakeCluster,
)
from kafka.protocol import admin, metadata

ALL, NO_DESCRIBE = frozenset(range(3, 13)), frozenset({3})


def offsets_topic(*leaders: int) -> TopicMetadata:
    """Return the offsets topic with these leaders."""
    return TopicMetadata("__consumer_offsets", True, dict(enumerate(leaders)), {})


@pytest.mark.parametrize(
    ("operations", "topic", "complete", "words"),
    [
        (ALL, offsets_topic(1, 2), True, []),
        (ALL, error_answer(3), True, []),
        (NO_DESCRIBE, error_answer(3), True, []),
        (ALL, offsets_topic(1, -1, -1), False, ["2 of 3 partitions of __consumer_offsets of source have no leader"]),
        (NO_DESCRIBE, offsets_topic(1), None, ["user bob lacks DESCRIBE on the cluster (source)", "name the groups"]),
        (None, offsets_topic(1), None, ["before 2.3"]),
        (ALL, error_answer(29), None, ["grant DESCRIBE on the topic to user bob"]),
        (NO_DESCRIBE, offsets_topic(-1), False, ["1 of 1 partitions", "lacks DESCRIBE"]),
        (ALL, error_answer(-1), None, ["cannot be read", "UNKNOWN"]),
    ],
)
def test_groups(operations: t.Any, topic: t.Any, complete: bool | None, words: list[str]) -> None:
    """The list of groups is whole with DESCRIBE on the cluster, while all partitions of the offsets topic have leaders;
    a cluster without offsets topic has no groups."""
    verdict = judge_groups(operations, topic, "source", "user bob")
    assert verdict.complete is complete
    assert (verdict.reason is None) == (complete is True)
    assert all(word in (verdict.reason or "") for word in words), verdict.reason


@pytest.mark.parametrize(
    ("hidden", "disks", "absent", "complete", "words"),
    [
        ([], Disks({"a"}), [], True, []),
        (["pay"], Disks({"pay"}), [], False, ["1 topics of source may not be described (pay)", "to user bob"]),
        ([], Disks(set(), denied=True), [], None, ["lacks DESCRIBE on the cluster (source)", "name the topics"]),
        ([], Disks({"a"}, problems=("broker 2: KAFKA_STORAGE_ERROR",)), [], None, ["broker 2: KAFKA_STORAGE_ERROR"]),
        ([], Disks({"a"}), [3], None, ["brokers 3 of source are down"]),
        (["pay"], Disks({"pay"}, denied=True), [3], False, ["pay", "lacks DESCRIBE", "down"]),
    ],
)
def test_topics(hidden: list[str], disks: Disks, absent: list[int], complete: bool | None, words: list[str]) -> None:
    """The list of topics is whole if no disk of any broker holds another one."""
    verdict = judge_topics(hidden, disks, absent, "source", "user bob")
    assert verdict.complete is complete
    assert (verdict.reason is None) == (complete is True)
    assert all(word in (verdict.reason or "") for word in words), verdict.reason


def test_without_an_authorizer_all_is_visible(connect: t.Callable) -> None:
    """Then the disks are not read at all, and a broker that is down hides nothing."""
    with FakeCluster() as cluster:
        cluster.topics = {"pay": [0]}
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap))
        assert (visibility.groups_complete, visibility.topics_complete) == (True, True)
        assert cluster.requests["DescribeLogDirs"] == 0


@pytest.mark.parametrize("version", [(2, 3), (2, 8), (3, 3), (4, 1)])
def test_hidden_topics(connect: t.Callable, version: tuple[int, ...]) -> None:
    """A topic on a disk that may not be described is hidden; one that is just being deleted or created is not."""
    with FakeCluster(version, brokers=2) as cluster:
        cluster.topics = {"pay": [0], "secret": [1], "__consumer_offsets": [0, 1]}
        cluster.authorizer, cluster.hidden, cluster.on_disk = True, {"secret"}, {"deleted"}
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap))
        assert visibility.hidden_topics == ("secret",)
        assert visibility.topics_complete is False
        assert visibility.groups_complete is True


def test_a_user_without_any_right(connect: t.Callable) -> None:
    """Nothing is known to be complete, and each reason names the missing right."""
    with FakeCluster() as cluster:
        cluster.topics = {"pay": [0], "__consumer_offsets": [0]}
        cluster.authorizer, cluster.hidden, cluster.operations = True, set(cluster.topics), set()
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap))
        assert (visibility.groups_complete, visibility.topics_complete, visibility.hidden_topics) == (None, None, ())
        assert "lacks DESCRIBE on the cluster" in (visibility.topics_reason or "")
        assert "grant DESCRIBE on the topic" in (visibility.groups_reason or "")


def test_a_leader_that_is_down(connect: t.Callable) -> None:
    """With an authorizer, a broker that is down can hold topics that no other has; groups of its partitions vanish."""
    with FakeCluster() as cluster:
        cluster.topics = {"pay": [0], "__consumer_offsets": [0, -1, -1]}
        cluster.authorizer = True
        topic = cluster.on["Metadata"]

        def with_a_replica_elsewhere(broker: int, version: int, request: t.Any) -> t.Any:
            response = topic(broker, version, request)
            for found in response.topics:
                found.partitions[0].replica_nodes = [0, 7]
            return response

        cluster.on["Metadata"] = with_a_replica_elsewhere
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap))
        assert visibility.groups_complete is False and "2 of 3" in (visibility.groups_reason or "")
        assert visibility.topics_complete is None and "brokers 7 of source are down" in (visibility.topics_reason or "")


def test_disks_that_do_not_answer(connect: t.Callable) -> None:
    """A provider can block the requests for ACLs and log directories: then nothing is known, and the read goes on."""
    with FakeCluster() as cluster:
        cluster.topics = {"pay": [0]}
        cluster.on["DescribeAcls"] = cluster.on["DescribeLogDirs"] = lambda *_arguments: HANG_UP
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap, request_timeout=0.5))
        assert visibility.topics_complete is None
        assert "the disks of brokers of source cannot be read" in (visibility.topics_reason or "")


def test_a_broken_disk_and_an_unknown_answer_about_acls(connect: t.Callable) -> None:
    """A failed disk can hold a topic that is nowhere else; another code than SECURITY_DISABLED proves nothing."""
    with FakeCluster() as cluster:
        cluster.topics = {"pay": [0]}
        cluster.on["DescribeAcls"] = lambda *_arguments: admin.DescribeAclsResponse(
            throttle_time_ms=0, error_code=35, error_message=None, resources=[]
        )
        cluster.on["DescribeLogDirs"] = lambda *_arguments: admin.DescribeLogDirsResponse(
            throttle_time_ms=0,
            error_code=0,
            results=[
                admin.DescribeLogDirsResponse.DescribeLogDirsResult(
                    error_code=56, log_dir="/data", topics=[], total_bytes=-1, usable_bytes=-1
                )
            ],
        )
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap))
        assert visibility.topics_complete is None
        assert "broker 0: KAFKA_STORAGE_ERROR" in (visibility.topics_reason or "")


def test_before_kafka_2_3(connect: t.Callable) -> None:
    """Metadata does not report rights there."""
    with FakeCluster((2, 2)) as cluster:
        cluster.topics = {"pay": [0], "__consumer_offsets": [0]}
        visibility = read_visibility(connect(bootstrap_servers=cluster.bootstrap))
        assert visibility.groups_complete is None and "before 2.3" in (visibility.groups_reason or "")
        assert visibility.topics_complete is True


@pytest.mark.parametrize(("authorizer", "complete"), [(False, True), (True, None)])
def test_the_offsets_topic_is_not_created_by_asking(connect: t.Callable, authorizer: bool, complete: bool) -> None:
    """Before Kafka 2.8 a broker creates it when it is asked for it by name; the source is only read."""
    with FakeCluster((2, 3)) as cluster:
        cluster.topics, cluster.authorizer = {"pay": [0]}, authorizer
        described = cluster.on["Metadata"]

        def refuse_names(broker: int, version: int, request: t.Any) -> t.Any:
            assert not request.topics
            return described(broker, version, request)

        cluster.on["Metadata"] = refuse_names
        assert read_visibility(connect(bootstrap_servers=cluster.bootstrap)).groups_complete is complete


def test_metadata_of_the_offsets_topic_that_fails(connect: t.Callable) -> None:
    """An error for the offsets topic is an unknown list of groups, not an empty one."""
    with FakeCluster() as cluster:
        cluster.topics = {"__consumer_offsets": [0]}
        described = cluster.on["Metadata"]

        def failing(broker: int, version: int, request: t.Any) -> metadata.MetadataResponse:
            response = described(broker, version, request)
            for topic in response.topics:
                topic.error_code, topic.partitions = 56, []
            return response

        cluster.on["Metadata"] = failing
        assert read_visibility(connect(bootstrap_servers=cluster.bootstrap)).groups_complete is None


def test_the_user_in_messages(parse: t.Callable) -> None:
    """A message names who must be granted a right as far as the options know."""
    assert user_of(parse(bootstrap_servers=["a:1"])) == "user ANONYMOUS"
    login = {"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_password": "x"}
    assert user_of(parse(bootstrap_servers=["a:1"], sasl_username="alice", **login)) == "user alice"
    assert user_of(parse(bootstrap_servers=["a:1"], sasl_username=None, **login)) == "the user of this login"
    certificate = parse(bootstrap_servers=["a:1"], security_protocol="SSL", ssl_certfile="/c.pem")
    assert user_of(certificate) == "the user of the certificate /c.pem"


@pytest.mark.parametrize(("text", "value"), [("abc", 96354), ("", 0), ("polygenelubricants", 0), ("zzzzzz", 685785664)])
def test_hash_of_java(text: str, value: int) -> None:
    """As java.lang.String.hashCode; of the smallest integer, which has no absolute value, Kafka takes 0."""
    assert visibility._java_hash(text) == value


@pytest.mark.parametrize("partitions", [1, 3, 50])
def test_a_probe_for_each_partition(partitions: int) -> None:
    """Every coordinator is asked about each of its partitions."""
    names = visibility.probe_groups(partitions)
    assert sorted(visibility._java_hash(name) % partitions for name in names) == list(range(partitions))


@pytest.mark.parametrize(("code", "complete"), [(0, True), (14, False), (16, False), (30, True)])
def test_a_coordinator_that_has_not_taken_over(connect: t.Callable, code: int, complete: bool) -> None:
    """All partitions have leaders, but one of them does not answer for its groups yet, and lists none of them."""
    with FakeCluster() as cluster:
        cluster.topics["__consumer_offsets"] = [0, 0, 0]
        first = visibility.probe_groups(3)[0]
        cluster.describe("classic", "DescribeGroups", {first: {"error_code": code}})
        verdict = visibility.groups_verdict(connect(bootstrap_servers=cluster.bootstrap, request_timeout=0.3))
        assert (verdict.complete, "1 of 3 partitions" in (verdict.reason or "")) == (complete, not complete)
