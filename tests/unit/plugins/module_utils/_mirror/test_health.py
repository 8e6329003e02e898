# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a mirror is healthy, and what is reported when it is not."""

from __future__ import annotations

import dataclasses
import re
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription, Member
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.health import MirrorState
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    Connector,
    MirrorNames,
    Notes,
    Task,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.progress import (
    PartitionProgress,
    SourceLog,
    judge,
)

ORDERS = Partition("orders", 3)
NO_LEADER = BrokerError(5, "LeaderNotAvailable", "the partition has no leader")
ALIVE = GroupDescription("A-mm2", "connect", "Stable", (Member("connect-1-x", "connect-1", "10.0.0.5", None),))
GONE = GroupDescription("A-mm2", "connect", "Empty", ())
RUNNING = Connector("MirrorSourceConnector", "RUNNING", "A->B", None, (Task(0, "RUNNING", None, "A->B"),))


def mirror(
    *partitions: PartitionProgress,
    worker: Answer[GroupDescription] = ALIVE,
    connectors: tuple[Connector, ...] = (RUNNING,),
    **fields: t.Any,
) -> MirrorState:
    """A mirror in good health unless set otherwise."""
    chosen = partitions or (judge(ORDERS, 9, SourceLog(0, 9, 9), 9),)
    return MirrorState(MirrorNames("A"), Notes({}, None, connectors), (), worker, chosen, **fields)


def test_good_health() -> None:
    """Running, no problems, nothing left."""
    result = mirror().to_result("behind")
    assert (result["running"], result["healthy"], result["caught_up"], result["remaining"]) == (True, True, True, 0)
    assert result["problems"] == result["partitions"] == []
    assert result["states"]["caught_up"] == 1
    assert result["worker"] == {
        "group": "A-mm2",
        "state": "Stable",
        "members": [{"id": "connect-1-x", "client_id": "connect-1", "host": "10.0.0.5"}],
        "error": None,
    }
    assert len(mirror().to_result("all")["partitions"]) == 1


def test_being_behind_is_healthy() -> None:
    """It is what a mirror is for."""
    result = mirror(judge(ORDERS, 5, SourceLog(0, 9, 9), 5)).to_result("summary")
    assert result["healthy"] and not result["caught_up"] and result["remaining"] == 4 and result["partitions"] == []


def test_killed_worker_leaves_running_behind() -> None:
    """Its notes have RUNNING; its group has no members."""
    state = mirror(worker=GONE)
    assert not state.running and state.caught_up
    assert state.problems() == [
        "No MirrorMaker worker runs: the group A-mm2 on the target has no members. "
        "Check its log for why it stopped, and start it."
    ]


def test_group_that_cannot_be_described() -> None:
    """The stored state counts, and that it may be outdated is a problem."""
    result = mirror(worker=BrokerError(30, "GroupAuthorizationFailed", "not allowed")).to_result("behind")
    assert result["running"] and not result["healthy"]
    assert "cannot be described: GroupAuthorizationFailed" in result["problems"][0]
    assert result["worker"]["state"] is None and result["worker"]["error"]


def test_mirror_that_never_ran() -> None:
    """Not even empty topics count as copied, and another alias is pointed out."""
    state = MirrorState(MirrorNames("A"), None, ("SRC",), GONE, (judge(ORDERS, None, SourceLog(0, 0, 0), 0),))
    assert (state.running, state.caught_up, state.remaining) == (False, False, None)
    assert "source aliases SRC" in state.problems()[0] and "mm2-status.A.internal" in state.problems()[0]


def test_nothing_chosen_is_not_done() -> None:
    """An empty source has nothing to copy, and a play that waits for the copy should know."""
    state = dataclasses.replace(mirror(), partitions=())
    assert not state.caught_up and "no topic" in state.problems()[0]


@pytest.mark.parametrize(
    ("connector", "running", "message"),
    [
        (dataclasses.replace(RUNNING, tasks=()), False, "runs but has no task"),
        (dataclasses.replace(RUNNING, state="PAUSED"), False, "MirrorSourceConnector is PAUSED"),
        (dataclasses.replace(RUNNING, state="FAILED", trace="x: y\n"), False, "MirrorSourceConnector failed: x: y."),
        (
            dataclasses.replace(
                RUNNING, tasks=(Task(0, "RUNNING", None, None), Task(1, "FAILED", "a\nCaused by: b\n", None))
            ),
            True,
            "Task 1 of .* failed: b.",
        ),
        (dataclasses.replace(RUNNING, tasks=(Task(0, "UNASSIGNED", None, None),)), False, "Task 0 of .* is UNASSIGNED"),
        (
            Connector("MirrorHeartbeatConnector", "RUNNING", None, None, ()),
            False,
            "has nothing about MirrorSourceConnector",
        ),
    ],
)
def test_problems_of_a_connector(connector: Connector, running: bool, message: str) -> None:
    """Each is one problem that names connector and task."""
    state = mirror(connectors=(connector,))
    assert state.running is running
    (problem,) = state.problems()
    assert re.search(message, problem)


@pytest.mark.parametrize("worker", [ALIVE, GONE], ids=["alive", "gone"])
def test_failures(worker: GroupDescription) -> None:
    """Each with its time, whether a worker lives or not; a single call cannot know that it lasts."""
    connectors = (
        Connector("MirrorCheckpointConnector", "FAILED", None, "x: y", (), "2026-11-24T08:15:30Z"),
        dataclasses.replace(
            RUNNING, tasks=(*RUNNING.tasks, Task(1, "FAILED", "a\nCaused by: b", None, "2026-11-24T08:16:00Z"))
        ),
    )
    result = mirror(connectors=connectors, worker=worker).to_result("behind")
    assert [(failure["connector"], failure["task"], failure["stored"]) for failure in result["failures"]] == [
        ("MirrorCheckpointConnector", None, "2026-11-24T08:15:30Z"),
        ("MirrorSourceConnector", 1, "2026-11-24T08:16:00Z"),
    ]
    assert [failure["problem"] for failure in result["failures"]] == result["problems"][-2:]
    assert result["problems"][-1].startswith("Task 1 of MirrorSourceConnector failed: b.")
    assert result["lasting_problems"] == [] and mirror().to_result("behind")["failures"] == []


def test_partitions_with_the_same_problem_share_a_sentence() -> None:
    """Of many only the first are named; one that cannot be read makes the total unknown."""
    many = [judge(Partition("orders", number), None, SourceLog(0, 5, 5), 0) for number in range(12)]
    state = mirror(*many, judge(Partition("pay", 0), 5, NO_LEADER, 5))
    waiting, broken = state.problems()
    assert "orders-9 and 2 more" in waiting
    assert broken == "The progress of pay-0 is unknown. source: LeaderNotAvailable: the partition has no leader."
    assert state.remaining is None and not state.caught_up


def test_failed_scan_is_a_problem() -> None:
    """What could not be read counts as remaining."""
    assert "could not be read: Reading" in mirror(scan_problem="Reading from source failed.").problems()[0]
