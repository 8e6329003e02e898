# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole wait for a drain, from the options to the result."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible_collections.otc.kafka_migration.plugins.action.kafka_drain_wait import ActionModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.scripted import HANGS, Poll

CLUSTER = {"bootstrap_servers": "a:9092"}
P0, P1 = Partition("orders", 0), Partition("orders", 1)
BROKEN = {"failed": True, "msg": "Cannot connect to cluster: a:9092: connection refused"}
UNREACHABLE = AnsibleConnectionFailure("Failed to connect to the host via ssh")
NO_LEADER = "LeaderNotAvailableError: the partition has no leader"


@pytest.fixture(name="found")
def found_fixture(see: t.Callable) -> t.Callable[..., dict[str, t.Any]]:
    """Make a result of the module: the ends of one partition, and what a group has committed there."""

    def found(end: int = 9, committed: int = 9, **more: t.Any) -> dict[str, t.Any]:
        return {"changed": False, "observation": see({P0: (0, end)}, {"g": {P0: committed}}, **more).to_json()}

    return found


@pytest.fixture(name="drain_wait")
def drain_wait_fixture(play: t.Callable) -> t.Callable:
    """Make a task with the outcomes of its polls, and options."""

    def drain_wait(*outcomes: t.Any, **options: t.Any) -> t.Any:
        return play(ActionModule, *outcomes, **{"cluster": CLUSTER, "settle": 10, **options})

    return drain_wait


def test_done_as_soon_as_possible(drain_wait: t.Callable, found: t.Callable) -> None:
    """Three polls that span settle seconds; the module gets the options as they were given, and what to read."""
    task = drain_wait(found(), topics=["orders"], interval="5")
    result = task.run()
    assert (result["drained"], result["quiesced"], result["verdict"], task.seconds) == (True, True, "drained", 10)
    assert "failed" not in result and "msg" not in result
    given = {"cluster": CLUSTER, "settle": 10, "topics": ["orders"], "interval": "5"}
    assert task.polled[0] == (None, {**given, "_request": {"scan": {}, "groups": []}})
    assert task.polled[1] == (None, {**given, "_request": {"scan": {}, "groups": ["g"]}})


def test_done_later(drain_wait: t.Callable, found: t.Callable) -> None:
    """A poll every interval, the time that it takes included, and lines for each."""
    outcomes = [Poll(found(9000, committed), 2) for committed in (0, 1000, 5000, 9000)]
    task = drain_wait(*outcomes)
    assert task.run()["drained"] and task.seconds == 17
    assert task.shown == [
        "  [mover] g: 9,000 to read",
        "  [mover] g: 8,000 to read, 200/s, about 40 s left",
        "  [mover] g: 4,000 to read, 500/s, about 8 s left",
    ]


def test_timeout(drain_wait: t.Callable, found: t.Callable) -> None:
    """A group that reads slowly."""
    task = drain_wait(*[found(9000, number) for number in range(100)], timeout=100)
    result = task.run()
    assert (result["failed"], result["drained"], result["verdict"], task.seconds) == (True, False, "timeout", 100)
    assert result["remaining"] == 8980
    assert result["msg"] == (
        "Not everything is consumed (timeout): it is not done after 100 s (timeout): group g has 8980 records to read."
    )


def test_the_timeout_begins_with_the_first_poll(drain_wait: t.Callable, found: t.Callable) -> None:
    """Otherwise a slow one would leave less than settle seconds to see that everything is stable."""
    task = drain_wait(Poll(found(), 8), found(), settle=10, timeout=15)
    assert task.run()["drained"] and task.seconds == 18


def test_stall(drain_wait: t.Callable, found: t.Callable) -> None:
    """A group that reads nothing."""
    task = drain_wait(found(9000, 5), stall_timeout=60)
    result = task.run()
    assert (result["failed"], result["verdict"], task.seconds) == (True, "stalled", 60)
    assert "nothing has moved for 60 s (stall_timeout): group g has 8995 records to read" in result["msg"]


def test_what_is_read_does_not_stall(drain_wait: t.Callable, found: t.Callable) -> None:
    """Nothing has to move while settle passes."""
    task = drain_wait(found(), settle=60, stall_timeout=20)
    assert task.run()["drained"] and task.seconds == 60


def test_a_stopped_group(drain_wait: t.Callable, see: t.Callable) -> None:
    """It is given up once that is stable."""
    stopped = see({P0: (0, 5000)}, {"g": GroupView("g", "Empty", "consumer", commits={P0: 4})})
    task = drain_wait({"observation": stopped.to_json()})
    result = task.run()
    assert (result["failed"], result["verdict"], task.seconds) == (True, "group_stopped_with_lag", 10)
    assert result["msg"].startswith("Not everything is consumed (group_stopped_with_lag): group g has no members")


def test_polls_that_fail_forever_after_a_good_one(drain_wait: t.Callable, found: t.Callable) -> None:
    """They stall, and the result is that of the last good one with the cause."""
    task = drain_wait(found(9000, 5), BROKEN, stall_timeout=120, timeout=1000)
    result = task.run()
    assert (result["failed"], result["verdict"], result["remaining"], task.seconds) == (True, "stalled", 8995, 120)
    assert result["msg"] == (
        "Not everything is consumed (stalled): polls have failed for 2 min, the last one with: Cannot connect to "
        "cluster: a:9092: connection refused (stall_timeout); before that: group g has 8995 records to read."
    )
    assert len(task.warned) == 23 and task.resets == 0


def test_polls_that_fail_after_everything_was_read(drain_wait: t.Callable, found: t.Callable) -> None:
    """Nothing has to move any more, but that has to be seen."""
    task = drain_wait(found(), BROKEN, stall_timeout=60, timeout=1000)
    assert task.run()["verdict"] == "stalled" and task.seconds == 60


def test_the_timeout_ends_polls_that_fail(drain_wait: t.Callable, found: t.Callable) -> None:
    """It is not extended by stall_timeout."""
    task = drain_wait(found(9000, 5), BROKEN, timeout=40)
    result = task.run()
    assert (result["failed"], result["verdict"], task.seconds) == (True, "timeout", 40)
    assert result["msg"].endswith("the last one with: Cannot connect to cluster: a:9092: connection refused.")


def test_a_connection_that_heals(drain_wait: t.Callable, found: t.Callable) -> None:
    """What was seen before still counts."""
    task = drain_wait(found(), UNREACHABLE, UNREACHABLE, found())
    assert task.run()["drained"] and (task.seconds, task.resets) == (20, 2)


def test_a_connection_that_stays_broken(drain_wait: t.Callable, found: t.Callable) -> None:
    """The task fails with the last good result."""
    task = drain_wait(found(9000, 5), UNREACHABLE, timeout=30)
    result = task.run()
    assert (result["failed"], result["remaining"], task.seconds) == (True, 8995, 30)
    assert result["msg"].endswith("the last one with: Failed to connect to the host via ssh.")


def test_a_poll_that_hangs(drain_wait: t.Callable, found: t.Callable) -> None:
    """It is ended in time for another one, and the wait at its timeout."""
    task = drain_wait(found(), Poll({}, HANGS), found(), stall_timeout=300)
    assert task.run()["drained"] and task.seconds == 160
    task = drain_wait(found(9000, 5), Poll({}, HANGS), timeout=120)
    result = task.run()
    assert (result["verdict"], task.seconds) == ("timeout", 120) and "it did not return within 115 s" in result["msg"]


def test_a_scan_that_fails(drain_wait: t.Callable, found: t.Callable) -> None:
    """The first poll has read the cluster, so it is repeated."""
    scanned = found(9, 8, scanned_tails={P0: (8, 9, ())})
    task = drain_wait(found(9, 8), BROKEN, found(9, 8), scanned, settle=0, interval=1)
    assert task.run()["drained"] and len(task.warned) == 1


def test_the_first_poll_fails(drain_wait: t.Callable, found: t.Callable) -> None:
    """It is final: a wrong option or password does not pass by itself."""
    task = drain_wait(BROKEN, found())
    assert task.run() == BROKEN and len(task.polled) == 1
    with pytest.raises(AnsibleConnectionFailure, match="via ssh"):  # Ansible reports the host as unreachable
        drain_wait(UNREACHABLE, found()).run()


def test_check_mode(drain_wait: t.Callable, found: t.Callable) -> None:
    """One poll; what is left is no failure, but a failed poll is."""
    task = drain_wait(found(9000, 5), check=True)
    result = task.run()
    assert (result["drained"], result["verdict"], result["remaining"]) == (False, "draining", 8995)
    assert "failed" not in result and (task.seconds, len(task.polled)) == (0, 1)
    assert drain_wait(found(), check=True).run()["drained"] is None
    assert drain_wait(found(9, 8), BROKEN, check=True).run()["failed"]  # the scan


def test_a_moment_without_leader(drain_wait: t.Callable, see: t.Callable, found: t.Callable) -> None:
    """It is nobody's write, however late."""
    moment = see({P0: NO_LEADER}, {"g": {P0: 9}}, passing=frozenset(["orders-0"]))
    task = drain_wait(*[found(9, committed) for committed in range(5, 9)], {"observation": moment.to_json()}, found())
    result = task.run()
    assert (result["drained"], result["producing_topics"], task.seconds) == (True, [], 25)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"cluster": "kafka_migration_source"}, "cluster is not a dictionary but text; give a dictionary"),
        ({"interval": 0}, "interval is 0; give seconds greater than 0."),
        ({"stall_timeout": -5}, "stall_timeout is -5; give seconds greater than 0."),
        ({"timeout": "inf"}, "timeout is inf; give seconds greater than 0."),
        ({"settle": -1}, "settle is -1; give 0 or more seconds."),
        ({"settle": "nan"}, "settle is nan; give 0 or more seconds."),
        ({"timeout": 10}, "timeout (10 s) must be greater than settle (10 s)"),
    ],
)
def test_invalid_options(drain_wait: t.Callable, found: t.Callable, given: dict[str, t.Any], message: str) -> None:
    """The message names the option, before anything is polled."""
    task = drain_wait(found(), **given)
    result = task.run()
    assert result["failed"] and message in result["msg"] and task.polled == []
