# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan what makes the target's topics match those of the source; nothing here sends a request."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import NewTopic
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.config_translation import (
    ConfigRules,
    copied_overrides,
    same_value,
    translated_effective,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

_LONGEST_NAME = 249  # org.apache.kafka.common.internals.Topic


class Difference(t.NamedTuple):
    """A field of a topic that is not the same on both sides."""

    field: str  # partitions, replication_factor or configs.<key>
    source: t.Any
    target: t.Any

    def __str__(self) -> str:
        if self.source is None:
            return f"{self.field} is {self.target}, which the source does not set"
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
    only_on_target: tuple[str, ...] = ()  # keys that the target overrides and the source does not; never removed
    describable: bool = True  # False: the user may not describe it, so it can exist all the same

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
    exclude_configs: tuple[re.Pattern[str], ...] = ()


@dataclasses.dataclass(frozen=True)
class Target:
    """The state of the target."""

    brokers: int
    topic_names: frozenset[str]
    topics: dict[str, Topic]  # the source's topics that exist there, with effective configs
    defaults: Configs = dataclasses.field(default_factory=dict)  # the configs of a topic without overrides
    known_configs: frozenset[str] | None = None  # all config keys of a topic; None if they are unknown
    errors: dict[str, BrokerError] = dataclasses.field(default_factory=dict)  # topics that cannot be described
    denied: frozenset[str] = frozenset()  # topics that may not be described


def plan_topics(source: t.Sequence[Topic], target: Target, options: CloneOptions) -> list[TopicPlan]:
    """Return a plan for each topic, in the same order."""
    missing = {topic.name for topic in source if topic.name not in target.topics}
    collisions = colliding_names(target.topic_names | missing)
    rules = ConfigRules(target.known_configs, options.exclude_configs)
    plans = []
    for topic in source:
        if topic.name in missing:
            plans.append(_plan_creation(topic, target, options, rules, collisions.get(topic.name, ())))
        else:
            plans.append(_plan_existing(topic, target.topics[topic.name], options, rules))
    return plans


def _plan_creation(
    topic: Topic, target: Target, options: CloneOptions, rules: ConfigRules, colliding: t.Sequence[str]
) -> TopicPlan:
    configs, skipped = copied_overrides(topic.configs, topic.effective_configs, rules)
    if options.config_mode == "effective":
        configs = {**configs, **_pins(topic, target.defaults, configs, rules)}
    wanted = _wanted(topic, configs, options)
    error = target.errors.get(topic.name)
    problem = f"it cannot be described on the target: {error}" if error else None
    return TopicPlan(
        topic.name,
        wanted,
        exists=False,
        skipped_configs=skipped,
        problem=problem or _creation_problem(topic, wanted, target.brokers, colliding),
        describable=topic.name not in target.denied,
    )


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


def _plan_existing(topic: Topic, existing: Topic, options: CloneOptions, rules: ConfigRules) -> TopicPlan:
    overrides, skipped = copied_overrides(topic.configs, topic.effective_configs, rules)
    found = {key: config.value for key, config in (existing.effective_configs or {}).items()}
    pins = _pins(topic, found, overrides, rules) if options.config_mode == "effective" else {}
    wanted = _wanted(topic, {**overrides, **pins}, options)
    differing = {key: value for key, value in wanted.configs.items() if not same_value(value, found.get(key))}
    extra = _only_on_target(topic, existing, wanted.configs, rules)
    grow = options.add_partitions and wanted.partitions > existing.partitions
    return TopicPlan(
        name=topic.name,
        wanted=wanted,
        exists=True,
        differences=(
            *_shape_differences(wanted, existing),
            *(Difference(f"configs.{key}", value, found.get(key)) for key, value in sorted(differing.items())),
            *(Difference(f"configs.{key}", value, existing.configs[key]) for key, value in sorted(extra.items())),
        ),
        alter=differing if options.update_configs else {},
        grow=grow,
        skipped_configs=skipped,
        problem=None if grow else _partition_problem(wanted.partitions, existing.partitions),
        only_on_target=tuple(sorted(extra)),
    )


def _only_on_target(
    topic: Topic, existing: Topic, wanted: t.Mapping[str, str], rules: ConfigRules
) -> dict[str, str | None]:
    """Return the keys that only the target overrides, with another value than the source's (None if it is unknown)."""
    on_source = {key: config.value for key, config in (topic.effective_configs or {}).items()}
    on_source.update(translated_effective(topic.effective_configs, rules))
    return {
        key: on_source.get(key)
        for key, value in existing.configs.items()
        if key not in wanted and rules.allows(key, value) and not same_value(value, on_source.get(key))
    }


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


def _pins(topic: Topic, on_target: Configs, overrides: dict[str, str], rules: ConfigRules) -> dict[str, str]:
    """Return the values in effect on the source that the target would not have by default."""
    return {
        key: value
        for key, value in translated_effective(topic.effective_configs, rules).items()
        if key not in overrides and not same_value(value, on_target.get(key))
    }


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
