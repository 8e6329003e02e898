# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge a mirror poll by poll: done, moving or stuck. The action plugin kafka_mirror_wait polls and sleeps."""

from __future__ import annotations

import collections
import dataclasses
import math
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import duration

_WINDOW = 60.0  # seconds over which the rate is measured
_FEWEST_SAMPLES = 2  # for a rate


@dataclasses.dataclass(frozen=True)
class Patience:
    """What counts as done, and how many seconds to wait for it."""

    max_remaining: int
    timeout: float
    stall_timeout: float


class MirrorWatch:
    """Takes one result of kafka_mirror_info after another; times are seconds of any clock that only goes forward."""

    def __init__(self, patience: Patience, now: float) -> None:
        self._patience = patience
        self._began = self._moved = self._now = now
        self._samples: collections.deque[tuple[float, int]] = collections.deque()
        self._mark: tuple[t.Any, ...] = ()
        self.last: dict[str, t.Any] = {}

    def add(self, result: dict[str, t.Any], now: float) -> None:
        """Take the result of a poll. Fewer records to copy or a newly stored position count as movement."""
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
        """Whether little enough is left. While producers write, a mirror is never at the end, only close behind it."""
        remaining = self.last["remaining"]
        close = remaining is not None and 0 < remaining <= self._patience.max_remaining
        return bool(self.last["caught_up"] or (self.last["healthy"] and close))

    def give_up_reason(self) -> str | None:
        """Return why waiting any longer does not help; None while it may."""
        problems = " ".join(self.last["problems"])
        if self._now - self._began >= self._patience.timeout:
            hint = problems or "it is healthy: increase timeout"
            return f"after {duration(self._now - self._began)} {self._left()} ({hint})"
        if self._now - self._moved >= self._patience.stall_timeout:
            hint = problems or "check its log"
            return f"nothing has moved for {duration(self._now - self._moved)}, {self._left()} ({hint})"
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
        """The records a second by which the remainder shrinks; None while it does not, or is not known to."""
        if len(self._samples) < _FEWEST_SAMPLES:
            return None
        (first, before), (last, after) = self._samples[0], self._samples[-1]
        return (before - after) / (last - first) if last > first and before > after else None

    def progress(self) -> str:
        """Describe the present state in one line."""
        remaining, rate = self.last["remaining"], self.rate
        if remaining is None or not self.last["running"]:
            return " ".join(self.last["problems"]) or self._left()
        speed = (
            "" if rate is None else f", decreasing by {rate:,.0f}/s, about {duration(math.ceil(remaining / rate))} left"
        )
        return f"{remaining:,} records to copy{speed}"
