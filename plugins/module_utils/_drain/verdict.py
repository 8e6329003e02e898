# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether groups have consumed everything, judged by a single poll; watch.py judges what only time can show."""

from __future__ import annotations

import bisect
import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    LogState,
    Observation,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.lag import beyond_end
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import (
    CLASSIC,
    CONSUMER,
    DEAD,
    EMPTY,
    REBALANCING,
    SHARE,
    STABLE,
    STREAMS,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

DRAINED, SETTLING, DRAINING = "drained", "settling", "draining"
PRODUCERS_ACTIVE, UNCONSUMED_TOPIC = "producers_active", "unconsumed_topic"
STOPPED, UNKNOWN = "group_stopped_with_lag", "unknown_position"
PARTITION_ERROR, MISSING = "partition_error", "missing_group"
INCOMPLETE, OTHER_KIND = "incomplete", "other_kind"

# The most serious first: the verdict on all groups is the first that is true of any.
SEVERITY = (
    MISSING,
    PARTITION_ERROR,
    INCOMPLETE,
    OTHER_KIND,
    UNKNOWN,
    STOPPED,
    UNCONSUMED_TOPIC,
    PRODUCERS_ACTIVE,
    DRAINING,
    SETTLING,
    DRAINED,
)

_MOST_PARTITIONS = 3  # that a message names


class PartitionPosition(t.NamedTuple):
    """The position of a group in one partition that it is required to read to the end."""

    partition: Partition
    committed: int | None
    log: LogState | None
    remaining: int | None  # None: unknown
    lost: int
    error: str | None

    @property
    def next_offset(self) -> int | None:
        """The next offset that the group can read; None when it or the log is unknown."""
        if self.log is None or self.remaining is None:
            return None
        return max(self.log.start, self.log.start if self.committed is None else self.committed)

    def to_result(self) -> dict[str, t.Any]:
        """Return this partition as the modules do."""
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "committed": self.committed,
            "log_start": self.log.start if self.log else None,
            "log_end": self.log.end if self.log else None,
            "remaining": self.remaining,
            "lost": self.lost,
            "error": self.error,
        }


@dataclasses.dataclass(frozen=True)
class GroupStatus:
    """The verdict on one group, and the reason."""

    view: GroupView
    verdict: str
    message: str
    positions: tuple[PartitionPosition, ...] = ()

    @property
    def group(self) -> str:
        """The group's name."""
        return self.view.group

    @property
    def known_remaining(self) -> int:
        """The number of records that are known to remain."""
        return sum(position.remaining or 0 for position in self.positions)

    @property
    def remaining(self) -> int | None:
        """The number of records that remain; None when any part is unknown."""
        unknown = self.verdict in (MISSING, OTHER_KIND, UNKNOWN) or any(
            position.remaining is None for position in self.positions
        )
        return None if unknown else self.known_remaining

    @property
    def next_offsets(self) -> dict[Partition, int]:
        """The next offset by partition, where it is known."""
        offsets = {position.partition: position.next_offset for position in self.positions}
        return {partition: offset for partition, offset in offsets.items() if offset is not None}


def judge(observation: Observation, scanned_tails: t.Mapping[Partition, ScannedTail]) -> dict[str, GroupStatus]:
    """Return the status of every group of an observation by its name, missing groups included."""
    by_topic: dict[str, list[Partition]] = {}
    for partition in observation.logs:
        by_topic.setdefault(partition.topic, []).append(partition)
    statuses = {}
    for view in observation.groups.values():
        positions = tuple(
            _position(partition, view, observation.logs, scanned_tails)
            for partition in required_partitions(view, by_topic)
        )
        verdict, message = next(_verdicts(view, positions))
        statuses[view.group] = GroupStatus(view, verdict, message, positions)
    for group in observation.missing_groups:
        statuses[group] = GroupStatus(
            GroupView(group, DEAD, ""), MISSING, f"group {group} does not exist; check its name, or start it"
        )
    return dict(sorted(statuses.items()))


def required_partitions(view: GroupView, by_topic: t.Mapping[str, list[Partition]]) -> list[Partition]:
    """Return the partitions of the chosen topics that a group has to read to the end.

    These are the partitions that it has committed or is assigned. A group that subscribes (of consumers, share or
    streams) reads topics, not partitions: once it reads a topic, a partition on which it has never committed counts
    too, otherwise the records there would be overlooked while the group is stopped.
    """
    own = {partition for partition in view.partitions if partition.topic in by_topic}
    if view.protocol_type in (CONSUMER, SHARE, STREAMS):
        topics = {partition.topic for partition in own} | view.subscribed
        own.update(*(by_topic[topic] for topic in topics if topic in by_topic))
    return sorted(own)


def _position(
    partition: Partition,
    view: GroupView,
    logs: t.Mapping[Partition, LogState | str],
    scanned_tails: t.Mapping[Partition, ScannedTail],
) -> PartitionPosition:
    log = logs.get(partition, f"topic {partition.topic} has no partition {partition.partition}")
    commit = view.commits.get(partition)
    if isinstance(log, str):
        return PartitionPosition(partition, commit if isinstance(commit, int) else None, None, None, 0, log)
    if isinstance(commit, str):
        return PartitionPosition(partition, None, log, None, 0, commit)
    if view.kind == SHARE:  # its members take records one by one, so what lies behind a position may have been read
        return PartitionPosition(partition, None, log, None, 0, None)
    if commit is None:
        return PartitionPosition(partition, None, log, 0 if log.start == log.end else None, 0, None)
    if commit > log.end:
        return PartitionPosition(partition, commit, log, None, 0, beyond_end(commit, log.end))
    remaining = remaining_records(max(commit, log.start), log.end, scanned_tails.get(partition))
    return PartitionPosition(partition, commit, log, remaining, max(0, log.start - commit), None)


def remaining_records(next_offset: int, end: int, tail: ScannedTail | None) -> int:
    """Count what is left to read: the offsets, or, where a scan covers them all, only those of data records."""
    if tail is None or tail.end != end or tail.start > next_offset:
        return end - next_offset
    return len(tail.offsets) - bisect.bisect_left(tail.offsets, next_offset)


def _verdicts(view: GroupView, positions: t.Sequence[PartitionPosition]) -> t.Iterator[tuple[str, str]]:
    """Yield every verdict that applies to a group, with the reason; the first one is the group's."""
    group = f"group {view.group}"
    errors = [f"{position.partition}: {position.error}" for position in positions if position.error]
    unknown = [str(position.partition) for position in positions if position.remaining is None and not position.error]
    remaining = sum(position.remaining or 0 for position in positions)
    if view.state == DEAD:
        yield MISSING, f"{group}: {view.error}"
    if errors:
        yield PARTITION_ERROR, f"{group}: {name_some(errors, _MOST_PARTITIONS)}"
    if view.state and not view.is_consumer:
        yield OTHER_KIND, f"{group} {_other_kind(view)}; name it in ignore_groups to go on without it"
    if view.state in REBALANCING:
        yield DRAINING, f"{group} is rebalancing"
    if view.error:
        yield UNKNOWN, f"{group}: {view.error}"
    if not positions:
        yield UNKNOWN, f"{group} has neither a commit nor an assigned partition on the chosen topics"
    if unknown:
        named = name_some(unknown, _MOST_PARTITIONS)
        remedy = (
            "it may be about to commit" if view.members else "start it, or set its offsets with kafka_consumer_offset"
        )
        yield UNKNOWN, f"{group} has committed no position on {named}; {remedy}"
    if remaining and not view.members:
        remedy = "start its consumers, or ignore it with ignore_groups"
        yield STOPPED, f"{group} has no members and {remaining} records to read; {remedy}"
    if remaining:
        yield DRAINING, f"{group} has {remaining} records to read"
    if view.state not in (STABLE, EMPTY):
        yield DRAINING, f"{group} is {view.state}"
    yield DRAINED, f"{group} has read everything"


def _other_kind(view: GroupView) -> str:
    """Why a group cannot be drained like one of consumers."""
    if view.kind == CLASSIC:
        return (
            f"is not a group of consumers (protocol type {view.protocol_type}), so what it has still to read is unknown"
        )
    return f"is of the kind '{view.kind}', whose records and state this collection does not move"


def unconsumed(observation: Observation, statuses: t.Mapping[str, GroupStatus]) -> list[str]:
    """Return the topics with records in a partition that no group is required to read."""
    required = _required(statuses)
    return sorted(
        {
            partition.topic
            for partition, log in observation.logs.items()
            if isinstance(log, LogState) and log.end > log.start and partition not in required
        }
    )


def open_transactions(observation: Observation) -> list[str]:
    """Return the topics with an open transaction: their last stable offset is before the end."""
    return sorted(
        {
            partition.topic
            for partition, log in observation.logs.items()
            if isinstance(log, LogState) and log.stable < log.end
        }
    )


def unowned_errors(observation: Observation, statuses: t.Mapping[str, GroupStatus]) -> dict[str, str]:
    """Return the errors of topics, and of partitions that no group is required to read: the drain needs them too."""
    required = _required(statuses)
    partitions = {
        str(partition): log
        for partition, log in observation.logs.items()
        if isinstance(log, str) and partition not in required
    }
    return {**partitions, **observation.topic_errors}


def _required(statuses: t.Mapping[str, GroupStatus]) -> set[Partition]:
    return {position.partition for status in statuses.values() for position in status.positions}
