# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the wait for a mirror ends, and its progress lines."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.mirror import MirrorWatch, Patience


def result(remaining: int | None, **changes: t.Any) -> dict[str, t.Any]:
    """A result of kafka_mirror_info."""
    healthy = {"running": True, "healthy": True, "problems": [], "last_stored": None, "caught_up": remaining == 0}
    return {**healthy, "remaining": remaining, **changes}


def watch(
    *results: dict[str, t.Any], max_remaining: int = 0, timeout: float = 1000, stall_timeout: float = 30
) -> MirrorWatch:
    """A watch that has polled every ten seconds."""
    watched = MirrorWatch(Patience(max_remaining, timeout, stall_timeout), 0.0)
    for number, found in enumerate(results):
        watched.add(found, 10.0 * number)
    return watched


@pytest.mark.parametrize(
    ("found", "max_remaining", "done"),
    [
        (result(0), 0, True),
        (result(0, caught_up=False), 100, False),
        (result(0, running=False, healthy=False), 0, True),
        (result(50), 0, False),
        (result(50), 50, True),
        (result(51), 50, False),
        (result(50, healthy=False), 50, False),
        (result(None), 50, False),
    ],
    ids=["all", "nothing-known", "all-and-stopped", "some", "few", "more", "unhealthy", "unknown"],
)
def test_done(found: dict[str, t.Any], max_remaining: int, done: bool) -> None:
    """Everything copied is done, even if the mirror is stopped; few left is done only while it is healthy."""
    assert watch(found, max_remaining=max_remaining).done is done


def test_rate() -> None:
    """The rate and the time left are shown from the second poll on."""
    assert watch(result(9000)).progress() == "9,000 records to copy"
    assert watch(result(9000), result(5000)).progress() == "5,000 records to copy, decreasing by 400/s, about 13 s left"
    assert watch(result(9000), result(9500)).progress() == "9,500 records to copy"


def test_problems_replace_the_rate() -> None:
    """A mirror that does not run has problems and no rate."""
    assert watch(result(5, running=False, problems=["no worker"])).progress() == "no worker"


def test_stalled() -> None:
    """No fewer records and no newly stored position for stall_timeout: the wait gives up, and names the known cause."""
    assert watch(*[result(5)] * 3).give_up_reason() is None
    assert "nothing has moved for 30 s, 5 records" in (watch(*[result(5)] * 4).give_up_reason() or "")
    stuck = watch(*[result(5, problems=["task 3 FAILED"])] * 4).give_up_reason()
    assert "task 3 FAILED" in (stuck or "")
    stored = [result(5, last_stored=str(number)) for number in range(6)]
    assert watch(*stored).give_up_reason() is None


def test_timeout() -> None:
    """Movement does not extend the timeout."""
    moving = [result(1000 - number) for number in range(5)]
    assert "after 40 s 996 records are left" in (watch(*moving, timeout=40).give_up_reason() or "")
    assert watch(*moving, timeout=41).give_up_reason() is None
