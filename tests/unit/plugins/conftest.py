# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for the drain and the wait for it: observations as data, and a clock that tests move."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    LogState,
    Observation,
    PollRequest,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


def _log(log: t.Any) -> t.Any:
    return log if isinstance(log, str) else LogState(*(log if len(log) == 3 else (*log, log[1])))


@pytest.fixture(name="see")
def see_fixture() -> t.Callable[..., Observation]:
    """Make an observation: logs as (start, end[, stable]) or error, groups as {name: {partition: commit}} or views."""

    def see(logs: dict[Partition, t.Any], groups: dict[str, t.Any] | None = None, **more: t.Any) -> Observation:
        views = {
            name: value if isinstance(value, GroupView) else GroupView(name, "Stable", "consumer", 1, commits=value)
            for name, value in (groups or {}).items()
        }
        scanned_tails = {partition: ScannedTail(*tail) for partition, tail in more.pop("scanned_tails", {}).items()}
        return Observation(
            "id", {partition: _log(log) for partition, log in logs.items()}, views, scanned_tails=scanned_tails, **more
        )

    return see


class Scene:
    """A watch that polls a list of observations, on a clock that only its sleeps move."""

    def __init__(self, observations: t.Sequence[Observation], **rules: t.Any) -> None:
        self.watch = Watch(Rules(**{"settle": 10, "interval": 5, **rules}))
        self.poller = Poller(self.watch, self.read, self.clock, self.sleep)
        self.now = 100.0
        self.scans: list[dict[Partition, int]] = []
        self.asked: list[tuple[str, ...]] = []  # the groups that each poll asked for by name
        self._observations = list(observations)

    def play(self, polls: int) -> dict[str, t.Any]:
        """Poll so many times, at the interval of the rules, and return the result of the modules."""
        for number in range(polls):
            began = self.now
            self.poller.poll()
            if number < polls - 1:
                self.poller.pause(began)
        return report.result(self.watch, None if self.watch.drained else self.watch.give_up_reason())

    def read(self, request: PollRequest) -> Observation:
        """Return the next observation of the list, and then the last one repeatedly."""
        self.asked.append(request.groups)
        if request.scan:
            self.scans.append(request.scan.starts)
        return self._observations.pop(0) if len(self._observations) > 1 else self._observations[0]

    def clock(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture(name="scene")
def scene_fixture() -> type[Scene]:
    """Make a scene."""
    return Scene
