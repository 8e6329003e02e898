# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group joined from the answers of its coordinator: what was not answered is an error of the group."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import combine
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
LISTING = GroupListing("billing", "consumer", "Stable", 1)


def described(
    state: str = "Stable", protocol_type: str = "consumer", members: tuple[Member, ...] = (MEMBER,)
) -> GroupDescription:
    """The description from a coordinator."""
    return GroupDescription("billing", protocol_type, state, members)


def test_assignment_and_commits_are_joined() -> None:
    """The group reads what it is assigned and what it has committed."""
    group = combine(LISTING, described(), {P1: 3})
    assert (group.state, group.members, group.error) == ("Stable", 1, None)
    assert group.partitions == {P0, P1}


@pytest.mark.parametrize(
    ("description", "commits", "error"),
    [
        (DENIED, {}, "cannot be described: TOPIC_AUTHORIZATION_FAILED"),
        (described(), DENIED, "its commits cannot be read"),
        (described("PreparingRebalance"), {}, "rebalancing"),
        (described("CompletingRebalance"), {}, "rebalancing"),
        (described("Dead", "", ()), {}, "has disappeared since it was listed"),
        (described(members=(Member("m", "c", "h", None),)), {}, "not that of a consumer"),
    ],
)
def test_incomplete_answers(description: t.Any, commits: t.Any, error: str) -> None:
    """Everything that is missing is an error of the group."""
    assert error in (combine(LISTING, description, commits).error or "")


def test_a_connect_group_is_not_an_error() -> None:
    """Its assignment is not a consumer's, and need not be."""
    assert (
        combine(LISTING, described(protocol_type="connect", members=(Member("m", "c", "h", None),)), {}).error is None
    )
