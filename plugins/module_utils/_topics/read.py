# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read topics with partitions, replication factor, configs and size, from a cluster or a snapshot."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, is_internal_topic
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import grouped
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import (
    OVERRIDE,
    Config,
    Configs,
    describe_configs,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    require,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir, describe_log_dirs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    list_offsets,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata, describe_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import read_hidden_topics


@dataclasses.dataclass(frozen=True)
class Topic:
    """A topic of a cluster."""

    name: str
    partitions: int
    replication_factor: int
    configs: Configs  # the overrides: configs set on the topic itself, without the brokers' defaults
    bytes: int | None = None  # of one replica of each partition; None where the brokers do not report it
    leaderless: tuple[int, ...] = ()
    effective_configs: dict[str, Config] | None = None
    offsets: dict[int, Answer[Offsets]] | None = None  # partition -> (log start, log end)
    topic_id: str | None = None  # None where the brokers do not report it (before Kafka 2.8)

    def to_result(self) -> dict[str, t.Any]:
        """Return this topic as modules return and save it."""
        result: dict[str, t.Any] = {
            "name": self.name,
            "topic_id": self.topic_id,
            "partitions": self.partitions,
            "replication_factor": self.replication_factor,
            "configs": dict(sorted(self.configs.items())),
            "bytes": self.bytes,
            "leaderless": list(self.leaderless),
        }
        if self.effective_configs is not None:
            result["effective_configs"] = {
                key: {"value": config.value, "source": config.source}
                for key, config in sorted(self.effective_configs.items())
            }
        if self.offsets is not None:
            result["offsets"] = [
                _offsets_result(partition, answer) for partition, answer in sorted(self.offsets.items())
            ]
        return result

    @classmethod
    def from_result(cls, result: dict[str, t.Any]) -> Topic:
        """Return the topic of such a result; raises :class:`Failure` if it is not one."""
        try:
            effective = result.get("effective_configs")
            return cls(
                name=result["name"],
                partitions=int(result["partitions"]),
                replication_factor=int(result["replication_factor"]),
                configs=dict(result["configs"]),
                bytes=result.get("bytes"),
                leaderless=tuple(result.get("leaderless") or ()),
                topic_id=result.get("topic_id"),
                effective_configs=None
                if effective is None
                else {key: Config(config["value"], config["source"]) for key, config in effective.items()},
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Failure(
                f"The snapshot has an entry that is not a topic as kafka_topic_info returns it: {error!r}."
            ) from error


def _offsets_result(partition: int, answer: Answer[Offsets]) -> dict[str, t.Any]:
    if isinstance(answer, BrokerError):
        return {"partition": partition, "log_start": None, "log_end": None, "error": str(answer)}
    log_start, log_end = answer
    return {"partition": partition, "log_start": log_start, "log_end": log_end, "error": None}


@dataclasses.dataclass(frozen=True)
class TopicSelection:
    """What a selection finds on a cluster."""

    label: str
    described: dict[str, Answer[TopicMetadata]]  # the topics that were read: all listed ones, and those named
    chosen: list[str]
    left_out: list[str]  # would be chosen, but look internal; the option topics takes them
    hidden: list[str]  # would be chosen, but may not be described
    incomplete_reason: str | None  # why there can be topics that would be chosen; None if there are none

    @property
    def complete(self) -> bool:
        """Whether it is known that no other topic would be chosen."""
        return self.incomplete_reason is None

    def to_result(self) -> dict[str, t.Any]:
        """Return what was not chosen as modules return it."""
        return {
            "complete": self.complete,
            "incomplete_reason": self.incomplete_reason,
            "hidden_topics": self.hidden,
            "left_out": self.left_out,
        }

    @property
    def topics(self) -> dict[str, TopicMetadata]:
        """The chosen topics; raises :class:`KafkaFailure` that names each one that cannot be described."""
        return require({name: self.described[name] for name in self.chosen}, f"describe topics of {self.label}")


def select_topics(connection: Connection, selection: Selection) -> TopicSelection:
    """Read the selected topics of a cluster, named ones by name, and whether there can be others.

    Raises :class:`Failure` that names the topics if named ones do not exist or may not be described, or if expressions
    select nothing. Selecting everything can choose nothing.
    """
    named = describe_topics(connection, selection.names)
    _require_names(connection, selection, named)
    if selection.is_by_name:
        selected = TopicSelection(connection.label, named, selection.choose(named), [], [], None)
    else:
        selected = _select_listed(connection, selection, named)
    if not selected.chosen and not selection.is_everything:
        reason = f" The list is incomplete: {selected.incomplete_reason}." if selected.incomplete_reason else ""
        raise Failure(selection.nothing_message(connection.label) + reason)
    return selected


def _require_names(connection: Connection, selection: Selection, named: dict[str, Answer[TopicMetadata]]) -> None:
    codes = {name: answer.code for name, answer in named.items() if isinstance(answer, BrokerError)}
    missing = sorted(name for name, code in codes.items() if code == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    denied = sorted(name for name, code in codes.items() if code == ErrorCode.TOPIC_AUTHORIZATION_FAILED)
    messages = [selection.missing_message(missing, connection.label)] if missing else []
    if denied:
        several = len(denied) > 1
        messages.append(
            f"The topic{'s' if several else ''} {name_some(denied)} of {connection.label} may not be described; "
            f"grant DESCRIBE on {'them' if several else 'it'} to {user_of(connection.options)}."
        )
    if messages:
        raise Failure(" ".join(messages))


def _select_listed(
    connection: Connection, selection: Selection, named: dict[str, Answer[TopicMetadata]]
) -> TopicSelection:
    listed = describe_topics(connection)
    described = {**listed, **named}

    def internal(name: str) -> bool:
        return _is_of_kafka(described[name]) or is_internal_topic(name)

    hidden, verdict = read_hidden_topics(
        connection, listed, lambda name: bool(selection.choose([name], is_internal_topic))
    )
    return TopicSelection(
        label=connection.label,
        described=described,
        chosen=selection.choose(described, internal),
        left_out=selection.left_out((name for name in described if not _is_of_kafka(described[name])), internal),
        hidden=list(hidden),
        incomplete_reason=verdict.reason,
    )


def _is_of_kafka(topic: Answer[TopicMetadata]) -> bool:
    return isinstance(topic, TopicMetadata) and topic.internal


def read_topics(
    connection: Connection, selected: TopicSelection, effective: bool = False, offsets: bool = False, sizes: bool = True
) -> list[Topic]:
    """Read the chosen topics with their overrides, and on request all effective configs, log offsets and sizes."""
    metadata = selected.topics
    ends = _log_offsets(connection, metadata) if offsets else {}
    size_of = partition_sizes(connection, metadata) if sizes else None
    configs = require(describe_configs(connection, metadata), f"read the configs of topics of {connection.label}")
    return [
        Topic(
            name=name,
            topic_id=topic.topic_id,
            partitions=topic.partitions,
            replication_factor=topic.replication_factor,
            configs={key: config.value for key, config in configs[name].items() if config.source == OVERRIDE},
            bytes=None
            if size_of is None
            else sum(size_of.get(Partition(name, partition), 0) for partition in topic.leaders),
            leaderless=tuple(topic.leaderless),
            effective_configs=configs[name] if effective else None,
            offsets={partition: ends[Partition(name, partition)] for partition in topic.leaders} if offsets else None,
        )
        for name, topic in metadata.items()
    ]


def _log_offsets(connection: Connection, topics: dict[str, TopicMetadata]) -> dict[Partition, Answer[Offsets]]:
    partitions = [Partition(name, partition) for name, topic in topics.items() for partition in topic.leaders]
    return list_offsets(connection, partitions, [EARLIEST, LATEST])


def partition_sizes(connection: Connection, topics: t.Iterable[str]) -> dict[Partition, int] | None:
    """Return the bytes of one replica of each partition of the topics, None if any broker does not report its sizes."""
    log_dirs, errors = split(describe_log_dirs(connection))
    if errors:
        return None
    sizes = single_replica_sizes(log_dirs)
    wanted = set(topics)
    return {partition: size for partition, size in sizes.items() if partition.topic in wanted}


def single_replica_sizes(log_dirs: dict[int, list[LogDir]]) -> dict[Partition, int]:
    """Return the size of the largest replica of each partition: a follower that lags behind is smaller."""
    replicas = grouped(
        (partition, size)
        for dirs in log_dirs.values()
        for log_dir in dirs
        for partition, size in log_dir.replicas.items()
    )
    return {partition: max(sizes) for partition, sizes in replicas.items()}
