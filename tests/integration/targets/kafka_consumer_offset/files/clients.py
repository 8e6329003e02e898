#!/usr/bin/env python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write records with timestamps one second apart, or run a consumer for some seconds.

usage: clients.py write SERVERS TOPIC PARTITION COUNT
       clients.py consume SERVERS TOPIC GROUP SECONDS
"""

from __future__ import annotations

import sys
import time

import confluent_kafka
from kafka import KafkaProducer


def write(servers: str, topic: str, partition: int, count: int) -> None:
    """Write records with timestamps of 1, 2, 3 ... seconds after the epoch."""
    producer = KafkaProducer(bootstrap_servers=servers, acks="all")
    for number in range(count):
        producer.send(topic, b"x", partition=partition, timestamp_ms=1000 * (number + 1))
    producer.close()


def consume(servers: str, topic: str, group: str, seconds: float) -> None:
    """Join a group, commit nothing, and leave the group at the end."""
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": servers, "group.id": group, "enable.auto.commit": False, "client.id": "offset-reader"}
    )
    consumer.subscribe([topic])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        consumer.poll(0.2)
    consumer.close()


def main(arguments: list[str]) -> int:
    """Run one action."""
    action, servers, topic, where, amount = arguments
    if action == "write":
        write(servers, topic, int(where), int(amount))
    else:
        consume(servers, topic, where, float(amount))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
