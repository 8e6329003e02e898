# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which logs are written to, and which are still, by their ends at one poll after another."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import LogState
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.stability import StabilityTracker
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


class _Write(t.NamedTuple):
    found_at: float
    not_before: float


class LogEnds:
    """Takes the logs of one poll after another.

    A partition whose end cannot be read is unknown: neither written to nor still until it is read again.
    """

    def __init__(self) -> None:
        self._tracker = StabilityTracker()
        self._now = 0.0
        self._read_at: dict[Partition, float] = {}  # the last time that the end was read
        self._writes: dict[Partition, _Write] = {}  # the last one that was found
        self._open_at: dict[Partition, float] = {}  # the last time that a transaction was open

    def add(self, logs: t.Mapping[Partition, LogState | str], now: float, usual_gap: float) -> None:
        """Take the logs of a time.

        A write is taken for one of this time, unless the end was last read more than usual_gap seconds before: then
        it may be as old as that.
        """
        self._now = now
        for partition, log in logs.items():
            if not isinstance(log, LogState):
                continue
            if self._tracker.note(partition, log.end, now):
                last_read = self._read_at[partition]
                self._writes[partition] = _Write(now, last_read if now - last_read > usual_gap else now)
            self._read_at[partition] = now
            if log.stable < log.end:
                self._open_at[partition] = now

    def producing(self, window: float) -> list[str]:
        """Return the topics that were written to, and whose ends have not been stable since."""
        return sorted({partition.topic for partition in self._moving(window)})

    def producing_late(self, window: float, started: float) -> list[str]:
        """Return those that were written to later than the window after the start, or after an open transaction.

        The end of a transaction writes a marker, which is no record of a producer that goes on.
        """
        return sorted(
            {
                partition.topic
                for partition in self._moving(window)
                if self._writes[partition].not_before > max(started, self._open_at.get(partition, started)) + window
            }
        )

    def changing(self) -> set[str]:
        """Return the topics that the last poll found written to."""
        return {partition.topic for partition, write in self._writes.items() if write.found_at == self._now}

    def are_stable(self, window: float) -> bool:
        """Whether all ends that the last poll has read are stable."""
        return all(self._is_stable(partition, window) for partition in self._read_at if self._is_read(partition))

    @property
    def last_write_at(self) -> float | None:
        """When something was last found to be written; None where nothing was."""
        return max((write.found_at for write in self._writes.values()), default=None)

    def _moving(self, window: float) -> list[Partition]:
        return [one for one in self._writes if self._is_read(one) and not self._is_stable(one, window)]

    def _is_read(self, partition: Partition) -> bool:
        return self._read_at[partition] == self._now

    def _is_stable(self, partition: Partition, window: float) -> bool:
        return self._tracker.is_stable(partition, self._now, window)
