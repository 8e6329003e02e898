#!/usr/bin/env python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write records into one partition of a topic, delete those that are there, or create the topic again.

usage: records.py write SERVERS TOPIC PARTITION COUNT [BYTES]
       records.py write-in-transaction SERVERS TOPIC PARTITION COUNT
       records.py delete SERVERS TOPIC PARTITION
       records.py recreate SERVERS TOPIC PARTITION       (the topic, with that partition only)
"""

from __future__ import annotations

import argparse
import sys
import time

from kafka import KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient

TIMEOUT = 30  # seconds


def write(arguments: argparse.Namespace) -> None:
    """Write records, in one transaction where the action has that name."""
    transactional_id = "mirror-test" if arguments.action == "write-in-transaction" else None
    producer = KafkaProducer(
        bootstrap_servers=arguments.servers, max_request_size=10_000_000, transactional_id=transactional_id, acks="all"
    )
    if transactional_id:
        producer.init_transactions()
        producer.begin_transaction()
    for _number in range(arguments.count):
        producer.send(arguments.topic, b"x" * arguments.bytes, partition=arguments.partition)
    if transactional_id:
        producer.commit_transaction()
    producer.close()


def delete(arguments: argparse.Namespace) -> None:
    """Delete all records that are there now."""
    admin = KafkaAdminClient(bootstrap_servers=arguments.servers)
    admin.delete_records({TopicPartition(arguments.topic, arguments.partition): -1})
    admin.close()


def recreate(arguments: argparse.Namespace) -> None:
    """Delete the topic, and create it again under its name."""
    admin = KafkaAdminClient(bootstrap_servers=arguments.servers)
    admin.delete_topics([arguments.topic])
    deadline = time.monotonic() + TIMEOUT
    while arguments.topic in admin.list_topics():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{arguments.topic} is still there after {TIMEOUT} s")
        time.sleep(0.1)
    admin.create_topics({arguments.topic: {"num_partitions": 1, "replication_factor": 1}})
    admin.close()


def main() -> int:
    """Run one action."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("action", choices=["write", "write-in-transaction", "delete", "recreate"])
    parser.add_argument("servers")
    parser.add_argument("topic")
    parser.add_argument("partition", type=int)
    parser.add_argument("count", type=int, nargs="?", default=1)
    parser.add_argument("bytes", type=int, nargs="?", default=10)
    arguments = parser.parse_args()
    {"delete": delete, "recreate": recreate}.get(arguments.action, write)(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
