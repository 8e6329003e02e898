# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a wait for a mirror ends, and what it says meanwhile."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.mirror import MirrorWatch, Patience


def look(remaining: int | None, **changes: t.Any) -> dict[str, t.Any]:
    """What kafka_mirror_info returns."""
    healthy = {"running": True, "healthy": True, "problems": [], "last_stored": None, "caught_up": remaining == 0}
    return {**healthy, "remaining": remaining, **changes}


def watch(
    *looks: dict[str, t.Any], max_remaining: int = 0, timeout: float = 1000, stall_timeout: float = 30
) -> MirrorWatch:
    """A watch that has looked every ten seconds."""
    watched = MirrorWatch(Patience(max_remaining, timeout, stall_timeout), 0.0)
    for number, seen in enumerate(looks):
        watched.add(seen, 10.0 * number)
    return watched


@pytest.mark.parametrize(
    ("seen", "max_remaining", "done"),
    [
        (look(0), 0, True),
        (look(0, caught_up=False), 100, False),
        (look(0, running=False, healthy=False), 0, True),
        (look(50), 0, False),
        (look(50), 50, True),
        (look(51), 50, False),
        (look(50, healthy=False), 50, False),
        (look(None), 50, False),
    ],
    ids=["all", "nothing-known", "all-and-stopped", "some", "little", "more", "sick", "unknown"],
)
def test_done(seen: dict, max_remaining: int, done: bool) -> None:
    """Everything copied is done, whoever runs; little left is done only while the mirror is healthy."""
    assert watch(seen, max_remaining=max_remaining).done is done


def test_pace() -> None:
    """The rate and the time left are told once there are two looks."""
    assert watch(look(9000)).progress() == "9,000 records to copy"
    assert watch(look(9000), look(5000)).progress() == "5,000 records to copy, 400/s less, about 13 s left"
    assert watch(look(9000), look(9500)).progress() == "9,500 records to copy"


def test_what_is_wrong_is_said() -> None:
    """A mirror that does not run has no pace but problems."""
    assert watch(look(5, running=False, problems=["no worker"])).progress() == "no worker"


def test_stalled() -> None:
    """No record fewer and no position newly stored for stall_timeout: it is given up, with the reason as far as it is known."""
    assert watch(look(5), look(5), look(5)).give_up_reason() is None
    assert "nothing has moved for 30 s, 5 records" in (watch(look(5), look(5), look(5), look(5)).give_up_reason() or "")
    stuck = watch(*[look(5, problems=["task 3 FAILED"])] * 4).give_up_reason()
    assert "task 3 FAILED" in (stuck or "")
    stored = [look(5, last_stored=str(number)) for number in range(6)]
    assert watch(*stored).give_up_reason() is None


def test_timeout() -> None:
    """Movement does not help for ever."""
    moving = [look(1000 - number) for number in range(5)]
    assert "after 40 s 996 records are left" in (watch(*moving, timeout=40).give_up_reason() or "")
    assert watch(*moving, timeout=41).give_up_reason() is None
