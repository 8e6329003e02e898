#!/usr/bin/env python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write records with timestamps one second apart.

usage: write_records.py SERVERS TOPIC PARTITION COUNT
"""

from __future__ import annotations

import sys

from kafka import KafkaProducer


def main(arguments: list[str]) -> int:
    """Write records with timestamps of 1, 2, 3 ... seconds after the epoch."""
    servers, topic, partition, count = arguments
    producer = KafkaProducer(bootstrap_servers=servers, acks="all")
    for number in range(int(count)):
        producer.send(topic, b"x", partition=int(partition), timestamp_ms=1000 * (number + 1))
    producer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
