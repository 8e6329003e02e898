# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the wait for a mirror ends, and its progress lines."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.loop import STALLED, TIMEOUT
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.mirror import MirrorSubject

HEALTHY = {
    "running": True,
    "healthy": True,
    "lost": 0,
    "problems": [],
    "lasting_problems": [],
    "failures": [],
    "worker": {"members": [{"id": "a"}]},
    "last_stored": None,
}
DOWN = {"running": False, "healthy": False, "problems": ["No worker runs."]}


def result(remaining: int | None, **changes: t.Any) -> dict[str, t.Any]:
    """A result of kafka_mirror_info."""
    return {**HEALTHY, "caught_up": remaining == 0, "remaining": remaining, **changes}


def watch(*results: dict[str, t.Any], max_remaining: int = 0) -> MirrorSubject:
    """A mirror that was polled every ten seconds, the first time at 100."""
    times, left = iter(range(100, 10_000, 10)), list(results)
    subject = MirrorSubject(max_remaining, lambda: left.pop(0), lambda: float(next(times)))
    while left:
        subject.poll()
    return subject


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
    assert watch(result(9000)).progress() == ["9,000 records to copy"]
    moving = watch(result(9000), result(5000))
    assert moving.progress() == ["5,000 records to copy, decreasing by 400/s, about 13 s left"]
    assert watch(result(9000), result(9500)).progress() == ["9,500 records to copy"]


def test_problems_replace_the_rate() -> None:
    """A mirror that does not run has problems and no rate."""
    assert watch(result(5, running=False, problems=["no worker"])).progress() == ["no worker"]


@pytest.mark.parametrize(
    ("results", "moved_at"),
    [
        ([result(5), result(5), result(5)], 100),
        ([result(9), result(8), result(8)], 110),
        ([result(9), result(5), result(7), result(6)], 110),
        ([result(9), result(5), result(7), result(4)], 130),
        ([result(9), result(10), result(11)], 100),
        ([result(5), result(5, last_stored="1"), result(6, last_stored="2")], 120),
        ([result(5, **DOWN), result(4, **DOWN), result(3, **DOWN, last_stored="1")], 100),
        ([result(9), result(8, lost=1), result(7, lost=2)], 100),
        ([result(None), result(None), result(None)], 100),
        ([result(None), result(9), result(9)], 110),
    ],
    ids=[
        "nothing",
        "less",
        "up-and-down",
        "less-than-ever",
        "more",
        "a-newly-stored-position",
        "not-running",
        "deleted-by-the-source",
        "unknown",
        "known-for-the-first-time",
    ],
)
def test_movement(results: list[dict[str, t.Any]], moved_at: float) -> None:
    """Fewer uncopied records than ever before, or a newly stored position, while the mirror runs."""
    assert watch(*results).moved_at == moved_at


def test_what_is_left() -> None:
    """The cause is part of it as far as it is known, otherwise what to do."""
    assert watch(result(5000, **DOWN)).describe(STALLED) == "5,000 records are left to copy: No worker runs"
    assert watch(result(5)).describe(TIMEOUT).endswith("the mirror is healthy; increase timeout")
    assert watch(result(5)).describe(STALLED).endswith("no position was stored; check MirrorMaker's log")
    assert watch(result(None)).describe(STALLED).startswith("it is not known how many records are left to copy")


def test_created_again() -> None:
    """No wait makes the mirror copy what it skipped of a topic that was created again."""
    lasting = ["pay was created again."]
    found = result(5, healthy=False, problems=["no task", *lasting], lasting_problems=lasting)
    reason = watch(found).lasting_problem()
    assert reason is not None and reason.message == "pay was created again"


@pytest.mark.parametrize(
    ("connector", "max_remaining", "ends"),
    [
        ("MirrorSourceConnector", 0, True),
        ("MirrorSourceConnector", 50, True),
        ("MirrorCheckpointConnector", 0, False),
        ("MirrorCheckpointConnector", 50, True),
    ],
)
def test_a_failure_that_keeps_the_wait_from_its_end(connector: str, max_remaining: int, ends: bool) -> None:
    """Records are copied without checkpoints, but with max_remaining the mirror has to be healthy."""
    failure = {"connector": connector, "task": 0, "stored": "1", "problem": "It failed."}
    subject = watch(result(500), result(500, healthy=False, failures=[failure]), max_remaining=max_remaining)
    assert (subject.lasting_problem() is not None) is ends


def test_the_result_is_the_last_one() -> None:
    """Also of a wait that has failed."""
    subject = watch(result(9000), result(5000))
    assert subject.result(None) == result(5000)
