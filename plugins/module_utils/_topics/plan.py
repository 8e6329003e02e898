# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide what it takes to make the target's topics match the source's; nothing here talks to a broker."""

from __future__ import annotations

import dataclasses
import math
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Config, Configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import NewTopic
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

# What decides which records a topic keeps, takes and acknowledges. With config_mode effective these must come out the
# same on the target, whether the source has them from the topic or from its brokers.
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
# Bound to one cluster's brokers (KIP-73 throttles, tiered storage, a vendor) or gone since Kafka 3.0 (KIP-724).
_NOT_COPIED = re.compile(
    r"(?:leader|follower)\.replication\.throttled\.replicas|message\.format\.version|confluent\..*|remote\..*"
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")
_LONGEST_NAME = 249  # org.apache.kafka.common.internals.Topic


class Difference(t.NamedTuple):
    """One thing that is not the same on both sides."""

    field: str  # partitions, replication_factor or configs.<key>
    source: t.Any
    target: t.Any

    def __str__(self) -> str:
        return f"{self.field} is {self.target} instead of {self.source}"


@dataclasses.dataclass(frozen=True)
class TopicPlan:
    """What one topic needs; where nothing of it is set, the topic matches."""

    name: str
    wanted: NewTopic
    exists: bool
    differences: tuple[Difference, ...] = ()
    alter: dict[str, str] = dataclasses.field(default_factory=dict)
    grow: bool = False
    skipped_configs: tuple[str, ...] = ()
    problem: str | None = None  # why it cannot be made to match, known before anything is changed

    @property
    def changes(self) -> bool:
        """Whether something is to be done on the target."""
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
    def remaining(self) -> tuple[Difference, ...]:
        """The differences that this plan leaves."""
        mended = {f"configs.{key}" for key in self.alter} | ({"partitions"} if self.grow else set())
        return tuple(difference for difference in self.differences if difference.field not in mended)


@dataclasses.dataclass(frozen=True)
class CloneOptions:
    """What the user asked for."""

    config_mode: str = "overrides"
    update_configs: bool = False
    add_partitions: bool = False
    replication_factor: int | None = None


@dataclasses.dataclass(frozen=True)
class Target:
    """What there is on the target."""

    brokers: int
    topic_names: frozenset[str]
    topics: dict[str, Topic]  # those of the source that exist, with effective configs
    defaults: dict[str, Configs]  # missing ones: the configs they would have there


def plan_topics(source: t.Sequence[Topic], target: Target, wishes: CloneOptions) -> list[TopicPlan]:
    """Plan all topics, in their order."""
    missing = {topic.name for topic in source if topic.name not in target.topics}
    taken = colliding_names(target.topic_names | missing)
    plans = []
    for topic in source:
        if topic.name in missing:
            plans.append(_plan_creation(topic, target, wishes, taken.get(topic.name, ())))
        else:
            plans.append(_plan_existing(topic, target.topics[topic.name], wishes))
    return plans


def _plan_creation(topic: Topic, target: Target, wishes: CloneOptions, taken: t.Sequence[str]) -> TopicPlan:
    configs, skipped = copied_overrides(topic.configs)
    if wishes.config_mode == "effective":
        configs = {**configs, **_pins(topic, target.defaults.get(topic.name, {}), configs)}
    wanted = NewTopic(topic.name, topic.partitions, wishes.replication_factor or topic.replication_factor, configs)
    return TopicPlan(
        topic.name,
        wanted,
        False,
        skipped_configs=skipped,
        problem=_creation_problem(topic, wanted, target.brokers, taken),
    )


def _creation_problem(topic: Topic, wanted: NewTopic, brokers: int, taken: t.Sequence[str]) -> str | None:
    if taken:
        return f"its name differs from {', '.join(taken)} only in '.' and '_', which Kafka does not allow in one cluster; rename or leave out one of them"
    if wanted.replication_factor > brokers:
        return f"replication factor {wanted.replication_factor} is more than the target's {brokers} brokers; set replication_factor, or add brokers"
    in_sync = int(wanted.configs.get("min.insync.replicas", "1"))
    if wanted.replication_factor < min(in_sync, topic.replication_factor):
        return f"min.insync.replicas {in_sync} is more than replication_factor {wanted.replication_factor}, so that no producer with acks=all could write"
    if len(wanted.name) > _LONGEST_NAME:
        return f"its name is longer than {_LONGEST_NAME} characters"
    return None


def _plan_existing(topic: Topic, existing: Topic, wishes: CloneOptions) -> TopicPlan:
    overrides, skipped = copied_overrides(topic.configs)
    effective = existing.effective_configs or {}
    there = {key: config.value for key, config in effective.items()}
    configs = {**overrides, **(_pins(topic, there, overrides) if wishes.config_mode == "effective" else {})}
    wanted = NewTopic(topic.name, topic.partitions, wishes.replication_factor or topic.replication_factor, configs)
    differences = [
        Difference(field, source, found)
        for field, source, found in (
            ("partitions", wanted.partitions, existing.partitions),
            ("replication_factor", wanted.replication_factor, existing.replication_factor),
        )
        if source != found
    ]
    differing = {key: value for key, value in configs.items() if not same_value(value, there.get(key))}
    differences += [Difference(f"configs.{key}", value, there.get(key)) for key, value in sorted(differing.items())]
    grow = wishes.add_partitions and wanted.partitions > existing.partitions
    return TopicPlan(
        name=topic.name,
        wanted=wanted,
        exists=True,
        differences=tuple(differences),
        alter=differing if wishes.update_configs else {},
        grow=grow,
        skipped_configs=skipped,
        problem=None if grow else _partition_problem(wanted.partitions, existing.partitions),
    )


def _partition_problem(wanted: int, found: int) -> str | None:
    if wanted == found:
        return None
    remedy = (
        "add_partitions grows it" if wanted > found else "Kafka cannot take partitions away: re-create it on the target"
    )
    return f"it has {found} partitions on the target and {wanted} on the source, so that keys would land elsewhere; {remedy}"


def copied_overrides(configs: Configs) -> tuple[dict[str, str], tuple[str, ...]]:
    """Part overrides into those to copy, in canonical form, and the keys that mean nothing on another cluster."""
    skipped = sorted(key for key, value in configs.items() if _NOT_COPIED.fullmatch(key) or value is None)
    return {key: canonical(value) for key, value in sorted(configs.items()) if key not in skipped}, tuple(skipped)


def _pins(topic: Topic, there: Configs, overrides: dict[str, str]) -> dict[str, str]:
    """The values in effect on the source that the target would not give by itself."""
    here: dict[str, Config] = topic.effective_configs or {}
    return {
        key: canonical(here[key].value)
        for key in EFFECTIVE_KEYS
        if key in here
        and key not in overrides
        and here[key].value is not None
        and not same_value(here[key].value, there.get(key))
    }


def canonical(value: t.Any) -> str:
    """One spelling for one meaning: True and true, 1e3 and 1000, "a, b" and "a,b" (YAML and JSON know the others)."""
    text = str(value).strip()
    if text.lower() in ("true", "false"):
        return text.lower()
    if _NUMBER.fullmatch(text):
        number = float(text) if re.search(r"[.eE]", text) else int(text)
        return str(int(number)) if math.isfinite(number) and number == int(number) else repr(number)
    return ",".join(part.strip() for part in text.split(",")) if "," in text else text


def same_value(one: str | None, other: str | None) -> bool:
    """Whether two config values mean the same; the order of a list does not matter."""
    if one is None or other is None:
        return one is other
    return sorted(canonical(one).split(",")) == sorted(canonical(other).split(","))


def colliding_names(names: t.Iterable[str]) -> dict[str, list[str]]:
    """Names that Kafka's metrics cannot tell apart, each with the others (org.apache.kafka.common.internals.Topic.hasCollision)."""
    by_metric: dict[str, list[str]] = {}
    for name in sorted(names):
        by_metric.setdefault(name.replace(".", "_"), []).append(name)
    return {
        name: [other for other in alike if other != name]
        for alike in by_metric.values()
        if len(alike) > 1
        for name in alike
    }
