# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan what makes the target's topics match those of the source; nothing here sends a request."""

from __future__ import annotations

import dataclasses
import math
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import NewTopic
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

# The configs that decide which records a topic keeps, accepts and acknowledges. With config_mode effective they must be
# the same on the target, whether the source has them from the topic or from its brokers.
EFFECTIVE_KEYS = (
    "cleanup.policy",
    "compression.type",
    "delete.retention.ms",
    "flush.messages",
    "flush.ms",
    "max.compaction.lag.ms",
    "max.message.bytes",
    "message.timestamp.type",
    "min.compaction.lag.ms",
    "min.insync.replicas",
    "retention.bytes",
    "retention.ms",
    "segment.bytes",
    "segment.ms",
    "unclean.leader.election.enable",
)
# Specific to the brokers of one cluster (KIP-73 throttles, tiered storage, a vendor) or obsolete since Kafka 3.0
# (KIP-724).
_NOT_COPIED = re.compile(
    r"(?:leader|follower)\.replication\.throttled\.replicas|message\.format\.version|confluent\..*|remote\..*"
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_LONGEST_NAME = 249  # org.apache.kafka.common.internals.Topic


class Difference(t.NamedTuple):
    """A field of a topic that is not the same on both sides."""

    field: str  # partitions, replication_factor or configs.<key>
    source: t.Any
    target: t.Any

    def __str__(self) -> str:
        return f"{self.field} is {self.target} instead of {self.source}"


@dataclasses.dataclass(frozen=True)
class TopicPlan:
    """The changes that one topic needs; a topic without any matches."""

    name: str
    wanted: NewTopic
    exists: bool
    differences: tuple[Difference, ...] = ()
    alter: dict[str, str] = dataclasses.field(default_factory=dict)
    grow: bool = False
    skipped_configs: tuple[str, ...] = ()
    problem: str | None = None  # why the topic cannot match, known before anything is changed

    @property
    def changes(self) -> bool:
        """Whether the plan changes the target."""
        return not self.problem and (not self.exists or self.grow or bool(self.alter))

    @property
    def differing_configs(self) -> set[str]:
        """The config keys whose value differs."""
        return {
            difference.field.removeprefix("configs.")
            for difference in self.differences
            if difference.field.startswith("configs.")
        }

    @property
    def _changed_fields(self) -> set[str]:
        return {f"configs.{key}" for key in self.alter} | ({"partitions"} if self.grow else set())

    @property
    def resolved(self) -> tuple[Difference, ...]:
        """The differences that this plan resolves."""
        return tuple(difference for difference in self.differences if difference.field in self._changed_fields)

    @property
    def remaining(self) -> tuple[Difference, ...]:
        """The differences that this plan leaves."""
        return tuple(difference for difference in self.differences if difference.field not in self._changed_fields)


@dataclasses.dataclass(frozen=True)
class CloneOptions:
    """The user's options for a clone."""

    config_mode: str = "overrides"
    update_configs: bool = False
    add_partitions: bool = False
    replication_factor: int | None = None


@dataclasses.dataclass(frozen=True)
class Target:
    """The state of the target."""

    brokers: int
    topic_names: frozenset[str]
    topics: dict[str, Topic]  # the source's topics that exist there, with effective configs
    defaults: dict[str, Configs]  # the configs that the source's other topics would have there


def plan_topics(source: t.Sequence[Topic], target: Target, options: CloneOptions) -> list[TopicPlan]:
    """Return a plan for each topic, in the same order."""
    missing = {topic.name for topic in source if topic.name not in target.topics}
    collisions = colliding_names(target.topic_names | missing)
    plans = []
    for topic in source:
        if topic.name in missing:
            plans.append(_plan_creation(topic, target, options, collisions.get(topic.name, ())))
        else:
            plans.append(_plan_existing(topic, target.topics[topic.name], options))
    return plans


def _plan_creation(topic: Topic, target: Target, options: CloneOptions, colliding: t.Sequence[str]) -> TopicPlan:
    configs, skipped = copied_overrides(topic.configs)
    if options.config_mode == "effective":
        configs = {**configs, **_pins(topic, target.defaults.get(topic.name, {}), configs)}
    wanted = _wanted(topic, configs, options)
    problem = _creation_problem(topic, wanted, target.brokers, colliding)
    return TopicPlan(topic.name, wanted, exists=False, skipped_configs=skipped, problem=problem)


def _wanted(topic: Topic, configs: dict[str, str], options: CloneOptions) -> NewTopic:
    return NewTopic(topic.name, topic.partitions, options.replication_factor or topic.replication_factor, configs)


def _creation_problem(topic: Topic, wanted: NewTopic, brokers: int, colliding: t.Sequence[str]) -> str | None:
    if colliding:
        return (
            f"its name differs from {', '.join(colliding)} only in '.' and '_', which Kafka does not allow in one "
            "cluster; rename or leave out one of them"
        )
    factor = wanted.replication_factor
    if factor > brokers:
        return (
            f"replication factor {factor} is more than the target's {brokers} brokers; "
            "set replication_factor, or add brokers"
        )
    in_sync = int(wanted.configs.get("min.insync.replicas", "1"))
    if factor < min(in_sync, topic.replication_factor):
        return (
            f"min.insync.replicas {in_sync} is more than replication_factor {factor}, "
            "so no producer with acks=all could write"
        )
    if len(wanted.name) > _LONGEST_NAME:
        return f"its name is longer than {_LONGEST_NAME} characters"
    return None


def _plan_existing(topic: Topic, existing: Topic, options: CloneOptions) -> TopicPlan:
    overrides, skipped = copied_overrides(topic.configs)
    found = {key: config.value for key, config in (existing.effective_configs or {}).items()}
    configs = {**overrides, **(_pins(topic, found, overrides) if options.config_mode == "effective" else {})}
    wanted = _wanted(topic, configs, options)
    differing = {key: value for key, value in configs.items() if not same_value(value, found.get(key))}
    grow = options.add_partitions and wanted.partitions > existing.partitions
    return TopicPlan(
        name=topic.name,
        wanted=wanted,
        exists=True,
        differences=(
            *_shape_differences(wanted, existing),
            *(Difference(f"configs.{key}", value, found.get(key)) for key, value in sorted(differing.items())),
        ),
        alter=differing if options.update_configs else {},
        grow=grow,
        skipped_configs=skipped,
        problem=None if grow else _partition_problem(wanted.partitions, existing.partitions),
    )


def _shape_differences(wanted: NewTopic, existing: Topic) -> t.Iterator[Difference]:
    if wanted.partitions != existing.partitions:
        yield Difference("partitions", wanted.partitions, existing.partitions)
    if wanted.replication_factor != existing.replication_factor:
        yield Difference("replication_factor", wanted.replication_factor, existing.replication_factor)


def _partition_problem(wanted: int, found: int) -> str | None:
    if wanted == found:
        return None
    remedy = (
        "set add_partitions to grow it"
        if wanted > found
        else "Kafka cannot take partitions away: re-create it on the target"
    )
    return (
        f"it has {found} partitions on the target and {wanted} on the source, so keys would go to other partitions; "
        f"{remedy}"
    )


def copied_overrides(configs: Configs) -> tuple[dict[str, str], tuple[str, ...]]:
    """Separate overrides into those to copy, in canonical form, and the keys without a meaning on another cluster."""
    skipped = sorted(key for key, value in configs.items() if _NOT_COPIED.fullmatch(key) or value is None)
    return {key: canonical(value) for key, value in sorted(configs.items()) if key not in skipped}, tuple(skipped)


def _pins(topic: Topic, on_target: Configs, overrides: dict[str, str]) -> dict[str, str]:
    """Return the values in effect on the source that the target would not have by default."""
    on_source = topic.effective_configs or {}
    return {
        key: canonical(on_source[key].value)
        for key in EFFECTIVE_KEYS
        if key in on_source
        and key not in overrides
        and on_source[key].value is not None
        and not same_value(on_source[key].value, on_target.get(key))
    }


def canonical(value: t.Any) -> str:
    """Return the canonical spelling of a value; YAML and JSON have several: true, 1000 for 1e3, "a,b" for "a, b"."""
    text = str(value).strip()
    if text.lower() in ("true", "false"):
        return text.lower()
    if _NUMBER.fullmatch(text):
        number = float(text) if re.search(r"[.eE]", text) else int(text)
        return str(int(number)) if math.isfinite(number) and number == int(number) else repr(number)
    return ",".join(part.strip() for part in text.split(",")) if "," in text else text


def same_value(one: str | None, other: str | None) -> bool:
    """Whether two config values have the same meaning; the order of a list does not matter."""
    if one is None or other is None:
        return one is other
    return sorted(canonical(one).split(",")) == sorted(canonical(other).split(","))


def colliding_names(names: t.Iterable[str]) -> dict[str, list[str]]:
    """Return the names that Kafka's metrics cannot distinguish, each with the others.

    See org.apache.kafka.common.internals.Topic.hasCollision.
    """
    by_metric: dict[str, list[str]] = {}
    for name in sorted(names):
        by_metric.setdefault(name.replace(".", "_"), []).append(name)
    return {
        name: [other for other in alike if other != name]
        for alike in by_metric.values()
        if len(alike) > 1
        for name in alike
    }
