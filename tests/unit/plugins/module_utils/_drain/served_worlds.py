# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A random world on the protocol fake, and faults: single answers of it that are replaced."""

from __future__ import annotations

import collections
import dataclasses
import threading
import typing as t
import uuid

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import group_messages
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import grouped
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.records import Record
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._drain.worlds import (
    LIMITED,
    NO_AUTHORIZER,
    OFFSETS_TOPIC,
    Group,
    World,
)
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import (
    HANG_UP,
    SILENCE,
    FakeCluster,
)
from kafka.protocol import admin, consumer
from kafka.protocol.consumer.metadata import ConsumerProtocolAssignment, ConsumerProtocolSubscription

_DENIED_TOPIC, _DENIED_GROUP = 29, 30
_DESCRIBES = {
    "classic": "DescribeGroups",
    "consumer": "ConsumerGroupDescribe",
    "share": "ShareGroupDescribe",
    "streams": "StreamsGroupDescribe",
}
# What names an item of an answer, in the order of preference.
_NAMES = ("group_id", "name", "topic_name", "key", "partition_index", "log_dir")
# What brokers put there where there is an error.
_EMPTY = {"offset": -1, "committed_offset": -1, "node_id": -1, "leader_id": -1, "group_state": "", "start_offset": -1}
Place = tuple[str, int, int]  # request, broker, and how many of that kind were answered before


@dataclasses.dataclass(frozen=True)
class Fault:
    """What replaces an answer: an error code at one of the items that have one, silence, or a closed connection."""

    place: Place
    code: object  # or SILENCE, or HANG_UP
    item: int = 0  # which of the items of the answer that can have an error
    is_emptied: bool = True  # brokers leave out what belongs to an item with an error; some do not
    lasts: bool = False  # whether all later answers have it too


class ServedWorld(FakeCluster):
    """A cluster of a random world, and a fault."""

    def __init__(self, world: World) -> None:
        super().__init__(world.version, world.brokers)
        self.world = world
        self.fault: Fault | None = None
        self.hits = 0  # answers that the fault has changed
        self.places: list[Place] = []
        self._item: str | None = None  # where the fault was put first
        self._lock = threading.Lock()
        self._answered: collections.Counter[tuple[str, int]] = collections.Counter()
        topics = grouped((partition.topic, log.leader) for partition, log in sorted(world.logs.items()))
        leaders = {name: list(led) for name, led in topics.items()}
        self.topics = {**leaders, OFFSETS_TOPIC: [0, -1 if world.leaderless_offsets else 0]}
        self.authorizer = world.rights != NO_AUTHORIZER
        self.operations = {3, 4, 5} if world.rights == LIMITED else set(range(3, 13))
        self.hidden = set(world.hidden_topics)
        self.coordinators = {group.name: group.coordinator for group in world.groups}
        self.commits = {
            group.name: {
                tuple(partition): commit
                for partition, commit in group.commits.items()
                if partition.topic not in self.hidden
            }
            for group in world.groups
        }
        for kind, request in _DESCRIBES.items():
            described = {group.name: _described(group) for group in world.groups if group.kind == kind}
            denied = {group.name: {"error_code": _DENIED_GROUP} for group in world.groups if group.hidden}
            self.describe(kind, request, {**described, **denied})
        self.on = {name: self._disturbed(name, handler) for name, handler in self.on.items()}

    def start(self, fault: Fault | None) -> None:
        """Begin from the first answer, with a fault."""
        self.fault, self.hits, self.places, self._item = fault, 0, [], None
        self._answered.clear()

    def records(
        self, _connection: t.Any, ranges: dict[Partition, tuple[int, int]], *_options: t.Any
    ) -> t.Iterator[Record]:
        """Take the place of records.read_records(), which needs a broker that stores records."""
        if self._takes_fault("Fetch", 0):
            self.hits += 1
            raise KafkaFailure("Reading did not reach the end.")
        for partition, (start, end) in ranges.items():
            log = self.world.logs[partition]
            for offset in range(max(start, log.start), min(end, log.records_end)):
                yield Record(partition, offset, None, b"")

    # Faults

    def _disturbed(self, name: str, handler: t.Callable) -> t.Callable:
        def answer(broker_id: int, version: int, request: t.Any) -> t.Any:
            with self._lock:
                response = handler(broker_id, version, request)
                return self._replaced(response, version) if self._takes_fault(name, broker_id) else response

        return answer

    def _takes_fault(self, name: str, broker_id: int) -> bool:
        number = self._answered[name, broker_id]
        self._answered[name, broker_id] += 1
        self.places.append((name, broker_id, number))
        if self.fault is None or self.fault.place[:2] != (name, broker_id):
            return False
        return number == self.fault.place[2] or self.fault.lasts and number > self.fault.place[2]

    def _replaced(self, response: t.Any, version: int) -> t.Any:
        fault = t.cast("Fault", self.fault)
        if fault.code in (SILENCE, HANG_UP):
            self.hits += 1
            return fault.code
        items = dict(_items(response, version, ""))
        if self._item is None and items:
            self._item = sorted(items)[fault.item % len(items)]
        item = items.get(self._item or "")
        if item is not None:
            self.hits += 1
            item.error_code = fault.code
            for field in item._struct.fields.values() if fault.is_emptied else ():
                if isinstance(getattr(item, field.name), list):
                    setattr(item, field.name, [])
                elif field.name in _EMPTY:
                    setattr(item, field.name, _EMPTY[field.name])
        return response

    # What the fake answers otherwise than by itself

    def _on_ListGroups(self, broker_id: int, _version: int, _request: t.Any) -> t.Any:
        response = admin.ListGroupsResponse
        groups = [
            response.ListedGroup(
                group_id=group.name,
                protocol_type=group.protocol_type,
                group_state=group.state,
                group_type=group.kind.capitalize(),
            )
            for group in self.world.groups
            if group.coordinator == broker_id and not group.lost and not (group.hidden and self.world.rights == LIMITED)
        ]
        return response(throttle_time_ms=0, error_code=0, groups=groups)

    def _on_FindCoordinator(self, broker_id: int, version: int, request: t.Any) -> t.Any:
        response = super()._on_FindCoordinator(broker_id, version, request)
        for found in response.coordinators:
            if self._is_hidden(found.key):
                response.error_code = found.error_code = _DENIED_GROUP
        return response

    def _on_OffsetFetch(self, broker_id: int, version: int, request: t.Any) -> t.Any:
        response = super()._on_OffsetFetch(broker_id, version, request)
        if version < 8 and self._is_hidden(request.group_id):
            response.error_code, response.topics = _DENIED_GROUP, []
        for group in response.groups if version >= 8 else ():
            if self._is_hidden(group.group_id):
                group.error_code, group.topics = _DENIED_GROUP, []
        return response

    def _is_hidden(self, name: str) -> bool:
        return any(group.hidden for group in self.world.groups if group.name == name)

    def _on_DescribeShareGroupOffsets(self, _broker_id: int, _version: int, request: t.Any) -> t.Any:
        response = group_messages.DescribeShareGroupOffsetsResponse
        group_of = response.DescribeShareGroupOffsetsResponseGroup
        topic_of = group_of.DescribeShareGroupOffsetsResponseTopic
        partition_of = topic_of.DescribeShareGroupOffsetsResponsePartition
        fields = {"leader_epoch": 0, "lag": -1, "error_code": 0, "error_message": None}
        groups = [
            group_of(
                group_id=group.group_id,
                error_code=0,
                error_message=None,
                topics=[
                    topic_of(
                        topic_name=name,
                        topic_id=uuid.uuid4(),
                        partitions=[partition_of(partition_index=index, start_offset=offset, **fields)],
                    )
                    for (name, index), offset in self.commits[group.group_id].items()
                ],
            )
            for group in request.groups
        ]
        return response(throttle_time_ms=0, groups=groups)

    def _on_ListOffsets(self, broker_id: int, _version: int, request: t.Any) -> t.Any:
        response = consumer.ListOffsetsResponse
        topic_of = response.ListOffsetsTopicResponse
        topics = [
            topic_of(
                name=topic.name,
                partitions=[
                    topic_of.ListOffsetsPartitionResponse(
                        partition_index=wanted.partition_index,
                        timestamp=-1,
                        leader_epoch=1,
                        **self._offset(
                            Partition(topic.name, wanted.partition_index), wanted.timestamp, request, broker_id
                        ),
                    )
                    for wanted in topic.partitions
                ],
            )
            for topic in request.topics
        ]
        return response(throttle_time_ms=0, topics=topics)

    def _offset(self, partition: Partition, timestamp: int, request: t.Any, broker_id: int) -> dict[str, int]:
        log = self.world.logs[partition]
        if partition.topic in self.hidden:
            return {"error_code": _DENIED_TOPIC, "offset": -1}
        if log.leader != broker_id:
            return {"error_code": 6, "offset": -1}
        stable = log.end - 1 if log.is_open and request.isolation_level else log.end
        return {"error_code": 0, "offset": log.start if timestamp == -2 else stable}


def _items(container: t.Any, version: int, label: str) -> t.Iterator[tuple[str, t.Any]]:
    """Yield the parts of an answer that can have an error code, by a label that is the same in later answers."""
    fields = {field.name: field for field in container._struct.fields.values() if field.for_version_q(version)}
    if "error_code" in fields:
        yield label, container
    for name in fields:
        value = getattr(container, name)
        for part in value if isinstance(value, list) else ():
            if hasattr(part, "_struct"):
                own = next((getattr(part, known) for known in _NAMES if known in part._struct.fields), "")
                yield from _items(part, version, f"{label}/{name}={own}")


def _described(group: Group) -> dict[str, t.Any]:
    if group.kind == "classic":
        return {
            "group_state": group.state,
            "protocol_type": group.protocol_type,
            "members": [_classic_member(group)] if group.assigned else [],
        }
    members = [_assigned_member(group)] if group.assigned else []
    return {"group_state": group.state, "members": members}


def _by_topic(partitions: t.Iterable[Partition]) -> dict[str, list[int]]:
    return {name: list(indexes) for name, indexes in grouped(sorted(partitions)).items()}


def _classic_member(group: Group) -> t.Any:
    topic_of = ConsumerProtocolAssignment.TopicPartition
    assigned = [topic_of(topic=name, partitions=indexes) for name, indexes in _by_topic(group.assigned).items()]
    assignment = ConsumerProtocolAssignment(assigned_partitions=assigned, user_data=None)
    subscription = ConsumerProtocolSubscription(topics=sorted(group.subscribed), user_data=None)
    at_rest = group.state == "Stable"  # while members join, brokers send neither
    return admin.DescribeGroupsResponse.DescribedGroup.DescribedGroupMember(
        member_id="m",
        group_instance_id=None,
        client_id="c",
        client_host="/10.0.0.1",
        member_metadata=_encoded(subscription) if at_rest else b"",
        member_assignment=_encoded(assignment) if at_rest else b"",
    )


def _encoded(message: t.Any) -> bytes:
    encoded: bytes = message.encode(version=1)
    return encoded


def _assigned_member(group: Group) -> t.Any:
    member = getattr(group_messages, f"{_DESCRIBES[group.kind]}Response").DescribedGroup.Member
    topic_of = member.Assignment.TopicPartitions
    assignment = member.Assignment(
        topic_partitions=[
            topic_of(topic_id=uuid.uuid4(), topic_name=name, partitions=indexes)
            for name, indexes in _by_topic(group.assigned).items()
        ]
    )
    fields = {"member_id": "m", "rack_id": None, "member_epoch": 1, "client_id": "c", "client_host": "/10.0.0.1"}
    if group.kind == "consumer":
        fields.update(instance_id=None, subscribed_topic_regex=None, target_assignment=assignment, member_type=1)
    return member(**fields, subscribed_topic_names=sorted(group.subscribed), assignment=assignment)
