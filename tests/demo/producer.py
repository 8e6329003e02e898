# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shop that writes orders: keyed records at a steady rate, each noted once the brokers have acknowledged it.

usage: producer.py SETTINGS
Settings: bootstrap.servers, topics, keys, rate (records a second, 0: as fast as it goes), count (0: until told to end), ledger.
After a restart it goes on counting where its ledger ends.
"""

from __future__ import annotations

import itertools
import pathlib
import sys
import time

from client import Settings, Stop, read_ledger, read_settings
from kafka import KafkaProducer


def last_sequences(ledger: pathlib.Path) -> dict[tuple[str, str], int]:
    """The last acknowledged number of each key of each topic."""
    return {(entry.topic, entry.key): entry.sequence for entry in read_ledger(ledger)}


def main(settings: Settings) -> None:
    """Produce until told to end, then see the last record acknowledged."""
    stop = Stop()
    path = pathlib.Path(settings["ledger"])
    sequences = last_sequences(path)
    topics = settings["topics"].split(",")
    rate, count = float(settings["rate"]), int(settings["count"])
    producer = KafkaProducer(bootstrap_servers=settings["bootstrap.servers"].split(","), acks="all", linger_ms=20)
    begun = time.monotonic()
    with path.open("a", buffering=1 if rate else -1) as ledger:
        for number in itertools.count() if not count else range(count):
            if stop:
                break
            topic, key = topics[number % len(topics)], f"k{number // len(topics) % int(settings['keys'])}"
            sequence = sequences[topic, key] = sequences.get((topic, key), 0) + 1
            sent = producer.send(topic, key=key.encode(), value=f"{key} {sequence}".encode())
            sent.add_callback(
                lambda at, key=key, sequence=sequence: ledger.write(f"{time.time():.6f} {at.topic} {at.partition} {key} {sequence}\n")
            )
            if rate:
                time.sleep(max(0.0, begun + (number + 1) / rate - time.monotonic()))
        producer.flush()
        producer.close()


if __name__ == "__main__":
    main(read_settings(sys.argv[1]))
