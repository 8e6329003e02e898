# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The offsets that groups shall have committed, and what is refused."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_plan import (
    GroupPlan,
    LogRange,
    plan_groups,
    require_all_partitions,
    require_idle,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import OptionalOffsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError, KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription, Member
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from hypothesis import given
from hypothesis import strategies as st

P0, P1, P2 = (Partition("orders", number) for number in range(3))
LOGS = {P0: LogRange(0, 10), P1: LogRange(5, 20), P2: LogRange(0, 0)}


def plan(
    wanted: OptionalOffsets, committed: dict[Partition, int] | None = None, clamp: bool = False
) -> list[GroupPlan]:
    """Plan one group."""
    return plan_groups({"g": "Empty"}, {"g": wanted}, {"g": committed or {}}, LOGS, clamp)


def test_only_what_differs_is_committed() -> None:
    """A partition without a commit gets one, an empty one too."""
    (group,) = plan({P0: 10, P1: 20, P2: 0}, {P0: 10, P1: 7})
    assert group.changes == {P1: 20, P2: 0}
    assert group.before == {P0: 10, P1: 7, P2: None}
    result = group.to_result("changed")
    assert result["unchanged_partitions"] == 1
    assert result["partitions"] == [
        {"topic": "orders", "partition": 1, "before": 7, "after": 20, "clamped_from": None},
        {"topic": "orders", "partition": 2, "before": None, "after": 0, "clamped_from": None},
    ]
    assert len(group.to_result("all")["partitions"]) == 3
    assert group.to_diff()["before"] == "orders-1: 7\n"
    assert group.to_diff()["after"] == "orders-1: 20\norders-2: 0\n"


def test_nothing_differs() -> None:
    """A second run changes nothing and returns no partition."""
    (group,) = plan({P0: 10}, {P0: 10})
    assert group.changes == {} and group.to_result("changed")["partitions"] == []
    assert group.to_diff()["before"] == group.to_diff()["after"] == ""


@given(
    st.dictionaries(st.sampled_from([P0, P1, P2]), st.integers(0, 30)),
    st.dictionaries(st.sampled_from([P0, P1, P2]), st.integers(0, 30)),
)
def test_clamped_plans_are_within_the_log_and_idempotent(
    wanted: dict[Partition, int], committed: dict[Partition, int]
) -> None:
    """Every commit is within its log; a second plan after the first changes nothing."""
    (group,) = plan(wanted, committed, clamp=True)
    assert all(LOGS[partition].start <= offset <= LOGS[partition].end for partition, offset in group.changes.items())
    (again,) = plan(wanted, {**committed, **group.changes}, clamp=True)
    assert again.changes == {}


@pytest.mark.parametrize(
    ("offset", "message"),
    [(4, "at 4, which was deleted from the log (it starts at 5)"), (21, "has not reached (it ends at 20)")],
)
def test_offsets_outside_of_the_log_are_refused(offset: int, message: str) -> None:
    """The group, the partition, the offset and the remedy are named."""
    with pytest.raises(KafkaFailure) as refused:
        plan({P0: 5, P1: offset})
    assert (
        f"g: orders-1 at {offset}" in str(refused.value)
        and message in str(refused.value)
        and "out_of_range: clamp" in str(refused.value)
    )


def test_clamped_offsets_are_reported() -> None:
    """No offset is changed silently."""
    (group,) = plan({P1: 4}, clamp=True)
    assert group.to_result("all")["partitions"][0] == {
        "topic": "orders",
        "partition": 1,
        "before": None,
        "after": 5,
        "clamped_from": 4,
    }


def test_partition_without_a_commit_in_the_snapshot_is_left() -> None:
    """No commit is deleted; one that stays is reported."""
    (group,) = plan({P0: None, P1: None}, {P0: 3})
    assert group.changes == {} and group.left == [P0]
    assert [part["after"] for part in group.to_result("all")["partitions"]] == [3, None]


def described(state: str, protocol_type: str = "consumer", members: int = 0) -> GroupDescription:
    """A group with some members."""
    return GroupDescription(
        "g", protocol_type, state, tuple(Member(f"m{n}", f"client-{n}", "10.0.0.5", ()) for n in range(members))
    )


@pytest.mark.parametrize(
    "description",
    [
        described("Empty"),
        described("Empty", ""),
        described("Dead", ""),
    ],
)
def test_idle_groups(description: Answer[GroupDescription]) -> None:
    """Empty, or not existing."""
    assert require_idle({"g": description})["g"] in ("Empty", "Dead")


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (described("Stable", members=1), "g is Stable with 1 member (client-0 at 10.0.0.5)"),
        (described("Stable", members=7), "client-4 at 10.0.0.5 and 2 more"),
        (described("PreparingRebalance"), "g is PreparingRebalance with 0 members"),
        (described("Empty", "connect"), "protocol type connect"),
        (GroupDescription("g", "share", "Empty", (), "share"), "g is a group of another kind (share)"),
        (GroupDescription("g", "streams", "Empty", (), "streams"), "g is a group of another kind (streams)"),
        (BrokerError(30, "GroupAuthorizationFailed", "no"), "(GroupAuthorizationFailed: no; grant DESCRIBE on it)"),
    ],
)
def test_active_groups_are_refused(description: Answer[GroupDescription], message: str) -> None:
    """State, members and remedy are named; idle groups are not mentioned."""
    with pytest.raises(KafkaFailure) as refused:
        require_idle({"a": described("Empty"), "g": description})
    assert (
        message in str(refused.value)
        and str(refused.value).startswith("Nothing was changed")
        and "a is" not in str(refused.value)
    )


def test_partitions_added_since_the_snapshot_are_refused() -> None:
    """A group would have no position there."""
    require_all_partitions([P0, P1], {P0: 1, P1: 1})
    with pytest.raises(KafkaFailure, match="no end of orders-1, orders-2"):
        require_all_partitions([P0, P2, P1], {P0: 1})
