# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a mirror is with one partition. Nothing here connects to a cluster."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

CAUGHT_UP, BEHIND, NOT_STARTED, OPEN_TRANSACTION = "caught_up", "behind", "not_started", "open_transaction"
LOST, RECREATED, AHEAD = "lost", "recreated", "ahead"
NO_TARGET, TARGET_EMPTY, TARGET_RECREATED, ERROR = "no_target", "target_empty", "target_recreated", "error"
STATES = (
    CAUGHT_UP,
    BEHIND,
    NOT_STARTED,
    OPEN_TRANSACTION,
    LOST,
    RECREATED,
    AHEAD,
    NO_TARGET,
    TARGET_EMPTY,
    TARGET_RECREATED,
    ERROR,
)


class SourceLog(t.NamedTuple):
    """Where the log of a partition starts and ends."""

    start: int
    end: int  # for the mirror's isolation level
    high_watermark: int  # beyond the end only while a transaction is open


@dataclasses.dataclass(frozen=True)
class PartitionProgress:
    """How far one partition has been copied."""

    partition: Partition
    state: str
    position: int | None = None
    log: SourceLog | None = None
    remaining: int | None = None  # None: unknown
    lost: int = 0
    error: str | None = None

    @property
    def uncopied(self) -> tuple[int, int] | None:
        """The offsets that the mirror has not passed; None where there are none, or their content does not matter."""
        if self.log is None or not self.remaining or self.state not in (BEHIND, NOT_STARTED, LOST):
            return None
        return self.log.end - self.remaining, self.log.end

    def with_records(self, records: int) -> PartitionProgress:
        """Take the number of records among the uncopied offsets: the rest are transaction markers and holes."""
        if self.log is None:
            return self
        state = self.state if self.state == LOST else _state(self.position, self.log, records)
        return dataclasses.replace(self, remaining=records, state=state)

    def of_another_topic(self, state: str) -> PartitionProgress:
        """Take that the topic was created again: what is left to copy cannot be known from the position."""
        return dataclasses.replace(self, state=state, remaining=None)

    def to_result(self) -> dict[str, t.Any]:
        """This partition as the module returns it."""
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "position": self.position,
            "log_start": self.log.start if self.log else None,
            "log_end": self.log.end if self.log else None,
            "remaining": self.remaining,
            "lost": self.lost,
            "state": self.state,
            "error": self.error,
        }


def judge(
    partition: Partition,
    position: int | None,
    log: Answer[SourceLog],
    copy_end: Answer[int] | None,
    allow_lost: bool = False,
) -> PartitionProgress:
    """Compare the stored position with both logs.

    copy_end is the end of the copy's log, None where there is no copy.
    """
    if isinstance(log, BrokerError):
        return PartitionProgress(partition, ERROR, position, error=f"source: {log}")
    if isinstance(copy_end, BrokerError):
        return PartitionProgress(partition, ERROR, position, error=f"target: {copy_end}")
    remaining = max(0, log.end - max(log.start, position or 0))
    anomaly = _anomaly(position, log, copy_end)
    if anomaly:
        return PartitionProgress(partition, anomaly, position, log, remaining if anomaly == NO_TARGET else None)
    lost = max(0, log.start - position) if position is not None else 0
    state = LOST if lost and not allow_lost else _state(position, log, remaining)
    return PartitionProgress(partition, state, position, log, remaining, lost)


def _anomaly(position: int | None, log: SourceLog, copy_end: int | None) -> str | None:
    """The state of a partition whose position and logs do not fit together; None where they do."""
    stored = -1 if position is None else position
    rules = (
        (stored > log.high_watermark, RECREATED),
        (stored > log.end, AHEAD),
        (copy_end is None, NO_TARGET),
        (stored > 0 and copy_end == 0, TARGET_EMPTY),
    )
    return next((state for applies, state in rules if applies), None)


def _state(position: int | None, log: SourceLog, remaining: int) -> str:
    if remaining:
        return NOT_STARTED if position is None else BEHIND
    # What an open transaction has written may still be committed, and then there is something to copy.
    return OPEN_TRANSACTION if log.high_watermark > log.end else CAUGHT_UP
