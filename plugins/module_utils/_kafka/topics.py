# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe and create topics, and add partitions to them."""

from __future__ import annotations

import base64
import dataclasses
import typing as t
import uuid

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    answer_in_chunks,
    error_answer,
    require,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of

# A single CreateTopics request for thousands of topics can exceed the controller's own time limit.
_TOPICS_PER_REQUEST = 200
_REPORTS_CONFIGS = 5  # version of CreateTopics
_DEFAULT_FACTOR = -1  # the brokers' default replication factor (KIP-464, version 4)
_MOST_PROBES = 20


@dataclasses.dataclass(frozen=True)
class TopicMetadata:
    """The partitions of a topic, with their leaders and replicas."""

    name: str
    internal: bool
    leaders: dict[int, int]  # partition -> broker id, -1 without a leader
    replicas: dict[int, tuple[int, ...]]  # partition -> broker ids
    topic_id: str | None = None  # as Kafka prints it; None before Kafka 2.8 (KIP-516)

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
    """Read the metadata of topics in one request, by name.

    If names is None, of all topics that the user may describe: the brokers leave out the others without a word. By
    name they report TOPIC_AUTHORIZATION_FAILED for those, and UNKNOWN_TOPIC_OR_PARTITION only for a topic that does not
    exist.
    """
    wanted = (
        None
        if names is None
        else [library.metadata.MetadataRequest.MetadataRequestTopic(name=name) for name in sorted(set(names))]
    )
    if wanted == []:
        return {}
    request = library.metadata.MetadataRequest(topics=wanted, allow_auto_topic_creation=False)
    response = connection.send(request)
    if response.error_code:
        require({"Metadata": error_answer(response.error_code)}, f"describe topics of {connection.label}")
    answers = {topic.name: _topic_answer(topic, connection) for topic in response.topics}
    lacking = error_answer(ErrorCode.UNKNOWN_SERVER_ERROR, "the broker's answer lacks this topic")
    return {**{topic.name: lacking for topic in wanted or ()}, **answers}


def _topic_answer(topic: t.Any, connection: Connection) -> Answer[TopicMetadata]:
    has_leaderless = topic.error_code == ErrorCode.LEADER_NOT_AVAILABLE and topic.partitions
    if topic.error_code and not has_leaderless:
        messages = {
            ErrorCode.UNKNOWN_TOPIC_OR_PARTITION: f"topic {topic.name} does not exist",
            ErrorCode.TOPIC_AUTHORIZATION_FAILED: (
                f"topic {topic.name} of {connection.label} may not be described; "
                f"grant DESCRIBE on the topic to {user_of(connection.options)}"
            ),
        }
        return error_answer(topic.error_code, messages.get(topic.error_code))
    return TopicMetadata(
        name=topic.name,
        internal=topic.is_internal,
        leaders={partition.partition_index: partition.leader_id for partition in topic.partitions},
        replicas={partition.partition_index: tuple(partition.replica_nodes) for partition in topic.partitions},
        topic_id=_printed_id(getattr(topic, "topic_id", None)),
    )


def _printed_id(topic_id: uuid.UUID | None) -> str | None:
    """Return an id as org.apache.kafka.common.Uuid prints it: URL-safe base64 without padding; None for the zero id."""
    if topic_id is None or not topic_id.int:
        return None
    return base64.urlsafe_b64encode(topic_id.bytes).rstrip(b"=").decode()


def create_topics(
    connection: Connection, topics: t.Iterable[NewTopic], validate_only: bool = False
) -> dict[str, Answer[Configs]]:
    """Create topics independently of each other; return the configs in effect of each, by name.

    A request without response is the answer for its topics, see :func:`answer_in_chunks`; the others keep theirs. The
    configs are those that the broker reports (KIP-525), none from older brokers. With validate_only the controller
    validates the topics, but does not create them (KIP-4).
    """
    by_name = {topic.name: topic for topic in topics}

    def query(names: list[str]) -> dict[str, Answer[Configs]]:
        return answer_in_chunks(
            names,
            _TOPICS_PER_REQUEST,
            lambda chunk: _create(connection, [by_name[name] for name in chunk], validate_only),
        )

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


def default_configs(connection: Connection, missing: t.Sequence[str]) -> Configs:
    """Return the configs that a topic without overrides would have, with all keys that the cluster knows.

    The creation of some missing topics is validated, which reports the configs since Kafka 2.4 (KIP-525). Empty where
    it does not, or not to this user.
    """
    if connection.versions(library.admin.CreateTopicsRequest)[1] < _REPORTS_CONFIGS:
        return {}
    probes = [NewTopic(name, 1, _DEFAULT_FACTOR, {}) for name in missing[:_MOST_PROBES]]
    valid, _errors = split(create_topics(connection, probes, validate_only=True)) if probes else ({}, {})
    return next((configs for configs in valid.values() if configs), {})


def wait_for_leaders(connection: Connection, names: t.Iterable[str]) -> dict[str, Answer[None]]:
    """Wait until new topics have leaders, for at most request_timeout.

    A topic that may not be described cannot be waited for: that is its answer at once.
    """

    def query(waiting: list[str]) -> dict[str, Answer[None]]:
        described = describe_topics(connection, waiting)
        return {name: _readiness(described[name], connection) for name in waiting}

    return connection.retry_transient(sorted(names), query)


def _readiness(topic: Answer[TopicMetadata], connection: Connection) -> Answer[None]:
    if isinstance(topic, TopicMetadata) and not topic.leaderless:
        return None
    if isinstance(topic, BrokerError) and topic.code == ErrorCode.TOPIC_AUTHORIZATION_FAILED:
        return dataclasses.replace(
            topic,
            message=f"the topic was created, but may not be described by {user_of(connection.options)}; grant DESCRIBE "
            "on the topic",
        )
    return dataclasses.replace(
        error_answer(ErrorCode.LEADER_NOT_AVAILABLE, "the topic was created, but its partitions have no leader yet"),
        retriable=True,
    )


def create_partitions(
    connection: Connection, counts: dict[str, int], validate_only: bool = False
) -> dict[str, Answer[None]]:
    """Grow topics to a number of partitions, by topic name; see :func:`create_topics` for requests without response."""
    if not counts:
        return {}
    grow = library.admin.CreatePartitionsRequest

    def query(names: t.Sequence[str]) -> dict[str, Answer[None]]:
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

    return connection.retry_transient(counts, lambda names: answer_in_chunks(names, _TOPICS_PER_REQUEST, query))
