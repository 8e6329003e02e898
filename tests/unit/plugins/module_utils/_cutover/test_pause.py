# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the production pause goes on, and when it gives up."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.ends import Ends, Range
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.pause import Pause, Progress
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

WHOLE = Progress(caught_up=True, broken=False, remaining=0, problems=[], lasting_problems=[])
BEHIND = WHOLE._replace(caught_up=False, remaining=7)
PARTITION = Partition("orders", 0)


def at(end: int, error: str | None = None) -> Ends:
    """Return the ends of a source with one partition."""
    logs = {} if error else {PARTITION: Range(0, end)}
    return Ends(0.0, "c", {"orders": "id"}, logs, {PARTITION: error} if error else {})


@pytest.fixture(name="pause")
def pause_fixture() -> Pause:
    """A pause that began at 0, with 2 s to settle and 60 s in all."""
    return Pause(settle=2, timeout=60, now=0)


def feed(pause: Pause, times: list[float], ends: Ends, progress: Progress = WHOLE) -> list[bool]:
    """Add the same observation at several times."""
    return [pause.add(ends, progress, now) for now in times]


def test_still_and_copied(pause: Pause) -> None:
    """After three polls that span the time to settle, with all positions stored."""
    assert feed(pause, [0.0, 1.0, 1.9, 2.0], at(5)) == [False, False, False, True]


def test_polls_are_needed_too(pause: Pause) -> None:
    """Two polls with a long time between them say little."""
    assert feed(pause, [0.0, 9.0, 9.1], at(5)) == [False, False, True]


def test_a_write_starts_again(pause: Pause) -> None:
    """The time counts from the poll that found it."""
    feed(pause, [0.0, 1.0, 1.9], at(5))
    assert feed(pause, [2.0, 3.0, 3.9, 4.0], at(6)) == [False, False, False, True]


@pytest.mark.parametrize("lost", ["error", "failure"])
def test_what_was_not_read_starts_again(pause: Pause, lost: str) -> None:
    """A partition without leader, or a poll that failed, may hide a write."""
    feed(pause, [0.0, 1.0, 1.9], at(5))
    if lost == "error":
        assert not pause.add(at(5, "no leader"), WHOLE, 2.0)
    else:
        pause.add_failure(Failure("no broker"), 2.0)
    assert feed(pause, [2.5, 3.0, 3.9], at(5)) == [False, False, False]
    assert pause.add(at(5), WHOLE, 5.0)


def test_waits_for_the_positions(pause: Pause) -> None:
    """A source that stands still is not enough."""
    assert not any(feed(pause, [0.0, 1.0, 2.0, 3.0], at(5), BEHIND))
    assert pause.add(at(5), WHOLE, 3.5)


def test_gives_up_on_a_mirror_that_does_not_copy(pause: Pause) -> None:
    """After as long as a killed worker stays a member of its group; a moment without a worker passes."""
    broken = BEHIND._replace(broken=True, problems=["No MirrorMaker worker runs."])
    for now in (0.0, 5.0, 10.0):
        pause.add(at(5), broken, now)
        pause.require_patience(now)
    pause.add(at(5), broken, 10.5)
    with pytest.raises(Failure, match="does not copy any more, with 7 records not copied .No MirrorMaker worker runs"):
        pause.require_patience(10.5)


def test_a_mirror_that_comes_back(pause: Pause) -> None:
    """The time without it counts from when it was last seen whole."""
    broken = BEHIND._replace(broken=True)
    for now, progress in ((0.0, broken), (9.0, BEHIND), (18.0, broken)):
        pause.add(at(5), progress, now)
        pause.require_patience(now)


def test_a_stopped_mirror_that_has_copied_all(pause: Pause) -> None:
    """It is of no more use: an aborted run may have stopped it."""
    feed(pause, [0.0, 20.0], at(5), WHOLE._replace(broken=True))
    pause.require_patience(20.0)


def test_lasting_problem(pause: Pause) -> None:
    """No wait ends it."""
    pause.add(at(5), BEHIND._replace(lasting_problems=["The topic orders was created again."]), 0.0)
    with pytest.raises(Failure, match="created again"):
        pause.require_patience(0.0)


def test_overdue(pause: Pause) -> None:
    """The reason is what was seen last."""
    pause.require_patience(60.0)
    with pytest.raises(Failure, match="could not be read for 60 s"):
        pause.require_patience(60.1)
    feed(pause, [0.0, 1.0, 60.1], at(5), BEHIND)
    with pytest.raises(Failure, match="has not caught up within 60 s, with 7 records not copied .it names no problem"):
        pause.require_patience(60.1)
    pause.add(at(8), BEHIND, 60.2)
    with pytest.raises(Failure, match=r"still written to the source: orders-0 \(3 more\)"):
        pause.require_patience(60.2)
    pause.add(at(8, "no leader"), BEHIND, 60.3)
    with pytest.raises(Failure, match="cannot be read after 60 s: orders-0: no leader"):
        pause.require_patience(60.3)
    pause.add_failure(Failure("Cannot connect."), 60.4)
    with pytest.raises(Failure, match="could not be read for 60 s. Cannot connect"):
        pause.require_patience(60.4)
