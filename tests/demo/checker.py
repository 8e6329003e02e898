# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what was acknowledged with what was consumed and with what lies on the target. Shares no code with the collection."""

from __future__ import annotations

import collections
import dataclasses
import typing

from client import Entry
from kafka import KafkaConsumer, TopicPartition

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
        return self.acknowledged > 0 and self.acknowledged == self.consumed and not (self.lost or self.repeated or self.reordered_keys)


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


def lying_on(bootstrap: str, topics: typing.Sequence[str]) -> list[tuple[str, str, int]]:
    """Read topics from their beginnings to their present ends."""
    found = []
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, allow_auto_create_topics=False, auto_offset_reset="earliest")
    try:
        partitions = [TopicPartition(topic, index) for topic in topics for index in consumer.partitions_for_topic(topic)]
        ends = consumer.end_offsets(partitions)
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            for batch in consumer.poll(timeout_ms=500, max_records=10_000).values():
                for record in batch:
                    key, sequence = record.value.decode().split()
                    found.append((record.topic, key, int(sequence)))
    finally:
        consumer.close()
    return found


def counts(bootstrap: str, topic: str) -> dict[int, int]:
    """How many records each partition of a topic holds, from its ends."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, allow_auto_create_topics=False)
    try:
        partitions = [TopicPartition(topic, index) for index in consumer.partitions_for_topic(topic)]
        starts, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
        return {partition.partition: ends[partition] - starts[partition] for partition in partitions}
    finally:
        consumer.close()


def gap(ledger: list[Entry]) -> float:
    """The longest time between two acknowledgements, in seconds."""
    times = [entry.time for entry in ledger]
    return max((later - earlier for earlier, later in zip(times, times[1:])), default=0.0)
