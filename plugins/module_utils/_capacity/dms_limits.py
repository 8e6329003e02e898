# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What dms_instance_info returned, and which of DMS's limits the chosen topics do not keep.

Topics are created through Kafka's own protocol, which the manual allows ("Creating a Topic on the Client"). What only the console and the
API limit is therefore a warning; what the service itself refuses is a failure.
Sources: opentelekomcloud-docs/distributed-message-service of 2026-04-22, named by page.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    WARN,
    Check,
    Clusters,
    Move,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure

# Manual, "Notes and Constraints": "The maximum length of a message is 10 MB. If the length exceeds 10 MB, the production fails."
_LARGEST_MESSAGE = 10_485_760
# API, "Creating a Topic for a Kafka Instance": retention_time 1-720 hours; the manual's aging time is the same.
_HOUR = 3_600_000
_MOST_HOURS = 720
# The same two pages: 1-200 partitions; for creation by a client the manual only recommends it.
_MOST_PARTITIONS = 200
# Manual, "Creating a Kafka Topic": preset topics, and 3 to 200 characters that start with a letter (API) or underscore (console).
_PRESET = frozenset(
    (
        "__consumer_offsets",
        "__transaction_state",
        "__trace",
        "__connect-status",
        "__connect-configs",
        "__connect-offsets",
        "__dms_dial_test",
    )
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{2,199}")


@dataclasses.dataclass(frozen=True)
class Product:
    """A flavour as the API tells it, each for one broker."""

    product_id: str | None
    product_alias: str | None
    max_partition_per_broker: int | None
    max_tps_per_broker: int | None
    max_consumer_per_broker: int | None


@dataclasses.dataclass(frozen=True)
class Instance:
    """An instance as dms_instance_info returns it; null where the API does not tell."""

    name: str
    specification: str | None
    resource_spec_code: str | None
    product_id: str | None
    broker_num: int | None
    node_num: int | None
    partition_num: int | None
    storage_space: int | None  # GB that messages can use
    used_storage_space: int | None  # GB
    product: Product | None
    remain_partitions: int | None
    topic_max_partitions: int | None
    disk_usage: dict[str, int] | None  # topic -> bytes of all replicas

    @property
    def brokers(self) -> int | None:
        """How many brokers it has."""
        return self.broker_num or self.node_num


def parse_instance(option: str, result: t.Any) -> Instance | None:
    """Read an option that holds a whole result of dms_instance_info; raises KafkaFailure with what is wrong with it."""
    if result is None:
        return None
    fields = result.get("instance") if isinstance(result, dict) else None
    if not isinstance(fields, dict) or not (fields.get("name") or fields.get("id")):
        raise _foreign(option, "it has no instance with a name or id")
    product = result.get("product")
    if product is not None and not isinstance(product, dict):
        raise _foreign(option, "its product is no dictionary")
    return Instance(
        name=str(fields.get("name") or fields["id"]),
        **{
            key: _text(option, f"instance.{key}", fields.get(key))
            for key in ("specification", "resource_spec_code", "product_id")
        },
        **{
            key: _number(option, f"instance.{key}", fields.get(key))
            for key in ("broker_num", "node_num", "partition_num", "storage_space", "used_storage_space")
        },
        product=_product(option, product) if product else None,
        remain_partitions=_number(option, "remain_partitions", result.get("remain_partitions")),
        topic_max_partitions=_number(option, "topic_max_partitions", result.get("topic_max_partitions")),
        disk_usage=_disk_usage(option, result.get("disk_usage")),
    )


def _product(option: str, product: dict[str, t.Any]) -> Product:
    return Product(
        **{key: _text(option, f"product.{key}", product.get(key)) for key in ("product_id", "product_alias")},
        **{
            key: _number(option, f"product.{key}", product.get(key))
            for key in ("max_partition_per_broker", "max_tps_per_broker", "max_consumer_per_broker")
        },
    )


def _disk_usage(option: str, usage: t.Any) -> dict[str, int] | None:
    if usage is None:
        return None
    if not isinstance(usage, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("topic"), str) for entry in usage
    ):
        raise _foreign(option, "its disk_usage is no list of topics")
    numbers = {
        entry["topic"]: _number(option, f"disk_usage of {entry['topic']}", entry.get("bytes")) for entry in usage
    }
    return {topic: number for topic, number in numbers.items() if number is not None}


def _number(option: str, field: str, value: t.Any) -> int | None:
    if value is None or value == "":
        return None
    if not re.fullmatch(r"\d+", str(value)):
        raise _foreign(option, f"{field} is {value!r} and no whole number")
    return int(value)


def _text(option: str, field: str, value: t.Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _foreign(option, f"{field} is {value!r} and no text")
    return value or None


def _foreign(option: str, why: str) -> KafkaFailure:
    return KafkaFailure(f"{option} is not what dms_instance_info returns: {why}; give the whole registered result.")


def partition_check(clusters: Clusters, instance: Instance | None) -> Check:
    """Whether the instance lets the missing topics be created.

    Whether replicas count is nowhere said. That 750 partitions make 250 topics of three, while three replicas are the default (manual, "Cluster
    Kafka Instances"), speaks against it: so partitions decide, and what holds only without replicas is a warning.
    """
    partitions = sum(move.topic.partitions for move in clusters.created)
    replicas = sum(move.replicas for move in clusters.created)
    if instance is None:
        return _skipped("partitions", value=partitions, unit="partitions")
    shown = {"value": partitions, "limit": instance.remain_partitions, "unit": "partitions"}
    if not partitions:
        return Check("partitions", PASS, "no topic is to be created", **shown)
    if instance.remain_partitions is None:
        return Check(
            "partitions",
            UNKNOWN,
            f"{partitions} partitions are to be created, and DMS has not told how many {instance.name} still takes",
            "give target_instance with its topics, or look at the instance's topics in the console",
            **shown,
        )
    says = f"{partitions} partitions ({replicas} replicas) are to be created, and {instance.name} still takes {instance.remain_partitions}"
    if partitions > instance.remain_partitions:
        return Check("partitions", FAIL, says, "add brokers, choose a larger flavour, or leave topics out", **shown)
    if replicas > instance.remain_partitions:
        remedy = "DMS does not document whether replicas count: be ready to add brokers"
        return Check("partitions", WARN, says, remedy, **shown)
    return Check("partitions", PASS, says, **shown)


def topic_checks(clusters: Clusters, instance: Instance | None) -> list[Check]:
    """Which topics DMS would not have made like this, in the order of the checks after those of storage."""
    if instance is None:
        return [_skipped("retention"), _skipped("message_size"), _skipped("topic_names")]
    return [_retention(clusters.moves), _message_size(clusters.moves), _names(clusters.moves)]


def topic_partition_check(clusters: Clusters, instance: Instance | None) -> Check:
    """Which topics to create have more partitions than DMS gives to one."""
    if instance is None:
        return _skipped("topic_partitions", unit="partitions")
    limit = instance.topic_max_partitions or _MOST_PARTITIONS
    largest = max((move.topic.partitions for move in clusters.created), default=0)
    wide = [move.name for move in clusters.created if move.topic.partitions > limit]
    return _judge(
        "topic_partitions",
        wide,
        good=f"no topic to create has more than {limit} partitions",
        bad=f"topics have more than the {limit} partitions that DMS's console gives to one",
        remedy="they can only be created through Kafka's protocol (kafka_topic_clone does), and DMS advises against it",
        shown={"value": largest, "limit": limit, "unit": "partitions"},
    )


def _retention(moves: t.Iterable[Move]) -> Check:
    reasons = {move.name: reason for move in moves if (reason := retention_problem(move))}
    return _judge(
        "retention",
        [f"{name} ({reason})" for name, reason in reasons.items()],
        good=f"the retention of all topics is whole hours from 1 to {_MOST_HOURS}",
        bad="topics have a retention that DMS's console and API cannot express",
        remedy="they keep it as long as nobody sets an aging time there; watch what it takes on disk",
        shown={"limit": _MOST_HOURS, "unit": "hours"},
        names=list(reasons),
    )


def retention_problem(move: Move) -> str | None:
    """Why an aging time cannot say how long a topic keeps records; null when it can, and for topics that only compact."""
    policy = move.config("cleanup.policy")[0]
    if policy is not None and "delete" not in policy:
        return None
    most_bytes = _config_number(move, "retention.bytes")
    if most_bytes is not None and most_bytes >= 0:
        return f"retention.bytes {most_bytes}"
    milliseconds = _config_number(move, "retention.ms")
    if milliseconds is None:
        return None
    if milliseconds < 0:
        return "for ever"
    if milliseconds % _HOUR or not _HOUR <= milliseconds <= _MOST_HOURS * _HOUR:
        return f"{milliseconds / _HOUR:g} h"
    return None


def _message_size(moves: t.Sequence[Move]) -> Check:
    """What was set for a topic was meant, and would break its producers; what its brokers allow to all may never be used."""
    over = {
        move.name: move.config("max.message.bytes")[1]
        for move in moves
        if (_config_number(move, "max.message.bytes") or 0) > _LARGEST_MESSAGE
    }
    largest = max((_config_number(move, "max.message.bytes") or 0 for move in moves), default=0)
    shown = {"value": largest, "limit": _LARGEST_MESSAGE, "unit": "bytes"}
    meant = [name for name, override in over.items() if override]
    says = f"topics take messages of more than the {_LARGEST_MESSAGE} bytes that DMS accepts"
    if meant:
        remedy = "lower their max.message.bytes on the source where no message is larger, or leave them out"
        return Check("message_size", FAIL, f"{says}: {name_some(meant)}", remedy, topics=tuple(meant), **shown)
    if over:
        remedy = "make sure that no message is larger, as production of it would fail"
        return Check(
            "message_size",
            WARN,
            f"{says}, as their brokers let all: {name_some(over)}",
            remedy,
            topics=tuple(over),
            **shown,
        )
    return Check("message_size", PASS, "no topic takes messages that DMS would refuse", **shown)


def _names(moves: t.Sequence[Move]) -> Check:
    preset = [move.name for move in moves if move.name in _PRESET]
    if preset:
        return Check(
            "topic_names",
            FAIL,
            f"topics have the names of DMS's own: {name_some(preset)}",
            "leave them out",
            topics=tuple(preset),
            unit="characters",
        )
    return _judge(
        "topic_names",
        [move.name for move in moves if not _NAME.fullmatch(move.name)],
        good="all names of topics are as DMS wants them",
        bad="topics have names that DMS's console and API do not take (3 to 200 characters, the first a letter)",
        remedy="they can be used, but DMS may not manage them or show their metrics",
        shown={"unit": "characters"},
    )


def _judge(
    check: str,
    bad_ones: list[str],
    *,
    good: str,
    bad: str,
    remedy: str,
    shown: dict[str, t.Any],
    names: list[str] | None = None,
) -> Check:
    """A check that passes, or warns of topics."""
    if not bad_ones:
        return Check(check, PASS, good, **shown)
    return Check(
        check,
        WARN,
        f"{bad}: {name_some(bad_ones)}",
        remedy,
        topics=tuple(bad_ones if names is None else names),
        **shown,
    )


def _config_number(move: Move, key: str) -> int | None:
    value = move.config(key)[0]
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def _skipped(check: str, **shown: t.Any) -> Check:
    return Check(check, SKIPPED, "a limit of DMS, compared only with target_instance", **shown)
