# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which stored failures are those of the worker that runs now."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.failed_tasks import FailedTasks

NEVER = float("-inf")


def polled(worker: str, *stored: str, connector: str = "MirrorSourceConnector") -> dict[str, t.Any]:
    """A result of kafka_mirror_info: the ids of the workers, one letter each, and when a failure was stored."""
    failures = [{"connector": connector, "task": 0, "stored": time, "problem": f"failed at {time}"} for time in stored]
    return {"worker": {"members": [{"id": letter} for letter in worker]}, "failures": failures}


def lasting(*polls: dict[str, t.Any], interval: float = 5, moved_at: float = NEVER) -> list[str]:
    """Return the failures that last after some polls, the first at 0."""
    tasks = FailedTasks(only_source=True)
    for number, result in enumerate(polls):
        tasks.add(result, interval * number)
    return tasks.lasting(moved_at)


@pytest.mark.parametrize(
    ("polls", "found"),
    [
        ([polled("a"), polled("a", "8:00")], ["failed at 8:00"]),
        ([polled("a", "7:00"), polled("a", "8:00")], ["failed at 8:00"]),
        ([polled("ab"), polled("ba", "8:00")], ["failed at 8:00"]),
        ([polled("a"), polled("b", "8:00")], []),
        ([polled("a"), polled("ab", "8:00")], []),
        ([polled(""), polled("a", "8:00")], []),
        ([polled("a"), polled("", "8:00")], []),
        ([polled("a"), polled("a", "8:00"), polled("a")], []),
    ],
    ids=["new", "another", "of-one-of-two", "restarted", "joined", "started", "gone", "restarted-task"],
)
def test_a_failure_that_appears(polls: list[dict[str, t.Any]], found: list[str]) -> None:
    """It lasts at once if the same workers were seen without it."""
    assert lasting(*polls) == found


@pytest.mark.parametrize(
    ("polls", "moved_at", "found"),
    [
        ([polled("a", "8:00")] * 3, NEVER, []),
        ([polled("a", "8:00")] * 4, NEVER, ["failed at 8:00"]),
        ([polled("a", "8:00")] * 4, 1, []),
        ([polled("a", "8:00")] * 5, 5, ["failed at 8:00"]),
        ([polled("a", "8:00")] * 12, 55, []),
        ([polled("a", "8:00")] * 13, 60, ["failed at 8:00"]),
        ([polled("", "8:00")] * 20, NEVER, []),
        ([*[polled("a", "8:00")] * 3, *[polled("b", "8:00")] * 3], NEVER, []),
        ([*[polled("a", "8:00")] * 3, *[polled("b", "8:00")] * 4], NEVER, ["failed at 8:00"]),
        ([*[polled("a", "8:00")] * 3, polled("a")], NEVER, []),
    ],
    ids=["young", "old", "moving", "at-rest", "busy", "busy-for-long", "none", "restarted", "and-old", "started-again"],
)
def test_a_failure_that_was_there_before(polls: list[dict[str, t.Any]], moved_at: float, found: list[str]) -> None:
    """Workers have time to start the task again: 15 seconds without movement, 60 in all."""
    assert lasting(*polls, moved_at=moved_at) == found


def test_other_connectors() -> None:
    """They count only where all do."""
    tasks = FailedTasks(only_source=False)
    tasks.add(polled("a"), 0)
    tasks.add(polled("a", "8:00", connector="MirrorCheckpointConnector"), 5)
    assert tasks.lasting(NEVER) == ["failed at 8:00"]
    assert lasting(polled("a"), polled("a", "8:00", connector="MirrorCheckpointConnector")) == []
