# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where groups shall stand, and what is refused."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_apply import PlacementRequest, failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_plan import (
    LogRange,
    diff,
    plan_groups,
    require_all_partitions,
    require_idle,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import Snapshot
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription, Member
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from hypothesis import given
from hypothesis import strategies as st

P0, P1, P2 = (Partition("orders", number) for number in range(3))
LOGS = {P0: LogRange(0, 10), P1: LogRange(5, 20), P2: LogRange(0, 0)}


def plan(wanted: dict, committed: dict | None = None, clamp: bool = False) -> list:
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
    assert diff([group])[0]["before"] == "orders-1: 7\n"
    assert diff([group])[0]["after"] == "orders-1: 20\norders-2: 0\n"


def test_nothing_differs() -> None:
    """The second run changes nothing and shows nothing."""
    (group,) = plan({P0: 10}, {P0: 10})
    assert group.changes == {} and diff([group]) == [] and group.to_result("changed")["partitions"] == []


@given(
    st.dictionaries(st.sampled_from([P0, P1, P2]), st.integers(0, 30)),
    st.dictionaries(st.sampled_from([P0, P1, P2]), st.integers(0, 30)),
)
def test_clamped_plans_stay_inside_and_repeat_to_nothing(wanted: dict, committed: dict) -> None:
    """Whatever is asked for, a commit lies inside of its log; carried out once, nothing is left to do."""
    (group,) = plan(wanted, committed, clamp=True)
    assert all(LOGS[partition].start <= offset <= LOGS[partition].end for partition, offset in group.changes.items())
    (again,) = plan(wanted, {**committed, **group.changes}, clamp=True)
    assert again.changes == {}


@pytest.mark.parametrize(
    ("offset", "said"),
    [(4, "at 4, which was deleted from the log (it starts at 5)"), (21, "has not reached (it ends at 20)")],
)
def test_offsets_outside_of_the_log_are_refused(offset: int, said: str) -> None:
    """The group, the partition, the offset and the remedy are named."""
    with pytest.raises(KafkaFailure) as refused:
        plan({P0: 5, P1: offset})
    assert (
        f"g: orders-1 at {offset}" in str(refused.value)
        and said in str(refused.value)
        and "out_of_range: clamp" in str(refused.value)
    )


def test_clamped_offsets_are_told() -> None:
    """Nothing is moved silently."""
    (group,) = plan({P1: 4}, clamp=True)
    assert group.to_result("all")["partitions"][0] == {
        "topic": "orders",
        "partition": 1,
        "before": None,
        "after": 5,
        "clamped_from": 4,
    }


def test_partition_without_a_commit_in_the_snapshot_is_left() -> None:
    """Nothing is deleted; what stays is reported."""
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
        BrokerError(69, "GroupIdNotFound", "no such group"),
    ],
)
def test_idle_groups(description: object) -> None:
    """Empty, or not there; brokers since Kafka 4.0 give an error for the latter."""
    assert require_idle({"g": description})["g"] in ("Empty", "Dead")


@pytest.mark.parametrize(
    ("description", "said"),
    [
        (described("Stable", members=1), "g is Stable with 1 member (client-0 at 10.0.0.5)"),
        (described("Stable", members=7), "client-4 at 10.0.0.5 and 2 more"),
        (described("PreparingRebalance"), "g is PreparingRebalance with 0 members"),
        (described("Empty", "connect"), "protocol type connect"),
        (BrokerError(30, "GroupAuthorizationFailed", "no"), "g cannot be described (GroupAuthorizationFailed: no)"),
    ],
)
def test_active_groups_are_refused(description: object, said: str) -> None:
    """State, members and remedy are named, and the idle ones beside it are not to blame."""
    with pytest.raises(KafkaFailure) as refused:
        require_idle({"a": described("Empty"), "g": description})
    assert (
        said in str(refused.value)
        and str(refused.value).startswith("Nothing was changed")
        and "a is" not in str(refused.value)
    )


def test_partitions_that_came_later_are_refused() -> None:
    """A group would have no position there."""
    require_all_partitions([P0, P1], {P0: 1, P1: 1})
    with pytest.raises(KafkaFailure, match="no end of orders-1, orders-2"):
        require_all_partitions([P0, P2, P1], {P0: 1})


def wish(
    position: str = "end", timestamp_ms: int | None = None, snapshot: Snapshot | None = None, **params: list[str]
) -> PlacementRequest:
    """A wish from options."""
    return PlacementRequest(
        Selection.parse("groups", params), Selection.parse("topics", params), position, timestamp_ms, snapshot, False
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"topics": ["orders"]}, "Name the groups"),
        ({"groups": ["g"]}, "Name the topics"),
        ({"groups": ["g"], "topics": ["orders"], "timestamp_ms": 5}, "timestamp_ms is for"),
        ({"groups": ["g"], "topics": ["orders"], "position": "timestamp", "timestamp_ms": -1}, "from 0"),
        ({"groups": ["g"], "topics": ["orders"], "snapshot": Snapshot("c", groups={})}, "position is end"),
        ({"position": "snapshot", "snapshot": Snapshot("c", log_ends={})}, "Name the groups"),
    ],
)
def test_wishes_that_say_too_little(options: dict, said: str) -> None:
    """All groups of a cluster are never meant by saying nothing."""
    with pytest.raises(KafkaFailure, match=said):
        wish(**options)


def test_wishes_that_say_enough() -> None:
    """A snapshot names what it holds."""
    wish(position="snapshot", snapshot=Snapshot("c", groups={}))
    wish(position="snapshot", snapshot=Snapshot("c", log_ends={}), groups=["g"])
    wish(position="timestamp", timestamp_ms=0, groups_matching=["g.*"], topics_matching=["o.*"])


def test_failure_names_the_groups() -> None:
    """One sentence for all."""
    assert failure({}, 3) is None
    assert failure({"b": "y", "a": "x"}, 3) == "2 of 3 groups could not be placed: a: x, b: y."


def test_subscriptions_tell_which_topics_a_group_reads() -> None:
    """A commit on a topic that a group does not read would be lag that nobody ever takes away."""
    lag = {
        "cluster_id": "x",
        "groups": [
            {"group": "billing", "partitions": [{"topic": "a", "partition": 1, "committed": None, "error": None}]}
        ],
    }
    ends = {"cluster_id": "y", "topics": [{"name": "a", "offsets": [{"partition": 1, "log_end": 5}]}]}
    told = dataclasses.replace(
        wish("snapshot", snapshot=Snapshot.parse(ends), groups=["billing"]), subscriptions=Snapshot.parse(lag)
    )
    assert told.topics_of("billing") == {"a"}
    with pytest.raises(KafkaFailure, match="does not know the group shipping"):
        told.topics_of("shipping")
    assert wish("snapshot", snapshot=Snapshot.parse(ends), groups=["billing"]).topics_of("billing") is None
    with pytest.raises(KafkaFailure, match="subscriptions is what kafka_consumer_lag_info saved"):
        dataclasses.replace(told, subscriptions=Snapshot.parse(ends))
