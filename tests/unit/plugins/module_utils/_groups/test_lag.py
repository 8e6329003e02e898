# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lag of one partition, of a group and of all groups: what is unknown never counts as zero."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups import lag
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.lag import GroupLag, LagReport, Log, measure
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import GroupPositions
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import Member
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from hypothesis import given
from hypothesis import strategies as some

P0, P1 = Partition("orders", 0), Partition("orders", 1)
DENIED = BrokerError(29, "TOPIC_AUTHORIZATION_FAILED", "denied")
MEMBER = Member("m-1", "client", "10.0.0.9", (P0,))


def positions(commits: dict[Partition, t.Any] | None = None, **more: t.Any) -> GroupPositions:
    """A stopped consumer group."""
    return GroupPositions(
        **{"group": "billing", "state": "Empty", "protocol_type": "consumer", "commits": commits or {}, **more}
    )


def lag_of(committed: t.Any, log: t.Any) -> lag.PartitionLag:
    """The row of a single partition."""
    (row,) = measure(positions({P0: committed}), {P0: log}).partitions
    return row


@pytest.mark.parametrize(
    ("committed", "log", "lag", "lost"),
    [
        (15, Log(0, 20, 20), 5, 0),
        (20, Log(0, 20, 20), 0, 0),
        (10, Log(60, 100, 100), 40, 50),
        (0, Log(0, 0, 0), 0, 0),
        (8, Log(0, 5, 9), 0, 0),  # reads uncommitted records; the log is counted up to an open transaction
    ],
)
def test_lag_and_lost_records(committed: int, log: Log, lag: int, lost: int) -> None:
    """From the commit, or the log's start if that is later, to the end."""
    row = lag_of(committed, log)
    assert (row.lag, row.lost, row.error) == (lag, lost, None)


@pytest.mark.parametrize(
    ("committed", "log", "error"),
    [
        (999, Log(0, 20, 20), "the commit 999 is beyond the log's end 20"),
        (5, BrokerError(3, "UNKNOWN_TOPIC_OR_PARTITION", "topic orders does not exist"), "topic orders does not exist"),
        (5, BrokerError(5, "LEADER_NOT_AVAILABLE", "the partition has no leader"), "has no leader"),
        (DENIED, Log(0, 20, 20), "the commit cannot be read: TOPIC_AUTHORIZATION_FAILED"),
    ],
)
def test_errors(committed: t.Any, log: t.Any, error: str) -> None:
    """An error takes the place of the numbers, and is returned with every detail."""
    row = lag_of(committed, log)
    assert (row.lag, row.lost) == (None, None)
    assert error in (row.error or "")
    assert row.needs_attention


def test_an_assigned_partition_without_a_commit() -> None:
    """Unknown where the log holds records, and nothing to read in an empty log, wherever that starts."""
    group = measure(positions(state="Stable", assigned={P0: MEMBER, P1: MEMBER}), {P0: Log(0, 9, 9), P1: Log(7, 7, 7)})
    assert [row.lag for row in group.partitions] == [None, 0]
    assert [row.committed for row in group.partitions] == [None, None]
    assert (group.partitions[0].member_id, group.partitions[0].client_id, group.partitions[0].host) == (
        "m-1",
        "client",
        "10.0.0.9",
    )
    assert (group.lag, group.unknown_partitions, group.error) == (None, 1, None)


def test_an_empty_log_up_to_an_open_transaction_is_not_empty() -> None:
    """With read_committed the end may be the start while records are behind it."""
    group = measure(positions(assigned={P0: MEMBER}), {P0: Log(0, 0, 9)})
    assert group.lag is None


def test_a_group_without_positions() -> None:
    """Neither commit nor member: its lag is unknown, not zero."""
    group = measure(positions(), {})
    assert group.lag is None
    assert "neither a commit nor an assigned partition" in (group.error or "")
    assert LagReport((group,)).total is None


def test_a_group_error_makes_the_sum_unknown_and_keeps_the_rows() -> None:
    """A rebalancing group may read more partitions than it has committed."""
    group = measure(positions({P0: 5}, error="the group is rebalancing"), {P0: Log(0, 9, 9)})
    assert (group.lag, group.partitions[0].lag) == (None, 4)


def test_total() -> None:
    """Connect workers do not count, anything else that is unknown does."""
    known = measure(positions({P0: 5}), {P0: Log(0, 9, 9)})
    workers = measure(positions(protocol_type="connect", state="Stable", members=2), {})
    assert (workers.lag, workers.error, workers.unknown_partitions) == (None, None, 0)
    assert LagReport((known, workers, known)).total == 8
    missing = GroupLag(GroupPositions("nobody", "Dead", "", error="source has no group named nobody"), ())
    assert LagReport((known, missing)).total is None
    assert LagReport(()).total == 0


def test_an_incomplete_list_has_no_total() -> None:
    """A group that is not listed may be behind."""
    known = measure(positions({P0: 5}), {P0: Log(0, 9, 9)})
    assert LagReport((known,), ("3 of 50 partitions of __consumer_offsets have no leader",)).total is None


def test_commits_that_may_not_be_seen_make_the_lag_unknown() -> None:
    """A broker leaves out the commits on topics that the user may not describe, without a word."""
    group = measure(positions({P0: 9}), {P0: Log(0, 9, 9)}, unseen="topic secret may not be described")
    assert (group.lag, group.error) == (None, "topic secret may not be described")


def test_only_the_chosen_topics_count() -> None:
    """What a group reads besides is named, not measured."""
    other = Partition("other", 0)
    group = measure(positions({P0: 5, other: 1}), {P0: Log(0, 9, 9)}, {"orders"})
    assert (group.lag, group.to_result("groups")["topics"]) == (4, ["orders", "other"])


def test_a_share_group_has_no_lag() -> None:
    """Its members take records one by one; the offsets are those from which they may still be taken."""
    group = measure(positions({P0: 5}, kind="share", protocol_type="share"), {P0: Log(0, 9, 9)})
    assert group.lag is None
    assert "share group" in (group.error or "")


def test_a_connect_group_with_commits_counts() -> None:
    """A commit is a position in a group of any protocol type."""
    assert LagReport((measure(positions({P0: 5}, protocol_type="other"), {P0: Log(0, 9, 9)}),)).total == 4


@pytest.mark.parametrize(("detail", "partitions"), [("behind", [0]), ("all", [0, 1]), ("groups", None)])
def test_detail(detail: str, partitions: list[int] | None) -> None:
    """Which rows are returned; the sums are always those of all rows."""
    result = measure(positions({P0: 5, P1: 9}), {P0: Log(0, 9, 9), P1: Log(0, 9, 9)}).to_result(detail)
    assert result["lag"] == 4
    assert (partitions is None) == ("partitions" not in result)
    assert [row["partition"] for row in result.get("partitions", [])] == (partitions or [])


@given(
    committed=some.one_of(some.none(), some.integers(0, 50)),
    start=some.integers(0, 50),
    length=some.integers(0, 50),
    hidden=some.integers(0, 5),
)
def test_lag_is_within_the_log(committed: int | None, start: int, length: int, hidden: int) -> None:
    """A lag is between zero and the length of the log; lost records never count as lag."""
    row = lag_of(committed, Log(start, start + max(0, length - hidden), start + length))
    if row.lag is None:
        assert committed is None or committed > start + length
    else:
        assert 0 <= row.lag <= length
        assert row.lost == max(0, start - (start if committed is None else committed))
