# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group is, and the list of all groups."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, error_answer, require
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import (
    CLASSIC,
    DEAD,
    is_consumer,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

Commits = dict[Partition, Answer[int]]  # the committed offsets of one group


@dataclasses.dataclass(frozen=True)
class GroupListing:
    """A group in the list of its coordinator; the state is empty before Kafka 2.6 (KIP-518)."""

    group: str
    protocol_type: str
    state: str
    coordinator: int  # broker id
    kind: str = CLASSIC


@dataclasses.dataclass(frozen=True)
class Member:
    """A member of a group, with the partitions it is assigned and the topics it subscribes to.

    partitions is None where the assignment is not that of a consumer, topics where the subscription is not known.
    """

    member_id: str
    client_id: str
    host: str
    partitions: tuple[Partition, ...] | None
    topics: tuple[str, ...] | None = ()
    pattern: str | None = None  # a regular expression that the broker matches (KIP-848)


@dataclasses.dataclass(frozen=True)
class GroupDescription:
    """The state and the members of a group."""

    group: str
    protocol_type: str
    state: str
    members: tuple[Member, ...]
    kind: str = CLASSIC

    @property
    def exists(self) -> bool:
        """Whether the coordinator knows the group."""
        return self.state != DEAD

    @property
    def is_consumer(self) -> bool:
        """Whether its committed offsets are positions in the topics that it reads."""
        return is_consumer(self.kind, self.protocol_type)

    @property
    def topics(self) -> frozenset[str]:
        """The topics that its members subscribe to by name, as far as they are known."""
        return frozenset(topic for member in self.members for topic in member.topics or ())


def list_groups(connection: Connection) -> dict[str, GroupListing]:
    """Read all groups that this user may describe, with one request per broker.

    Raises KafkaFailure if a broker does not list its groups. Which groups the list lacks is not in the answer:
    see visibility.py.
    """

    def query(broker_ids: list[int]) -> dict[int, Answer[list[t.Any]]]:
        responses = connection.send_all(
            [(library.admin.ListGroupsRequest(min_version=0), broker_id) for broker_id in broker_ids]
        )
        return {
            broker_id: error_answer(response.error_code) if response.error_code else response.groups
            for broker_id, response in zip(broker_ids, responses)
        }

    connection.refresh()  # a broker that has come back since the connection was opened has groups too
    answers = connection.retry_transient([broker.node_id for broker in connection.brokers], query)
    return {
        group.group_id: GroupListing(
            group=group.group_id,
            protocol_type=group.protocol_type,
            state=getattr(group, "group_state", None) or "",
            coordinator=broker_id,
            kind=(getattr(group, "group_type", None) or CLASSIC).lower(),
        )
        for broker_id, groups in require(answers, f"list the groups of {connection.label} at all brokers").items()
        for group in groups
    }
