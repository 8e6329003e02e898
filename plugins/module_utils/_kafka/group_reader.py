# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe groups of any kind, and read and commit their offsets, at their coordinators."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import group_messages, library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks, grouped
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    KafkaFailure,
    error_answer,
    is_transient,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_kinds import KINDS, Kind
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import CLASSIC, DEAD, SHARE
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import (
    Commits,
    GroupDescription,
    GroupListing,
    list_groups,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

_GROUP = 0  # org.apache.kafka.common.requests.FindCoordinatorRequest.CoordinatorType
_BATCHED_COORDINATORS = 4  # version of FindCoordinator, KIP-699, Kafka 3.0
_BATCHED_OFFSETS = 8  # version of OffsetFetch, KIP-709, Kafka 3.0
_NO_OFFSET = -1
_NO_GENERATION, _NO_MEMBER = -1, ""

T = t.TypeVar("T")


class GroupReader:
    """Reads groups from their coordinators, several groups in one request where the brokers support that.

    Groups are asked for by name, so that one that does not exist and one that this user may not describe are
    distinguished. Listings save requests: they have the coordinator and the kind.
    """

    def __init__(self, connection: Connection, listings: t.Iterable[GroupListing] = ()) -> None:
        self._connection = connection
        self._coordinators: dict[str, int] = {}
        self._kinds: dict[str, str] = {}
        for listing in listings:
            # The coordinator is dropped when it turns out to have moved.
            self._coordinators[listing.group] = listing.coordinator
            self._kinds[listing.group] = listing.kind

    def describe(self, groups: t.Iterable[str]) -> dict[str, Answer[GroupDescription]]:
        """Read kind, state and members, by group; a group that does not exist has the state Dead."""
        return self._connection.retry_transient(sorted(set(groups)), self._describe)

    def check_coordinators(self, groups: t.Iterable[str]) -> dict[str, Answer[GroupDescription]]:
        """Ask the coordinator of each group for it, whether or not it exists; an error shows that none answers for it.

        One that is still loading is waited for, for at most request_timeout.
        """

        def query(waiting: list[str]) -> dict[str, Answer[GroupDescription]]:
            return self._describe_as(CLASSIC, waiting)

        return self._connection.retry_transient(sorted(set(groups)), query)

    def committed_offsets(self, groups: t.Iterable[str]) -> dict[str, Answer[Commits]]:
        """Read all committed offsets, by group; those of a group without any are empty.

        Of a share group these are the offsets from which records may still be taken. A broker leaves out topics that
        this user may not describe, without a word.
        """
        return self._connection.retry_transient(sorted(set(groups)), self._committed_offsets)

    def commit(self, group: str, offsets: dict[Partition, int]) -> dict[Partition, Answer[None]]:
        """Commit offsets of a group without members, by partition."""

        def query(partitions: list[Partition]) -> dict[Partition, Answer[None]]:
            coordinator = _complete([group], self._find([group]))[group]
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

    # Coordinators

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

    def _by_coordinator(self, groups: t.Collection[str]) -> tuple[dict[str, BrokerError], dict[int, list[str]]]:
        coordinators, errors = split(_complete(groups, self._find(groups)))
        return errors, grouped((coordinators[group], group) for group in groups if group not in errors)

    # Descriptions

    def _describe(self, groups: list[str]) -> dict[str, Answer[GroupDescription]]:
        """Try the kinds one after the other: a group that was not listed may be of any, and one may be converted."""
        answers: dict[str, Answer[GroupDescription]] = {}
        kinds = {group: self._kinds_to_try(group) for group in groups}
        while kinds:
            batch: dict[str, list[str]] = grouped((left[0], group) for group, left in kinds.items())
            for kind, members in batch.items():
                answers.update(self._describe_as(kind, members))
            kinds = {group: left[1:] for group, left in kinds.items() if left[1:] and _is_absent(answers[group])}
        for group, answer in answers.items():
            if isinstance(answer, GroupDescription) and answer.exists:
                self._kinds[group] = answer.kind
        return answers

    def _kinds_to_try(self, group: str) -> list[str]:
        listed = self._kinds.get(group, CLASSIC)
        return [listed, *(kind.name for kind in self._supported if kind.name != listed)]

    @property
    def _supported(self) -> list[Kind]:
        return [kind for kind in KINDS.values() if kind.is_supported(self._connection)]

    def _describe_as(self, name: str, groups: list[str]) -> dict[str, Answer[GroupDescription]]:
        kind = KINDS.get(name)
        if kind is None or not kind.is_supported(self._connection):
            return {group: _cannot_read(f"describe groups of the kind '{name}'") for group in groups}
        errors, by_coordinator = self._by_coordinator(groups)
        answers: dict[str, Answer[GroupDescription]] = {**errors}
        requests = [(kind.request(members), broker_id) for broker_id, members in by_coordinator.items()]
        for response in self._connection.send_all(requests):
            for group, answer in kind.answers(response):
                answers[group] = answer
                self._drop_moved_coordinator(group, answer)
        answers.update(self._of_no_such_kind(name, answers))
        return _complete(groups, answers)

    def _of_no_such_kind(
        self, kind: str, answers: t.Mapping[str, Answer[GroupDescription]]
    ) -> dict[str, GroupDescription]:
        """Return the groups that are absent because the kind is not switched on, as by default in Kafka 3.7 to 3.9.

        The brokers then answer UNSUPPORTED_VERSION for any name (KafkaApis.handleConsumerGroupDescribe). This counts as
        absent only for a group that their list does not have as one of this kind.
        """
        refused = [
            group
            for group, answer in answers.items()
            if isinstance(answer, BrokerError)
            and answer.code == ErrorCode.UNSUPPORTED_VERSION
            and kind not in (CLASSIC, self._kinds.get(group))
        ]
        if not refused:
            return {}
        try:
            listed = list_groups(self._connection)
        except KafkaFailure:
            return {}  # they stay unknown
        return {
            group: GroupDescription(group, "", DEAD, (), kind)
            for group in refused
            if group not in listed or listed[group].kind != kind
        }

    # Offsets

    def _committed_offsets(self, groups: list[str]) -> dict[str, Answer[Commits]]:
        share = [group for group in groups if self._kinds.get(group) == SHARE]
        others = [group for group in groups if group not in share]
        return {**self._usual_offsets(others), **(self._share_offsets(share) if share else {})}

    def _usual_offsets(self, groups: list[str]) -> dict[str, Answer[Commits]]:
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
        return _complete(groups, answers)

    def _share_offsets(self, groups: list[str]) -> dict[str, Answer[Commits]]:
        describe = group_messages.DescribeShareGroupOffsetsRequest
        if self._connection.versions(describe)[1] < 0:
            return {group: _cannot_read("read the offsets of share groups") for group in groups}
        errors, by_coordinator = self._by_coordinator(groups)
        answers: dict[str, Answer[Commits]] = {**errors}
        of_group = describe.DescribeShareGroupOffsetsRequestGroup
        requests = [
            (describe(groups=[of_group(group_id=group, topics=None) for group in members]), broker_id)
            for broker_id, members in by_coordinator.items()
        ]
        for response in self._connection.send_all(requests):
            for part in response.groups:
                answers[part.group_id] = (
                    error_answer(part.error_code, part.error_message) if part.error_code else _share_starts(part)
                )
                self._drop_moved_coordinator(part.group_id, answers[part.group_id])
        return _complete(groups, answers)


def _complete(groups: t.Iterable[str], answers: dict[str, Answer[T]]) -> dict[str, Answer[T]]:
    """Return an answer for each group: one that the coordinator left out is not taken for absent."""
    lacking = error_answer(ErrorCode.UNKNOWN_SERVER_ERROR, "the coordinator's answer lacks this group")
    return {group: answers.get(group, lacking) for group in groups}


def _cannot_read(what: str) -> BrokerError:
    return error_answer(ErrorCode.UNSUPPORTED_VERSION, f"this collection cannot {what} with this version of Kafka")


def _is_absent(answer: Answer[GroupDescription]) -> bool:
    return isinstance(answer, GroupDescription) and not answer.exists


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


def _commits(part: t.Any) -> Commits:
    commits: Commits = {}
    for topic in part.topics:
        for partition in topic.partitions:
            if partition.error_code:
                commits[Partition(topic.name, partition.partition_index)] = error_answer(partition.error_code)
            elif partition.committed_offset != _NO_OFFSET:
                commits[Partition(topic.name, partition.partition_index)] = partition.committed_offset
    return commits


def _share_starts(part: t.Any) -> Commits:
    return {
        Partition(topic.topic_name, partition.partition_index): error_answer(
            partition.error_code, partition.error_message
        )
        if partition.error_code
        else partition.start_offset
        for topic in part.topics
        for partition in topic.partitions
        if partition.error_code or partition.start_offset != _NO_OFFSET
    }


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
