# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results, the messages and the diff of a clone."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, ErrorCode
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import TopicPlan

ACTIONS = ("created", "unchanged", "updated", "differs", "failed", "pending")
_REFUSALS = (ErrorCode.INVALID_CONFIG, ErrorCode.INVALID_REQUEST, ErrorCode.POLICY_VIOLATION)
_MOST_NAMED = 5  # topics in a message


def topic_result(plan: TopicPlan, action: str, error: BrokerError | None = None) -> dict[str, t.Any]:
    """Return one topic as the module returns it; an unchanged one has no details."""
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
        return f"{error}{_config_remedy(plan, error)}"
    if plan.problem:
        return plan.problem
    if action == "differs":
        return "; ".join(map(str, plan.remaining)) + "; " + _remedy(plan)
    return ""


def _config_remedy(plan: TopicPlan, error: BrokerError) -> str:
    """Return the way out if the brokers refuse a config: other versions have other keys and stricter minimums."""
    keys = [key for key in plan.wanted.configs if key in error.message]
    if error.code not in _REFUSALS or not keys:
        return ""
    patterns = ", ".join(repr(re.escape(key)) for key in keys)
    return f"; exclude_configs_matching: [{patterns}] leaves it at the target's default"


def _remedy(plan: TopicPlan) -> str:
    fields = {difference.field for difference in plan.remaining}
    extra = {f"configs.{key}" for key in plan.only_on_target}
    remedies = []
    if "replication_factor" in fields:
        remedies.append("the replication factor of an existing topic changes only by a reassignment")
    if any(field.startswith("configs.") for field in fields - extra):
        remedies.append("update_configs changes them" if not extra else "update_configs changes those of the source")
    if fields & extra:
        remedies.append(
            f"remove the override of {name_some(plan.only_on_target)} on the target, or set exclude_configs_matching"
        )
    return "; ".join(remedies)


def summary(results: list[dict[str, t.Any]]) -> dict[str, int]:
    """Return the number of topics for each action."""
    return {action: sum(result["action"] == action for result in results) for action in ACTIONS}


def failure(results: list[dict[str, t.Any]], on_difference: str, problem: str | None = None) -> str | None:
    """Return why the module has to fail, None if it succeeds; problem is one that concerns all topics."""
    bad = [
        result
        for result in results
        if result["action"] == "failed" or (result["action"] == "differs" and on_difference == "fail")
    ]
    if not bad:
        return problem
    named = name_some((f"{result['name']} ({result['message']})" for result in bad), most=_MOST_NAMED)
    return f"{len(bad)} of {len(results)} topics do not match on the target: {named}.{f' {problem}' if problem else ''}"


def refusal(plans: t.Sequence[TopicPlan]) -> str | None:
    """Return why nothing is changed at all, None if no plan has a known problem."""
    bad = [plan for plan in plans if plan.problem]
    if not bad:
        return None
    named = name_some((f"{plan.name}: {plan.problem}" for plan in bad), most=_MOST_NAMED)
    return f"Nothing was changed: {len(bad)} of {len(plans)} topics cannot match on the target. {named}."


def diff(plans: t.Sequence[TopicPlan]) -> list[dict[str, str]]:
    """Return each topic that changes before and after, one field a line."""
    return [
        {
            "before_header": f"topic {plan.name}",
            "after_header": f"topic {plan.name}",
            "before": _lines((difference.field, difference.target) for difference in plan.resolved),
            "after": _lines(_after(plan)),
        }
        for plan in plans
        if plan.changes
    ]


def _lines(fields: t.Iterable[tuple[str, t.Any]]) -> str:
    return "".join(f"{field}: {value}\n" for field, value in fields)


def _after(plan: TopicPlan) -> list[tuple[str, t.Any]]:
    if plan.exists:
        return [(difference.field, difference.source) for difference in plan.resolved]
    shape = [("partitions", plan.wanted.partitions), ("replication_factor", plan.wanted.replication_factor)]
    return shape + [(f"configs.{key}", value) for key, value in sorted(plan.wanted.configs.items())]
