# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One security group of Neutron: find it with few requests, and change its rules step by step."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack import rule_plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import (
    Cloud,
    CloudFailure,
    cloud_errors,
    error_type,
    is_id,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import Rule
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule_plan import Existing, Step

EXISTS = ("SecurityGroupRuleExists", "VPC.9902")
QUOTA = ("OverQuota", "VPC.9905")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What the module returns, and why not every step was carried out; ``None`` if it was."""

    result: dict[str, t.Any]
    failure: str | None


def manage_rules(params: dict[str, t.Any], check_mode: bool) -> Outcome:
    """Find the group, decide what to do with its rules, and do it. Raises CloudFailure or RuleError."""
    options, remote_groups = params["rules"], rule_plan.remote_groups(params["rules"])
    rule_plan.parse_wanted(options, dict.fromkeys(remote_groups, "any"))  # refuse bad rules before the first request
    group = SecurityGroup.find(Cloud(params), params["security_group"], params["project"])
    wanted, before = rule_plan.parse_wanted(options, group.resolve(remote_groups)), group.rules
    steps = rule_plan.plan(wanted, before, params["state"], purge=params["purge"], exact=params["exact"])
    failure = None
    if not check_mode:
        steps, failure = group.apply(steps, params["project"])
    result = {
        "changed": any(step.action in ("created", "deleted") for step in steps),
        "security_group": {"id": group.id, "name": group.name},
        "rules": [step.to_result() for step in steps],
        "diff": rule_plan.diff(before, steps, group.name),
    }
    return Outcome(result, failure)


class SecurityGroup:
    """A group, with the rules that it had when it was read."""

    def __init__(self, cloud: Cloud, answer: t.Any) -> None:
        self.cloud, self.id, self.name, self.project_id = cloud, answer.id, answer.name, answer.project_id
        self.rules: list[Existing] = rule_plan.parse_existing(answer.security_group_rules)

    @classmethod
    def find(cls, cloud: Cloud, name: str, project: str | None = None) -> SecurityGroup:
        """Return the group with this id or name. Raises CloudFailure where not exactly one is found.

        One request, as both answers contain the rules. A group whose name looks like an id is found too.
        """
        with cloud.doing(f"find security group {name}"):
            network = cloud.connection.network
            scope = {"project_id": _project_id(cloud, project)} if project else {}
            found = [_get(network, name)] if is_id(name) else []
            found = [group for group in found if group] or list(network.security_groups(name=name, **scope))
        found = [group for group in found if group.project_id == scope.get("project_id", group.project_id)]
        if len(found) == 1:
            return cls(cloud, found[0])
        if not found:
            place = f"project {project}" if project else "the project of this login"
            # OTC returns an empty list to a user without the permission.
            raise CloudFailure(
                f"There is no security group {name} in {place}, or this user may not read it; "
                "check its name, the project, region_name and the permissions."
            )
        found.sort(key=lambda group: group.id)
        ids = ", ".join(f"{group.id} (project {group.project_id})" for group in found)
        raise CloudFailure(f"Security group {name} is ambiguous; give one of these ids instead: {ids}.")

    def resolve(self, names: t.Iterable[str]) -> dict[str, str]:
        """Return the ids of groups by their names or ids. Neither this group nor an id costs a request."""
        own = {self.name: self.id, self.id: self.id}
        return {
            name: own.get(name) or (name if is_id(name) else SecurityGroup.find(self.cloud, name, self.project_id).id)
            for name in names
        }

    def apply(self, steps: t.Sequence[Step], project: str | None = None) -> tuple[list[Step], str | None]:
        """Carry out a plan up to the first step that fails: return the steps done, and why the others were not."""
        done: list[Step] = []
        ids: dict[Rule, str | None] = {}  # a rule that is requested twice is created once
        for step in steps:
            try:
                result = self._do(step, {"project_id": self.project_id} if project else {})
            except CloudFailure as failure:
                return done, str(failure)
            done.append(result if result.id else dataclasses.replace(result, id=ids.get(step.rule)))
            ids.setdefault(step.rule, result.id)
        return done, None

    def _do(self, step: Step, scope: dict[str, str]) -> Step:
        network = self.cloud.connection.network
        if step.action == "deleted" and step.id:
            with self.cloud.doing(f"delete rule {step.id} ({step.rule})"):
                network.delete_security_group_rule(step.id, ignore_missing=True)
        if step.action != "created":
            return step
        body = {**step.rule.body, **({"description": step.description} if step.description else {})}
        with self.cloud.doing(f"create rule {step.rule} in security group {self.name}"):
            try:
                created = network.create_security_group_rule(security_group_id=self.id, **body, **scope)
            except cloud_errors.ConflictException as error:
                return self._after_conflict(step, error)
        return dataclasses.replace(step, id=created.id)

    def _after_conflict(self, step: Step, error: Exception) -> Step:
        kind = error_type(error)
        if kind in QUOTA or "quota" in str(error).lower():
            raise CloudFailure(
                f"Cannot create rule {step.rule} in security group {self.name}: "
                "the project's quota security_group_rule is used up; raise it, or delete rules."
            ) from error
        if kind in EXISTS or "already exists" in str(error):
            # Another client was faster.
            answer = self.cloud.connection.network.get_security_group(self.id)
            self.rules = rule_plan.parse_existing(answer.security_group_rules)
            match = next((entry for entry in self.rules if entry.rule == step.rule), None)
            if match:
                return Step("unchanged", step.rule, match.id)
        raise error


def _project_id(cloud: Cloud, project: str) -> str:
    identity = cloud.connection.identity
    if not hasattr(identity, "find_project"):
        raise CloudFailure("project needs version 3 of the identity API; set auth_url to it, or leave project out.")
    return str(identity.find_project(project, ignore_missing=False).id)


def _get(network: t.Any, group_id: str) -> t.Any:
    try:
        return network.get_security_group(group_id)
    except cloud_errors.NotFoundException:
        return None
