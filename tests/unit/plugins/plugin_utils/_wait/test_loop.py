# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of all waits, with the real limit of time; the tests of the action plugins have the rest."""

from __future__ import annotations

import time
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait import loop
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.loop import (
    Ending,
    PollFailed,
    Surroundings,
    wait,
)


class Subject:
    """Something that is polled once, and then hangs."""

    polled = done = False
    moved_at = None

    def poll(self) -> None:
        """Hang, but for the first time."""
        if self.polled:
            time.sleep(30)
        self.polled = True

    def lasting_problem(self) -> Ending | None:
        """None."""
        return None

    def describe(self, verdict: str) -> str:
        """The verdict."""
        return f"described for {verdict}"

    def progress(self) -> list[str]:
        """One line."""
        return ["at work"]

    def result(self, ending: Ending | None) -> dict[str, t.Any]:
        """The ending."""
        return {"ending": ending}


def test_a_poll_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the signal of the limit; closing the connection may hang too."""
    monkeypatch.setattr(loop, "GRACE", 0.02)
    printed: list[str] = []
    world = Surroundings(printed.append, printed.append, reset=lambda: time.sleep(30))
    ending = wait(Subject(), Patience(interval=0.01, timeout=60, stall_timeout=0.1), world)
    assert ending is not None and ending.verdict == "stalled"
    assert ending.message.startswith("polls have failed for ")
    assert "the last one with: it did not return within 0." in ending.message
    assert ending.message.endswith("(stall_timeout); before that: described for stalled")
    assert printed[0] == "at work"


def test_the_first_failure_is_raised() -> None:
    """Nothing was read yet."""

    class Broken(Subject):
        def poll(self) -> None:
            raise PollFailed("no password", {"failed": True})

    world = Surroundings(pytest.fail, pytest.fail, pytest.fail)
    with pytest.raises(PollFailed, match="no password"):
        wait(Broken(), Patience(1, 10, 10), world)
