# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare acknowledged records with consumed records and with the records on the target.

Shares no code with the collection.
"""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import typing

import confluent_kafka
from client import Entry

Record = tuple[str, str, int]  # topic, key, sequence
_TIMEOUT = 10  # seconds for a request


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How the records that a reader has read differ from the acknowledged ones."""

    acknowledged: int
    consumed: int
    lost: int
    repeated: int
    reordered_keys: int

    @property
    def good(self) -> bool:
        """Whether there are records, and none of them is lost, repeated or reordered."""
        return (
            self.acknowledged > 0
            and self.acknowledged == self.consumed
            and not (self.lost or self.repeated or self.reordered_keys)
        )


def compare(acknowledged: typing.Iterable[Record], consumed: typing.Iterable[Record]) -> Verdict:
    """Compare the records of one reader, in the order in which it read them, with the acknowledged ones.

    A key counts as reordered when a lower sequence follows a higher one.
    """
    expected = set(acknowledged)
    seen: collections.Counter[Record] = collections.Counter()
    highest: dict[tuple[str, str], int] = {}
    reordered = set()
    for topic, key, sequence in consumed:
        seen[topic, key, sequence] += 1
        if sequence < highest.get((topic, key), 0):
            reordered.add((topic, key))
        highest[topic, key] = max(sequence, highest.get((topic, key), 0))
    return Verdict(
        acknowledged=len(expected),
        consumed=len(seen),
        lost=len(expected - set(seen)),
        repeated=sum(seen.values()) - len(seen),
        reordered_keys=len(reordered),
    )


def records(ledger: typing.Iterable[Entry], topics: typing.Collection[str]) -> list[Record]:
    """Return the records of some topics in a ledger."""
    return [(entry.topic, entry.key, entry.sequence) for entry in ledger if entry.topic in topics]


@contextlib.contextmanager
def _reader(bootstrap: str) -> typing.Iterator[confluent_kafka.Consumer]:
    """Yield a consumer with manual assignment that never commits."""
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "otc-kafka-migration-checker",  # required by the library; the group is never created
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    try:
        yield consumer
    finally:
        consumer.close()


def _log_ranges(consumer: confluent_kafka.Consumer, topic: str) -> dict[int, tuple[int, int]]:
    """Return the log start and end offset of each partition."""
    ranges = {}
    for index in consumer.list_topics(topic, timeout=_TIMEOUT).topics[topic].partitions:
        partition = confluent_kafka.TopicPartition(topic, index)
        offsets = consumer.get_watermark_offsets(partition, timeout=_TIMEOUT)
        if offsets is None:
            raise TimeoutError(f"no offsets of {topic}-{index} within {_TIMEOUT} s")
        ranges[index] = offsets
    return ranges


def _record(message: confluent_kafka.Message) -> Record:
    """Return the record in a message; raises KafkaException when it is an error."""
    error, topic, value = message.error(), message.topic(), message.value()
    if error:
        raise confluent_kafka.KafkaException(error)
    if topic is None or value is None:
        raise ValueError(f"a record without a value in {topic}")
    key, sequence = value.decode().split()
    return topic, key, int(sequence)


def stored_records(bootstrap: str, topics: typing.Sequence[str]) -> list[Record]:
    """Read topics from their log start to their current log end."""
    found: list[Record] = []
    with _reader(bootstrap) as consumer:
        logs = {(topic, index): log for topic in topics for index, log in _log_ranges(consumer, topic).items()}
        unread = {partition for partition, (start, end) in logs.items() if start < end}
        consumer.assign([confluent_kafka.TopicPartition(*partition, logs[partition][0]) for partition in unread])
        while unread:
            found += map(_record, consumer.consume(10_000, timeout=0.5))
            positions = {(at.topic, at.partition): at.offset for at in consumer.position(consumer.assignment())}
            unread = {partition for partition in unread if positions[partition] < logs[partition][1]}
    return found


def counts(bootstrap: str, topic: str) -> dict[int, int]:
    """Return the number of offsets in each partition of a topic."""
    with _reader(bootstrap) as consumer:
        return {partition: end - start for partition, (start, end) in _log_ranges(consumer, topic).items()}


def production_pause(ledger: list[Entry]) -> float:
    """Return the longest time between two acknowledgements, in seconds."""
    times = [entry.time for entry in ledger]
    return max((later - earlier for earlier, later in zip(times, times[1:])), default=0.0)
