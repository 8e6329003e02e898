# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of the tests: topics, records, and groups of all kinds."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import typing

import confluent_kafka
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions
from cluster import Cluster
from confluent_kafka import admin
from kafka.protocol.consumer import JoinGroupRequest, SyncGroupRequest
from kafka.protocol.metadata import FindCoordinatorRequest

TIMEOUT = 30.0  # seconds


def create(cluster: Cluster, *topics: str, partitions: int = 1, replicas: int = 1) -> None:
    """Create topics, and wait until their partitions have leaders."""
    client = _client(cluster)
    new = [admin.NewTopic(topic, partitions, replicas) for topic in topics]
    for future in client.create_topics(new).values():
        future.result(TIMEOUT)
    await_that(lambda: all(_has_leaders(client, topic, partitions) for topic in topics), f"{topics} have leaders")


def _has_leaders(client: admin.AdminClient, topic: str, partitions: int) -> bool:
    found = client.list_topics(topic, TIMEOUT).topics[topic].partitions
    return len(found) == partitions and all(
        one.leader >= 0 and len(one.isrs) == len(one.replicas) for one in found.values()
    )


def write(cluster: Cluster, topic: str, count: int, *, partition: int = 0, transaction: str | None = None) -> None:
    """Write records, all in one transaction where it is to be committed or aborted."""
    settings = {"bootstrap.servers": cluster.bootstrap, "linger.ms": 5}
    if transaction:
        settings["transactional.id"] = f"{topic}-{partition}"
    producer = confluent_kafka.Producer(settings)
    if transaction:
        producer.init_transactions(TIMEOUT)
        producer.begin_transaction()
    for number in range(count):
        producer.produce(topic, str(number).encode(), partition=partition)
    assert producer.flush(TIMEOUT) == 0
    if transaction == "commit":
        producer.commit_transaction(TIMEOUT)
    elif transaction == "abort":
        producer.abort_transaction(TIMEOUT)


def commit(cluster: Cluster, offsets: typing.Mapping[str, typing.Mapping[str, int]]) -> None:
    """Commit offsets of groups without members, by group and topic, on the first partition of each topic."""
    client = _client(cluster)
    waiting = dict(offsets)
    deadline = time.monotonic() + 2 * TIMEOUT
    while waiting:
        futures: dict[str, typing.Any] = {}
        for group, of_group in waiting.items():
            positions = [confluent_kafka.TopicPartition(topic, 0, offset) for topic, offset in of_group.items()]
            request = confluent_kafka.ConsumerGroupTopicPartitions(group, positions)
            futures.update(client.alter_consumer_group_offsets([request]))
        errors = {group: _commit_error(future) for group, future in futures.items()}
        waiting = {group: offsets[group] for group, error in errors.items() if error}
        assert time.monotonic() < deadline, errors
        time.sleep(0.2 if waiting else 0)  # a new cluster has no coordinators for a second or two


def _commit_error(future: typing.Any) -> str | None:
    try:
        positions = future.result(TIMEOUT / 3).topic_partitions
    except (confluent_kafka.KafkaException, TimeoutError) as error:
        return repr(error)
    return next((str(position.error) for position in positions if position.error), None)


def delete_groups(cluster: Cluster, *groups: str) -> None:
    """Delete groups without members."""
    client = _client(cluster)
    for future in client.delete_consumer_groups(list(groups), request_timeout=TIMEOUT).values():
        future.result(TIMEOUT)


def coordinator(cluster: Cluster, group: str) -> int:
    """Return the broker id of a group's coordinator."""
    with _connection(cluster) as connection:
        await_that(lambda: _find(connection, group) >= 0, "there are coordinators")
        return _find(connection, group)


def _connection(cluster: Cluster) -> Connection:
    params = {"bootstrap_servers": cluster.bootstrap_servers, "security_protocol": "PLAINTEXT", "sasl_mechanism": None}
    timeouts = {"connect_timeout": 10, "request_timeout": TIMEOUT}
    return Connection(ClusterOptions.parse("cluster", {**params, **timeouts}))


def _find(connection: Connection, group: str) -> int:
    """Return the broker id of a group's coordinator, -1 while there is none."""
    found: int = connection.send(FindCoordinatorRequest(key=group, key_type=0, max_version=3)).node_id
    return found


class Reader:
    """A member of a group that reads as many records as it is told to, commits, and stays alive until it is closed."""

    def __init__(
        self,
        cluster: Cluster,
        group: str,
        topic: str | None = None,
        by_hand: tuple[str, int] | None = None,
        **settings: typing.Any,
    ) -> None:
        defaults = {
            "bootstrap.servers": cluster.bootstrap,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "client.id": f"client-of-{group}",
        }
        if settings.get("group.protocol") != "consumer":
            defaults.update({"session.timeout.ms": 10000, "heartbeat.interval.ms": 500})
        self._consumer = confluent_kafka.Consumer({**defaults, **settings})
        if by_hand:  # it takes this partition without joining the group
            self._consumer.assign([confluent_kafka.TopicPartition(*by_hand)])
        else:
            self._consumer.subscribe([topic])

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_error: object) -> None:
        self._consumer.close()

    def read(self, count: int) -> Reader:
        """Read so many records and commit behind them, then fetch no more."""
        deadline = time.monotonic() + TIMEOUT
        self._consumer.resume(self._consumer.assignment())
        positions: dict[tuple[str, int], int] = {}
        left = count
        while left:
            for record in self._consumer.consume(left, timeout=0.2):
                if record.error() is None:
                    left -= 1
                    positions[record.topic(), record.partition()] = record.offset() + 1
            assert time.monotonic() < deadline, f"{left} of {count} records were not read"
        offsets = [confluent_kafka.TopicPartition(*partition, offset) for partition, offset in positions.items()]
        if offsets:
            self._consumer.commit(offsets=offsets, asynchronous=False)
        self._consumer.pause(self._consumer.assignment())
        return self

    def join(self) -> Reader:
        """Wait for an assignment without committing anything."""

        def is_assigned() -> bool:
            self._consumer.poll(0.1)
            return bool(self._consumer.assignment())

        await_that(is_assigned, "it has an assignment")
        return self


def join_by_hand(cluster: Cluster, group: str, protocol_type: str, minutes: int = 5) -> None:
    """Make a group with one member and a protocol of its own, as Connect workers do; it lives for some minutes."""
    found = coordinator(cluster, group)
    with _connection(cluster) as connection:
        milliseconds = minutes * 60_000
        joined = connection.send(
            JoinGroupRequest(
                group_id=group,
                session_timeout_ms=milliseconds,
                rebalance_timeout_ms=milliseconds,
                member_id="",
                group_instance_id=None,
                protocol_type=protocol_type,
                protocols=[JoinGroupRequest.JoinGroupRequestProtocol(name="sessioned", metadata=b"worker")],
                reason=None,
                max_version=3,  # later ones have to join twice (KIP-394)
            ),
            found,
        )
        assert joined.error_code == 0, joined
        assignment = SyncGroupRequest.SyncGroupRequestAssignment(member_id=joined.member_id, assignment=b"tasks")
        synced = connection.send(
            SyncGroupRequest(
                group_id=group,
                generation_id=joined.generation_id,
                member_id=joined.member_id,
                group_instance_id=None,
                protocol_type=None,
                protocol_name=None,
                assignments=[assignment],
                max_version=2,
            ),
            found,
        )
        assert synced.error_code == 0, synced


@contextlib.contextmanager
def tool(cluster: Cluster, name: str, *arguments: str) -> typing.Iterator[None]:
    """Run one of Kafka's own clients until the end of the block."""
    command = [str(cluster.home / "bin" / name), "--bootstrap-server", cluster.bootstrap, *arguments]
    environment = {**os.environ, "JAVA_HOME": str(cluster.java_home), "KAFKA_HEAP_OPTS": "-Xmx128m"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            yield
        finally:
            running.kill()


def await_that(condition: typing.Callable[[], bool], what: str) -> None:
    """Wait until a condition is met; fail when it is not in time."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, f"not true after {TIMEOUT:.0f} s: {what}"
        time.sleep(0.1)


def _client(cluster: Cluster) -> admin.AdminClient:
    return admin.AdminClient({"bootstrap.servers": cluster.bootstrap})
