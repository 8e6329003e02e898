# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How groups of each kind are described: the request, and what its answer means."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import group_messages, library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, ErrorCode, error_answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import (
    CLASSIC,
    CONSUMER,
    DEAD,
    NEW_CONSUMER,
    SHARE,
    STREAMS,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription, Member
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of group: its name, and how it is described."""

    name: str
    request: t.Callable[[list[str]], t.Any]
    lowest_version: int  # of that request, which the brokers have to support
    read: t.Callable[[t.Any], GroupDescription]

    def is_supported(self, connection: Connection) -> bool:
        """Whether the brokers can describe groups of this kind."""
        return connection.versions(type(self.request([])))[1] >= self.lowest_version

    def answers(self, response: t.Any) -> t.Iterator[tuple[str, Answer[GroupDescription]]]:
        """Yield each group of a response with its description, or its error.

        A group that does not exist, or is of another kind, is described as dead.
        """
        for group in response.groups:
            if group.error_code == ErrorCode.GROUP_ID_NOT_FOUND:
                yield group.group_id, GroupDescription(group.group_id, "", DEAD, (), self.name)
            elif group.error_code:
                yield group.group_id, error_answer(group.error_code, getattr(group, "error_message", None))
            else:
                yield group.group_id, self.read(group)


def _classic(group: t.Any) -> GroupDescription:
    return GroupDescription(
        group=group.group_id,
        protocol_type=group.protocol_type,
        state=group.group_state,
        members=tuple(
            _member(
                member,
                _classic_assignment(group.protocol_type, member.member_assignment),
                _classic_subscription(group.protocol_type, member.member_metadata),
            )
            for member in group.members
        ),
    )


def _classic_assignment(protocol_type: str, assignment: bytes) -> tuple[Partition, ...] | None:
    """Decode the assignment of a consumer; those of Connect and Schema Registry have formats of their own."""
    decoded = _decode(library.ConsumerProtocolAssignment, protocol_type, assignment)
    if decoded is None:
        return None if protocol_type != CONSUMER or assignment else ()
    return tuple(Partition(topic.topic, index) for topic in decoded.assigned_partitions for index in topic.partitions)


def _classic_subscription(protocol_type: str, metadata: bytes) -> tuple[str, ...] | None:
    """Decode the topics that a consumer subscribes to; brokers send them only while the group is stable."""
    decoded = _decode(library.ConsumerProtocolSubscription, protocol_type, metadata)
    return None if decoded is None else tuple(decoded.topics)


def _decode(message: t.Any, protocol_type: str, data: bytes) -> t.Any:
    if protocol_type != CONSUMER or not data:
        return None
    try:
        return message.decode(data)
    except Exception:  # pylint: disable=broad-except  # clients can put anything there
        return None


def _by_broker(group: t.Any, kind: str, member_of: t.Callable[[t.Any], Member]) -> GroupDescription:
    """Describe a group whose members the broker assigns; such a group has no protocol type but its kind."""
    return GroupDescription(group.group_id, kind, group.group_state, tuple(map(member_of, group.members)), kind)


def _assigned_topics(kind: str) -> t.Callable[[t.Any], GroupDescription]:
    """Return how a group is described whose members are assigned partitions of topics by name."""

    def member_of(member: t.Any) -> Member:
        return _member(
            member,
            partitions=tuple(
                Partition(topic.topic_name, index)
                for topic in member.assignment.topic_partitions
                for index in topic.partitions
            ),
            topics=tuple(member.subscribed_topic_names),
            pattern=getattr(member, "subscribed_topic_regex", None) or None,
        )

    return lambda group: _by_broker(group, kind, member_of)


def _streams(group: t.Any) -> GroupDescription:
    sources = {
        part.subtopology_id: (*part.source_topics, *(topic.name for topic in part.repartition_source_topics))
        for part in (group.topology.subtopologies if group.topology else None) or ()
    }
    every_topic = tuple(sorted({topic for topics in sources.values() for topic in topics}))

    def member_of(member: t.Any) -> Member:
        return _member(
            member,
            partitions=tuple(
                Partition(topic, index)
                for task in member.assignment.active_tasks
                for topic in sources.get(task.subtopology_id, ())
                for index in task.partitions
            ),
            topics=every_topic,
        )

    return _by_broker(group, STREAMS, member_of)


def _member(
    member: t.Any,
    partitions: tuple[Partition, ...] | None,
    topics: tuple[str, ...] | None,
    pattern: str | None = None,
) -> Member:
    return Member(member.member_id, member.client_id, _host(member), partitions, topics, pattern)


def _host(member: t.Any) -> str:
    host: str = member.client_host
    return host.lstrip("/")


def _describe_groups(groups: list[str]) -> t.Any:
    return library.admin.DescribeGroupsRequest(groups=groups)


def _newer(request: str) -> t.Callable[[list[str]], t.Any]:
    def create(groups: list[str]) -> t.Any:
        return getattr(group_messages, request)(group_ids=groups, include_authorized_operations=False)

    return create


# In the order in which a group of unknown kind is tried.
KINDS = {
    kind.name: kind
    for kind in (
        Kind(CLASSIC, _describe_groups, 0, _classic),
        Kind(NEW_CONSUMER, _newer("ConsumerGroupDescribeRequest"), 0, _assigned_topics(NEW_CONSUMER)),
        Kind(SHARE, _newer("ShareGroupDescribeRequest"), 1, _assigned_topics(SHARE)),
        Kind(STREAMS, _newer("StreamsGroupDescribeRequest"), 0, _streams),
    )
}
