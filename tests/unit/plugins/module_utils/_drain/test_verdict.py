# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One poll: what each group has to read, its position, and the verdict."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    Observation,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import (
    DRAINED,
    DRAINING,
    MISSING,
    OTHER_KIND,
    PARTITION_ERROR,
    STOPPED,
    UNKNOWN,
    GroupStatus,
    judge,
    open_transactions,
    remaining_records,
    unconsumed,
    unowned_errors,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from hypothesis import given
from hypothesis import strategies as some

P0, P1, OTHER = Partition("orders", 0), Partition("orders", 1), Partition("other", 0)


def status(observation: Observation, scanned_tails: dict[Partition, ScannedTail] | None = None) -> GroupStatus:
    """The status of the only group."""
    (only,) = judge(observation, scanned_tails or {}).values()
    return only


def stopped(commits: dict[Partition, int], protocol_type: str = "consumer") -> GroupView:
    """A group without members."""
    return GroupView("g", "Empty", protocol_type, commits=commits)


def joined(*assigned: Partition, state: str = "Stable", **more: t.Any) -> GroupView:
    """A group with a member."""
    return GroupView("g", state, "consumer", 1, assigned=frozenset(assigned), **more)


CASES = {
    "everything read": ({P0: (0, 9)}, stopped({P0: 9}), DRAINED, 0),
    "stopped with lag": ({P0: (0, 9)}, stopped({P0: 4}), STOPPED, 5),
    "reading": ({P0: (0, 9)}, joined(P0, commits={P0: 4}), DRAINING, 5),
    "rebalancing, though everything is read": (
        {P0: (0, 9)},
        joined(state="PreparingRebalance", commits={P0: 9}),
        DRAINING,
        0,
    ),
    "the broker assigns": ({P0: (0, 9)}, joined(P0, state="Assigning", kind="consumer", commits={P0: 9}), DRAINING, 0),
    "an unknown state": ({P0: (0, 9)}, joined(P0, state="Tired", commits={P0: 9}), DRAINING, 0),
    "KIP-848, everything read": ({P0: (0, 9)}, joined(P0, kind="consumer", commits={P0: 9}), DRAINED, 0),
    "KIP-848, reading": ({P0: (0, 9)}, joined(P0, kind="consumer", commits={P0: 4}), DRAINING, 5),
    "assigned, not committed": ({P0: (0, 9)}, joined(P0), UNKNOWN, None),
    "assigned, not committed, nothing to read": ({P0: (9, 9)}, joined(P0), DRAINED, 0),
    "subscribed and stopped before it committed a partition": (
        {P0: (0, 9), P1: (0, 3)},
        stopped({P0: 9}),
        UNKNOWN,
        None,
    ),
    "subscribed, nothing assigned or committed yet": (
        {P0: (0, 9)},
        joined(subscribed=frozenset(["orders"])),
        UNKNOWN,
        None,
    ),
    "subscribed to a second topic, which is empty": (
        {P0: (0, 9), OTHER: (3, 3)},
        joined(P0, subscribed=frozenset(["orders", "other"]), commits={P0: 9}),
        DRAINED,
        0,
    ),
    "subscribed to a second topic, which is not empty": (
        {P0: (0, 9), OTHER: (0, 3)},
        joined(P0, subscribed=frozenset(["orders", "other"]), commits={P0: 9}),
        UNKNOWN,
        None,
    ),
    "subscribed to a topic that was not chosen": (
        {P0: (0, 9)},
        joined(P0, subscribed=frozenset(["orders", "other"]), commits={P0: 9}),
        DRAINED,
        0,
    ),
    "manually assigned to one of two": ({P0: (0, 9), P1: (0, 3)}, stopped({P0: 9}, ""), DRAINED, 0),
    "no position at all": ({P0: (0, 9)}, stopped({}), UNKNOWN, None),
    "committed elsewhere only": ({P0: (0, 9)}, stopped({OTHER: 3}), UNKNOWN, None),
    "beyond the end": ({P0: (0, 9)}, joined(P0, commits={P0: 10}), PARTITION_ERROR, None),
    "no leader": ({P0: "the partition has no leader"}, joined(P0, commits={P0: 9}), PARTITION_ERROR, None),
    "partition does not exist any more": ({P0: (0, 9)}, stopped({P0: 9, P1: 5}), PARTITION_ERROR, None),
    "commit not readable": ({P0: (0, 9)}, stopped({P0: "the commit cannot be read"}), PARTITION_ERROR, None),
    "not describable": ({P0: (0, 9)}, GroupView("g", "", "consumer", error="denied"), UNKNOWN, None),
    "not describable, though its commits are at the end": (
        {P0: (0, 9)},
        GroupView("g", "Stable", "consumer", error="denied", commits={P0: 9}),
        UNKNOWN,
        None,
    ),
    "share": ({P0: (0, 9)}, GroupView("g", "Stable", "share", 1, kind="share", commits={P0: 9}), OTHER_KIND, None),
    "streams": ({P0: (0, 9)}, GroupView("g", "Empty", "streams", kind="streams", commits={P0: 9}), OTHER_KIND, None),
    "Connect": ({P0: (0, 9)}, GroupView("g", "Stable", "connect", 2), OTHER_KIND, None),
    "share, of a topic without a leader": (
        {P0: "no leader"},
        GroupView("g", "Stable", "share", 1, kind="share", assigned=frozenset([P0])),
        PARTITION_ERROR,
        None,
    ),
    "gone": ({P0: (0, 9)}, GroupView("g", "Dead", "", error="the group has gone"), MISSING, None),
}


@pytest.mark.parametrize(("logs", "view", "verdict", "remaining"), CASES.values(), ids=CASES)
def test_verdict(see: t.Callable, logs: dict, view: GroupView, verdict: str, remaining: int | None) -> None:
    """Every verdict on a group, and never a number where something is unknown."""
    found = status(see(logs, {"g": view}))
    assert (found.verdict, found.remaining) == (verdict, remaining)
    assert "g" in found.message.split()[1]


@pytest.mark.parametrize(
    ("view", "what"),
    [
        (GroupView("g", "Stable", "share", 1, kind="share"), "of the kind 'share', whose records and state"),
        (GroupView("g", "Stable", "connect", 1), "not a group of consumers (protocol type connect)"),
    ],
)
def test_a_group_of_another_kind(see: t.Callable, view: GroupView, what: str) -> None:
    """It is named with its kind, and with the option that settles it."""
    message = status(see({P0: (0, 9)}, {"g": view})).message
    assert what in message
    assert "name it in ignore_groups" in message


def test_a_group_that_does_not_exist(see: t.Callable) -> None:
    """It is named, and nothing of it reads as zero."""
    found = status(see({P0: (0, 9)}, missing_groups=("nobody",)))
    assert (found.verdict, found.remaining, found.view.state) == (MISSING, None, "Dead")
    assert "nobody" in found.message


def test_lost_records_count_from_the_start_of_the_log(see: t.Callable) -> None:
    """Lost records are reported next to what remains."""
    (position,) = status(see({P0: (60, 100)}, {"g": {P0: 10}})).positions
    assert (position.remaining, position.lost, position.next_offset) == (40, 50, 60)


@pytest.mark.parametrize(
    ("tail", "remaining"),
    [
        (ScannedTail(10, 11, ()), 0),  # a marker only
        (ScannedTail(5, 11, (5, 6, 10)), 1),  # found for a group that was further behind
        (ScannedTail(10, 12, ()), 1),  # the log has moved since
        (ScannedTail(11, 11, ()), 1),  # covers less than this group needs
    ],
)
def test_scanned_tails(see: t.Callable, tail: ScannedTail, remaining: int) -> None:
    """A scan counts only where it covers everything from the position to the present end."""
    assert status(see({P0: (0, 11)}, {"g": {P0: 10}}), {P0: tail}).remaining == remaining


def test_unconsumed_topics(see: t.Callable) -> None:
    """Topics with records in a partition that no group is required to read; empty ones do not count."""
    observation = see({P0: (0, 9), P1: (0, 3), OTHER: (5, 5), Partition("new", 0): (0, 1)}, {"g": stopped({P0: 9}, "")})
    assert unconsumed(observation, judge(observation, {})) == ["new", "orders"]


def test_open_transactions(see: t.Callable) -> None:
    """The last stable offset is before the end."""
    assert open_transactions(see({P0: (0, 9, 9), OTHER: (0, 9, 4), P1: "no leader"})) == ["other"]


def test_errors_that_belong_to_no_group(see: t.Callable) -> None:
    """A partition without a leader belongs to the drain even if no group reads it."""
    observation = see({P0: "no leader", P1: (0, 1)}, {"g": {P1: 1}}, topic_errors={"secret": "denied"})
    observation.groups["g"] = stopped({P1: 1}, "")
    assert unowned_errors(observation, judge(observation, {})) == {"orders-0": "no leader", "secret": "denied"}


OFFSETS = some.integers(0, 60)


@given(start=OFFSETS, length=OFFSETS, committed=OFFSETS, records=some.sets(OFFSETS))
def test_a_scan_only_lowers_what_remains(start: int, length: int, committed: int, records: set[int]) -> None:
    """Never below the number of records, never above the distance of the offsets."""
    end, position = start + length, max(start, committed)
    records_left = sorted(offset for offset in records if start <= offset < end)
    if position > end:
        return
    without = remaining_records(position, end, None)
    found = remaining_records(position, end, ScannedTail(start, end, tuple(records_left)))
    assert found == len([offset for offset in records_left if offset >= position])
    assert 0 <= found <= without == end - position


@pytest.mark.parametrize("kind", ["share", "streams"])
def test_groups_of_other_kinds_read_what_they_subscribe_to(see: t.Callable, kind: str) -> None:
    """A member that has no assignment yet: the topic is not one that nobody reads."""
    view = GroupView("g", "Stable", kind, 1, kind=kind, subscribed=frozenset({"orders"}))
    observation = see({P0: (0, 9), OTHER: (0, 9)}, {"g": view})
    found = judge(observation, {})
    assert (found["g"].verdict, found["g"].remaining) == (OTHER_KIND, None)
    assert unconsumed(observation, found) == ["other"]
