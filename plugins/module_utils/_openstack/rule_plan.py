# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide which rules to create in a security group, and which to delete, so that it has those requested, or has not."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import (
    Rule,
    RuleError,
    RuleFields,
    parse_rule,
)


@dataclasses.dataclass(frozen=True)
class Existing:
    """A rule that the group has."""

    id: str
    rule: Rule


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A rule that is requested. Its description is only for a new rule, and is ignored when rules are compared."""

    rule: Rule
    description: str | None = None


@dataclasses.dataclass(frozen=True)
class Step:
    """What happens to a rule: ``created``, ``unchanged``, ``deleted``, or ``covered`` by a wider one with that id."""

    action: str
    rule: Rule
    id: str | None = None
    description: str | None = None

    def to_result(self) -> dict[str, t.Any]:
        """Return the step as the module returns it."""
        low, high = self.rule.port_fields
        group = isinstance(self.rule.remote, str)
        return {
            "id": self.id,
            "action": self.action,
            "direction": self.rule.direction,
            "ethertype": self.rule.ethertype,
            "protocol": self.rule.protocol_name,
            "port_range_min": low,
            "port_range_max": high,
            "remote_ip_prefix": None if group else str(self.rule.remote),
            "remote_group_id": str(self.rule.remote).partition(":")[2] if group else None,
        }


def remote_groups(options: t.Iterable[dict[str, t.Any]]) -> list[str]:
    """Return the names and ids of the security groups that the module's option ``rules`` refers to."""
    return sorted({entry["remote_group"] for entry in options if entry.get("remote_group")})


def parse_wanted(options: t.Iterable[dict[str, t.Any]], group_ids: dict[str, str]) -> list[Wanted]:
    """Return the rules of the module's option ``rules``. Raises RuleError, which names the entry of the list."""
    found = []
    for number, entry in enumerate(options):
        port = entry.get("port")
        fields = RuleFields(
            direction=entry["direction"],
            ethertype=entry.get("ethertype"),
            protocol=entry.get("protocol"),
            port_range_min=entry.get("port_range_min") if port is None else port,
            port_range_max=entry.get("port_range_max") if port is None else port,
            remote_ip_prefix=entry.get("remote_ip_prefix"),
            remote_group_id=group_ids.get(entry.get("remote_group") or ""),
        )
        try:
            found.append(Wanted(parse_rule(fields), entry.get("description")))
        except RuleError as error:
            raise RuleError(f"rules[{number}]: {error}.") from None
    return found


def parse_existing(answer: t.Iterable[dict[str, t.Any]]) -> list[Existing]:
    """Return the rules of Neutron's answer, sorted by id, without those that cannot be parsed: they match nothing.

    A rule that denies is left out too. OTC's newer interface (v3) can create one; in the answers of the older one only
    ``action`` distinguishes it from others.
    """
    found = []
    for answered in answer:
        if (answered.get("action") or "allow") != "allow":
            continue
        fields = RuleFields(
            direction=answered.get("direction") or "",
            ethertype=answered.get("ethertype"),
            protocol=answered.get("protocol"),
            port_range_min=answered.get("port_range_min"),
            port_range_max=answered.get("port_range_max"),
            remote_ip_prefix=answered.get("remote_ip_prefix"),
            remote_group_id=answered.get("remote_group_id"),
            remote_address_group_id=answered.get("remote_address_group_id"),
        )
        try:
            found.append(Existing(answered["id"], parse_rule(fields)))
        except RuleError:
            continue
    return sorted(found, key=lambda entry: entry.id)


def plan(
    wanted: t.Sequence[Wanted],
    existing: t.Sequence[Existing],
    state: str = "present",
    *,
    purge: bool = False,
    exact: bool = False,
) -> list[Step]:
    """Return the steps in the order of the wanted rules, then those of ``purge``: other rules of the same directions.

    With ``purge`` a wider rule does not count as covering another, as it is deleted.
    """
    if state == "absent":
        return [
            step
            for rank, entry in enumerate(wanted)
            if entry.rule not in [other.rule for other in wanted[:rank]]
            for step in _absent(entry.rule, existing)
        ]
    steps: list[Step] = []
    for entry in wanted:
        created = {step.rule for step in steps if step.action == "created"}
        steps.append(_present(entry, existing, created, exact or purge))
    if purge:
        kept, directions = {entry.rule for entry in wanted}, {entry.rule.direction for entry in wanted}
        steps += [
            Step("deleted", entry.rule, entry.id)
            for entry in existing
            if entry.rule.direction in directions and entry.rule not in kept
        ]
    return steps


def _present(entry: Wanted, existing: t.Sequence[Existing], created: set[Rule], exact: bool) -> Step:
    match = _first(existing, lambda rule: rule == entry.rule)
    if match or entry.rule in created:
        return Step("unchanged", entry.rule, match.id if match else None)
    wider = None if exact else _first(existing, lambda rule: rule.covers(entry.rule))
    if wider:
        return Step("covered", entry.rule, wider.id)
    return Step("created", entry.rule, None, entry.description)


def _absent(wanted: Rule, existing: t.Sequence[Existing]) -> list[Step]:
    """Delete every match: two plays at a time can have created several, as Neutron checks before it inserts."""
    steps = [Step("deleted", wanted, entry.id) for entry in existing if entry.rule == wanted]
    wider = _first(existing, lambda rule: rule != wanted and rule.covers(wanted))
    if wider:
        steps.append(Step("covered", wanted, wider.id))
    return steps or [Step("unchanged", wanted)]


def _first(existing: t.Sequence[Existing], fits: t.Callable[[Rule], bool]) -> Existing | None:
    return next((entry for entry in existing if fits(entry.rule)), None)


def diff(before: t.Iterable[Existing], steps: t.Iterable[Step], name: str) -> dict[str, str]:
    """Return the group's rules before and after the steps, one rule a line."""
    steps = list(steps)
    deleted = {step.id for step in steps if step.action == "deleted"}
    after = [str(entry.rule) for entry in before if entry.id not in deleted] + [
        str(step.rule) for step in steps if step.action == "created"
    ]
    lines = {"before": [str(entry.rule) for entry in before], "after": after}
    headers = {f"{when}_header": f"security group {name}" for when in lines}
    return {**{when: "".join(f"{line}\n" for line in sorted(texts)) for when, texts in lines.items()}, **headers}
