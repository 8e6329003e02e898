# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read from both clusters what the state of a mirror is judged by."""

from __future__ import annotations

import collections
import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import (
    Selection,
    is_internal_topic,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    KafkaFailure,
    require,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_reader import GroupReader
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    list_offsets,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.records import read_records
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata, describe_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.health import MirrorState
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.identity import (
    Ends,
    Identity,
    Noted,
    Side,
    compare,
    parse_noted,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    MirrorNames,
    Notes,
    read_notes,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.progress import (
    RECREATED,
    TARGET_RECREATED,
    PartitionProgress,
    SourceLog,
    judge,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import require_different
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import select_topics

# Brokers compact a log only segment by segment: after hours of a write every second it holds millions of records.
_PATIENCE = 10  # times request_timeout
_PASSED_ON = ("replication_policy", "isolation_level", "scan_limit", "allow_lost", "allow_incomplete")
_OFFSETS_TOPIC = re.compile(r"mm2-offsets\.(?P<alias>.+)\.internal")


@dataclasses.dataclass(frozen=True)
class MirrorQuestion:
    """What is to be read, and how it is judged."""

    names: MirrorNames
    selection: Selection
    replication_policy: str
    isolation_level: str = "read_committed"
    scan_limit: int = 1000
    allow_lost: bool = False
    allow_incomplete: bool = False
    noted: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)  # side -> snapshot of kafka_topic_info

    @classmethod
    def parse(cls, params: t.Mapping[str, t.Any]) -> MirrorQuestion:
        """Read the options of a module, which need not have them all.

        Raises Failure for an expression that is invalid, and FileFailure for a file with noted topics.
        """
        noted = params["noted_topics"] or {}
        return cls(
            names=MirrorNames(params["source"]["alias"] or "A"),
            selection=Selection.parse("topics", dict(params)),
            noted={side: snapshot_file.load(given) for side, given in noted.items()},
            **{name: params[name] for name in _PASSED_ON if name in params},
        )


def read_mirror(source: Connection, target: Connection, question: MirrorQuestion) -> MirrorState:
    """Read everything; positions before ends, so that a mirror that moves meanwhile can only seem too far behind."""
    require_different(source.cluster_id, target.cluster_id)
    noted = _parse_noted(question, source, target)
    selected = select_topics(source, question.selection)
    topics = selected.topics
    copies = {name: question.names.target_topic(name, question.replication_policy) for name in topics}
    on_target = _describe_target(target, [*copies.values(), *question.names.own_topics])
    notes = _read_notes(target, question.names, on_target)
    worker = GroupReader(target).describe([question.names.worker_group])[question.names.worker_group]
    partitions = sorted(Partition(name, partition) for name, topic in topics.items() for partition in topic.leaders)
    logs = _source_logs(source, partitions, question.isolation_level)
    ends = _copy_ends(target, partitions, on_target, question)
    positions = notes.positions if notes else {}
    judged = [
        judge(partition, positions.get(partition), logs[partition], ends[partition], question.allow_lost)
        for partition in partitions
    ]
    counted, problem = _count_records(source, judged, question)
    identity = _identify((source, target), copies, noted, _ends_of_logs(logs), question.selection)
    return MirrorState(
        names=question.names,
        notes=notes,
        other_aliases=tuple(match["alias"] for match in map(_OFFSETS_TOPIC.fullmatch, sorted(on_target)) if match),
        worker=worker,
        partitions=tuple(_of_the_same_topic(progress, identity) for progress in counted),
        scan_problem=problem,
        identity=identity,
        incomplete_reason=None if question.allow_incomplete else selected.incomplete_reason,
    )


def _parse_noted(question: MirrorQuestion, *sides: Connection) -> dict[str, Noted]:
    return {
        side.label: parse_noted(question.noted[side.label], f"noted_topics.{side.label}", side.cluster_id)
        for side in sides
        if question.noted.get(side.label) is not None
    }


def _identify(
    sides: tuple[Connection, Connection],
    copies: dict[str, str],
    noted: t.Mapping[str, Noted],
    ends: t.Mapping[str, Ends],
    selection: Selection,
) -> Identity:
    """Compare the topics with the noted ones; they are described after all else was read, so that nothing was read of
    a topic that was created again later than this looks."""
    source, target = sides
    begun_with = selection.choose(noted.get("source", {}), is_internal_topic)
    on_source = describe_topics(source, [*copies, *begun_with])
    identity = compare(
        copies,
        Side("source", noted.get("source"), on_source, ends),
        Side("target", noted.get("target"), describe_topics(target, copies.values()), {}),
    )
    gone = tuple(name for name in begun_with if not isinstance(on_source[name], TopicMetadata))
    return dataclasses.replace(identity, gone=gone)


def _describe_target(target: Connection, names: t.Iterable[str]) -> dict[str, Answer[TopicMetadata]]:
    """Read all topics, and by name those that matter; a missing one of them is not in the answer."""
    by_name = {
        name: answer
        for name, answer in describe_topics(target, names).items()
        if not (isinstance(answer, BrokerError) and answer.code == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    }
    return {**describe_topics(target), **by_name}


def _ends_of_logs(logs: t.Mapping[Partition, Answer[SourceLog]]) -> dict[str, dict[int, tuple[int, int]]]:
    ends: dict[str, dict[int, tuple[int, int]]] = {}
    for partition, log in logs.items():
        if not isinstance(log, BrokerError):
            ends.setdefault(partition.topic, {})[partition.partition] = (log.start, log.high_watermark)
    return ends


def _of_the_same_topic(progress: PartitionProgress, identity: Identity) -> PartitionProgress:
    topic = progress.partition.topic
    if topic in identity.recreated_on("source"):
        return progress.of_another_topic(RECREATED)
    return progress.of_another_topic(TARGET_RECREATED) if topic in identity.recreated_on("target") else progress


def _read_notes(target: Connection, names: MirrorNames, on_target: dict[str, Answer[TopicMetadata]]) -> Notes | None:
    """Read both topics as a whole; None when one of them does not exist.

    Raises KafkaFailure if one may not be described: then nothing is known of the mirror.
    """
    own = names.own_topics
    if not all(name in on_target for name in own):
        return None
    topics = require({name: on_target[name] for name in own}, f"describe MirrorMaker's topics on {target.label}")
    partitions = [Partition(name, partition) for name, topic in topics.items() for partition in topic.leaders]
    # Workers that store positions exactly once do it in transactions (KIP-618); for others this makes no difference.
    answers = list_offsets(target, partitions, [EARLIEST, LATEST], "read_committed")
    found = require(answers, f"find the ends of MirrorMaker's topics on {target.label}")
    ranges = {partition: (start, end) for partition, (start, end) in found.items()}
    records = read_records(target, ranges, "read_committed", timeout=_PATIENCE * target.options.request_timeout)
    return read_notes(records, names)


def _source_logs(
    source: Connection, partitions: list[Partition], isolation_level: str
) -> dict[Partition, Answer[SourceLog]]:
    """Read where each log starts and ends; the high watermark first, so that records produced meanwhile do not
    count as an open transaction."""
    logs = list_offsets(source, partitions, [EARLIEST, LATEST])
    stable = (
        list_offsets(source, partitions, [LATEST], isolation_level) if isolation_level == "read_committed" else logs
    )
    return {partition: _source_log(logs[partition], stable[partition]) for partition in partitions}


def _source_log(log: Answer[Offsets], stable: Answer[Offsets]) -> Answer[SourceLog]:
    if isinstance(log, BrokerError):
        return log
    if isinstance(stable, BrokerError):
        return stable
    start, high_watermark = log
    return SourceLog(start, stable[-1], max(high_watermark, stable[-1]))


def _copy_ends(
    target: Connection,
    partitions: list[Partition],
    on_target: dict[str, Answer[TopicMetadata]],
    question: MirrorQuestion,
) -> dict[Partition, Answer[int] | None]:
    """Read the end of each copy's log, None where there is no copy."""
    copy_of = {
        partition: Partition(
            question.names.target_topic(partition.topic, question.replication_policy), partition.partition
        )
        for partition in partitions
    }
    ends: dict[Partition, Answer[int]] = {}
    existing = []
    for copy in copy_of.values():
        topic = on_target.get(copy.topic)
        if isinstance(topic, TopicMetadata) and copy.partition in topic.leaders:
            existing.append(copy)
        elif isinstance(topic, BrokerError):
            ends[copy] = topic
    answers = list_offsets(target, existing, [LATEST])
    ends.update({copy: answer if isinstance(answer, BrokerError) else answer[0] for copy, answer in answers.items()})
    return {partition: ends.get(copy) for partition, copy in copy_of.items()}


def _count_records(
    source: Connection, judged: list[PartitionProgress], question: MirrorQuestion
) -> tuple[t.Iterable[PartitionProgress], str | None]:
    """Count the records among the last uncopied offsets: markers and compacted records are nothing to copy."""
    uncopied = {progress.partition: progress.uncopied for progress in judged}
    ranges = {
        partition: offsets
        for partition, offsets in uncopied.items()
        if offsets and offsets[1] - offsets[0] <= question.scan_limit
    }
    try:
        records = collections.Counter(
            record.partition for record in read_records(source, ranges, question.isolation_level)
        )
    except KafkaFailure as failure:
        return judged, str(failure)
    return [
        progress.with_records(records[progress.partition]) if progress.partition in ranges else progress
        for progress in judged
    ], None
