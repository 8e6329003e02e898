# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what was acknowledged with what was consumed and with what lies on the target. Shares no code with the collection."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import typing

import confluent_kafka
from client import Entry

Records = typing.Iterable[tuple[str, str, int]]  # topic, key, sequence, in the order in which somebody met them


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What became of the acknowledged records of some topics at one reader."""

    acknowledged: int
    consumed: int
    lost: int
    repeated: int
    reordered_keys: int

    @property
    def good(self) -> bool:
        """Nothing lost, nothing repeated, nothing overtaken; and something happened at all."""
        return (
            self.acknowledged > 0
            and self.acknowledged == self.consumed
            and not (self.lost or self.repeated or self.reordered_keys)
        )


def compare(acknowledged: Records, consumed: Records) -> Verdict:
    """Judge one reader. A key is reordered when a lower number follows a higher one."""
    wanted = set(acknowledged)
    seen: collections.Counter[tuple[str, str, int]] = collections.Counter()
    highest: dict[tuple[str, str], int] = {}
    reordered = set()
    for topic, key, sequence in consumed:
        seen[topic, key, sequence] += 1
        if sequence < highest.get((topic, key), 0):
            reordered.add((topic, key))
        highest[topic, key] = max(sequence, highest.get((topic, key), 0))
    return Verdict(len(wanted), len(seen), len(wanted - set(seen)), sum(seen.values()) - len(seen), len(reordered))


def records(ledger: typing.Iterable[Entry], topics: typing.Collection[str]) -> list[tuple[str, str, int]]:
    """The records of some topics in a ledger."""
    return [(entry.topic, entry.key, entry.sequence) for entry in ledger if entry.topic in topics]


@contextlib.contextmanager
def _reader(bootstrap: str) -> typing.Iterator[confluent_kafka.Consumer]:
    """A consumer that is assigned by hand and never commits."""
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "otc-kafka-migration-checker",  # the library wants a name; nothing comes to stand under it
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    try:
        yield consumer
    finally:
        consumer.close()


def _logs(consumer: confluent_kafka.Consumer, topic: str) -> dict[int, tuple[int, int]]:
    """Where the log of each partition begins and ends."""
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    return {
        index: consumer.get_watermark_offsets(confluent_kafka.TopicPartition(topic, index), timeout=10)
        for index in partitions
    }


def lying_on(bootstrap: str, topics: typing.Sequence[str]) -> list[tuple[str, str, int]]:
    """Read topics from their beginnings to their present ends."""
    found = []
    with _reader(bootstrap) as consumer:
        logs = {(topic, index): log for topic in topics for index, log in _logs(consumer, topic).items()}
        unread = {partition for partition, (start, end) in logs.items() if start < end}
        consumer.assign([confluent_kafka.TopicPartition(*partition, logs[partition][0]) for partition in unread])
        while unread:
            for message in consumer.consume(10_000, timeout=0.5):
                if message.error():
                    raise confluent_kafka.KafkaException(message.error())
                key, sequence = message.value().decode().split()
                found.append((message.topic(), key, int(sequence)))
            positions = {(at.topic, at.partition): at.offset for at in consumer.position(consumer.assignment())}
            unread = {partition for partition in unread if positions[partition] < logs[partition][1]}
    return found


def counts(bootstrap: str, topic: str) -> dict[int, int]:
    """How many records each partition of a topic holds, from its ends."""
    with _reader(bootstrap) as consumer:
        return {partition: end - start for partition, (start, end) in _logs(consumer, topic).items()}


def gap(ledger: list[Entry]) -> float:
    """The longest time between two acknowledgements, in seconds."""
    times = [entry.time for entry in ledger]
    return max((later - earlier for earlier, later in zip(times, times[1:])), default=0.0)
