# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State, assignment and committed offsets of groups, as both lag and drain need them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.protocol import (
    CONSUMER_TYPES,
    DEAD,
    REBALANCING,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import (
    Commits,
    GroupDescription,
    GroupListing,
    GroupReader,
    Member,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


@dataclasses.dataclass(frozen=True)
class GroupPositions:
    """One group as its coordinator describes it."""

    group: str
    state: str
    protocol_type: str
    members: int = 0
    assigned: dict[Partition, Member] = dataclasses.field(default_factory=dict)
    commits: Commits = dataclasses.field(default_factory=dict)
    error: str | None = None  # why the positions of the group as a whole are not known

    @property
    def is_consumer(self) -> bool:
        """Whether its positions are offsets of topics, as far as the protocol type shows."""
        return self.protocol_type in CONSUMER_TYPES

    @property
    def partitions(self) -> set[Partition]:
        """Those committed or assigned: either alone omits what was not read yet, or what nobody reads now."""
        return self.commits.keys() | self.assigned.keys()


def missing_group(group: str, where: str) -> GroupPositions:
    """A group that was named and does not exist."""
    return GroupPositions(group, DEAD, "", error=f"{where} has no group named {group}")


def read_group_positions(
    connection: Connection, listings: dict[str, GroupListing], groups: t.Collection[str]
) -> dict[str, GroupPositions]:
    """Read groups that were listed: one DescribeGroups and (since Kafka 3.0) one OffsetFetch a coordinator."""
    reader = GroupReader(connection, listings.values())
    described = reader.describe(groups)
    commits = reader.committed_offsets(groups)
    return {group: combine(listings[group], described[group], commits[group]) for group in described}


def combine(listing: GroupListing, described: Answer[GroupDescription], commits: Answer[Commits]) -> GroupPositions:
    """Join the answers of the coordinator; what it did not answer becomes the group's error."""
    if isinstance(described, BrokerError):
        return GroupPositions(
            listing.group, listing.state, listing.protocol_type, error=f"the group cannot be described: {described}"
        )
    errors = [_incomplete(described)]
    if isinstance(commits, BrokerError):
        errors.append(f"its commits cannot be read: {commits}")
        commits = {}
    return GroupPositions(
        group=listing.group,
        state=described.state,
        protocol_type=described.protocol_type or listing.protocol_type,
        members=len(described.members),
        assigned={partition: member for member in described.members for partition in member.partitions or ()},
        commits=commits,
        error="; ".join(error for error in errors if error) or None,
    )


def _incomplete(described: GroupDescription) -> str | None:
    """Why a description may lack partitions that the group reads."""
    if described.state == DEAD:
        return (
            "the group has disappeared since it was listed, or is of a kind that this Kafka does not describe to older "
            "clients (KIP-848)"
        )
    if described.state in REBALANCING:
        return "the group is rebalancing, so its assignment is not known yet"
    if described.protocol_type in CONSUMER_TYPES and any(member.partitions is None for member in described.members):
        return "the assignment of a member is not that of a consumer, so the partitions it reads are not known"
    return None
