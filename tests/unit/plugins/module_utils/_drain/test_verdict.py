# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One look: what each group has to read, where it stands, and what that means."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import verdict as drain
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    Observation,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from hypothesis import given
from hypothesis import strategies as some

P0, P1, OTHER = Partition("orders", 0), Partition("orders", 1), Partition("other", 0)


def status(observation: Observation, scanned_tails: dict[Partition, ScannedTail] | None = None) -> drain.GroupStatus:
    """The status of the only group."""
    (only,) = drain.judge(observation, scanned_tails or {}).values()
    return only


def stopped(commits: dict[Partition, int], protocol_type: str = "consumer") -> GroupView:
    """A group without members."""
    return GroupView("g", "Empty", protocol_type, commits=commits)


def joined(*assigned: Partition, state: str = "Stable", **more: t.Any) -> GroupView:
    """A group with a member."""
    return GroupView("g", state, "consumer", 1, assigned=frozenset(assigned), **more)


CASES = {
    "everything read": ({P0: (0, 9)}, stopped({P0: 9}), drain.DRAINED, 0),
    "stopped with lag": ({P0: (0, 9)}, stopped({P0: 4}), drain.STOPPED, 5),
    "reading": ({P0: (0, 9)}, joined(P0, commits={P0: 4}), drain.DRAINING, 5),
    "rebalancing, though everything is read": (
        {P0: (0, 9)},
        joined(state="PreparingRebalance", commits={P0: 9}),
        drain.DRAINING,
        0,
    ),
    "a state nobody knows": ({P0: (0, 9)}, joined(P0, state="Assigning", commits={P0: 9}), drain.DRAINING, 0),
    "assigned, not committed": ({P0: (0, 9)}, joined(P0), drain.UNKNOWN, None),
    "assigned, not committed, nothing to read": ({P0: (9, 9)}, joined(P0), drain.DRAINED, 0),
    "subscribed and stopped before it committed a partition": (
        {P0: (0, 9), P1: (0, 3)},
        stopped({P0: 9}),
        drain.UNKNOWN,
        None,
    ),
    "assigned by hand to one of two": ({P0: (0, 9), P1: (0, 3)}, stopped({P0: 9}, ""), drain.DRAINED, 0),
    "nothing known": ({P0: (0, 9)}, stopped({}), drain.UNKNOWN, None),
    "committed elsewhere only": ({P0: (0, 9)}, stopped({OTHER: 3}), drain.UNKNOWN, None),
    "beyond the end": ({P0: (0, 9)}, joined(P0, commits={P0: 10}), drain.PARTITION_ERROR, None),
    "no leader": ({P0: "the partition has no leader"}, joined(P0, commits={P0: 9}), drain.PARTITION_ERROR, None),
    "no such partition any more": ({P0: (0, 9)}, stopped({P0: 9, P1: 5}), drain.PARTITION_ERROR, None),
    "commit not readable": ({P0: (0, 9)}, stopped({P0: "the commit cannot be read"}), drain.PARTITION_ERROR, None),
    "not describable": ({P0: (0, 9)}, GroupView("g", "", "consumer", error="denied"), drain.UNKNOWN, None),
    "gone": ({P0: (0, 9)}, GroupView("g", "Dead", "", error="the group has gone"), drain.MISSING, None),
}


@pytest.mark.parametrize(("logs", "view", "verdict", "remaining"), CASES.values(), ids=CASES)
def test_verdict(see: t.Callable, logs: dict, view: GroupView, verdict: str, remaining: int | None) -> None:
    """Every verdict on a group, and never a number where something is unknown."""
    found = status(see(logs, {"g": view}))
    assert (found.verdict, found.remaining) == (verdict, remaining)
    assert "g" in found.message.split()[1]


def test_a_group_that_does_not_exist(see: t.Callable) -> None:
    """Named, and with nothing that could read as zero."""
    found = status(see({P0: (0, 9)}, missing_groups=("nobody",)))
    assert (found.verdict, found.remaining, found.view.state) == (drain.MISSING, None, "Dead")
    assert "nobody" in found.message


def test_lost_records_count_from_the_start_of_the_log(see: t.Callable) -> None:
    """Loss is told beside what remains."""
    (standing,) = status(see({P0: (60, 100)}, {"g": {P0: 10}})).standings
    assert (standing.remaining, standing.lost, standing.position) == (40, 50, 60)


@pytest.mark.parametrize(
    ("tail", "remaining"),
    [
        (ScannedTail(10, 11, ()), 0),  # a marker only
        (ScannedTail(5, 11, (5, 6, 10)), 1),  # found for a group that was further behind
        (ScannedTail(10, 12, ()), 1),  # the log has moved since
        (ScannedTail(11, 11, ()), 1),  # looked at less than this group needs
    ],
)
def test_what_a_scan_has_found(see: t.Callable, tail: ScannedTail, remaining: int) -> None:
    """It counts only where it covers all from the position to the present end."""
    assert status(see({P0: (0, 11)}, {"g": {P0: 10}}), {P0: tail}).remaining == remaining


def test_unconsumed_topics(see: t.Callable) -> None:
    """Topics with records in a partition that no group has to read; empty ones do not matter."""
    looks = see({P0: (0, 9), P1: (0, 3), OTHER: (5, 5), Partition("new", 0): (0, 1)}, {"g": stopped({P0: 9}, "")})
    assert drain.unconsumed(looks, drain.judge(looks, {})) == ["new", "orders"]


def test_open_transactions(see: t.Callable) -> None:
    """The last stable offset is before the end."""
    assert drain.open_transactions(see({P0: (0, 9, 9), OTHER: (0, 9, 4), P1: "no leader"})) == ["other"]


def test_errors_that_belong_to_no_group(see: t.Callable) -> None:
    """A partition that nobody reads and that has no leader is still part of the drain."""
    looks = see({P0: "no leader", P1: (0, 1)}, {"g": {P1: 1}}, topic_errors={"secret": "denied"})
    looks.groups["g"] = stopped({P1: 1}, "")
    assert drain.unowned_errors(looks, drain.judge(looks, {})) == {"orders-0": "no leader", "secret": "denied"}


OFFSETS = some.integers(0, 60)


@given(start=OFFSETS, length=OFFSETS, committed=OFFSETS, records=some.sets(OFFSETS))
def test_a_scan_only_lowers_what_remains(start: int, length: int, committed: int, records: set[int]) -> None:
    """Never below what is really there, never above the distance of the offsets."""
    end, position = start + length, max(start, committed)
    there = sorted(offset for offset in records if start <= offset < end)
    if position > end:
        return
    without = drain._remaining(position, end, None)
    found = drain._remaining(position, end, ScannedTail(start, end, tuple(there)))
    assert found == len([offset for offset in there if offset >= position])
    assert 0 <= found <= without == end - position


def test_an_observation_survives_the_way_to_the_control_node(see: t.Callable) -> None:
    """JSON knows neither tuples nor numbers as keys."""
    before = see(
        {P0: (0, 9, 4), P1: "no leader"},
        {"g": joined(P1, commits={P0: 3, P1: "denied"}, error="doubt")},
        topic_errors={"secret": "denied"},
        missing_groups=("nobody",),
        scanned_tails={P0: (3, 9, (3, 4))},
    )
    assert Observation.from_json(json.loads(json.dumps(before.to_json()))) == before
