# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Observations as data, and a clock that tests move."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    LogState,
    Observation,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)


def _log(log: t.Any) -> t.Any:
    return log if isinstance(log, str) else LogState(*(log if len(log) == 3 else (*log, log[1])))


@pytest.fixture(name="see")
def see_fixture() -> t.Callable[..., Observation]:
    """An observation: logs as (start, end[, stable]) or error, groups as {name: {partition: commit}} or views."""

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
    """A watch whose looks come from a list, on a clock that only its sleeps move."""

    def __init__(self, looks: t.Sequence[Observation], **rules: t.Any) -> None:
        self.watch = Watch(Rules(**{"settle": 10, "interval": 5, "timeout": 1000, **rules}))
        self.now = 100.0
        self.lines: list[list[str]] = []
        self.scans: list[t.Mapping[Partition, int]] = []
        self._looks = list(looks)

    def look(self, scan: t.Mapping[Partition, int]) -> Observation:
        """The next of the list, the last again and again."""
        if scan:
            self.scans.append(dict(scan))
        return self._looks.pop(0) if len(self._looks) > 1 else self._looks[0]

    def clock(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture(name="scene")
def scene_fixture() -> type[Scene]:
    """Make a scene."""
    return Scene
