# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that reads orders: a member of a consumer group that writes every record to its ledger, then commits.

usage: consumer.py SETTINGS
Settings: bootstrap.servers, topics, group, protocol (classic or consumer), rate (maximum of records per second, 0:
unlimited), ledger.
"""

from __future__ import annotations

import pathlib
import sys
import time

import confluent_kafka
from client import Settings, StopRequest, read_settings


def read(consumer: confluent_kafka.Consumer, limit: int) -> list[confluent_kafka.Message]:
    """Return the available records, if any; raises KafkaException on an error that the library does not retry."""
    records = []
    for message in consumer.consume(limit, timeout=0.2):
        error = message.error()
        if error is None:
            records.append(message)
        elif error.fatal() or not error.retriable():
            raise confluent_kafka.KafkaException(error)
    return records


def main(settings: Settings) -> None:
    """Consume until the stop request; everything read is committed before the consumer leaves the group."""
    stop = StopRequest()
    rate = float(settings["rate"])
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": settings["bootstrap.servers"],
            "group.id": settings["group"],
            "group.protocol": settings["protocol"],
            "enable.auto.commit": False,
            # Few large fetches: brokers that answer each record take a fifth of a processor.
            "fetch.min.bytes": 20_000,
            "fetch.wait.max.ms": 250,
            # A group without offsets on the target would read the whole history again, which the checker counts.
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe(settings["topics"].split(","))
    with pathlib.Path(settings["ledger"]).open("a") as ledger:
        while not stop:
            begun = time.monotonic()
            records = read(consumer, max(1, int(rate / 4)) if rate else 2000)
            for record in records:
                # The value is "KEY SEQUENCE".
                value = (record.value() or b"").decode()
                ledger.write(f"{time.time():.6f} {record.topic()} {record.partition()} {value}\n")
            if records:
                ledger.flush()
                consumer.commit(asynchronous=False)
            # Without a rate, at most five commits per second: a commit costs the brokers more than the records.
            time.sleep(max(0.0, begun + (len(records) / rate if rate else 0.2) - time.monotonic()))
    consumer.close()


if __name__ == "__main__":
    main(read_settings(sys.argv[1]))
