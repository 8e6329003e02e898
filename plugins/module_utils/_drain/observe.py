# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read from a cluster what groups have still to read."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, is_internal_topic
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    LogState,
    Observation,
    PollRequest,
    ScannedTail,
    ScanRequest,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import read_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    list_offsets,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.records import read_records
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import groups_verdict
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import select_topics

# They stay until somebody creates the topic, or grants the right; a leader that is missing is elected by itself.
_LASTING_CODES = (
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode.INVALID_TOPIC_EXCEPTION,
    ErrorCode.TOPIC_AUTHORIZATION_FAILED,
)
_Logs = dict[Partition, t.Union[LogState, BrokerError, str]]


@dataclasses.dataclass(frozen=True)
class Question:
    """What the options of a drain ask for."""

    topics: Selection
    groups: Selection
    isolation_level: str

    @classmethod
    def parse(cls, params: dict[str, t.Any]) -> Question:
        """Read the options; raises Failure for an invalid regular expression."""
        return cls(Selection.parse("topics", params), Selection.parse("groups", params), params["isolation_level"])


def observe(connection: Connection, question: Question, request: PollRequest) -> Observation:
    """Read topics and groups once, and the records between the start of each requested scan and the log's end."""
    topics, groups = question.topics, question.groups
    selected = select_topics(connection, topics)
    unseen = None if groups.is_by_name else groups_verdict(connection).reason
    reasons = [selected.incomplete_reason, unseen]
    metadata, errors = split({name: selected.described[name] for name in selected.chosen})
    # Ends first, commits after them: once the ends are stable, changes in between can only make more records
    # seem to remain than do.
    logs = _read_logs(connection, metadata)
    positions = read_groups(connection, groups, request.groups, complete=unseen is None)
    absent = {group for group, read in positions.items() if not read.exists}
    views = {group: GroupView.of(read) for group, read in positions.items() if group not in absent}
    logs.update(_read_again(connection, logs, views.values()))
    logs.update(_deleted(topics, selected.described, views.values()))
    if topics.is_everything and not groups.is_everything:
        # A question about groups: what others read and write is not part of it.
        read_topics = {topic for view in views.values() for topic in view.topics}
        logs = {partition: log for partition, log in logs.items() if partition.topic in read_topics}
        errors = {name: error for name, error in errors.items() if name in read_topics}
    asked = {*groups.names, *request.groups}
    in_question = {partition.topic for partition in logs} | errors.keys()
    return Observation(
        cluster_id=connection.cluster_id,
        logs={partition: log if isinstance(log, LogState) else str(log) for partition, log in logs.items()},
        groups={name: view for name, view in views.items() if name in asked or _is_relevant(view, groups, in_question)},
        topic_errors={name: str(error) for name, error in errors.items()},
        passing=_passing(logs, errors),
        missing_groups=tuple(sorted(absent.intersection(groups.names))),
        deleted_groups=tuple(sorted(absent.difference(groups.names))),
        left_out=tuple(selected.left_out),
        incomplete=tuple(reason for reason in reasons if reason),
        scanned_tails=_scan(connection, logs, request.scan, question.isolation_level),
    )


def _passing(logs: _Logs, topic_errors: t.Mapping[str, BrokerError]) -> frozenset[str]:
    """Return the names of the partitions and topics whose error can pass by itself."""
    answers: dict[str, object] = {**{str(partition): log for partition, log in logs.items()}, **topic_errors}
    return frozenset(
        name
        for name, answer in answers.items()
        if isinstance(answer, BrokerError) and answer.code not in _LASTING_CODES
    )


def _read_logs(connection: Connection, topics: t.Mapping[str, TopicMetadata]) -> _Logs:
    partitions = [Partition(name, partition) for name, topic in topics.items() for partition in topic.leaders]
    # The last stable offset first: if the end read after it is the same, no transaction was open and none has begun.
    stable = list_offsets(connection, partitions, [LATEST], "read_committed")
    logs = list_offsets(connection, partitions, [EARLIEST, LATEST])
    return {partition: _log_state(logs[partition], stable[partition]) for partition in partitions}


def _log_state(log: Answer[Offsets], stable: Answer[Offsets]) -> Answer[LogState]:
    if isinstance(log, BrokerError):
        return log
    if isinstance(stable, BrokerError):
        return stable
    return LogState(log[0], log[1], stable[0])


def _is_relevant(view: GroupView, groups: Selection, topics: t.Collection[str]) -> bool:
    """Whether to judge a group that was not named: it reads one of the topics, or that cannot be excluded."""
    if not view.topics.isdisjoint(topics) or view.error:
        return True
    return view.is_consumer and not view.topics and not groups.is_everything


def _read_again(connection: Connection, logs: _Logs, views: t.Iterable[GroupView]) -> _Logs:
    """Read the ends again that a commit seems to be beyond: a record may have been written and read since."""
    suspects: dict[Partition, LogState] = {}
    for view in views:
        for partition, commit in view.commits.items():
            log = logs.get(partition)
            if isinstance(log, LogState) and isinstance(commit, int) and commit > log.end:
                suspects[partition] = log
    answers = list_offsets(connection, suspects, [EARLIEST, LATEST]) if suspects else {}
    # The stable end stays the old one: a topic that is being written to is not quiesced anyway.
    return {
        partition: answer
        if isinstance(answer, BrokerError)
        else LogState(answer[0], answer[1], suspects[partition].stable)
        for partition, answer in answers.items()
    }


def _deleted(topics: Selection, described: t.Container[str], views: t.Iterable[GroupView]) -> dict[Partition, str]:
    """Return the partitions of deleted topics that a group still has a position on, and that the selection includes."""
    held = {partition for view in views for partition in view.partitions if partition.topic not in described}
    chosen = set(topics.choose({partition.topic for partition in held}, is_internal_topic))
    return {partition: f"topic {partition.topic} does not exist" for partition in held if partition.topic in chosen}


def _scan(connection: Connection, logs: _Logs, scan: ScanRequest, isolation_level: str) -> dict[Partition, ScannedTail]:
    """Find the data records up to the ends; a consumer returns no transaction markers and no compacted records."""
    ranges = {}
    for partition, start in scan.starts.items():
        log = logs.get(partition)
        # A read_committed consumer would wait forever for the records of an open transaction.
        if isinstance(log, LogState) and log.stable == log.end:
            ranges[partition] = (max(start, log.start), log.end)
    found: dict[Partition, list[int]] = {partition: [] for partition in ranges}
    for record in read_records(connection, ranges, isolation_level):
        found[record.partition].append(record.offset)
    return {partition: ScannedTail(start, end, tuple(found[partition])) for partition, (start, end) in ranges.items()}
