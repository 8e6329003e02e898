# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kafka clients for integration tests: they make what the modules shall find. Not the collection's own code, on purpose.

usage: clients.py BOOTSTRAP STEPS         STEPS is JSON: a list of {"do": NAME, ...}; the functions below are the names
       A step that lasts (consume, produce with seconds) writes its process id to pid_file; the step stop ends it.
"""

from __future__ import annotations

import contextlib
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


def produce(bootstrap, topic, count=10, partition=0, transaction=None, expires=60, seconds=0, pid_file=None):
    """Write records: count of them, then ten a second for some seconds; transaction: commit, abort, or open (left to expire)."""
    options = (
        {"transactional_id": f"{topic}-{time.time_ns()}", "transaction_timeout_ms": expires * 1000}
        if transaction
        else {}
    )
    producer = KafkaProducer(bootstrap_servers=bootstrap, **options)
    if transaction:
        producer.init_transactions()
        producer.begin_transaction()
    for number in range(count):
        producer.send(topic, partition=partition, value=b"%d" % number)
    producer.flush()
    if transaction == "open":
        os._exit(0)  # as a crash: nobody ends the transaction but its timeout
    if transaction:
        {"commit": producer.commit_transaction, "abort": producer.abort_transaction}[transaction]()
    for _round in lasting(seconds, pid_file):
        producer.send(topic, partition=partition, value=b"live").get(10)
        time.sleep(0.1)
    producer.close()


def commit(bootstrap, group, topic, offset, partition=0):
    """Commit an offset for a group without members."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    deadline = time.monotonic() + 20
    while True:
        try:
            admin.alter_group_offsets(group, {TopicPartition(topic, partition): OffsetAndMetadata(offset, "", -1)})
            return
        except KafkaError:  # a new cluster has no coordinator for a second or two
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def consume(
    bootstrap, group, topic, seconds=120, pid_file=None, most=500, delay=0.0, commits=True, isolation="read_committed"
):
    """Join a group; read at most so many records at a time, wait, and commit."""
    # Not kafka-python's: when its poll() times out between JoinGroup and SyncGroup, 3.0.12 forgets the assignment and reads nothing for ever.
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": isolation,
            "session.timeout.ms": 10000,
            "heartbeat.interval.ms": 1000,
            "client.id": f"client-of-{group}",
        }
    )
    consumer.subscribe([topic])
    try:
        for _round in lasting(seconds, pid_file):
            records = [record for record in consumer.consume(most, timeout=0.2) if record.error() is None]
            if records:
                time.sleep(delay)
                if commits:
                    # Behind the last record, as a Java consumer does: a marker after it stays uncommitted.
                    last = {record.partition(): record.offset() for record in records}
                    offsets = [
                        confluent_kafka.TopicPartition(topic, partition, offset + 1)
                        for partition, offset in last.items()
                    ]
                    consumer.commit(offsets=offsets, asynchronous=False)
    finally:
        consumer.close()


def stop(_bootstrap, pid_file):
    """Stop a lasting step, if it has begun and not ended."""
    file = pathlib.Path(pid_file)
    if file.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(file.read_text()), signal.SIGTERM)
        file.unlink()


def lasting(seconds, pid_file):
    """Go on until the time is over or a signal comes, and say who we are meanwhile."""
    if pid_file:
        pathlib.Path(pid_file).write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield


def main():
    """Do the steps in their order."""
    bootstrap, steps = sys.argv[1], json.loads(sys.argv[2])
    for step in steps:
        globals()[step.pop("do")](bootstrap, **step)


if __name__ == "__main__":
    main()
