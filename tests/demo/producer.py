# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that writes orders: keyed records at a constant rate, each written to the ledger when it is acknowledged.

usage: producer.py SETTINGS
Settings: bootstrap.servers, topics, keys, rate (records per second, 0: unlimited), count (0: until the stop request),
ledger, and optionally key_prefix (k), which tells the keys of several producers of a topic apart. After a restart the
sequences continue where the ledger ends.
"""

from __future__ import annotations

import itertools
import pathlib
import sys
import time
import typing

import confluent_kafka
from client import Settings, StopRequest, read_ledger, read_settings


def last_sequences(ledger: pathlib.Path) -> dict[tuple[str, str], int]:
    """Return the last acknowledged sequence of each key of each topic."""
    return {(entry.topic, entry.key): entry.sequence for entry in read_ledger(ledger)}


def send(producer: confluent_kafka.Producer, topic: str, key: str, sequence: int, ledger: typing.TextIO) -> None:
    """Produce one record, which is written to the ledger when the brokers have acknowledged it."""

    def record(error: confluent_kafka.KafkaError | None, message: confluent_kafka.Message) -> None:
        if error is not None:
            raise confluent_kafka.KafkaException(error)
        ledger.write(f"{time.time():.6f} {message.topic()} {message.partition()} {key} {sequence}\n")

    while True:
        try:
            producer.produce(topic, key=key, value=f"{key} {sequence}", on_delivery=record)
            return
        except BufferError:  # the library's queue is full
            producer.poll(0.1)


def main(settings: Settings) -> None:
    """Produce until the stop request, then wait until the last record is acknowledged."""
    stop = StopRequest()
    path = pathlib.Path(settings["ledger"])
    sequences = last_sequences(path)
    topics = settings["topics"].split(",")
    rate, count = float(settings["rate"]), int(settings["count"])
    prefix = settings.get("key_prefix", "k")
    producer = confluent_kafka.Producer(
        {
            "bootstrap.servers": settings["bootstrap.servers"],
            "enable.idempotence": True,
            "linger.ms": 50,
            "partitioner": "murmur2_random",  # as in Java: a key has the same partition, whichever client writes it
        }
    )
    begun = time.monotonic()
    with path.open("a", buffering=1 if rate else -1) as ledger:
        for number in itertools.count() if not count else range(count):
            if stop:
                break
            topic, key = topics[number % len(topics)], f"{prefix}{number // len(topics) % int(settings['keys'])}"
            sequence = sequences[topic, key] = sequences.get((topic, key), 0) + 1
            send(producer, topic, key, sequence, ledger)
            due = begun + (number + 1) / rate if rate else 0.0
            while producer.poll(max(0.0, due - time.monotonic())) and time.monotonic() < due:
                pass
        if producer.flush(30):
            sys.exit("the last records were not acknowledged within 30 s")


if __name__ == "__main__":
    main(read_settings(sys.argv[1]))
