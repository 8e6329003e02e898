# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clone topics: read both sides, plan, and carry the plans out."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, is_internal_topic
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs, alter_configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import (
    NewTopic,
    create_partitions,
    create_topics,
    describe_topics,
    wait_for_leaders,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import (
    CloneOptions,
    Target,
    TopicPlan,
    copied_overrides,
    plan_topics,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic, read_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.report import topic_result


def topics_of_snapshot(snapshot: t.Any, selection: Selection, config_mode: str) -> tuple[str, list[Topic]]:
    """Return the cluster id and the selected topics of what kafka_topic_info returned or saved.

    Raises :class:`Failure` if it is not such a snapshot, or lacks the effective configs that config_mode requires.
    """
    if not isinstance(snapshot, dict) or not isinstance(snapshot.get("topics"), list) or not snapshot.get("cluster_id"):
        raise Failure("snapshot is not what kafka_topic_info returns: it has no cluster_id or no list of topics.")
    topics = {topic.name: topic for topic in map(Topic.from_result, snapshot["topics"])}
    chosen = [topics[name] for name in selection.require(topics, "The snapshot", is_internal_topic)]
    if config_mode == "effective" and any(topic.effective_configs is None for topic in chosen):
        raise Failure("config_mode effective needs a snapshot that kafka_topic_info took with effective: true.")
    return snapshot["cluster_id"], chosen


def read_target(connection: Connection, source: t.Sequence[Topic], options: CloneOptions) -> Target:
    """Read those of the source's topics that exist on the target, and what the target would give to the others."""
    described, _errors = split(describe_topics(connection))
    existing = [topic.name for topic in source if topic.name in described]
    selection = Selection("topics", tuple(existing), (), ())
    topics = (
        {topic.name: topic for topic in read_topics(connection, selection, effective=True, sizes=False)}
        if existing
        else {}
    )
    missing = [topic for topic in source if topic.name not in described]
    defaults = _defaults(connection, missing) if options.config_mode == "effective" else {}
    return Target(len(connection.brokers), frozenset(described), topics, defaults)


def _defaults(connection: Connection, missing: list[Topic]) -> dict[str, Configs]:
    """Return the configs that missing topics would have on the target, as the validation of their creation reports."""
    validated = [NewTopic(topic.name, topic.partitions, -1, copied_overrides(topic.configs)[0]) for topic in missing]
    configs, _errors = split(create_topics(connection, validated, validate_only=True))
    return configs


def plan_clone(source: t.Sequence[Topic], target: Connection, options: CloneOptions) -> list[TopicPlan]:
    """Read the target and plan its topics."""
    return plan_topics(source, read_target(target, source, options), options)


class Clone:
    """Carries plans out, or in check mode lets the brokers validate them, and records the outcome of each topic."""

    def __init__(self, target: Connection, plans: t.Sequence[TopicPlan], check_mode: bool) -> None:
        self._target = target
        self._plans = plans
        self._check_mode = check_mode
        self._errors: dict[str, BrokerError] = {}
        self._found_matching: set[str] = set()

    def apply(self) -> None:
        """Create, grow and alter topics as planned; an error of one topic stops only that topic."""
        plans = [plan for plan in self._plans if plan.changes]
        new = [plan.wanted for plan in plans if not plan.exists]
        counts = {plan.name: plan.wanted.partitions for plan in plans if plan.grow}
        configs = {plan.name: plan.alter for plan in plans if plan.alter}
        self._record_errors(create_topics(self._target, new, self._check_mode))
        self._record_errors(create_partitions(self._target, counts, self._check_mode))
        self._record_errors(alter_configs(self._target, configs, self._check_mode))

    def _record_errors(self, answers: t.Mapping[str, Answer[object]]) -> None:
        self._errors.update(split(answers)[1])

    def verify_created(self, replan: t.Callable[[set[str]], t.Sequence[TopicPlan]], correct_configs: bool) -> None:
        """Wait for the leaders of new topics, read those again that may differ from their plan, correct their configs.

        With correct_configs every new topic is read again: a controller predicts configs from its own properties file,
        and the brokers may have other values. A topic that already existed when it was to be created is read in any
        case: a creation that timed out may have succeeded all the same, and then the second attempt finds the topic.
        """
        if self._check_mode:
            return
        new = {plan.name for plan in self._plans if plan.changes and not plan.exists}
        created = new - set(self._errors)
        found = {name for name in new - created if self._errors[name].code == ErrorCode.TOPIC_ALREADY_EXISTS}
        self._record_errors(wait_for_leaders(self._target, created))
        corrections: dict[str, dict[str, str]] = {}
        for plan in replan(found | created if correct_configs else found):
            if plan.name in found and not plan.differences:
                del self._errors[plan.name]
                self._found_matching.add(plan.name)
            elif plan.name in created:
                corrections[plan.name] = {
                    key: value for key, value in plan.wanted.configs.items() if key in plan.differing_configs
                }
        self._record_errors(alter_configs(self._target, {name: keys for name, keys in corrections.items() if keys}))

    def results(self, applied: bool) -> list[dict[str, t.Any]]:
        """Return the outcome of each topic, as the module returns it."""
        return [topic_result(plan, self._action(plan, applied), self._errors.get(plan.name)) for plan in self._plans]

    def _action(self, plan: TopicPlan, applied: bool) -> str:
        outcomes = (
            (plan.changes and not applied, "pending"),
            (plan.name in self._errors, "failed"),
            (bool(plan.problem), "differs" if plan.exists else "failed"),
            (plan.name in self._found_matching, "unchanged"),
            (not plan.exists, "created"),
            (bool(plan.remaining), "differs"),
            (plan.changes, "updated"),
        )
        return next((action for applies, action in outcomes if applies), "unchanged")
