# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge a mirror look by look: done, on its way, or stuck. Decides only; the action plugin kafka_mirror_wait looks and sleeps."""

from __future__ import annotations

import collections
import dataclasses
import math
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import duration

_WINDOW = 60.0  # seconds over which the pace is measured


@dataclasses.dataclass(frozen=True)
class Patience:
    """How long to wait for what."""

    max_remaining: int
    timeout: float
    stall_timeout: float


class MirrorWatch:
    """Takes the results of kafka_mirror_info one after the other; times are seconds of any clock that only goes forward."""

    def __init__(self, patience: Patience, now: float) -> None:
        self._patience = patience
        self._began = self._moved = self._now = now
        self._samples: collections.deque[tuple[float, int]] = collections.deque()
        self._mark: tuple[t.Any, ...] = ()
        self.last: dict[str, t.Any] = {}

    def add(self, result: dict[str, t.Any], now: float) -> None:
        """Take a look's result. Less to copy, or a position newly stored, is movement."""
        self._now, self.last = now, result
        remaining = result["remaining"]
        if remaining is not None:
            self._samples.append((now, remaining))
        while self._samples and self._samples[0][0] < now - _WINDOW:
            self._samples.popleft()
        mark = (remaining, result["last_stored"], result["running"])
        if mark != self._mark:
            self._mark, self._moved = mark, now

    @property
    def done(self) -> bool:
        """Whether little enough is left. A mirror under live producers is never at the end, only close behind it."""
        remaining = self.last["remaining"]
        close = remaining is not None and 0 < remaining <= self._patience.max_remaining
        return self.last["caught_up"] or (self.last["healthy"] and close)

    def give_up_reason(self) -> str | None:
        """Why waiting on makes no sense; null while it does."""
        problems = " ".join(self.last["problems"])
        if self._now - self._began >= self._patience.timeout:
            return f"after {duration(self._now - self._began)} {self._left()} ({problems or 'it is healthy: give more timeout'})"
        if self._now - self._moved >= self._patience.stall_timeout:
            return f"nothing has moved for {duration(self._now - self._moved)}, {self._left()} ({problems or 'look at its log'})"
        return None

    def _left(self) -> str:
        remaining = self.last["remaining"]
        return (
            "it is not known how many records are left to copy"
            if remaining is None
            else f"{remaining:,} records are left to copy"
        )

    @property
    def rate(self) -> float | None:
        """Records a second by which the rest has become less; null until that can be told."""
        if len(self._samples) < 2:
            return None
        (first, before), (last, after) = self._samples[0], self._samples[-1]
        return (before - after) / (last - first) if last > first and before > after else None

    def progress(self) -> str:
        """The present state in a line."""
        remaining, rate = self.last["remaining"], self.rate
        if remaining is None or not self.last["running"]:
            return " ".join(self.last["problems"]) or self._left()
        pace = "" if rate is None else f", {rate:,.0f}/s less, about {duration(math.ceil(remaining / rate))} left"
        return f"{remaining:,} records to copy{pace}"
