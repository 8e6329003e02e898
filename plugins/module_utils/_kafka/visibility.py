# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the lists of groups and topics that a cluster gives to this user are complete.

The brokers leave out what the user may not describe, and groups whose partition of __consumer_offsets has no leader,
without a word. A list that is not known to be complete must not be taken for one.
"""

from __future__ import annotations

import dataclasses
import itertools
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    KafkaFailure,
    error_answer,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_reader import GroupReader
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import describe_log_dirs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import (
    DESCRIBE,
    cluster_operations,
    has_authorizer,
    user_of,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata, describe_topics

OFFSETS_TOPIC = "__consumer_offsets"
_CREATES_NOTHING = 10  # version of Metadata, Kafka 2.8


@dataclasses.dataclass(frozen=True)
class Visibility:
    """How much of a cluster this user sees.

    Complete is None where it is unknown whether something is missing, False where something is known to be missing. A
    reason is a clause with the remedy, None exactly where the list is complete.
    """

    groups_complete: bool | None
    groups_reason: str | None
    topics_complete: bool | None
    topics_reason: str | None
    hidden_topics: tuple[str, ...] = ()  # those that exist and may not be described, sorted


class Verdict(t.NamedTuple):
    """Whether a list is complete, and the reason if it is not known to be."""

    complete: bool | None
    reason: str | None = None


@dataclasses.dataclass(frozen=True)
class Disks:
    """What the brokers report of their disks."""

    topics: set[str]
    denied: bool = False  # the user lacks DESCRIBE on the cluster
    problems: tuple[str, ...] = ()  # why disks could not be read, other than that


def read_visibility(connection: Connection) -> Visibility:
    """Read whether the lists of groups and of topics are complete."""
    listed = describe_topics(connection)
    groups = _judge_groups_listed(connection, listed)
    hidden, topics = read_hidden_topics(connection, listed)
    return Visibility(*groups, *topics, hidden)


def read_hidden_topics(
    connection: Connection,
    listed: t.Mapping[str, Answer[TopicMetadata]],
    concerned: t.Callable[[str], bool] | None = None,
) -> tuple[tuple[str, ...], Verdict]:
    """Return the topics that exist and may not be described, and whether there can be others.

    listed are all topics that the cluster lists. With concerned only those count for which it returns true.
    """
    operations = cluster_operations(connection)
    disks = Disks(set(), denied=True)
    if operations is None or DESCRIBE in operations:
        if has_authorizer(connection) is False:
            return (), Verdict(True)
        disks = _read_disks(connection)
    unlisted = {name for name in disks.topics - set(listed) if concerned is None or concerned(name)}
    hidden = _confirmed_hidden(connection, unlisted)
    absent = absent_brokers(listed, {broker.node_id for broker in connection.brokers})
    return hidden, judge_topics(hidden, disks, absent, connection.label, user_of(connection.options))


def groups_verdict(connection: Connection) -> Verdict:
    """Read whether the list of groups is complete."""
    by_name = connection.versions(library.metadata.MetadataRequest)[1] >= _CREATES_NOTHING
    return _judge_groups_listed(connection, {} if by_name else describe_topics(connection))


def _judge_groups_listed(connection: Connection, listed: t.Mapping[str, Answer[TopicMetadata]]) -> Verdict:
    offsets_topic = _describe_offsets_topic(connection, listed)
    verdict = judge_groups(cluster_operations(connection), offsets_topic, connection.label, user_of(connection.options))
    if isinstance(offsets_topic, BrokerError) or offsets_topic.leaderless:
        return verdict
    missing = _missing_coordinators(connection, offsets_topic.partitions)
    if not missing:
        return verdict
    reason = (
        f"{len(missing)} of {offsets_topic.partitions} partitions of {OFFSETS_TOPIC} of {connection.label} have no "
        f"coordinator yet ({name_some(missing.values())}): the list of groups is incomplete; wait, and try again"
    )
    return Verdict(False, "; ".join(filter(None, [verdict.reason, reason])))


def _missing_coordinators(connection: Connection, partitions: int) -> dict[str, str]:
    """Return the groups, one for each partition of the offsets topic, that no coordinator answers for, with the error.

    A leader that has just been elected lists none of its groups until it has taken notice, and without an error until
    it begins to load them. Asked for a group by name it answers that it is not the coordinator. A user who may not
    describe any group gets no evidence of that kind.
    """
    answers = GroupReader(connection).check_coordinators(probe_groups(partitions))
    return {
        group: error.name
        for group, error in split(answers)[1].items()
        if error.code != ErrorCode.GROUP_AUTHORIZATION_FAILED
    }


def probe_groups(partitions: int) -> list[str]:
    """Return names of groups, one for each partition of the offsets topic; nobody is expected to use them.

    The partition of a group is that of org.apache.kafka.coordinator.group.GroupMetadataManager.partitionFor: the
    absolute value of Java's hash of its name, modulo the number of partitions.
    """
    found: dict[int, str] = {}
    for number in itertools.count():
        name = f"otc-kafka-migration-probe-{number}"
        found.setdefault(_java_hash(name) % partitions, name)
        if len(found) == partitions:
            return sorted(found.values())
    raise AssertionError("count() never ends")


def _java_hash(text: str) -> int:
    """Return the absolute value of java.lang.String.hashCode of an ASCII text, as Kafka's Utils.abs."""
    value = 0
    for character in text:
        value = (31 * value + ord(character)) & 0xFFFFFFFF
    signed = value - 2**32 if value >= 2**31 else value
    return 0 if signed == -(2**31) else abs(signed)


def _describe_offsets_topic(
    connection: Connection, listed: t.Mapping[str, Answer[TopicMetadata]]
) -> Answer[TopicMetadata]:
    """Return the offsets topic; by name, if it is not listed.

    Before Kafka 2.8 a broker that is asked for it by name creates it, whatever the request says. Without an authorizer
    the list has it if it exists; otherwise it is unknown there whether it does.
    """
    if OFFSETS_TOPIC in listed:
        return listed[OFFSETS_TOPIC]
    if connection.versions(library.metadata.MetadataRequest)[1] >= _CREATES_NOTHING:
        return _describe_surely(connection, [OFFSETS_TOPIC])[OFFSETS_TOPIC]
    missing = has_authorizer(connection) is False
    return error_answer(
        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION if missing else ErrorCode.TOPIC_AUTHORIZATION_FAILED,
        f"{OFFSETS_TOPIC} is not listed",
    )


def judge_groups(
    operations: frozenset[int] | None, offsets_topic: Answer[TopicMetadata], label: str, user: str
) -> Verdict:
    """Judge the list of groups by the user's rights on the cluster and by the topic that holds the groups.

    ListGroups returns all groups of a coordinator to a user with DESCRIBE on the cluster, and otherwise only those that
    the user may describe (KIP-231). A coordinator only knows the groups of the partitions of __consumer_offsets that it
    leads.
    """
    if isinstance(offsets_topic, BrokerError) and offsets_topic.code == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION:
        return Verdict(True)  # it is created for the first group
    reasons = []
    leaderless = offsets_topic.leaderless if isinstance(offsets_topic, TopicMetadata) else []
    if isinstance(offsets_topic, BrokerError):
        denied = offsets_topic.code == ErrorCode.TOPIC_AUTHORIZATION_FAILED
        remedy = f"grant DESCRIBE on the topic to {user}, or name the groups" if denied else str(offsets_topic)
        reasons.append(f"whether all partitions of {OFFSETS_TOPIC} of {label} have a leader cannot be read; {remedy}")
    elif leaderless:
        reasons.append(
            f"{len(leaderless)} of {offsets_topic.partitions} partitions of {OFFSETS_TOPIC} of {label} have no leader: "
            "the list of groups is incomplete; start the brokers that hold them"
        )
    if operations is None:
        reasons.append(
            f"the brokers of {label} do not report the rights of {user} (Kafka before 2.3), so there can be groups "
            "that it may not describe; name the groups"
        )
    elif DESCRIBE not in operations:
        reasons.append(
            f"{user} lacks DESCRIBE on the cluster ({label}), so groups that it may not describe are not listed; "
            "grant it, or name the groups"
        )
    if not reasons:
        return Verdict(True)
    return Verdict(False if leaderless else None, "; ".join(reasons))


def _read_disks(connection: Connection) -> Disks:
    """Read the topics on the disks of all brokers.

    DescribeLogDirs needs DESCRIBE on the cluster, but none on the topics. Logs that are being deleted are not in it.
    """
    try:
        log_dirs, errors = split(describe_log_dirs(connection))
    except KafkaFailure as failure:
        return Disks(set(), problems=(str(failure).rstrip("."),))
    return Disks(
        topics={partition.topic for dirs in log_dirs.values() for log_dir in dirs for partition in log_dir.replicas},
        denied=any(_is_denied(error) for error in errors.values()),
        problems=tuple(
            f"broker {broker_id}: {error}" for broker_id, error in sorted(errors.items()) if not _is_denied(error)
        ),
    )


def _is_denied(error: BrokerError) -> bool:
    return error.code == ErrorCode.CLUSTER_AUTHORIZATION_FAILED


def _confirmed_hidden(connection: Connection, unlisted: set[str]) -> tuple[str, ...]:
    """Return those of the topics that are still on disk and cannot be described.

    A topic can have been created or deleted between the two reads.
    """
    denied = {name for name, answer in _describe_surely(connection, unlisted).items() if _is_error(answer)}
    if not denied:
        return ()
    again = _read_disks(connection)
    is_read = not (again.denied or again.problems)
    return tuple(sorted(denied & again.topics if is_read else denied))


def _describe_surely(connection: Connection, names: t.Iterable[str]) -> dict[str, Answer[TopicMetadata]]:
    """Describe topics; one that does not exist is asked for twice, as it takes one wrong answer to overlook it."""
    answers = describe_topics(connection, names)
    absent = [name for name, answer in answers.items() if isinstance(answer, BrokerError) and not _is_error(answer)]
    return {**answers, **describe_topics(connection, absent)}


def _is_error(answer: Answer[TopicMetadata]) -> bool:
    return isinstance(answer, BrokerError) and answer.code != ErrorCode.UNKNOWN_TOPIC_OR_PARTITION


def absent_brokers(described: t.Mapping[str, Answer[TopicMetadata]], present: set[int]) -> list[int]:
    """Return the brokers that hold replicas of the described topics and are not present, sorted."""
    holders = {
        broker_id
        for topic in described.values()
        if isinstance(topic, TopicMetadata)
        for replicas in topic.replicas.values()
        for broker_id in replicas
    }
    return sorted(holders - present)


def judge_topics(hidden: t.Sequence[str], disks: Disks, absent: t.Sequence[int], label: str, user: str) -> Verdict:
    """Judge the list of topics by what is on the brokers' disks.

    hidden are the topics on disk that the user may not describe, absent the brokers that are down.
    """
    reasons = []
    if hidden:
        reasons.append(
            f"{len(hidden)} topics of {label} may not be described ({name_some(hidden)}); "
            f"grant DESCRIBE on them to {user}"
        )
    if disks.denied:
        reasons.append(
            f"{user} lacks DESCRIBE on the cluster ({label}), so there can be topics that it may not describe; "
            "grant it, or name the topics"
        )
    if disks.problems:
        reasons.append(
            f"the disks of brokers of {label} cannot be read, so there can be topics that {user} may not describe "
            f"({name_some(disks.problems)}); name the topics"
        )
    if absent:
        reasons.append(
            f"brokers {name_some(absent)} of {label} are down, and there can be topics that only they hold; "
            "start them, or name the topics"
        )
    if not reasons:
        return Verdict(True)
    return Verdict(False if hidden else None, "; ".join(reasons))
