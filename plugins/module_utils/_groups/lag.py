# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far consumer groups are behind, partition by partition. What is unknown never counts as zero."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import (
    GroupPositions,
    read_groups,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import SHARE
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    list_offsets,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import groups_verdict
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import select_topics

DETAILS = ["behind", "all", "groups"]


class Log(t.NamedTuple):
    """The offsets at which the log of a partition starts and ends."""

    start: int
    end: int  # the last stable offset with read_committed
    high_watermark: int


class PartitionLag(t.NamedTuple):
    """One row of a result; None is something unknown."""

    topic: str
    partition: int
    committed: int | None
    log_start: int | None
    log_end: int | None
    lag: int | None
    lost: int | None
    member_id: str | None
    client_id: str | None
    host: str | None
    error: str | None

    @property
    def needs_attention(self) -> bool:
        """Whether anything is unread, lost, wrong or unknown."""
        return bool(self.lag is None or self.lag or self.lost or self.error)


@dataclasses.dataclass(frozen=True)
class GroupLag:
    """One group and its partitions, sorted."""

    positions: GroupPositions
    partitions: tuple[PartitionLag, ...]
    unseen: str | None = None  # why it may have positions that this user cannot see

    @property
    def holds_no_positions(self) -> bool:
        """Whether lag has no meaning for it, as for a group of Connect workers."""
        return self.positions.holds_no_positions

    @property
    def error(self) -> str | None:
        """Why the lag of the group as a whole is unknown."""
        if self.holds_no_positions:
            return None
        if self.positions.error or self.unseen:
            return self.positions.error or self.unseen
        if self.positions.kind == SHARE:
            return (
                "its members take records one by one (share group), so it has no lag; see the starts of its partitions"
            )
        if self.partitions:
            return None
        return "the group has neither a commit nor an assigned partition, so its position is unknown"

    @property
    def unknown_partitions(self) -> int:
        """The number of partitions whose lag is unknown."""
        return sum(row.lag is None for row in self.partitions)

    @property
    def lag(self) -> int | None:
        """The sum over its partitions; None when any of them is unknown."""
        if self.error or self.unknown_partitions or self.holds_no_positions:
            return None
        return sum(row.lag or 0 for row in self.partitions)

    def to_result(self, detail: str) -> dict[str, t.Any]:
        """Return this group as the module does; with the detail "all", as it is saved."""
        result = {
            "group": self.positions.group,
            "kind": self.positions.kind,
            "state": self.positions.state,
            "protocol_type": self.positions.protocol_type,
            "members": self.positions.members,
            "topics": sorted(self.positions.topics),
            "lag": self.lag,
            "lost": sum(row.lost or 0 for row in self.partitions),
            "unknown_partitions": self.unknown_partitions,
            "error": self.error,
        }
        if detail != "groups":
            result["partitions"] = [row._asdict() for row in self.partitions if detail == "all" or row.needs_attention]
        return result


def measure(
    positions: GroupPositions,
    logs: t.Mapping[Partition, Answer[Log]],
    topics: t.Container[str] | None = None,
    unseen: str | None = None,
) -> GroupLag:
    """Compare the committed offsets of a group with the logs, on these topics (None: on all)."""
    rows = [_row(partition, positions, logs[partition]) for partition in sorted(_on(positions, topics))]
    return GroupLag(positions, tuple(rows), unseen)


def _on(positions: GroupPositions, topics: t.Container[str] | None) -> list[Partition]:
    return [partition for partition in positions.partitions if topics is None or partition.topic in topics]


def _row(partition: Partition, positions: GroupPositions, log: Answer[Log]) -> PartitionLag:
    commit = positions.commits.get(partition)
    lag, lost, error = _lag(commit, log)
    known = None if isinstance(log, BrokerError) else log
    member = positions.assigned.get(partition)
    return PartitionLag(
        topic=partition.topic,
        partition=partition.partition,
        committed=None if isinstance(commit, BrokerError) else commit,
        log_start=known.start if known else None,
        log_end=known.end if known else None,
        lag=lag,
        lost=lost,
        member_id=member.member_id if member else None,
        client_id=member.client_id if member else None,
        host=member.host if member else None,
        error=error,
    )


def _lag(committed: Answer[int | None], log: Answer[Log]) -> tuple[int | None, int | None, str | None]:
    """Lag, lost records and error of one partition."""
    if isinstance(log, BrokerError):
        return None, None, str(log)
    if isinstance(committed, BrokerError):
        return None, None, f"the commit cannot be read: {committed}"
    if committed is None:
        # Where the consumer starts depends on its auto.offset.reset, but an empty log has nothing to read anyway.
        return (0, 0, None) if log.start == log.high_watermark else (None, None, None)
    if committed > log.high_watermark:
        return None, None, beyond_end(committed, log.high_watermark)
    # A consumer that reads uncommitted records may be ahead of the last stable offset.
    return max(0, log.end - max(committed, log.start)), max(0, log.start - committed), None


def beyond_end(committed: int, end: int) -> str:
    """Explain a commit that no record of this log can have led to."""
    return (
        f"the commit {committed} is beyond the log's end {end}: the topic was created again, or its log was truncated"
    )


@dataclasses.dataclass(frozen=True)
class LagReport:
    """The chosen groups, sorted."""

    groups: tuple[GroupLag, ...]
    incomplete: tuple[str, ...] = ()  # why there can be more groups than these

    @property
    def total(self) -> int | None:
        """The lag of all groups that hold positions; None when any of them is unknown, or unseen."""
        lags = [group.lag for group in self.groups if not group.holds_no_positions]
        return None if None in lags or self.incomplete else sum(t.cast("list[int]", lags))

    def require_existing(self, where: str) -> None:
        """Raise Failure if a named group does not exist; where is the label of the cluster."""
        missing = [group.positions.group for group in self.groups if not group.positions.exists]
        if missing:
            Selection("groups", tuple(missing), (), ()).require((), where)

    @property
    def unknown_groups(self) -> list[str]:
        """The groups whose lag is unknown."""
        return [group.positions.group for group in self.groups if group.lag is None and not group.holds_no_positions]


def read_lag(connection: Connection, groups: Selection, topics: Selection, isolation_level: str) -> LagReport:
    """Read the chosen groups on the chosen topics; a named group that does not exist is reported as dead.

    Raises Failure where a named topic does not exist, or where expressions select nothing.
    """
    everything = topics.is_everything and not topics.excluding
    selected = select_topics(connection, topics)
    chosen = None if everything else set(selected.chosen)
    # A broker answers for a group without the commits on topics that the user may not describe.
    hidden = selected.incomplete_reason
    unseen = hidden and f"not all topics that it may have commits on can be seen: {hidden}"
    reason = None if groups.is_by_name else groups_verdict(connection).reason
    positions = [
        group
        for group in read_groups(connection, groups, complete=reason is None).values()
        if group.group in groups.names or _concerns(group, chosen)
    ]
    # Commits first, ends after them: what is read or written in between makes the lag larger than it was, never
    # smaller, and no commit appears beyond an end that was merely read too early. (_drain/observe.py reads the ends
    # first.)
    partitions = {partition for group in positions for partition in _on(group, chosen)}
    logs = _read_logs(connection, partitions, isolation_level)
    measured = tuple(measure(group, logs, chosen, unseen) for group in positions)
    return LagReport(measured, (reason,) if reason else ())


def _concerns(group: GroupPositions, topics: t.Collection[str] | None) -> bool:
    """Whether a group that was not named has, or may have, to do with the topics."""
    return topics is None or bool(group.error) or not group.topics.isdisjoint(topics)


def _read_logs(
    connection: Connection, partitions: t.Collection[Partition], isolation_level: str
) -> dict[Partition, Answer[Log]]:
    """Read where logs start and end, as the isolation level shows them."""
    # The last stable offset first: read after the high watermark it could be beyond it.
    committed_only = isolation_level == "read_committed"
    stable = list_offsets(connection, partitions, [LATEST], isolation_level) if committed_only else {}
    logs = list_offsets(connection, partitions, [EARLIEST, LATEST])
    return {partition: _log(answer, stable.get(partition, answer)) for partition, answer in logs.items()}


def _log(offsets: Answer[Offsets], end: Answer[Offsets]) -> Answer[Log]:
    """Combine (start, high watermark) with a tuple whose last item is the end to count to."""
    if isinstance(offsets, BrokerError):
        return offsets
    if isinstance(end, BrokerError):
        return end
    return Log(offsets[0], end[-1], offsets[1])
