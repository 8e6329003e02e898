# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kind, state, assignment and committed offsets of groups, as both lag and drain need them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError, ErrorCode
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import (
    CLASSIC,
    CONSUMER_TYPES,
    DEAD,
    REBALANCING,
    is_consumer,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_reader import GroupReader
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import (
    Commits,
    GroupDescription,
    GroupListing,
    Member,
    list_groups,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of


@dataclasses.dataclass(frozen=True)
class GroupPositions:
    """One group as its coordinator describes it."""

    group: str
    state: str  # empty where it is not known
    protocol_type: str
    kind: str = CLASSIC
    members: int = 0
    subscribed: frozenset[str] = frozenset()  # topics, as far as the members name them
    assigned: dict[Partition, Member] = dataclasses.field(default_factory=dict)
    commits: Commits = dataclasses.field(default_factory=dict)
    commits_read: bool = True  # otherwise commits is empty because they could not be read
    error: str | None = None  # why the positions of the group as a whole are not known

    @property
    def exists(self) -> bool:
        """Whether its coordinator knows it; a group that cannot be described is taken to exist."""
        return self.state != DEAD

    @property
    def is_consumer(self) -> bool:
        """Whether its committed offsets are positions in the topics that it reads."""
        return is_consumer(self.kind, self.protocol_type)

    @property
    def partitions(self) -> set[Partition]:
        """Those committed or assigned: either alone omits what was not read yet, or what nobody reads now."""
        return self.commits.keys() | self.assigned.keys()

    @property
    def topics(self) -> set[str]:
        """Every topic that it is known to read: committed, assigned or subscribed to."""
        return {partition.topic for partition in self.partitions} | self.subscribed

    @property
    def holds_no_positions(self) -> bool:
        """Whether it is known to have nothing to do with the records of topics, as a group of Connect workers."""
        return not (self.is_consumer or self.partitions or self.subscribed or self.error)


def read_groups(
    connection: Connection, selection: Selection, others: t.Collection[str] = (), complete: bool = True
) -> dict[str, GroupPositions]:
    """Read the chosen groups, and others by name; one that was named and does not exist has the state Dead.

    A group that was found in a list and is gone when it is read is left out, unless another list still has it. Raises
    Failure where expressions are given and nothing matches, unless the list may lack groups (not complete) or there
    are others: then it is not known that there is nothing.
    """
    listings = {} if selection.is_by_name else list_groups(connection)
    chosen = selection.choose({*listings, *selection.names})
    if not chosen and not selection.is_everything and complete and not others:
        selection.require(listings, connection.label)
    read = _read(connection, listings, {*chosen, *others})
    vanished = [group for group, positions in read.items() if not positions.exists and group in listings]
    if vanished:
        again = list_groups(connection)
        read.update({group: _listed_and_absent(again[group]) for group in vanished if group in again})
    asked = {*selection.names, *others}
    return {group: positions for group, positions in sorted(read.items()) if positions.exists or group in asked}


def _listed_and_absent(listing: GroupListing) -> GroupPositions:
    return GroupPositions(
        listing.group,
        listing.state,
        listing.protocol_type,
        listing.kind,
        commits_read=False,
        error="it is listed, but its coordinator answers that it does not exist",
    )


def _read(
    connection: Connection, listings: t.Mapping[str, GroupListing], groups: t.Collection[str]
) -> dict[str, GroupPositions]:
    """One request for descriptions and (since Kafka 3.0) one for offsets to each coordinator."""
    reader = GroupReader(connection, listings.values())
    described = reader.describe(groups)
    commits = reader.committed_offsets(
        group for group, answer in described.items() if isinstance(answer, BrokerError) or answer.exists
    )
    reading = Reading(connection.label, user_of(connection.options))
    return {
        group: reading.combine(listings.get(group) or GroupListing(group, "", "", -1), answer, commits.get(group, {}))
        for group, answer in described.items()
    }


@dataclasses.dataclass(frozen=True)
class Reading:
    """Joins the answers of coordinators; what they did not answer becomes a group's error, and the rest is kept."""

    label: str  # of the cluster
    user: str

    def combine(
        self, listing: GroupListing, described: Answer[GroupDescription], commits: Answer[Commits]
    ) -> GroupPositions:
        """Join the answers for one group; its listing is empty where no list was read."""
        group = listing.group
        errors: list[str] = []
        known: Commits = {}
        commits_read = not isinstance(commits, BrokerError)
        if not isinstance(commits, BrokerError):
            known = commits
        elif commits != described:  # the same error need not be reported twice
            errors.append(f"its commits cannot be read: {self._explain(commits)}")
        if isinstance(described, BrokerError):
            errors.insert(0, f"the group cannot be described: {self._explain(described)}")
            return GroupPositions(
                group,
                listing.state,
                listing.protocol_type,
                listing.kind,
                commits=known,
                commits_read=commits_read,
                error="; ".join(errors),
            )
        if not described.exists:
            return GroupPositions(group, DEAD, "", error=f"{self.label} has no group named {group}")
        errors += _incomplete(described)
        return GroupPositions(
            group=group,
            state=described.state,
            protocol_type=described.protocol_type or listing.protocol_type,
            kind=described.kind,
            members=len(described.members),
            subscribed=described.topics,
            assigned={partition: member for member in described.members for partition in member.partitions or ()},
            commits=known,
            commits_read=commits_read,
            error="; ".join(errors) or None,
        )

    def _explain(self, error: BrokerError) -> str:
        """Return the text of an error, with the remedy where a right is missing."""
        if error.code == ErrorCode.GROUP_AUTHORIZATION_FAILED:
            return f"{error.name}; grant DESCRIBE on the group to {self.user}"
        return str(error)


def _incomplete(described: GroupDescription) -> t.Iterator[str]:
    """Why a description may lack partitions that the group reads."""
    if described.state in REBALANCING:
        yield "the group is rebalancing, so its assignment is not known yet"
    elif (
        described.is_consumer
        and described.protocol_type in CONSUMER_TYPES
        and any(member.partitions is None for member in described.members)
    ):
        yield "the assignment of a member is not that of a consumer, so the partitions it reads are not known"
