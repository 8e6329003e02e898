# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kafka clients that create what integration tests read, deliberately without the collection's own code.

usage: clients.py BOOTSTRAP STEPS         STEPS is JSON: a list of {"do": NAME, ...}; the functions below are the names
       A step that lasts (consume, produce with seconds) writes its process id to pid_file; the step stop ends it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import sys
import time

import confluent_kafka
from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata


def create(bootstrap, topic, partitions=1, configs=None):
    """Create a topic."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics(
        [NewTopic(name=topic, num_partitions=partitions, replication_factor=1, topic_configs=configs or {})]
    )


def delete_topic(bootstrap, topic):
    """Delete a topic."""
    KafkaAdminClient(bootstrap_servers=bootstrap).delete_topics([topic])


def delete_records(bootstrap, topic, before, partition=0):
    """Delete the records below an offset, as retention does."""
    KafkaAdminClient(bootstrap_servers=bootstrap).delete_records({TopicPartition(topic, partition): before})


@dataclasses.dataclass
class Production:
    """What to write."""

    topic: str
    partition: int = 0
    count: int = 10  # records to write at once
    seconds: float = 0  # for which ten more records a second follow
    transaction: str | None = None  # commit, abort, or open: left to expire
    expires: int = 60  # seconds
    pid_file: str | None = None


def produce(bootstrap, **options):
    """Write records; see Production."""
    step = Production(**options)
    transactional = {
        "transactional_id": f"{step.topic}-{time.time_ns()}",
        "transaction_timeout_ms": step.expires * 1000,
    }
    producer = KafkaProducer(bootstrap_servers=bootstrap, **(transactional if step.transaction else {}))
    if step.transaction:
        producer.init_transactions()
        producer.begin_transaction()
    for number in range(step.count):
        producer.send(step.topic, partition=step.partition, value=b"%d" % number)
    producer.flush()
    if step.transaction == "open":
        os._exit(0)  # like a crash: only the timeout ends the transaction
    if step.transaction:
        {"commit": producer.commit_transaction, "abort": producer.abort_transaction}[step.transaction]()
    for _round in lasting(step.seconds, step.pid_file):
        producer.send(step.topic, partition=step.partition, value=b"live").get(10)
        time.sleep(0.1)
    producer.close()


def commit(bootstrap, group, topic, offset, partition=0):
    """Commit an offset for a group without members."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    deadline = time.monotonic() + 20
    while True:
        try:
            answer = admin.alter_group_offsets(
                group, {TopicPartition(topic, partition): OffsetAndMetadata(offset, "", -1)}
            )
            refused = [error.__name__ for error in answer.values() if error.errno]
            if not refused:
                return
            problem = RuntimeError(f"offset of {group} on {topic} not committed: {refused}")
        except KafkaError as error:  # a new cluster has no coordinator for a second or two
            problem = error
        if time.monotonic() > deadline:
            raise problem
        time.sleep(0.5)


@dataclasses.dataclass
class Consumption:
    """What to read, and how."""

    group: str
    topic: str
    seconds: float = 120
    most: int = 500  # records at a time
    delay: float = 0.0  # seconds between reading and committing
    commits: bool = True
    isolation: str = "read_committed"
    pid_file: str | None = None
    protocol: str = "classic"  # or consumer: the broker assigns (KIP-848, Kafka 4.0)


def consume(bootstrap, **options):
    """Join a group; read, wait and commit; see Consumption."""
    step = Consumption(**options)
    # Not the consumer of kafka-python: when its poll() times out between JoinGroup and SyncGroup, 3.0.12 loses the
    # assignment and never reads anything.
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": step.group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": step.isolation,
            "client.id": f"client-of-{step.group}",
            "group.protocol": step.protocol,
            **({"session.timeout.ms": 10000, "heartbeat.interval.ms": 1000} if step.protocol == "classic" else {}),
        }
    )
    consumer.subscribe([step.topic])
    try:
        for _round in lasting(step.seconds, step.pid_file):
            records = [record for record in consumer.consume(step.most, timeout=0.2) if record.error() is None]
            if records:
                time.sleep(step.delay)
                if step.commits:
                    commit_read(consumer, step.topic, records)
    finally:
        consumer.close()


def commit_read(consumer, topic, records):
    """Commit behind the last record of each partition, as a Java consumer does: a marker after it stays uncommitted."""
    last = {record.partition(): record.offset() for record in records}
    offsets = [confluent_kafka.TopicPartition(topic, partition, offset + 1) for partition, offset in last.items()]
    consumer.commit(offsets=offsets, asynchronous=False)


def stop(_bootstrap, pid_file):
    """Stop a lasting step, if it has begun and not ended."""
    file = pathlib.Path(pid_file)
    if file.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(file.read_text()), signal.SIGTERM)
        file.unlink()


def lasting(seconds, pid_file):
    """Continue until the time is over or a signal arrives; the process id is in the file in the meantime."""
    if pid_file:
        pathlib.Path(pid_file).write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield


def main():
    """Run the steps in order."""
    bootstrap, steps = sys.argv[1], json.loads(sys.argv[2])
    for step in steps:
        globals()[step.pop("do")](bootstrap, **step)


if __name__ == "__main__":
    main()
