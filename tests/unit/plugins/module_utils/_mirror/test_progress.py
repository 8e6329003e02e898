# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a mirror is, and what is said of it."""

from __future__ import annotations

import dataclasses
import re

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription, Member
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    Connector,
    MirrorNames,
    Notes,
    Task,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.progress import (
    MirrorState,
    PartitionProgress,
    SourceLog,
    judge,
    with_records,
)
from hypothesis import given
from hypothesis import strategies as st

ORDERS = Partition("orders", 3)
NO_LEADER = BrokerError(5, "LeaderNotAvailable", "the partition has no leader")
ALIVE = GroupDescription("A-mm2", "connect", "Stable", (Member("connect-1-x", "connect-1", "10.0.0.5", None),))
GONE = GroupDescription("A-mm2", "connect", "Empty", ())
RUNNING = Connector("MirrorSourceConnector", "RUNNING", "A->B", None, (Task(0, "RUNNING", None, "A->B"),))


@pytest.mark.parametrize(
    ("position", "log", "copy_end", "state", "remaining"),
    [
        (100, SourceLog(0, 100, 100), 90, "caught_up", 0),
        (42, SourceLog(0, 100, 100), 42, "behind", 58),
        (None, SourceLog(0, 100, 100), 0, "not_started", 100),
        (None, SourceLog(40, 100, 100), 0, "not_started", 60),
        (None, SourceLog(100, 100, 100), 0, "caught_up", 0),
        (100, SourceLog(0, 100, 107), 100, "open_transaction", 0),
        (90, SourceLog(0, 100, 107), 90, "behind", 10),
        (30, SourceLog(40, 100, 100), 30, "lost", 60),
        (90, SourceLog(100, 100, 100), 90, "lost", 0),
        (101, SourceLog(0, 100, 100), 101, "recreated", None),
        (105, SourceLog(0, 100, 107), 105, "ahead", None),
        (100, SourceLog(0, 100, 100), None, "no_target", 0),
        (None, SourceLog(0, 100, 100), None, "no_target", 100),
        (100, SourceLog(0, 100, 100), 0, "target_empty", None),
        (100, NO_LEADER, 100, "error", None),
        (100, SourceLog(0, 100, 100), NO_LEADER, "error", None),
    ],
)
def test_state_of_a_partition(
    position: int | None, log: SourceLog, copy_end: int | None, state: str, remaining: int | None
) -> None:
    """Each way to be behind or wrong has a name of its own."""
    progress = judge(ORDERS, position, log, copy_end)
    assert (progress.state, progress.remaining) == (state, remaining)


def test_lost_records_are_counted_and_may_be_accepted() -> None:
    """With leave to lose them the position counts as if it were at the log's start."""
    log = SourceLog(40, 100, 100)
    assert judge(ORDERS, 30, log, 30).lost == judge(ORDERS, 30, log, 30, allow_lost=True).lost == 10
    assert judge(ORDERS, 30, log, 30, allow_lost=True).state == "behind"
    assert judge(ORDERS, 30, SourceLog(40, 40, 40), 30, allow_lost=True).state == "caught_up"


@given(
    st.none() | st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
    st.none() | st.integers(0, 50),
    st.booleans(),
)
def test_caught_up_means_nothing_left(
    position: int | None, start: int, length: int, unstable: int, copy_end: int | None, allow_lost: bool
) -> None:
    """No combination of offsets passes for done while there is an offset that was not copied, or may still come."""
    log = SourceLog(start, start + length, start + length + unstable)
    progress = judge(ORDERS, position, log, copy_end, allow_lost)
    if progress.state == "caught_up":
        assert (start if position is None else max(position, start)) == log.end == log.high_watermark
        assert copy_end is not None and (allow_lost or progress.lost == 0)
    assert progress.remaining is None or 0 <= progress.remaining <= length


def test_scan_sees_only_what_can_be_markers() -> None:
    """Offsets that hold no record are nothing to copy, but what an open transaction wrote may be."""
    behind = judge(ORDERS, 98, SourceLog(0, 100, 100), 90)
    assert behind.uncopied == (98, 100)
    assert with_records(behind, 0).state == "caught_up"
    assert (with_records(behind, 1).state, with_records(behind, 1).remaining) == ("behind", 1)
    assert with_records(judge(ORDERS, 98, SourceLog(0, 100, 105), 90), 0).state == "open_transaction"
    assert with_records(judge(ORDERS, None, SourceLog(0, 2, 2), 0), 0).state == "caught_up"
    assert with_records(judge(ORDERS, 30, SourceLog(40, 42, 42), 30), 0).state == "lost"


@pytest.mark.parametrize("position", [100, 101])
def test_nothing_to_scan(position: int) -> None:
    """Neither where all was copied, nor where the position means nothing."""
    assert judge(ORDERS, position, SourceLog(0, 100, 100), 100).uncopied is None


def mirror(
    *partitions: PartitionProgress, worker: object = ALIVE, connectors: tuple = (RUNNING,), **fields: object
) -> MirrorState:
    """A mirror in good health unless told otherwise."""
    chosen = partitions or (judge(ORDERS, 9, SourceLog(0, 9, 9), 9),)
    return MirrorState(MirrorNames("A"), Notes({}, None, connectors), (), worker, chosen, **fields)


def test_good_health() -> None:
    """Running, nothing to complain of, nothing left."""
    result = mirror().to_result("behind")
    assert (result["running"], result["healthy"], result["caught_up"], result["remaining"]) == (True, True, True, 0)
    assert result["problems"] == result["partitions"] == []
    assert result["states"]["caught_up"] == 1
    assert result["worker"] == {
        "group": "A-mm2",
        "state": "Stable",
        "members": [{"client_id": "connect-1", "host": "10.0.0.5"}],
        "error": None,
    }
    assert len(mirror().to_result("all")["partitions"]) == 1


def test_being_behind_is_healthy() -> None:
    """It is what a mirror is for."""
    result = mirror(judge(ORDERS, 5, SourceLog(0, 9, 9), 5)).to_result("summary")
    assert result["healthy"] and not result["caught_up"] and result["remaining"] == 4 and result["partitions"] == []


def test_killed_worker_leaves_running_behind() -> None:
    """Its notes say RUNNING; its group has no members."""
    state = mirror(worker=GONE)
    assert not state.running and state.caught_up
    assert state.problems() == [
        "No MirrorMaker worker runs: the group A-mm2 on the target has no members. Start it; its log says why it stopped."
    ]


def test_group_that_cannot_be_described() -> None:
    """What is noted is believed, and the doubt is told."""
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
    ("connector", "running", "said"),
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
            "says nothing of MirrorSourceConnector",
        ),
    ],
)
def test_what_a_connector_can_have(connector: Connector, running: bool, said: str) -> None:
    """Each is one problem that names connector and task."""
    state = mirror(connectors=(connector,))
    assert state.running is running
    (problem,) = state.problems()
    assert re.search(said, problem)


def test_partitions_with_the_same_trouble_share_a_sentence() -> None:
    """Of many only the first are named; one that cannot be read makes the total unknown."""
    many = [judge(Partition("orders", number), None, SourceLog(0, 5, 5), 0) for number in range(12)]
    state = mirror(*many, judge(Partition("pay", 0), 5, NO_LEADER, 5))
    waiting, broken = state.problems()
    assert "orders-9 and 2 more" in waiting
    assert broken == "pay-0 cannot be judged. source: LeaderNotAvailable: the partition has no leader."
    assert state.remaining is None and not state.caught_up


def test_scan_that_failed_is_told() -> None:
    """What could not be read counts as remaining."""
    assert "could not be read: Reading" in mirror(scan_problem="Reading from source failed.").problems()[0]
