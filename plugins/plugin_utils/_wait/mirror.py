# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until a mirror has caught up."""

from __future__ import annotations

import collections
import math
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import duration
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.failed_tasks import FailedTasks
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.loop import TIMEOUT, Ending

_WINDOW = 60.0  # seconds over which the rate is measured
_FEWEST_SAMPLES = 2  # for a rate


class MirrorSubject:
    """What kafka_mirror_wait waits for; takes one result of kafka_mirror_info after another."""

    def __init__(
        self, max_remaining: int, read: t.Callable[[], dict[str, t.Any]], clock: t.Callable[[], float]
    ) -> None:
        self._max_remaining = max_remaining
        self._read = read
        self._clock = clock
        self._samples: collections.deque[tuple[float, int]] = collections.deque()
        self._least: float = math.inf  # the smallest number of uncopied records so far
        self._moved_at = 0.0
        # With max_remaining the mirror has to be healthy, so any failure keeps the wait from its end.
        self._failed = FailedTasks(only_source=not max_remaining)
        self.last: dict[str, t.Any] = {}

    @property
    def polled(self) -> bool:
        """Whether the mirror has been read."""
        return bool(self.last)

    def poll(self) -> None:
        """Read the mirror; raises PollFailed."""
        result = self._read()
        now = self._clock()
        if not self.last or self._has_moved(result):
            self._moved_at = now
        self._least = min(self._least, _uncopied(result))
        self._failed.add(result, now)
        if result["remaining"] is not None:
            self._samples.append((now, result["remaining"]))
        while self._samples and self._samples[0][0] < now - _WINDOW:
            self._samples.popleft()
        self.last = result

    def _has_moved(self, result: dict[str, t.Any]) -> bool:
        """Whether less is uncopied than ever before, or a position was stored. Nothing moves that does not run.

        While producers write, what is left of a healthy mirror grows and shrinks, and that of a dead one grows. What
        the source deletes is not copied: the position that is stored next counts it as lost.
        """
        stored = result["last_stored"] != self.last["last_stored"]
        return bool(result["running"] and (stored or _uncopied(result) < self._least))

    @property
    def done(self) -> bool:
        """Whether little enough is left. While producers write, a mirror is never at the end, only close behind it."""
        remaining = self.last["remaining"]
        close = remaining is not None and 0 < remaining <= self._max_remaining
        return bool(self.last["caught_up"] or (self.last["healthy"] and close))

    def lasting_problem(self) -> Ending | None:
        """Return what only an operator can change: a topic that was created again, or a task that has failed."""
        problems = self.last["lasting_problems"] or self._failed.lasting(self._moved_at)
        return Ending("lasting", " ".join(problems).rstrip(".")) if problems else None

    @property
    def moved_at(self) -> float | None:
        """When it was last seen to move; the first poll where it was not."""
        return self._moved_at

    def describe(self, verdict: str) -> str:
        """Describe what is left, and the cause as far as it is known."""
        left, problems = self._left(), " ".join(self.last["problems"]).rstrip(".")
        if problems:
            return f"{left}: {problems}"
        if verdict == TIMEOUT:
            return f"{left}, and the mirror is healthy; increase timeout"
        return f"{left}, and no position was stored; check MirrorMaker's log"

    def _left(self) -> str:
        remaining = self.last["remaining"]
        return (
            "it is not known how many records are left to copy"
            if remaining is None
            else f"{remaining:,} records are left to copy"
        )

    @property
    def _rate(self) -> float | None:
        """The records a second by which the remainder shrinks; None while it does not, or is not known to."""
        if len(self._samples) < _FEWEST_SAMPLES:
            return None
        (first, before), (last, after) = self._samples[0], self._samples[-1]
        return (before - after) / (last - first) if last > first and before > after else None

    def progress(self) -> list[str]:
        """Describe the present state in one line."""
        remaining, rate = self.last["remaining"], self._rate
        if remaining is None or not self.last["running"]:
            return [" ".join(self.last["problems"]) or self._left()]
        speed = (
            "" if rate is None else f", decreasing by {rate:,.0f}/s, about {duration(math.ceil(remaining / rate))} left"
        )
        return [f"{remaining:,} records to copy{speed}"]

    def result(self, ending: Ending | None) -> dict[str, t.Any]:
        """Return the result of the task: that of the last successful poll."""
        if ending is None:
            return self.last
        return {**self.last, "failed": True, "msg": f"The mirror has not caught up: {ending.message.rstrip('.')}."}


def _uncopied(result: dict[str, t.Any]) -> float:
    """Return the offsets that were not copied, those that the source has deleted included; infinite where unknown."""
    return math.inf if result["remaining"] is None else result["remaining"] + result["lost"]
