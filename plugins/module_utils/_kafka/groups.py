# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List and describe consumer groups, and read and commit their offsets."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks, grouped
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    error_answer,
    is_transient,
    require,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

_GROUP = 0  # org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType
_BATCHED_COORDINATORS = 4  # version of FindCoordinator, KIP-699, Kafka 3.0
_BATCHED_OFFSETS = 8  # version of OffsetFetch, KIP-709, Kafka 3.0
_NO_OFFSET = -1
_NO_GENERATION, _NO_MEMBER = -1, ""

Commits = dict[Partition, Answer[int]]  # the committed offsets of one group


@dataclasses.dataclass(frozen=True)
class GroupListing:
    """A group in the list of its coordinator; the state is empty before Kafka 2.6 (KIP-518)."""

    group: str
    protocol_type: str
    state: str
    coordinator: int  # broker id


@dataclasses.dataclass(frozen=True)
class Member:
    """A member of a group; its partitions are None where the assignment is not that of a consumer."""

    member_id: str
    client_id: str
    host: str
    partitions: tuple[Partition, ...] | None


@dataclasses.dataclass(frozen=True)
class GroupDescription:
    """The state and the members of a group."""

    group: str
    protocol_type: str
    state: str
    members: tuple[Member, ...]


def list_groups(connection: Connection) -> dict[str, GroupListing]:
    """Read all groups, with one request per broker; raises KafkaFailure if a broker does not list its groups."""

    def query(broker_ids: list[int]) -> dict[int, Answer[list[t.Any]]]:
        responses = connection.send_all(
            [(library.admin.ListGroupsRequest(min_version=0), broker_id) for broker_id in broker_ids]
        )
        return {
            broker_id: error_answer(response.error_code) if response.error_code else response.groups
            for broker_id, response in zip(broker_ids, responses)
        }

    answers = connection.retry_transient([broker.node_id for broker in connection.brokers], query)
    return {
        group.group_id: GroupListing(
            group.group_id, group.protocol_type, getattr(group, "group_state", None) or "", broker_id
        )
        for broker_id, groups in require(answers, f"list the groups of {connection.label} at all brokers").items()
        for group in groups
    }


class GroupReader:
    """Reads groups from their coordinators, several groups in one request where the brokers support that."""

    def __init__(self, connection: Connection, listings: t.Iterable[GroupListing] = ()) -> None:
        self._connection = connection
        # A listing has the coordinator; it is dropped when the coordinator turns out to have moved.
        self._coordinators = {listing.group: listing.coordinator for listing in listings}

    def describe(self, groups: t.Iterable[str]) -> dict[str, Answer[GroupDescription]]:
        """Read state and members, by group."""
        return self._connection.retry_transient(sorted(set(groups)), self._describe)

    def committed_offsets(self, groups: t.Iterable[str]) -> dict[str, Answer[Commits]]:
        """Read all committed offsets, by group; those of a group without any are empty."""
        return self._connection.retry_transient(sorted(set(groups)), self._committed_offsets)

    def commit(self, group: str, offsets: dict[Partition, int]) -> dict[Partition, Answer[None]]:
        """Commit offsets of a group without members, by partition."""

        def query(partitions: list[Partition]) -> dict[Partition, Answer[None]]:
            coordinator = self._find([group])[group]
            if isinstance(coordinator, BrokerError):
                return {partition: coordinator for partition in partitions}
            response = self._connection.send(
                _commit_request(group, {partition: offsets[partition] for partition in partitions}), coordinator
            )
            answers: dict[Partition, Answer[None]] = {
                Partition(topic.name, partition.partition_index): error_answer(partition.error_code)
                if partition.error_code
                else None
                for topic in response.topics
                for partition in topic.partitions
            }
            self._drop_moved_coordinator(group, *answers.values())
            return answers

        return self._connection.retry_transient(offsets, query)

    def _find(self, groups: t.Collection[str]) -> dict[str, Answer[int]]:
        """Return the broker id of each group's coordinator."""
        answers: dict[str, Answer[int]] = {
            group: self._coordinators[group] for group in groups if group in self._coordinators
        }
        unknown = [group for group in groups if group not in self._coordinators]
        for group, found in self._query_coordinators(unknown).items():
            if found.error_code:
                answers[group] = error_answer(found.error_code, found.error_message)
            else:
                answers[group] = self._coordinators[group] = found.node_id
        return answers

    def _query_coordinators(self, groups: list[str]) -> dict[str, t.Any]:
        find = library.metadata.FindCoordinatorRequest
        if not groups:
            return {}
        if self._connection.versions(find)[1] >= _BATCHED_COORDINATORS:
            request = find(key_type=_GROUP, coordinator_keys=groups, min_version=_BATCHED_COORDINATORS)
            return {found.key: found for found in self._connection.send(request).coordinators}
        requests = [(find(key=group, key_type=_GROUP, max_version=_BATCHED_COORDINATORS - 1), None) for group in groups]
        return dict(zip(groups, self._connection.send_all(requests)))

    def _drop_moved_coordinator(self, group: str, *answers: object) -> None:
        if any(map(is_transient, answers)):
            self._coordinators.pop(group, None)

    def _by_coordinator(self, groups: list[str]) -> tuple[dict[str, BrokerError], dict[int, list[str]]]:
        coordinators, errors = split(self._find(groups))
        return errors, grouped((coordinators[group], group) for group in groups if group not in errors)

    def _describe(self, groups: list[str]) -> dict[str, Answer[GroupDescription]]:
        errors, by_coordinator = self._by_coordinator(groups)
        answers: dict[str, Answer[GroupDescription]] = {**errors}
        requests = [
            (library.admin.DescribeGroupsRequest(groups=members), broker_id)
            for broker_id, members in by_coordinator.items()
        ]
        for response in self._connection.send_all(requests):
            for group in response.groups:
                answer = (
                    error_answer(group.error_code, getattr(group, "error_message", None))
                    if group.error_code
                    else _description(group)
                )
                answers[group.group_id] = answer
                self._drop_moved_coordinator(group.group_id, answer)
        return answers

    def _committed_offsets(self, groups: list[str]) -> dict[str, Answer[Commits]]:
        errors, by_coordinator = self._by_coordinator(groups)
        answers: dict[str, Answer[Commits]] = {**errors}
        batched = self._connection.versions(library.consumer.OffsetFetchRequest)[1] >= _BATCHED_OFFSETS
        batches = [
            (broker_id, batch)
            for broker_id, members in by_coordinator.items()
            for batch in chunks(members, len(members) if batched else 1)
        ]
        responses = self._connection.send_all(
            [(_fetch_request(batch, batched), broker_id) for broker_id, batch in batches]
        )
        for (_broker_id, batch), response in zip(batches, responses):
            parts = {part.group_id: part for part in response.groups} if batched else {batch[0]: response}
            for group, part in parts.items():
                answers[group] = error_answer(part.error_code) if part.error_code else _commits(part)
                self._drop_moved_coordinator(group, answers[group])
        return answers


def _fetch_request(groups: t.Sequence[str], batched: bool) -> t.Any:
    fetch = library.consumer.OffsetFetchRequest
    if not batched:
        (group,) = groups
        return fetch(group_id=group, topics=None, min_version=2, max_version=_BATCHED_OFFSETS - 1)
    # Version 9 requires a member's epoch (KIP-848), which a reader outside the group does not have.
    return fetch(
        groups=[fetch.OffsetFetchRequestGroup(group_id=group, topics=None) for group in groups],
        min_version=_BATCHED_OFFSETS,
        max_version=_BATCHED_OFFSETS,
    )


def _description(group: t.Any) -> GroupDescription:
    return GroupDescription(
        group=group.group_id,
        protocol_type=group.protocol_type,
        state=group.group_state,
        members=tuple(
            Member(
                member.member_id,
                member.client_id,
                member.client_host.lstrip("/"),
                _assignment(group.protocol_type, member.member_assignment),
            )
            for member in group.members
        ),
    )


def _assignment(protocol_type: str, assignment: bytes) -> tuple[Partition, ...] | None:
    """Decode the assignment of a consumer; those of Connect and Schema Registry have formats of their own."""
    if protocol_type != "consumer":
        return None
    if not assignment:
        return ()
    try:
        decoded = library.ConsumerProtocolAssignment.decode(assignment)
    except Exception:  # pylint: disable=broad-except  # clients can put anything there
        return None
    return tuple(Partition(topic.topic, index) for topic in decoded.assigned_partitions for index in topic.partitions)


def _commits(part: t.Any) -> Commits:
    commits: Commits = {}
    for topic in part.topics:
        for partition in topic.partitions:
            if partition.error_code:
                commits[Partition(topic.name, partition.partition_index)] = error_answer(partition.error_code)
            elif partition.committed_offset != _NO_OFFSET:
                commits[Partition(topic.name, partition.partition_index)] = partition.committed_offset
    return commits


def _commit_request(group: str, offsets: dict[Partition, int]) -> t.Any:
    commit = library.consumer.OffsetCommitRequest
    topic_of = commit.OffsetCommitRequestTopic
    partition_of = topic_of.OffsetCommitRequestPartition
    by_topic = grouped((partition.topic, (partition.partition, offset)) for partition, offset in offsets.items())
    return commit(
        group_id=group,
        generation_id_or_member_epoch=_NO_GENERATION,
        member_id=_NO_MEMBER,
        group_instance_id=None,
        retention_time_ms=-1,
        topics=[
            topic_of(
                name=name,
                partitions=[
                    partition_of(
                        partition_index=index, committed_offset=offset, committed_leader_epoch=-1, committed_metadata=""
                    )
                    for index, offset in pairs
                ],
            )
            for name, pairs in by_topic.items()
        ],
        max_version=_BATCHED_OFFSETS,
    )
