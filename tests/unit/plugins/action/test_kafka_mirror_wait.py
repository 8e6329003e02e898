# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole wait for a mirror, from the options to the result."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible_collections.otc.kafka_migration.plugins.action.kafka_mirror_wait import ActionModule
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.scripted import HANGS, Poll

SOURCE, TARGET = {"bootstrap_servers": "a:9092"}, {"bootstrap_servers": "b:9092"}
BROKEN = {"failed": True, "msg": "Cannot connect to target: b:9092: connection refused"}
UNREACHABLE = AnsibleConnectionFailure("Failed to connect to the host via ssh")
WORKER = {"id": "connect-1-abc", "client_id": "connect-1", "host": "10.0.0.5"}
FAILURE = {
    "connector": "MirrorSourceConnector",
    "task": 1,
    "stored": "2026-11-24T08:15:30Z",
    "problem": "Task 1 of MirrorSourceConnector failed: RecordTooLargeException. Fix the cause.",
}


def mirror(remaining: int | None = 0, stored: int = 0, **changes: t.Any) -> dict[str, t.Any]:
    """A result of kafka_mirror_info."""
    return {
        "changed": False,
        "running": True,
        "healthy": True,
        "caught_up": remaining == 0,
        "remaining": remaining,
        "lost": 0,
        "problems": [],
        "lasting_problems": [],
        "failures": [],
        "worker": {"members": [WORKER]},
        "last_stored": str(stored),
        **changes,
    }


def failed_task(remaining: int = 50, stored: int = 0, **changes: t.Any) -> dict[str, t.Any]:
    """A result with a failed task."""
    return mirror(remaining, stored, healthy=False, problems=[FAILURE["problem"]], failures=[FAILURE], **changes)


@pytest.fixture(name="mirror_wait")
def mirror_wait_fixture(play: t.Callable) -> t.Callable:
    """Make a task with the outcomes of its polls, and options."""

    def mirror_wait(*outcomes: t.Any, **options: t.Any) -> t.Any:
        return play(ActionModule, *outcomes, **{"source": SOURCE, "target": TARGET, **options})

    return mirror_wait


def test_done_at_once(mirror_wait: t.Callable) -> None:
    """One poll; the module gets the options that are not those of the wait, as they were given."""
    task = mirror_wait(mirror(), topics=["orders"], interval="5", max_remaining="10")
    result = task.run()
    assert result == mirror() and task.seconds == 0 and task.shown == []
    assert task.polled == [
        (
            "otc.kafka_migration.kafka_mirror_info",
            {"source": SOURCE, "target": TARGET, "topics": ["orders"]},
        )
    ]


def test_done_later(mirror_wait: t.Callable) -> None:
    """A poll every interval, the time that it takes included, and a line for each."""
    task = mirror_wait(Poll(mirror(9000), 2), Poll(mirror(4000, 1), 2), mirror(0, 2), interval=10)
    result = task.run()
    assert result["caught_up"] and "failed" not in result and task.seconds == 20
    assert task.shown == [
        "  [mover] 9,000 records to copy",
        "  [mover] 4,000 records to copy, decreasing by 500/s, about 8 s left",
    ]


def test_close_behind_producers(mirror_wait: t.Callable) -> None:
    """Few left is done while the mirror is healthy."""
    task = mirror_wait(mirror(9000), mirror(40), max_remaining=50)
    assert "failed" not in task.run() and task.seconds == 5


def test_timeout(mirror_wait: t.Callable) -> None:
    """A healthy mirror that stores positions and falls behind forever."""
    task = mirror_wait(*[mirror(100 + number, number) for number in range(1000)], timeout=1000, max_remaining=50)
    result = task.run()
    assert result["failed"] and task.seconds == 1000
    assert result["msg"] == (
        "The mirror has not caught up: it is not done after 1000 s (timeout): 300 records are left to copy, and the "
        "mirror is healthy; increase timeout."
    )


def test_timeout_within_an_interval(mirror_wait: t.Callable) -> None:
    """The last poll is at the end, not an interval later."""
    task = mirror_wait(mirror(100), timeout=12, interval=3600)
    assert task.run()["failed"] and task.seconds == 12 and len(task.polled) == 2


@pytest.mark.parametrize("growth", [0, 7, -7], ids=["the same", "grows", "shrinks"])
def test_a_mirror_that_does_not_run_stalls(mirror_wait: t.Callable, growth: int) -> None:
    """Whatever producers and the retention of the source do with what is left; the cause is in the message."""
    down = {"running": False, "healthy": False, "problems": ["No MirrorMaker worker runs."]}
    task = mirror_wait(*[mirror(1000 + growth * number, **down) for number in range(100)], stall_timeout=60)
    result = task.run()
    assert result["failed"] and task.seconds == 60 and result["remaining"] == 1000 + 12 * growth
    assert "nothing has moved for 60 s (stall_timeout)" in result["msg"]
    assert result["msg"].endswith("are left to copy: No MirrorMaker worker runs.")


def test_a_mirror_that_stores_nothing_stalls(mirror_wait: t.Callable) -> None:
    """It runs as far as it reports itself, and producers make what is left grow."""
    task = mirror_wait(*[mirror(100 + number) for number in range(100)], stall_timeout=60)
    assert "no position was stored; check MirrorMaker's log" in task.run()["msg"] and task.seconds == 60


def test_polls_that_fail_forever_after_a_good_one(mirror_wait: t.Callable) -> None:
    """They stall, and the result is that of the last good one with the cause."""
    task = mirror_wait(mirror(500), BROKEN, timeout=1000, stall_timeout=120)
    result = task.run()
    assert result["failed"] and task.seconds == 120 and result["remaining"] == 500
    assert result["msg"].endswith(
        "polls have failed for 2 min, the last one with: Cannot connect to target: b:9092: connection refused "
        "(stall_timeout); before that: 500 records are left to copy, and no position was stored; check MirrorMaker's "
        "log."
    )
    assert len(task.warned) == 23 and task.resets == 0
    assert task.shown[1].startswith("  [mover] polls have failed for 5 s, the last one with: Cannot connect to target")


def test_the_timeout_ends_polls_that_fail(mirror_wait: t.Callable) -> None:
    """Inside of a production pause it is shorter than stall_timeout."""
    task = mirror_wait(mirror(500), BROKEN, timeout=100)
    result = task.run()
    assert result["failed"] and task.seconds == 100 and "it is not done after 100 s" in result["msg"]
    assert result["msg"].endswith("the last one with: Cannot connect to target: b:9092: connection refused.")


def test_a_stall_while_polls_fail(mirror_wait: t.Callable) -> None:
    """What is not read has not moved: failed polls do not extend stall_timeout."""
    task = mirror_wait(*[mirror(500)] * 12, BROKEN, stall_timeout=60)
    assert "nothing has moved for 60 s" in task.run()["msg"] and task.seconds == 60


@pytest.mark.parametrize("failure", [UNREACHABLE, AnsibleError("failed to transfer file")])
def test_a_connection_that_heals(mirror_wait: t.Callable, failure: Exception) -> None:
    """Each next poll opens another connection."""
    task = mirror_wait(mirror(500), failure, failure, mirror(0))
    assert "failed" not in task.run() and (task.seconds, task.resets) == (15, 2)
    assert str(failure) in task.warned[0]


def test_a_connection_that_stays_broken(mirror_wait: t.Callable) -> None:
    """The task fails with the last good result."""
    task = mirror_wait(mirror(500), UNREACHABLE, timeout=30)
    result = task.run()
    assert result["failed"] and task.seconds == 30 and result["remaining"] == 500
    assert result["msg"].endswith("the last one with: Failed to connect to the host via ssh.")


def test_a_poll_that_hangs(mirror_wait: t.Callable) -> None:
    """It is ended in time for another one, and the wait at its timeout."""
    task = mirror_wait(mirror(500), Poll({}, HANGS), mirror(0), stall_timeout=300)
    assert "failed" not in task.run() and (task.seconds, task.resets) == (155, 1)
    task = mirror_wait(mirror(500), Poll({}, HANGS), timeout=120)
    result = task.run()
    assert result["failed"] and task.seconds == 120 and "it did not return within 115 s" in result["msg"]


def test_slow_polls_are_not_taken_for_hanging(mirror_wait: t.Callable) -> None:
    """A limit that they never keep would end every one of them."""
    task = mirror_wait(*[Poll(mirror(500 - number, number), 100) for number in range(9)], mirror(0), stall_timeout=60)
    assert "failed" not in task.run()


def test_the_first_poll_fails(mirror_wait: t.Callable) -> None:
    """It is final: a wrong option or password does not pass by itself."""
    task = mirror_wait({**BROKEN, "exception": "..."}, mirror())
    assert task.run() == {**BROKEN, "exception": "..."} and len(task.polled) == 1
    task = mirror_wait(UNREACHABLE, mirror())
    with pytest.raises(AnsibleConnectionFailure, match="via ssh"):  # Ansible reports the host as unreachable
        task.run()
    task = mirror_wait(Poll({}, HANGS), mirror(), stall_timeout=60)
    assert task.run() == {"failed": True, "msg": "The first poll has failed: it did not return within 300 s."}


def test_check_mode(mirror_wait: t.Callable) -> None:
    """One poll; what is left is no failure, but a failed poll is."""
    task = mirror_wait(mirror(500), check=True)
    assert task.run() == mirror(500) and (task.seconds, len(task.polled)) == (0, 1)
    assert mirror_wait(BROKEN, check=True).run()["failed"]


def test_a_topic_that_was_created_again(mirror_wait: t.Callable) -> None:
    """It ends at once."""
    task = mirror_wait(mirror(5, lasting_problems=["pay was created again."]))
    assert task.run()["msg"] == "The mirror has not caught up: pay was created again." and task.seconds == 0


def test_a_task_that_fails_during_the_wait(mirror_wait: t.Callable) -> None:
    """It ends at once, although others go on."""
    task = mirror_wait(mirror(500, 1), failed_task(450, 2), mirror(0))
    result = task.run()
    assert result["msg"] == f"The mirror has not caught up: {FAILURE['problem']}" and task.seconds == 5


def test_a_task_that_had_failed_before(mirror_wait: t.Callable) -> None:
    """The failure may be of an earlier run: the worker has 15 s to start the task again."""
    task = mirror_wait(failed_task())
    assert FAILURE["problem"] in task.run()["msg"] and task.seconds == 15
    task = mirror_wait(*[failed_task()] * 3, mirror(0))
    assert "failed" not in task.run() and task.seconds == 15


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"source": "kafka_migration_source"}, "source is not a dictionary but text; give a dictionary"),
        ({"target": ["a:9092"]}, "target is not a dictionary but something else; give a dictionary"),
        ({"interval": 0}, "interval is 0; give seconds greater than 0."),
        ({"timeout": "-1"}, "timeout is -1; give seconds greater than 0."),
        ({"stall_timeout": "nan"}, "stall_timeout is nan; give seconds greater than 0."),
        ({"timeout": "inf"}, "timeout is inf; give seconds greater than 0."),
        ({"timeout": "soon"}, "'timeout' is of type str and we were unable to convert to float"),
        ({"intervall": 5}, "intervall. Supported parameters include"),
    ],
)
def test_invalid_options(mirror_wait: t.Callable, given: dict[str, t.Any], message: str) -> None:
    """The message names the option, before anything is polled."""
    task = mirror_wait(mirror(), **given)
    result = task.run()
    assert result["failed"] and message in result["msg"] and task.polled == []
