# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fake Kafka cluster: real TCP on loopback and the protocol's own bytes, but no broker behind them.

It does what a real broker does not do on request: error codes, silence, a coordinator that is still loading, an old
version. It encodes with kafka-python, so it cannot find faults in kafka-python's codecs; the real clusters of
tests/integration do that.
"""

from __future__ import annotations

import collections
import socket
import socketserver
import struct
import threading
import typing as t
import uuid

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import group_messages
from kafka.protocol import admin, consumer, metadata, sasl
from kafka.protocol.api_key import ApiKey
from kafka.protocol.broker_version_data import BROKER_API_VERSIONS

_API_VERSIONS = 18
_MODULES = (admin, consumer, metadata, sasl, group_messages)
_DESCRIBE = 8  # org.apache.kafka.common.acl.AclOperation
_NO_ID = uuid.UUID(int=0)
_EPOCHS = {"group_epoch": 1, "assignment_epoch": 1, "authorized_operations": -(2**31)}
SILENCE, HANG_UP = object(), object()

Handler = t.Callable[[int, int, t.Any], t.Any]


def _named(name: str) -> t.Any:
    return next(getattr(module, name) for module in _MODULES if hasattr(module, name))


class FakeCluster:
    """Brokers 0 to n-1; a test puts its own handlers into ``on`` and reads the received requests from ``requests``."""

    def __init__(self, version: tuple[int, ...] = (3, 3), brokers: int = 1) -> None:
        self.versions = BROKER_API_VERSIONS[version]
        self.topics: dict[str, list[int]] = {}  # name -> leader of each partition
        self.coordinators: dict[str, int] = {}
        self.commits: dict[str, dict[tuple[str, int], int]] = {}
        self.topic_ids: dict[str, uuid.UUID] = {}  # of the topics that do not have the id that their name gives them
        # With an authorizer the user may describe all topics but the hidden ones, and lacks DESCRIBE on the cluster
        # unless it is among the operations.
        self.authorizer = False
        self.hidden: set[str] = set()
        self.operations: set[int] = set(range(3, 13))
        self.on_disk: set[str] = set()  # topics that only the disks know: deleted, or created meanwhile
        self.on: dict[str, Handler] = {
            name.removeprefix("_on_"): getattr(self, name) for name in dir(self) if name.startswith("_on_")
        }
        self.describe("classic", "DescribeGroups", {})
        self.requests: collections.Counter[str] = collections.Counter()  # by name
        self._servers = [_Server(self, broker_id) for broker_id in range(brokers)]
        self.ports = [server.server_address[1] for server in self._servers]

    def __enter__(self) -> FakeCluster:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *exc_info: t.Any) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    @property
    def bootstrap(self) -> list[str]:
        """The addresses of the brokers."""
        return [f"127.0.0.1:{port}" for port in self.ports]

    def answer(self, broker_id: int, frame: bytes) -> t.Any:
        """Return the bytes of the response, SILENCE or HANG_UP."""
        key, version, correlation_id = struct.unpack(">hhi", frame[:8])
        name = ApiKey(key).name
        self.requests[name] += 1
        if key == _API_VERSIONS:
            response, version = self._offer(version)
        else:
            request = _named(f"{name}Request").decode(frame, version=version, header=True)
            response = self.on[name](broker_id, version, request)
        if response is SILENCE or response is HANG_UP:
            return response
        response.API_VERSION = version
        response.with_header(correlation_id=correlation_id)
        return response.encode(header=True, framed=True)

    def _offer(self, version: int) -> tuple[t.Any, int]:
        response = metadata.ApiVersionsResponse
        known = version <= self.versions[_API_VERSIONS][1]
        keys = [
            response.ApiVersion(api_key=key, min_version=low, max_version=high)
            for key, (low, high) in self.versions.items()
        ]
        version = version if known else 0
        return response(version=version, error_code=0 if known else 35, throttle_time_ms=0, api_keys=keys), version

    def _on_Metadata(self, _broker_id: int, _version: int, request: t.Any) -> t.Any:
        response = metadata.MetadataResponse
        names = (
            [name for name in self.topics if name not in self.hidden]
            if request.topics is None
            else [topic.name for topic in request.topics]
        )
        return response(
            throttle_time_ms=0,
            brokers=[
                response.MetadataResponseBroker(node_id=index, host="127.0.0.1", port=port, rack=None)
                for index, port in enumerate(self.ports)
            ],
            cluster_id="fake",
            controller_id=0,
            topics=[self._topic(response.MetadataResponseTopic, name) for name in names],
            authorized_operations=self.operations if request.include_cluster_authorized_operations else None,
        )

    def _topic(self, topic_of: t.Any, name: str) -> t.Any:
        if name in self.hidden or name not in self.topics:
            code = 29 if name in self.hidden else 3
            return topic_of(error_code=code, name=name, topic_id=_NO_ID, is_internal=False, partitions=[])
        partitions = [
            topic_of.MetadataResponsePartition(
                error_code=0 if leader >= 0 else 5,
                partition_index=index,
                leader_id=leader,
                leader_epoch=1,
                replica_nodes=[max(leader, 0)],
                isr_nodes=[],
                offline_replicas=[],
            )
            for index, leader in enumerate(self.topics[name])
        ]
        return topic_of(
            error_code=0,
            name=name,
            topic_id=self.topic_ids.get(name) or uuid.uuid5(uuid.NAMESPACE_DNS, name),
            is_internal=name.startswith("__"),
            partitions=partitions,
        )

    def _on_DescribeAcls(self, _broker_id: int, _version: int, _request: t.Any) -> t.Any:
        code = 54 if not self.authorizer else 0 if _DESCRIBE in self.operations else 31
        return admin.DescribeAclsResponse(throttle_time_ms=0, error_code=code, error_message=None, resources=[])

    def _on_DescribeLogDirs(self, broker_id: int, _version: int, _request: t.Any) -> t.Any:
        response = admin.DescribeLogDirsResponse
        if self.authorizer and _DESCRIBE not in self.operations:
            return response(throttle_time_ms=0, error_code=31, results=[])
        topic_of = response.DescribeLogDirsResult.DescribeLogDirsTopic
        held = {name: [i for i, leader in enumerate(led) if leader == broker_id] for name, led in self.topics.items()}
        held.update({name: [0] for name in self.on_disk})
        topics = [
            topic_of(
                name=name,
                partitions=[
                    topic_of.DescribeLogDirsPartition(
                        partition_index=index, partition_size=1000, offset_lag=0, is_future_key=False
                    )
                    for index in indexes
                ],
            )
            for name, indexes in held.items()
            if indexes
        ]
        result = response.DescribeLogDirsResult(
            error_code=0, log_dir="/data", topics=topics, total_bytes=-1, usable_bytes=-1
        )
        return response(throttle_time_ms=0, error_code=0, results=[result])

    def _on_FindCoordinator(self, _broker_id: int, version: int, request: t.Any) -> t.Any:
        response = metadata.FindCoordinatorResponse
        keys = list(request.coordinator_keys) if version >= 4 else [request.key]
        found = [
            response.Coordinator(
                key=key,
                node_id=self.coordinators.get(key, 0),
                host="127.0.0.1",
                port=self.ports[self.coordinators.get(key, 0)],
                error_code=0,
                error_message=None,
            )
            for key in keys
        ]
        return response(
            throttle_time_ms=0,
            error_code=0,
            error_message=None,
            node_id=found[0].node_id,
            host=found[0].host,
            port=found[0].port,
            coordinators=found,
        )

    def _on_ListGroups(self, broker_id: int, _version: int, _request: t.Any) -> t.Any:
        response = admin.ListGroupsResponse
        groups = [
            response.ListedGroup(group_id=group, protocol_type="consumer", group_state="Empty")
            for group in self.commits
            if self.coordinators.get(group, 0) == broker_id
        ]
        return response(throttle_time_ms=0, error_code=0, groups=groups)

    def describe(self, kind: str, request: str, groups: dict[str, dict[str, t.Any]]) -> None:
        """Answer a request of one kind with these groups, and those that are not among them as absent."""
        group_of = _named(f"{request}Response").DescribedGroup

        def answer(_broker_id: int, version: int, asked: t.Any) -> t.Any:
            names = asked.groups if request == "DescribeGroups" else asked.group_ids
            fields = {"error_message": None, "group_state": "", "protocol_type": "", "protocol_data": "", "members": []}
            if request != "DescribeGroups":
                fields = {**_EPOCHS, "error_message": None, "group_state": "", "members": []}
                fields.update({"topology": None} if kind == "streams" else {"assignor_name": "uniform"})
            absent = {"group_state": "Dead"} if request == "DescribeGroups" and version < 6 else {"error_code": 69}
            return _named(f"{request}Response")(
                throttle_time_ms=0,
                groups=[
                    group_of(**{"error_code": 0, **fields, "group_id": name, **groups.get(name, absent)})
                    for name in names
                ],
            )

        self.on[request] = answer

    def _on_OffsetFetch(self, broker_id: int, version: int, request: t.Any) -> t.Any:
        response = consumer.OffsetFetchResponse
        if version >= 8:
            groups = [
                response.OffsetFetchResponseGroup(
                    group_id=group.group_id,
                    error_code=0 if self.coordinators.get(group.group_id, 0) == broker_id else 16,
                    topics=self._commits(
                        group.group_id,
                        response.OffsetFetchResponseGroup.OffsetFetchResponseTopics,
                        response.OffsetFetchResponseGroup.OffsetFetchResponseTopics.OffsetFetchResponsePartitions,
                    ),
                )
                for group in request.groups
            ]
            return response(throttle_time_ms=0, groups=groups)
        topic_of = response.OffsetFetchResponseTopic
        topics = self._commits(request.group_id, topic_of, topic_of.OffsetFetchResponsePartition)
        return response(throttle_time_ms=0, error_code=0, topics=topics)

    def _commits(self, group: str, topic_of: t.Any, partition_of: t.Any) -> list[t.Any]:
        by_topic = collections.defaultdict(list)
        for (topic, partition), offset in self.commits.get(group, {}).items():
            by_topic[topic].append(
                partition_of(
                    partition_index=partition,
                    committed_offset=offset,
                    committed_leader_epoch=-1,
                    metadata="",
                    error_code=0,
                )
            )
        return [topic_of(name=name, partitions=partitions) for name, partitions in by_topic.items()]

    def _on_ListOffsets(self, broker_id: int, _version: int, request: t.Any) -> t.Any:
        response = consumer.ListOffsetsResponse
        topic_of = response.ListOffsetsTopicResponse
        topics = [
            topic_of(
                name=topic.name,
                partitions=[
                    topic_of.ListOffsetsPartitionResponse(
                        partition_index=partition.partition_index,
                        error_code=0 if self.topics[topic.name][partition.partition_index] == broker_id else 6,
                        timestamp=-1,
                        offset=0 if partition.timestamp == -2 else 100,
                        leader_epoch=1,
                    )
                    for partition in topic.partitions
                ],
            )
            for topic in request.topics
        ]
        return response(throttle_time_ms=0, topics=topics)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, cluster: FakeCluster, broker_id: int) -> None:
        self.cluster = cluster
        self.broker_id = broker_id
        super().__init__(("127.0.0.1", 0), _Connection)


class _Connection(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        reader = self.request.makefile("rb")
        while len(size := reader.read(4)) == 4:
            answer = self.server.cluster.answer(self.server.broker_id, reader.read(struct.unpack(">i", size)[0]))
            if answer is HANG_UP:
                self.request.shutdown(socket.SHUT_RDWR)
                return
            if answer is not SILENCE:
                self.request.sendall(answer)
