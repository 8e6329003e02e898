# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the production pause may go on: the source stands still, and everything is copied. Nothing here reads a cluster.

Times are seconds by a clock that never goes back.
"""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.ends import (
    Change,
    Ends,
    changes,
    name_changes,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.stability import StabilityTracker
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.health import MirrorState

_SOURCE = "source"
_BROKEN = 10.0  # seconds without a worker or with a failed task: as long as a killed worker stays a member of its group


class Progress(t.NamedTuple):
    """What the pause needs of the state of a mirror."""

    caught_up: bool
    broken: bool  # it does not copy, or a task of it has failed
    remaining: int | None
    problems: list[str]
    lasting_problems: list[str]

    @classmethod
    def of(cls, state: MirrorState) -> Progress:
        """Return what counts of a state."""
        result = state.to_result("summary")
        return cls(
            state.caught_up,
            not state.running or bool(result["failures"]),
            state.remaining,
            result["problems"],
            result["lasting_problems"],
        )


class Pause:
    """Takes one observation after another."""

    def __init__(self, settle: float, timeout: float, now: float) -> None:
        self._settle, self._timeout = settle, timeout
        self._began = now
        self._ends: Ends | None = None
        self._tracker = StabilityTracker()
        self._whole_since = now  # since when the mirror is not broken
        self._moved: list[Change] = []
        self._progress: Progress | None = None
        self._failure: Failure | None = None

    def add(self, source: Ends, progress: Progress, now: float) -> bool:
        """Take the ends of the source and the state of the mirror; return whether all is copied and stands still."""
        moved = changes(self._ends, source) if self._ends else []
        if moved or source.errors:
            self._moved = moved
            self._tracker.note(_SOURCE, object(), now)  # differs from whatever is read next
        self._tracker.note(_SOURCE, source.state, now)
        self._ends, self._progress, self._failure = source, progress, None
        if not progress.broken or progress.caught_up:
            self._whole_since = now
        return self._is_still(now) and progress.caught_up

    def add_failure(self, failure: Failure, now: float) -> None:
        """Take that a read failed: whether something was written meanwhile is seen by the next one."""
        self._failure = failure
        self._tracker.note(_SOURCE, object(), now)

    def require_patience(self, now: float) -> None:
        """Raise Failure if waiting longer does not help, or the time is over."""
        progress = self._progress
        if progress and progress.lasting_problems:
            raise Failure(" ".join(progress.lasting_problems))
        if progress and now - self._whole_since > _BROKEN and not self._failure:
            raise Failure(f"The mirror does not copy any more, with {_missing(progress)}.")
        if now - self._began > self._timeout:
            raise Failure(self._overdue(now))

    def _is_still(self, now: float) -> bool:
        return self._tracker.is_stable(_SOURCE, now, self._settle)

    def _overdue(self, now: float) -> str:
        limit = f"{self._timeout:g} s"
        if self._failure or self._progress is None:
            return f"The clusters could not be read for {limit}. {self._failure}"
        if self._ends and self._ends.errors:
            partition, error = next(iter(self._ends.errors.items()))
            return f"The ends of the source cannot be read after {limit}: {partition}: {error}."
        if not self._is_still(now):
            return (
                f"After {limit} records are still written to the source: {name_changes(self._moved)}. Find the "
                "producers that still run; all of them have to be in kafka_producers."
            )
        return f"The mirror has not caught up within {limit}, with {_missing(self._progress)}."


def _missing(progress: Progress) -> str:
    problems = "; ".join(progress.problems).rstrip(".") or "it names no problem"
    remaining = "an unknown number of" if progress.remaining is None else progress.remaining
    return f"{remaining} records not copied ({problems})"
