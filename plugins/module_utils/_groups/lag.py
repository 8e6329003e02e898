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
    missing_group,
    read_group_positions,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import list_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    list_offsets,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

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

    @property
    def holds_no_positions(self) -> bool:
        """Whether lag has no meaning for it, as for a group of Connect workers."""
        return not self.positions.is_consumer and not self.partitions and not self.positions.commits

    @property
    def error(self) -> str | None:
        """Why the lag of the group as a whole is unknown."""
        if self.holds_no_positions or self.positions.error or self.partitions:
            return self.positions.error
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
            "state": self.positions.state,
            "protocol_type": self.positions.protocol_type,
            "members": self.positions.members,
            "lag": self.lag,
            "lost": sum(row.lost or 0 for row in self.partitions),
            "unknown_partitions": self.unknown_partitions,
            "error": self.error,
        }
        if detail != "groups":
            result["partitions"] = [row._asdict() for row in self.partitions if detail == "all" or row.needs_attention]
        return result


def measure(positions: GroupPositions, logs: t.Mapping[Partition, Answer[Log]]) -> GroupLag:
    """Compare the committed offsets of a group with the logs."""
    rows = [_row(partition, positions, logs[partition]) for partition in sorted(positions.partitions)]
    return GroupLag(positions, tuple(rows))


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


def total(groups: t.Iterable[GroupLag]) -> int | None:
    """The lag of all groups that hold positions; None when any of them is unknown."""
    lags = [group.lag for group in groups if not group.holds_no_positions]
    return None if None in lags else sum(t.cast("list[int]", lags))


def read_lag(
    connection: Connection, selection: Selection, report_missing: bool, isolation_level: str
) -> list[GroupLag]:
    """Read the chosen groups; raises Failure when a named one does not exist, unless report_missing is set."""
    listings = list_groups(connection)
    missing = selection.missing(listings) if report_missing else []
    chosen = selection.choose(listings) if missing else selection.require(listings, connection.label)
    positions = read_group_positions(connection, listings, chosen)
    positions.update({group: missing_group(group, connection.label) for group in missing})
    # Commits first, ends after them: what is read or written in between makes the lag larger than it was, never
    # smaller, and no commit appears beyond an end that was merely read too early. (_drain/observe.py reads the ends
    # first.)
    logs = _read_logs(
        connection, {partition for group in positions.values() for partition in group.partitions}, isolation_level
    )
    return [measure(group, logs) for _name, group in sorted(positions.items())]


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
