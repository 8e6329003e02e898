# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group joined from the answers of its coordinator: what was not answered is an error of the group."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import Reading
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import (
    GroupDescription,
    GroupListing,
    Member,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)
DENIED = BrokerError(29, "TOPIC_AUTHORIZATION_FAILED", "denied")
MEMBER = Member("m-1", "client", "10.0.0.9", (P0,))
READING = Reading("source", "user alice")
LISTING = GroupListing("billing", "consumer", "Stable", 1)


def described(
    state: str = "Stable", protocol_type: str = "consumer", members: tuple[Member, ...] = (MEMBER,)
) -> GroupDescription:
    """The description from a coordinator."""
    return GroupDescription("billing", protocol_type, state, members)


def test_assignment_and_commits_are_joined() -> None:
    """The group reads what it is assigned and what it has committed."""
    group = READING.combine(LISTING, described(), {P1: 3})
    assert (group.state, group.members, group.error) == ("Stable", 1, None)
    assert group.partitions == {P0, P1}


@pytest.mark.parametrize(
    ("description", "commits", "error"),
    [
        (DENIED, {}, "cannot be described: TOPIC_AUTHORIZATION_FAILED"),
        (described(), DENIED, "its commits cannot be read"),
        (described("PreparingRebalance"), {}, "rebalancing"),
        (described("CompletingRebalance"), {}, "rebalancing"),
        (described("Dead", "", ()), {}, "source has no group named billing"),
        (
            BrokerError(30, "GROUP_AUTHORIZATION_FAILED", "denied"),
            {},
            "GROUP_AUTHORIZATION_FAILED; grant DESCRIBE on the group to user alice",
        ),
        (DENIED, BrokerError(16, "NOT_COORDINATOR", "moved"), "; its commits cannot be read: NOT_COORDINATOR: moved"),
        (described(members=(Member("m", "c", "h", None),)), {}, "not that of a consumer"),
    ],
)
def test_incomplete_answers(description: t.Any, commits: t.Any, error: str) -> None:
    """Everything that is missing is an error of the group."""
    assert error in (READING.combine(LISTING, description, commits).error or "")


@pytest.mark.parametrize("description", [described(), DENIED, described("PreparingRebalance")])
def test_commits_that_could_not_be_read_are_not_none(description: t.Any) -> None:
    """A group without commits, and one whose commits are not known, are distinguished."""
    assert READING.combine(LISTING, description, {}).commits_read
    assert not READING.combine(LISTING, description, DENIED).commits_read


def test_the_same_error_twice() -> None:
    """It is reported once."""
    assert READING.combine(LISTING, DENIED, DENIED).error == f"the group cannot be described: {DENIED}"


def test_a_connect_group_is_not_an_error() -> None:
    """Its assignment is not a consumer's, and need not be."""
    assert (
        READING.combine(LISTING, described(protocol_type="connect", members=(Member("m", "c", "h", None),)), {}).error
        is None
    )


def test_commits_are_kept_although_the_description_failed() -> None:
    """They are what is known of its position."""
    group = READING.combine(LISTING, DENIED, {P1: 3})
    assert (group.exists, group.state, group.commits) == (True, "Stable", {P1: 3})


def test_a_group_of_another_kind_holds_positions() -> None:
    """Only a group that has nothing to do with topics holds none."""
    share = GroupDescription("billing", "share", "Stable", (Member("m", "c", "h", (P0,), ("orders",)),), "share")
    group = READING.combine(LISTING, share, {})
    assert (group.kind, group.is_consumer, group.holds_no_positions) == ("share", False, False)
    assert group.topics == {"orders"}
