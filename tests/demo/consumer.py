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

# Errors of a commit that end when a broker is back, or when the group has rebalanced.
_PASSING = {
    confluent_kafka.KafkaError._TRANSPORT,
    confluent_kafka.KafkaError._ALL_BROKERS_DOWN,
    confluent_kafka.KafkaError._TIMED_OUT,
    confluent_kafka.KafkaError._WAIT_COORD,
    confluent_kafka.KafkaError._TIMED_OUT_QUEUE,
    confluent_kafka.KafkaError.REQUEST_TIMED_OUT,
    confluent_kafka.KafkaError.COORDINATOR_NOT_AVAILABLE,
    confluent_kafka.KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    confluent_kafka.KafkaError.NOT_COORDINATOR,
    confluent_kafka.KafkaError.REBALANCE_IN_PROGRESS,
    confluent_kafka.KafkaError.ILLEGAL_GENERATION,
    confluent_kafka.KafkaError.UNKNOWN_MEMBER_ID,
}


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


class Unread:
    """Leaves out what this process has read before.

    After an outage of its broker a consumer may begin again at its last commit, as every consumer does; what counts
    here are records that are read again because a group was moved to a wrong position, for which it is restarted.
    """

    def __init__(self) -> None:
        self._next: dict[tuple[str | None, int | None], int] = {}

    def accept(self, record: confluent_kafka.Message) -> bool:
        """Whether the record is new to this process."""
        partition, offset = (record.topic(), record.partition()), record.offset() or 0
        if offset < self._next.get(partition, 0):
            return False
        self._next[partition] = offset + 1
        return True


def commit(consumer: confluent_kafka.Consumer, timeout: float = 90) -> None:
    """Commit what was read, again while the brokers do not answer; raises KafkaException after some seconds."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            consumer.commit(asynchronous=False)
            return
        except confluent_kafka.KafkaException as failure:
            error = failure.args[0]
            if error.code() == confluent_kafka.KafkaError._NO_OFFSET:  # it was committed before a rebalance
                return
            if time.monotonic() > deadline or not (error.retriable() or error.code() in _PASSING):
                raise
            time.sleep(0.5)


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
    unread = Unread()
    with pathlib.Path(settings["ledger"]).open("a") as ledger:
        while not stop:
            begun = time.monotonic()
            records = list(filter(unread.accept, read(consumer, max(1, int(rate / 4)) if rate else 2000)))
            for record in records:
                # The value is "KEY SEQUENCE".
                value = (record.value() or b"").decode()
                ledger.write(f"{time.time():.6f} {record.topic()} {record.partition()} {value}\n")
            if records:
                ledger.flush()
                commit(consumer)
            # Without a rate, at most five commits per second: a commit costs the brokers more than the records.
            time.sleep(max(0.0, begun + (len(records) / rate if rate else 0.2) - time.monotonic()))
    consumer.close()


if __name__ == "__main__":
    main(read_settings(sys.argv[1]))
