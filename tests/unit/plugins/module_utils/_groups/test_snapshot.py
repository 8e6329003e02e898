# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of offsets: parse, choose and merge."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import Snapshot, merge_saved
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)
PAY = Partition("pay", 0)


def row(topic: str, partition: int, committed: int | None, error: str | None = None) -> dict[str, t.Any]:
    """A partition as kafka_consumer_lag_info saves it, as far as it is used."""
    return {"topic": topic, "partition": partition, "committed": committed, "error": error, "lag": 0}


LAG = {
    "cluster_id": "c1",
    "total_lag": 0,
    "groups": [
        {
            "group": "billing",
            "state": "Stable",
            "error": None,
            "partitions": [row("orders", 0, 7), row("orders", 1, None), row("pay", 0, 99, "beyond the end")],
        },
        {"group": "A-mm2", "state": "Stable", "error": None, "partitions": []},
        {
            "group": "odd",
            "state": "Empty",
            "error": None,
            "partitions": [row("orders", 0, None, "the partition has no leader")],
        },
    ],
}
ENDS = {
    "cluster_id": "c1",
    "topics": [
        {
            "name": "orders",
            "offsets": [
                {"partition": 1, "log_start": 0, "log_end": 20},
                {"partition": 0, "log_start": 0, "log_end": 10},
            ],
        },
    ],
}


def chosen(kind: str, **params: list[str]) -> Selection:
    """A selection of groups or topics."""
    return Selection.parse(kind, params)


def test_groups_of_lag_info() -> None:
    """Commits are restored, also those with an error; a group without any is excluded unless it is named."""
    snapshot = Snapshot.parse(LAG)
    assert snapshot.log_ends is None
    groups = snapshot.choose_groups(chosen("groups", exclude_groups_matching=["odd"]), chosen("topics"))
    assert groups == {"billing": {P0: 7, P1: None, PAY: 99}}
    assert snapshot.choose_groups(chosen("groups", groups=["billing"]), chosen("topics", topics=["pay"])) == {
        "billing": {PAY: 99}
    }


def test_incompletely_read_group_is_refused() -> None:
    """Restoring a part of it would appear to restore all."""
    with pytest.raises(Failure, match="odd .orders-0: the partition has no leader"):
        Snapshot.parse(LAG).choose_groups(chosen("groups"), chosen("topics"))


@pytest.mark.parametrize("selection", [("groups", "nobody"), ("topics", "nothing")])
def test_missing_names(selection: tuple[str, str]) -> None:
    """A name that the snapshot does not have is never skipped."""
    kind, name = selection
    groups = chosen("groups", groups=[name] if kind == "groups" else ["billing"])
    topics = chosen("topics", topics=[name] if kind == "topics" else [])
    with pytest.raises(Failure, match=f"The snapshot has no {kind} named {name}"):
        Snapshot.parse(LAG).choose_groups(groups, topics)


def test_log_ends_of_topic_info() -> None:
    """The ends by partition."""
    snapshot = Snapshot.parse(ENDS)
    assert snapshot.groups is None
    assert snapshot.choose_log_ends(chosen("topics")) == {P0: 10, P1: 20}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], "has no cluster_id"),
        ({"groups": []}, "has no cluster_id"),
        ({"cluster_id": "c1"}, "holds neither groups"),
        ({"cluster_id": "c1", "groups": [{"group": "g"}]}, "partitions"),
        ({"cluster_id": "c1", "groups": [{"group": "g", "partitions": [row("orders", 0, "x")]}]}, "invalid literal"),
        ({"cluster_id": "c1", "topics": [{"name": "orders"}]}, "no offsets of the topic orders"),
        (
            {
                "cluster_id": "c1",
                "topics": [{"name": "orders", "offsets": [{"partition": 0, "log_end": None, "error": "no leader"}]}],
            },
            "orders-0 .no leader",
        ),
    ],
)
def test_invalid_snapshot(content: t.Any, message: str) -> None:
    """The message names what is missing."""
    with pytest.raises(Failure, match=message):
        Snapshot.parse(content)


def test_snapshot_of_another_cluster() -> None:
    """It is accepted only with the option for it."""
    snapshot = Snapshot.parse(LAG)
    snapshot.require_cluster("c1", other_allowed=False)
    snapshot.require_cluster("c2", other_allowed=True)
    with pytest.raises(Failure, match="of the cluster c1, and this is c2"):
        snapshot.require_cluster("c2", other_allowed=False)


def test_saved_snapshot_can_be_read_again() -> None:
    """The snapshot that is saved before a change can undo it."""
    saved = merge_saved(None, "c1", {"g": ("Empty", {P1: None, P0: 3})})
    assert [part["partition"] for part in saved["groups"][0]["partitions"]] == [0, 1]
    assert Snapshot.parse(saved).groups == {"g": {P0: 3, P1: None}}


def test_older_entries_stay() -> None:
    """A run after an aborted one must keep the original offsets; new partitions and groups are added."""
    first = merge_saved(None, "c1", {"g": ("Dead", {P0: 3}), "h": ("Empty", {P0: 4})})
    second = merge_saved(first, "c1", {"g": ("Empty", {P0: 10, P1: 20}), "new": ("Empty", {PAY: 1})})
    assert Snapshot.parse(second).groups == {"g": {P0: 3, P1: 20}, "h": {P0: 4}, "new": {PAY: 1}}
    assert [entry["state"] for entry in second["groups"]] == ["Dead", "Empty", "Empty"]
    assert merge_saved(second, "c1", {"g": ("Empty", {P0: 99})}) == second


@pytest.mark.parametrize("saved", [ENDS, {"cluster_id": "c2", "groups": []}])
def test_file_with_other_content_is_not_overwritten(saved: dict[str, t.Any]) -> None:
    """It may be the only copy of something else."""
    with pytest.raises(Failure, match="give another path"):
        merge_saved(saved, "c1", {})
