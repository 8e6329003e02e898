# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read both sides, plan, and make the target match."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, is_internal_topic
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Configs, alter_configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError, KafkaFailure
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

ACTIONS = ("created", "unchanged", "updated", "differs", "failed", "pending")
_ALREADY_EXISTS = 36


def topics_of_snapshot(snapshot: t.Any, selection: Selection, config_mode: str) -> tuple[str, list[Topic]]:
    """The cluster id and the chosen topics of what kafka_topic_info returned or saved."""
    if not isinstance(snapshot, dict) or not isinstance(snapshot.get("topics"), list) or not snapshot.get("cluster_id"):
        raise KafkaFailure("snapshot is not what kafka_topic_info returns: it has no cluster_id or no list of topics.")
    topics = {topic.name: topic for topic in map(Topic.from_result, snapshot["topics"])}
    chosen = [topics[name] for name in selection.require(topics, "The snapshot", is_internal_topic)]
    if config_mode == "effective" and any(topic.effective_configs is None for topic in chosen):
        raise KafkaFailure("config_mode effective needs a snapshot that kafka_topic_info took with effective: true.")
    return snapshot["cluster_id"], chosen


def read_target(connection: Connection, source: t.Sequence[Topic], wishes: CloneOptions) -> Target:
    """Read what the target has of the source's topics, and what it would give to those that it lacks."""
    names = {name for name, answer in describe_topics(connection).items() if not isinstance(answer, BrokerError)}
    existing = [topic.name for topic in source if topic.name in names]
    selection = Selection("topics", tuple(existing), (), ())
    topics = (
        {topic.name: topic for topic in read_topics(connection, selection, effective=True, sizes=False)}
        if existing
        else {}
    )
    missing = [topic for topic in source if topic.name not in names]
    defaults = _defaults(connection, missing) if wishes.config_mode == "effective" else {}
    return Target(len(connection.brokers), frozenset(names), topics, defaults)


def _defaults(connection: Connection, missing: list[Topic]) -> dict[str, Configs]:
    """Ask the target what configs the topics would get: a rehearsal of their creation answers with them."""
    rehearsed = [NewTopic(topic.name, topic.partitions, -1, copied_overrides(topic.configs)[0]) for topic in missing]
    answers = create_topics(connection, rehearsed, validate_only=True)
    return {name: answer for name, answer in answers.items() if not isinstance(answer, BrokerError)}


class Clone:
    """Carries plans out, or rehearses them, and remembers what came of each topic."""

    def __init__(self, target: Connection, plans: t.Sequence[TopicPlan], check_mode: bool) -> None:
        self._target = target
        self._plans = plans
        self._check_mode = check_mode
        self._errors: dict[str, BrokerError] = {}
        self._found_matching: set[str] = set()

    def apply(self) -> None:
        """Create, grow and alter what the plans say; one topic's error stops only that topic."""
        plans = [plan for plan in self._plans if plan.changes]
        self._note(create_topics(self._target, [plan.wanted for plan in plans if not plan.exists], self._check_mode))
        self._note(
            create_partitions(
                self._target, {plan.name: plan.wanted.partitions for plan in plans if plan.grow}, self._check_mode
            )
        )
        self._note(
            alter_configs(self._target, {plan.name: plan.alter for plan in plans if plan.alter}, self._check_mode)
        )

    def _note(self, answers: t.Mapping[str, Answer[object]]) -> None:
        self._errors.update({name: answer for name, answer in answers.items() if isinstance(answer, BrokerError)})

    def mend(self, replan: t.Callable[[set[str]], t.Sequence[TopicPlan]], verify_configs: bool) -> None:
        """Wait for the new topics, look again at those that may have come out otherwise, and mend their configs.

        A controller predicts configs from its own file, and the brokers may have another. A creation that timed out can
        have happened all the same: then the topic exists at the second try.
        """
        created = {plan.name for plan in self._plans if plan.changes and not plan.exists}
        foreign = {name for name in created if name in self._errors and self._errors[name].code == _ALREADY_EXISTS}
        done = created - set(self._errors)
        if self._check_mode:
            return
        self._note(wait_for_leaders(self._target, done))
        alter: dict[str, dict[str, str]] = {}
        for plan in replan(foreign | done if verify_configs else foreign):
            if plan.name in foreign and not plan.differences:
                del self._errors[plan.name]
                self._found_matching.add(plan.name)
            elif plan.name in done:
                alter[plan.name] = {
                    key: value for key, value in plan.wanted.configs.items() if key in plan.differing_configs
                }
        self._note(alter_configs(self._target, {name: keys for name, keys in alter.items() if keys}))

    def results(self, carried_out: bool) -> list[dict[str, t.Any]]:
        """What came of each topic, as the module returns it."""
        return [
            topic_result(plan, self._action(plan, carried_out), self._errors.get(plan.name)) for plan in self._plans
        ]

    def _action(self, plan: TopicPlan, carried_out: bool) -> str:
        if plan.changes and not carried_out:
            return "pending"
        if plan.name in self._errors:
            return "failed"
        if plan.problem:
            return "differs" if plan.exists else "failed"
        if plan.name in self._found_matching:
            return "unchanged"
        if not plan.exists:
            return "created"
        if plan.remaining:
            return "differs"
        return "updated" if plan.changes else "unchanged"


def topic_result(plan: TopicPlan, action: str, error: BrokerError | None = None) -> dict[str, t.Any]:
    """One topic as the module returns it; of a matching one there is nothing to say."""
    if action == "unchanged":
        return {"name": plan.name, "action": action}
    return {
        "name": plan.name,
        "action": action,
        "partitions": plan.wanted.partitions,
        "replication_factor": plan.wanted.replication_factor,
        "configs": plan.wanted.configs,
        "skipped_configs": list(plan.skipped_configs),
        "differences": [difference._asdict() for difference in plan.differences],
        "message": _message(plan, action, error),
    }


def _message(plan: TopicPlan, action: str, error: BrokerError | None) -> str:
    if error:
        return str(error)
    if plan.problem:
        return plan.problem
    if action == "differs":
        return "; ".join(map(str, plan.remaining)) + "; " + _remedy(plan)
    return ""


def _remedy(plan: TopicPlan) -> str:
    if any(difference.field == "replication_factor" for difference in plan.remaining):
        return "an existing topic's replication factor changes only by a reassignment"
    return "update_configs changes them"


def summary(results: list[dict[str, t.Any]]) -> dict[str, int]:
    """How many topics came out how."""
    return {action: sum(result["action"] == action for result in results) for action in ACTIONS}


def failure(results: list[dict[str, t.Any]], on_difference: str) -> str | None:
    """Why the module has to fail; null when it has not."""
    bad = [
        result
        for result in results
        if result["action"] == "failed" or (result["action"] == "differs" and on_difference == "fail")
    ]
    if not bad:
        return None
    named = name_some((f"{result['name']} ({result['message']})" for result in bad), most=5)
    return f"{len(bad)} of {len(results)} topics do not match on the target: {named}."


def refusal(plans: t.Sequence[TopicPlan]) -> str | None:
    """Why nothing is changed at all; null when all plans can be carried out as far as can be known."""
    bad = [plan for plan in plans if plan.problem]
    if not bad:
        return None
    named = name_some((f"{plan.name}: {plan.problem}" for plan in bad), most=5)
    return f"Nothing was changed: {len(bad)} of {len(plans)} topics cannot match on the target. {named}."


def diff(plans: t.Sequence[TopicPlan]) -> list[dict[str, str]]:
    """Before and after of every topic that changes, key by key."""
    return [
        {
            "before_header": f"topic {plan.name}",
            "after_header": f"topic {plan.name}",
            "before": "".join(f"{field}: {value}\n" for field, value in _before(plan)),
            "after": "".join(f"{field}: {value}\n" for field, value in _after(plan)),
        }
        for plan in plans
        if plan.changes
    ]


def _before(plan: TopicPlan) -> list[tuple[str, t.Any]]:
    mended = set(plan.differences) - set(plan.remaining)
    return [(difference.field, difference.target) for difference in plan.differences if difference in mended]


def _after(plan: TopicPlan) -> list[tuple[str, t.Any]]:
    if plan.exists:
        mended = set(plan.differences) - set(plan.remaining)
        return [(difference.field, difference.source) for difference in plan.differences if difference in mended]
    shape = [("partitions", plan.wanted.partitions), ("replication_factor", plan.wanted.replication_factor)]
    return shape + [(f"configs.{key}", value) for key, value in sorted(plan.wanted.configs.items())]


def plan_clone(source: t.Sequence[Topic], target: Connection, wishes: CloneOptions) -> list[TopicPlan]:
    """Read the target and plan."""
    return plan_topics(source, read_target(target, source, wishes), wishes)
