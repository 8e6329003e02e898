#!/usr/bin/env python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write records into one partition of a topic, or delete those that are there.

usage: records.py write SERVERS TOPIC PARTITION COUNT [BYTES]
       records.py write-in-transaction SERVERS TOPIC PARTITION COUNT
       records.py delete SERVERS TOPIC PARTITION
"""

from __future__ import annotations

import sys

from kafka import KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient


def write(servers: str, topic: str, partition: int, count: int, size: int, transactional_id: str | None) -> None:
    """Write count records of size bytes, in one transaction where it has an id."""
    producer = KafkaProducer(
        bootstrap_servers=servers, max_request_size=10_000_000, transactional_id=transactional_id, acks="all"
    )
    if transactional_id:
        producer.init_transactions()
        producer.begin_transaction()
    for _number in range(count):
        producer.send(topic, b"x" * size, partition=partition)
    if transactional_id:
        producer.commit_transaction()
    producer.close()


def delete(servers: str, topic: str, partition: int) -> None:
    """Delete all records that are there now."""
    admin = KafkaAdminClient(bootstrap_servers=servers)
    admin.delete_records({TopicPartition(topic, partition): -1})
    admin.close()


def main(arguments: list[str]) -> int:
    """Run one action."""
    action, servers, topic, partition = *arguments[:3], int(arguments[3])
    if action == "delete":
        delete(servers, topic, partition)
    else:
        size = int(arguments[5]) if len(arguments) > 5 else 10
        write(
            servers,
            topic,
            partition,
            int(arguments[4]),
            size,
            "mirror-test" if action == "write-in-transaction" else None,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
