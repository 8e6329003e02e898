# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read from both clusters what the state of a mirror is judged by."""

from __future__ import annotations

import collections
import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    KafkaFailure,
    require,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupReader
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
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    MirrorNames,
    Notes,
    read_notes,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.progress import (
    PartitionProgress,
    SourceLog,
    judge,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import require_different
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import select_topics

# Brokers compact a log only segment by segment: after hours of a write every second it holds millions of records.
_PATIENCE = 10  # times request_timeout
_OFFSETS_TOPIC = re.compile(r"mm2-offsets\.(?P<alias>.+)\.internal")


@dataclasses.dataclass(frozen=True)
class MirrorQuestion:
    """What is to be read, and how it is judged."""

    names: MirrorNames
    selection: Selection
    replication_policy: str
    isolation_level: str
    scan_limit: int
    allow_lost: bool


def read_mirror(source: Connection, target: Connection, question: MirrorQuestion) -> MirrorState:
    """Read everything; positions before ends, so that a mirror that moves meanwhile can only seem too far behind."""
    require_different(source.cluster_id, target.cluster_id)
    topics = select_topics(source, question.selection)
    on_target = describe_topics(target)
    notes = _read_notes(target, question.names, on_target)
    worker = GroupReader(target).describe([question.names.worker_group])[question.names.worker_group]
    partitions = sorted(Partition(name, partition) for name, topic in topics.items() for partition in topic.leaders)
    logs = _source_logs(source, partitions, question.isolation_level)
    copies = _copy_ends(target, partitions, on_target, question)
    positions = notes.positions if notes else {}
    judged = [
        judge(partition, positions.get(partition), logs[partition], copies[partition], question.allow_lost)
        for partition in partitions
    ]
    counted, problem = _count_records(source, judged, question)
    others = tuple(match["alias"] for match in map(_OFFSETS_TOPIC.fullmatch, sorted(on_target)) if match)
    return MirrorState(question.names, notes, others, worker, tuple(counted), problem)


def _read_notes(target: Connection, names: MirrorNames, on_target: dict[str, Answer[TopicMetadata]]) -> Notes | None:
    """Read both topics as a whole; None when one of them does not exist."""
    own = (names.offsets_topic, names.status_topic)
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
