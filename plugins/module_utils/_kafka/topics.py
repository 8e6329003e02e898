# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe and create topics, and add partitions to them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, ErrorCode, error_answer

# A single CreateTopics request for thousands of topics can exceed the controller's own time limit.
_TOPICS_PER_REQUEST = 200


@dataclasses.dataclass(frozen=True)
class TopicMetadata:
    """The partitions of a topic, with their leaders and replicas."""

    name: str
    internal: bool
    leaders: dict[int, int]  # partition -> broker id, -1 without a leader
    replicas: dict[int, tuple[int, ...]]  # partition -> broker ids

    @property
    def partitions(self) -> int:
        """The number of partitions."""
        return len(self.leaders)

    @property
    def replication_factor(self) -> int:
        """The largest number of replicas of a partition (they differ only during a reassignment)."""
        return max((len(replicas) for replicas in self.replicas.values()), default=0)

    @property
    def leaderless(self) -> list[int]:
        """The partitions without a leader, which can be neither read nor written, sorted."""
        return sorted(partition for partition, leader in self.leaders.items() if leader < 0)


@dataclasses.dataclass(frozen=True)
class NewTopic:
    """A topic to create."""

    name: str
    partitions: int
    replication_factor: int
    configs: dict[str, str]


def describe_topics(connection: Connection, names: t.Iterable[str] | None = None) -> dict[str, Answer[TopicMetadata]]:
    """Read the metadata of topics (all of them if names is None) in one request, by name."""
    wanted = (
        None
        if names is None
        else [library.metadata.MetadataRequest.MetadataRequestTopic(name=name) for name in sorted(set(names))]
    )
    if wanted == []:
        return {}
    request = library.metadata.MetadataRequest(topics=wanted, allow_auto_topic_creation=False)
    return {topic.name: _topic_answer(topic) for topic in connection.send(request).topics}


def _topic_answer(topic: t.Any) -> Answer[TopicMetadata]:
    if topic.error_code and topic.error_code != ErrorCode.LEADER_NOT_AVAILABLE:
        return error_answer(
            topic.error_code,
            f"topic {topic.name} does not exist" if topic.error_code == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION else None,
        )
    return TopicMetadata(
        name=topic.name,
        internal=topic.is_internal,
        leaders={partition.partition_index: partition.leader_id for partition in topic.partitions},
        replicas={partition.partition_index: tuple(partition.replica_nodes) for partition in topic.partitions},
    )


def create_topics(
    connection: Connection, topics: t.Iterable[NewTopic], validate_only: bool = False
) -> dict[str, Answer[Configs]]:
    """Create topics independently of each other; return the configs in effect of each, by name.

    The configs are those that the broker reports (KIP-525), none from older brokers. With validate_only the controller
    validates the topics, but does not create them (KIP-4).
    """
    by_name = {topic.name: topic for topic in topics}

    def query(names: list[str]) -> dict[str, Answer[Configs]]:
        answers: dict[str, Answer[Configs]] = {}
        for chunk in chunks(names, _TOPICS_PER_REQUEST):
            answers.update(_create(connection, [by_name[name] for name in chunk], validate_only))
        return answers

    return connection.retry_transient(by_name, query)


def _create(connection: Connection, topics: list[NewTopic], validate_only: bool) -> dict[str, Answer[Configs]]:
    create = library.admin.CreateTopicsRequest
    request = create(
        topics=[
            create.CreatableTopic(
                name=topic.name,
                num_partitions=topic.partitions,
                replication_factor=topic.replication_factor,
                assignments=[],
                configs=[
                    create.CreatableTopic.CreatableTopicConfig(name=key, value=value)
                    for key, value in topic.configs.items()
                ],
            )
            for topic in topics
        ],
        timeout_ms=int(connection.options.request_timeout * 1000),
        validate_only=validate_only,
    )
    response = connection.send(request, connection.controller_id)
    return {topic.name: _creation_answer(topic) for topic in response.topics}


def _creation_answer(topic: t.Any) -> Answer[Configs]:
    if topic.error_code:
        return error_answer(topic.error_code, topic.error_message)
    return {config.name: config.value for config in topic.configs or ()}


def wait_for_leaders(connection: Connection, names: t.Iterable[str]) -> dict[str, Answer[None]]:
    """Wait until new topics have leaders, for at most request_timeout."""

    def query(waiting: list[str]) -> dict[str, Answer[None]]:
        described = describe_topics(connection, waiting)
        return {name: _readiness(described[name]) for name in waiting}

    return connection.retry_transient(sorted(names), query)


def _readiness(topic: Answer[TopicMetadata]) -> Answer[None]:
    if isinstance(topic, TopicMetadata) and not topic.leaderless:
        return None
    return dataclasses.replace(
        error_answer(ErrorCode.LEADER_NOT_AVAILABLE, "the topic was created, but its partitions have no leader yet"),
        retriable=True,
    )


def create_partitions(
    connection: Connection, counts: dict[str, int], validate_only: bool = False
) -> dict[str, Answer[None]]:
    """Grow topics to a number of partitions, by topic name."""
    if not counts:
        return {}
    grow = library.admin.CreatePartitionsRequest

    def query(names: list[str]) -> dict[str, Answer[None]]:
        request = grow(
            topics=[grow.CreatePartitionsTopic(name=name, count=counts[name], assignments=None) for name in names],
            timeout_ms=int(connection.options.request_timeout * 1000),
            validate_only=validate_only,
        )
        response = connection.send(request, connection.controller_id)
        return {
            result.name: error_answer(result.error_code, result.error_message) if result.error_code else None
            for result in response.results
        }

    return connection.retry_transient(counts, query)
