# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that reads orders: a member of a consumer group that notes every record, then commits.

usage: consumer.py SETTINGS
Settings: bootstrap.servers, topics, group, rate (records a second at the most, 0: as fast as it goes), ledger.
"""

from __future__ import annotations

import pathlib
import sys
import time

import confluent_kafka
from client import Settings, Stop, read_settings


def read(consumer: confluent_kafka.Consumer, most: int) -> list[confluent_kafka.Message]:
    """Some records, or none; an error that the library does not mend by itself ends the service."""
    records = []
    for message in consumer.consume(most, timeout=0.2):
        error = message.error()
        if error is None:
            records.append(message)
        elif error.fatal() or not error.retriable():
            raise confluent_kafka.KafkaException(error)
    return records


def main(settings: Settings) -> None:
    """Consume until told to end; what was read is committed before it leaves the group."""
    stop = Stop()
    rate = float(settings["rate"])
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": settings["bootstrap.servers"],
            "group.id": settings["group"],
            "enable.auto.commit": False,
            # A group that was not placed would read the whole history again, and the checker would count it.
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe(settings["topics"].split(","))
    with pathlib.Path(settings["ledger"]).open("a") as ledger:
        while not stop:
            begun = time.monotonic()
            records = read(consumer, max(1, int(rate / 4)) if rate else 2000)
            for record in records:
                key, sequence = record.value().decode().split()
                ledger.write(f"{time.time():.6f} {record.topic()} {record.partition()} {key} {sequence}\n")
            if records:
                ledger.flush()
                consumer.commit(asynchronous=False)
            # Without a rate at most ten commits a second: each one costs the brokers more than the records it is for.
            time.sleep(max(0.0, begun + (len(records) / rate if rate else 0.1) - time.monotonic()))
    consumer.close()


if __name__ == "__main__":
    main(read_settings(sys.argv[1]))
