# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One security group of Neutron: find it with few requests, and change its rules step by step."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import (
    Cloud,
    CloudFailure,
    cloud_errors,
    error_type,
    is_id,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import Rule
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule_plan import Existing, Step, existing

EXISTS = ("SecurityGroupRuleExists", "VPC.9902")
QUOTA = ("OverQuota", "VPC.9905")


class SecurityGroup:
    """A group, with the rules that it had when it was read."""

    def __init__(self, cloud: Cloud, answer: t.Any) -> None:
        self.cloud, self.id, self.name, self.project_id = cloud, answer.id, answer.name, answer.project_id
        self.rules: list[Existing] = existing(answer.security_group_rules)

    @classmethod
    def find(cls, cloud: Cloud, name: str, project: str | None = None) -> SecurityGroup:
        """The group with this id or name: one request, as both answers hold the rules. A group that has another's id as its name is found too."""
        with cloud.doing(f"find security group {name}"):
            network = cloud.connection.network
            scope = (
                {"project_id": cloud.connection.identity.find_project(project, ignore_missing=False).id}
                if project
                else {}
            )
            found = [_get(network, name)] if is_id(name) else []
            found = [group for group in found if group] or list(network.security_groups(name=name, **scope))
        found = [group for group in found if group.project_id == scope.get("project_id", group.project_id)]
        if len(found) == 1:
            return cls(cloud, found[0])
        place = f"project {project}" if project else "the project of this login"
        if not found:
            # OTC shows an empty list to a user without the permission.
            raise CloudFailure(
                f"There is no security group {name} in {place}, or this user may not see it; check its name, the project, region_name and the permissions."
            )
        ids = ", ".join(
            f"{group.id} (project {group.project_id})" for group in sorted(found, key=lambda group: group.id)
        )
        raise CloudFailure(f"Security group {name} is ambiguous; give one of these ids instead: {ids}.")

    def resolve(self, names: t.Iterable[str]) -> dict[str, str]:
        """The ids of groups by their names or ids. This group's own costs no request, and an id is taken as it is."""
        own = {self.name: self.id, self.id: self.id}
        return {
            name: own.get(name) or (name if is_id(name) else SecurityGroup.find(self.cloud, name, self.project_id).id)
            for name in names
        }

    def apply(self, steps: t.Sequence[Step], project: str | None = None) -> tuple[list[Step], str | None]:
        """Carry out a plan, up to the first step that fails: what was done, and why not the rest."""
        done: list[Step] = []
        ids: dict[Rule, str | None] = {}  # a rule that is asked for twice is created once
        for step in steps:
            try:
                result = self._do(step, {"project_id": self.project_id} if project else {})
            except CloudFailure as failure:
                return done, str(failure)
            done.append(result if result.id else dataclasses.replace(result, id=ids.get(step.rule)))
            ids.setdefault(step.rule, result.id)
        return done, None

    def _do(self, step: Step, scope: dict[str, str]) -> Step:
        if step.action == "deleted":
            with self.cloud.doing(f"delete rule {step.id} ({step.rule})"):
                self.cloud.connection.network.delete_security_group_rule(step.id, ignore_missing=True)
        if step.action != "created":
            return step
        body = {**step.rule.body, **({"description": step.description} if step.description else {})}
        with self.cloud.doing(f"create rule {step.rule} in security group {self.name}"):
            try:
                return dataclasses.replace(
                    step,
                    id=self.cloud.connection.network.create_security_group_rule(
                        security_group_id=self.id, **body, **scope
                    ).id,
                )
            except cloud_errors.ConflictException as error:
                return self._after_conflict(step, error)

    def _after_conflict(self, step: Step, error: Exception) -> Step:
        kind = error_type(error)
        if kind in QUOTA or "quota" in str(error).lower():
            raise CloudFailure(
                f"Cannot create rule {step.rule} in security group {self.name}: the project's quota security_group_rule is used up; raise it, or delete rules."
            ) from error
        if kind in EXISTS or "already exists" in str(error):
            # Somebody else was faster.
            self.rules = existing(self.cloud.connection.network.get_security_group(self.id).security_group_rules)
            match = next((entry for entry in self.rules if entry.rule == step.rule), None)
            if match:
                return Step("unchanged", step.rule, match.id)
        raise error


def _get(network: t.Any, group_id: str) -> t.Any:
    try:
        return network.get_security_group(group_id)
    except cloud_errors.NotFoundException:
        return None
