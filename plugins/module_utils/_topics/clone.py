# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clone topics: read both sides, plan, and carry the plans out."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, is_internal_topic
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import (
    OVERRIDE,
    Configs,
    alter_configs,
    describe_configs,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    KafkaFailure,
    error_answer,
    is_unanswered,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import (
    create_partitions,
    create_topics,
    default_configs,
    describe_topics,
    wait_for_leaders,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import (
    CloneOptions,
    Target,
    TopicPlan,
    plan_topics,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import (
    Topic,
    TopicSelection,
    read_topics,
    select_topics,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.report import topic_result

_MOST_EXAMPLES = 20  # topics whose configs show which keys the target knows
# A topic whose name is invalid is planned like a missing one, and the plan or the controller reports it.
_CAN_BE_CREATED = (
    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    ErrorCode.INVALID_TOPIC_EXCEPTION,
    ErrorCode.TOPIC_AUTHORIZATION_FAILED,
)


@dataclasses.dataclass(frozen=True)
class Source:
    """The topics to clone, and what was not chosen."""

    label: str
    cluster_id: str
    topics: list[Topic]
    left_out: list[str]  # would be chosen, but look internal
    hidden: list[str]  # would be chosen, but may not be described
    incomplete_reason: str | None  # why there can be others that would be chosen; None if there are none

    def named(self, names: t.Container[str]) -> list[Topic]:
        """Return the topics with these names."""
        return [topic for topic in self.topics if topic.name in names]

    def to_result(self) -> dict[str, t.Any]:
        """Return the source as the module returns it, without the topics."""
        return {
            "source_cluster_id": self.cluster_id,
            "incomplete_reason": self.incomplete_reason,
            "hidden_topics": self.hidden,
            "left_out": self.left_out,
        }


def source_of_cluster(connection: Connection, selection: Selection) -> Source:
    """Read the selected topics with their effective configs."""
    selected = select_topics(connection, selection)
    topics = read_topics(connection, selected, effective=True, sizes=False)
    return Source(
        connection.label,
        connection.cluster_id,
        topics,
        selected.left_out,
        selected.hidden,
        selected.incomplete_reason,
    )


def source_of_snapshot(snapshot: t.Any, selection: Selection, config_mode: str) -> Source:
    """Return the selected topics of what kafka_topic_info returned or saved.

    Raises :class:`Failure` if it is not such a snapshot, or lacks the effective configs that config_mode requires.
    """
    if not isinstance(snapshot, dict) or not isinstance(snapshot.get("topics"), list) or not snapshot.get("cluster_id"):
        raise Failure("snapshot is not what kafka_topic_info returns: it has no cluster_id or no list of topics.")
    topics = {topic.name: topic for topic in map(Topic.from_result, snapshot["topics"])}
    chosen = [topics[name] for name in selection.require(topics, "The snapshot", is_internal_topic)]
    if config_mode == "effective" and any(topic.effective_configs is None for topic in chosen):
        raise Failure("config_mode effective needs a snapshot that kafka_topic_info took with effective: true.")
    reason = None
    if snapshot.get("complete") is False and not selection.is_by_name:
        reason = f"the snapshot is incomplete ({snapshot.get('incomplete_reason')})"
    left_out = [*topics, *(snapshot.get("left_out") or ())]
    hidden = selection.choose(snapshot.get("hidden_topics") or (), is_internal_topic)
    left_out = [] if selection.is_by_name else selection.left_out(left_out, is_internal_topic)
    return Source("the snapshot", snapshot["cluster_id"], chosen, left_out, hidden, reason)


def selection_problem(source: Source, selection: Selection, allow_incomplete: bool) -> str | None:
    """Return why these topics must not be taken for all that were selected, None if they may be.

    A clone of nothing is a failure: who sees no topic at all would otherwise be done.
    """
    reason = source.incomplete_reason
    if not source.topics:
        message = selection.nothing_message(source.label).rstrip(".")
        return f"No topic was chosen, so nothing was compared: {message}{f'; {reason}' if reason else ''}."
    if reason and not allow_incomplete:
        return (
            f"Nothing was changed: there can be topics that were selected and not read, since {reason}. "
            "Name the topics in the option topics, or set allow_incomplete to go on without those that are not seen."
        )
    return None


def read_target(connection: Connection, source: t.Sequence[Topic]) -> Target:
    """Read those of the source's topics that exist on the target, and which configs the others would have there."""
    names = [topic.name for topic in source]
    listed, _errors = split(describe_topics(connection))
    found, errors = split(describe_topics(connection, names))
    existing = TopicSelection(connection.label, dict(found), sorted(found), [], [], None)
    topics = {topic.name: topic for topic in read_topics(connection, existing, effective=True, sizes=False)}
    defaults = _defaults(connection, topics, [name for name in names if name not in found], listed)
    return Target(
        brokers=len(connection.brokers),
        topic_names=frozenset({*listed, *found}),
        topics=topics,
        defaults=defaults,
        known_configs=frozenset(defaults) or None,
        errors={name: error for name, error in errors.items() if error.code not in _CAN_BE_CREATED},
        denied=frozenset(name for name, error in errors.items() if error.code == ErrorCode.TOPIC_AUTHORIZATION_FAILED),
    )


def _defaults(
    connection: Connection, topics: t.Mapping[str, Topic], missing: t.Sequence[str], listed: t.Iterable[str]
) -> Configs:
    """Return the configs that a topic without overrides has on the target, with all keys that it knows.

    As the validation of a creation reports them; otherwise those of existing topics, except for what they override.
    Empty if neither works.
    """
    predicted = default_configs(connection, missing)
    if predicted:
        return predicted
    examples = [topic.effective_configs for topic in topics.values() if topic.effective_configs]
    if not examples:
        examples = list(split(describe_configs(connection, sorted(listed)[:_MOST_EXAMPLES]))[0].values())
    found: Configs = {}
    for configs in examples:
        found.update({key: config.value for key, config in configs.items() if config.source != OVERRIDE})
        found.update({key: None for key in configs if key not in found})
    return found


def plan_clone(source: t.Sequence[Topic], target: Connection, options: CloneOptions) -> list[TopicPlan]:
    """Read the target and plan its topics."""
    return plan_topics(source, read_target(target, source), options)


class Clone:
    """Carries plans out, or in check mode lets the brokers validate them, and records the outcome of each topic."""

    def __init__(self, target: Connection, plans: t.Sequence[TopicPlan], check_mode: bool) -> None:
        self._target = target
        self._plans = plans
        self._check_mode = check_mode
        self._errors: dict[str, BrokerError] = {}
        self._found_matching: set[str] = set()
        self._changed: set[str] = set()
        self.problem: str | None = None  # why not everything could be verified

    @property
    def changed(self) -> bool:
        """Whether any topic was changed (in check mode: would be)."""
        return bool(self._changed)

    def apply(self) -> None:
        """Create, grow and alter topics as planned; an error of one topic stops only that topic."""
        plans = [plan for plan in self._plans if plan.changes]
        new = [plan.wanted for plan in plans if not plan.exists]
        counts = {plan.name: plan.wanted.partitions for plan in plans if plan.grow}
        configs = {plan.name: plan.alter for plan in plans if plan.alter}
        self._record(create_topics(self._target, new, self._check_mode))
        self._record(create_partitions(self._target, counts, self._check_mode))
        self._record(alter_configs(self._target, configs, self._check_mode))
        for plan in plans:
            if not plan.describable:
                self._explain_denied(plan.name)

    def _record(self, answers: t.Mapping[str, Answer[object]]) -> None:
        values, errors = split(answers)
        self._changed.update(values)
        self._errors.update(errors)

    def _explain_denied(self, name: str) -> None:
        """Replace what was answered for a topic that may not be described: it is not known to match."""
        error = self._errors.get(name)
        if error and error.code != ErrorCode.TOPIC_ALREADY_EXISTS:
            return
        done = "the topic exists" if error else "would be created" if self._check_mode else "the topic was created"
        self._errors[name] = error_answer(
            ErrorCode.TOPIC_AUTHORIZATION_FAILED,
            f"{done}, but may not be described by {user_of(self._target.options)}; grant DESCRIBE on the topic",
        )

    def verify_created(self, replan: t.Callable[[set[str]], t.Sequence[TopicPlan]], correct_configs: bool) -> None:
        """Wait for the leaders of new topics, read those again that may differ from their plan, correct their configs.

        With correct_configs every new topic is read again: a controller predicts configs from its own properties file,
        and the brokers may have other values. A topic that already existed when it was to be created, and one whose
        creation had no response, is read in any case: a creation that timed out may have succeeded all the same, and
        then the second attempt finds the topic.
        """
        if self._check_mode:
            return
        try:
            self._verify_created(replan, correct_configs)
        except KafkaFailure as failure:  # what was created stays reported
            self.problem = f"The topics could not be read again after the changes: {failure}"

    def _verify_created(self, replan: t.Callable[[set[str]], t.Sequence[TopicPlan]], correct_configs: bool) -> None:
        new = {plan.name for plan in self._plans if plan.changes and not plan.exists}
        created = new - set(self._errors)
        unclear = {name for name in new - created if _may_exist(self._errors[name])}
        self._record(wait_for_leaders(self._target, created))
        corrections: dict[str, dict[str, str]] = {}
        for plan in replan(unclear | created if correct_configs else unclear):
            if plan.name in unclear and plan.exists and not plan.differences:
                self._settle(plan.name)
            elif plan.name in created:
                corrections[plan.name] = {
                    key: value for key, value in plan.wanted.configs.items() if key in plan.differing_configs
                }
        self._record(alter_configs(self._target, {name: keys for name, keys in corrections.items() if keys}))

    def _settle(self, name: str) -> None:
        """A topic matches although its creation was not confirmed."""
        if is_unanswered(self._errors.pop(name)):
            self._changed.add(name)  # it was missing, and exists now
        else:
            self._found_matching.add(name)

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


def _may_exist(error: BrokerError) -> bool:
    return error.code == ErrorCode.TOPIC_ALREADY_EXISTS or is_unanswered(error)
