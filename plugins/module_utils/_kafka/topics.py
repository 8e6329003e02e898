# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Topics on the wire: describe, create, add partitions."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, error_answer

# One CreateTopics of thousands of topics can pass the controller's own time limit.
_TOPICS_A_REQUEST = 200
_UNKNOWN_TOPIC, _NO_LEADER = 3, 5


@dataclasses.dataclass(frozen=True)
class TopicMetadata:
    """Where a topic's partitions are."""

    name: str
    internal: bool
    leaders: dict[int, int]  # partition -> broker, -1 when there is none
    replicas: dict[int, tuple[int, ...]]

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
        """The partitions that nobody can read or write now."""
        return sorted(partition for partition, leader in self.leaders.items() if leader < 0)


@dataclasses.dataclass(frozen=True)
class NewTopic:
    """A topic to create."""

    name: str
    partitions: int
    replication_factor: int
    configs: dict[str, str]


def describe_topics(connection: Connection, names: t.Iterable[str] | None = None) -> dict[str, Answer[TopicMetadata]]:
    """Read topics by name (null: all) in one request: name to :class:`TopicMetadata` or error."""
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
    if topic.error_code and topic.error_code != _NO_LEADER:
        return error_answer(
            topic.error_code, f"topic {topic.name} does not exist" if topic.error_code == _UNKNOWN_TOPIC else None
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
    """Create topics, each for itself: name to error, or to the configs in effect as far as the broker tells them (KIP-525).

    With validate_only the brokers check and answer, and create nothing (KIP-4).
    """
    by_name = {topic.name: topic for topic in topics}

    def ask(names: list[str]) -> dict[str, Answer[Configs]]:
        answers: dict[str, Answer[Configs]] = {}
        for chunk in chunks(names, _TOPICS_A_REQUEST):
            answers.update(_create(connection, [by_name[name] for name in chunk], validate_only))
        return answers

    return connection.retry_transient(by_name, ask)


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
    """Wait until new topics can be written to, at most request_timeout: name to null or error."""

    def ask(waiting: list[str]) -> dict[str, Answer[None]]:
        described = describe_topics(connection, waiting)
        return {name: _readiness(described[name]) for name in waiting}

    return connection.retry_transient(sorted(names), ask)


def _readiness(topic: Answer[TopicMetadata]) -> Answer[None]:
    if isinstance(topic, TopicMetadata) and not topic.leaderless:
        return None
    return dataclasses.replace(
        error_answer(_NO_LEADER, "the topic was created, but its partitions have no leader yet"), retriable=True
    )


def create_partitions(
    connection: Connection, counts: dict[str, int], validate_only: bool = False
) -> dict[str, Answer[None]]:
    """Grow topics to a number of partitions: name to null or error."""
    if not counts:
        return {}
    grow = library.admin.CreatePartitionsRequest

    def ask(names: list[str]) -> dict[str, Answer[None]]:
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

    return connection.retry_transient(counts, ask)
