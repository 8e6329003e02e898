# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read log offsets: start, end, last stable offset, or the first offset at a timestamp."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import grouped
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    error_answer,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import describe_topics

# Special timestamps of org.apache.kafka.common.requests.ListOffsetsRequest
LATEST, EARLIEST = -1, -2
ISOLATION_LEVELS = {"read_uncommitted": 0, "read_committed": 1}

Offsets = tuple[int, ...]  # of one partition, one for each timestamp of the query


def list_offsets(
    connection: Connection,
    partitions: t.Iterable[Partition],
    timestamps: t.Sequence[int],
    isolation_level: str = "read_uncommitted",
) -> dict[Partition, Answer[Offsets]]:
    """Read one offset of each partition for each of the timestamps, in their order.

    A timestamp is LATEST (with read_committed the last stable offset), EARLIEST, or milliseconds since the epoch (the
    offset of the first record at or after it, -1 without such a record). Sends one Metadata request, and one
    ListOffsets request for each leader and timestamp.
    """
    wanted = sorted(set(partitions))
    lacking = error_answer(ErrorCode.UNKNOWN_SERVER_ERROR, "the broker's answer lacks this partition")

    def query(items: list[Partition]) -> dict[Partition, Answer[Offsets]]:
        errors, leaders = _leaders(connection, items)
        answers: dict[Partition, Answer[Offsets]] = {**errors}
        by_leader = grouped((leader, partition) for partition, leader in leaders.items())
        requests = [
            (_request(led, timestamp, ISOLATION_LEVELS[isolation_level]), leader)
            for leader, led in by_leader.items()
            for timestamp in timestamps
        ]
        responses = iter(connection.send_all(requests))
        for led in by_leader.values():
            columns = [_offsets(next(responses)) for _timestamp in timestamps]
            for partition in led:
                answers[partition] = _row([column.get(partition, lacking) for column in columns])
        return answers

    return connection.retry_transient(wanted, query)


def _leaders(
    connection: Connection, partitions: list[Partition]
) -> tuple[dict[Partition, BrokerError], dict[Partition, int]]:
    """Separate partitions into those without a leader, as errors, and the others with their leaders."""
    topics = describe_topics(connection, {partition.topic for partition in partitions})
    errors: dict[Partition, BrokerError] = {}
    leaders: dict[Partition, int] = {}
    for partition in partitions:
        topic = topics[partition.topic]
        if isinstance(topic, BrokerError):
            errors[partition] = topic
        elif partition.partition not in topic.leaders:
            errors[partition] = error_answer(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, f"topic {partition.topic} has no partition {partition.partition}"
            )
        elif topic.leaders[partition.partition] < 0:
            errors[partition] = error_answer(ErrorCode.LEADER_NOT_AVAILABLE, "the partition has no leader")
        else:
            leaders[partition] = topic.leaders[partition.partition]
    return errors, leaders


def _request(partitions: list[Partition], timestamp: int, isolation_level: int) -> t.Any:
    list_offsets_request = library.consumer.ListOffsetsRequest
    topic_of, partition_of = (
        list_offsets_request.ListOffsetsTopic,
        list_offsets_request.ListOffsetsTopic.ListOffsetsPartition,
    )
    by_topic = grouped(partitions)
    return list_offsets_request(
        replica_id=-1,  # a client, not a follower: kafka-python before 3.0.12 sends 0 unless it is set
        isolation_level=isolation_level,
        topics=[
            topic_of(
                name=name, partitions=[partition_of(partition_index=index, timestamp=timestamp) for index in indexes]
            )
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
