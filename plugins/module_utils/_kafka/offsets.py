# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Log offsets on the wire."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import grouped
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError, error_answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import describe_topics

# org.apache.kafka.common.requests.ListOffsetsRequest: what stands for a time
LATEST, EARLIEST = -1, -2
ISOLATION_LEVELS = {"read_uncommitted": 0, "read_committed": 1}
_NO_LEADER, _NOT_THERE = 5, 3

Offsets = tuple[int, ...]


def list_offsets(
    connection: Connection,
    partitions: t.Iterable[Partition],
    times: t.Sequence[int],
    isolation_level: str = "read_uncommitted",
) -> dict[Partition, Answer[Offsets]]:
    """Read one offset of each partition for each time: partition to a tuple as long as times, or error.

    A time is LATEST (with read_committed: the last stable offset), EARLIEST, or milliseconds since the epoch (the first
    record at or after it, -1 when there is none). One Metadata, and one ListOffsets a leader and time.
    """
    wanted = sorted(set(partitions))

    def ask(items: list[Partition]) -> dict[Partition, Answer[Offsets]]:
        errors, leaders = _leaders(connection, items)
        answers: dict[Partition, Answer[Offsets]] = {**errors}
        by_leader = grouped((leader, partition) for partition, leader in leaders.items())
        requests = [
            (_request(asked, time, ISOLATION_LEVELS[isolation_level]), leader)
            for leader, asked in by_leader.items()
            for time in times
        ]
        responses = iter(connection.send_all(requests))
        for asked in by_leader.values():
            columns = [_offsets(next(responses)) for _time in times]
            answers.update({partition: _row([column[partition] for column in columns]) for partition in asked})
        return answers

    return connection.retry_transient(wanted, ask)


def _leaders(
    connection: Connection, partitions: list[Partition]
) -> tuple[dict[Partition, BrokerError], dict[Partition, int]]:
    """Part partitions into those without a leader to ask, as errors, and the others with their leader."""
    topics = describe_topics(connection, {partition.topic for partition in partitions})
    errors: dict[Partition, BrokerError] = {}
    leaders: dict[Partition, int] = {}
    for partition in partitions:
        topic = topics[partition.topic]
        if isinstance(topic, BrokerError):
            errors[partition] = topic
        elif partition.partition not in topic.leaders:
            errors[partition] = error_answer(
                _NOT_THERE, f"topic {partition.topic} has no partition {partition.partition}"
            )
        elif topic.leaders[partition.partition] < 0:
            errors[partition] = error_answer(_NO_LEADER, "the partition has no leader")
        else:
            leaders[partition] = topic.leaders[partition.partition]
    return errors, leaders


def _request(partitions: list[Partition], time: int, isolation_level: int) -> t.Any:
    list_offsets_request = library.consumer.ListOffsetsRequest
    topic_of, partition_of = (
        list_offsets_request.ListOffsetsTopic,
        list_offsets_request.ListOffsetsTopic.ListOffsetsPartition,
    )
    by_topic = grouped(partitions)
    return list_offsets_request(
        replica_id=-1,  # a client, not a follower; unset it means 0 before kafka-python 3.0.12
        isolation_level=isolation_level,
        topics=[
            topic_of(name=name, partitions=[partition_of(partition_index=index, timestamp=time) for index in indexes])
            for name, indexes in by_topic.items()
        ],
        min_version=2 if isolation_level else 1,
    )


def _offsets(response: t.Any) -> dict[Partition, Answer[int]]:
    return {
        Partition(topic.name, partition.partition_index): error_answer(partition.error_code)
        if partition.error_code
        else partition.offset
        for topic in response.topics
        for partition in topic.partitions
    }


def _row(answers: list[Answer[int]]) -> Answer[Offsets]:
    offsets = []
    for answer in answers:
        if isinstance(answer, BrokerError):
            return answer
        offsets.append(answer)
    return tuple(offsets)
