# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Decide what has to be done so that a security group has the rules that are asked for, or has them no more."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import Rule, RuleError, rule

FIELDS = (
    "direction",
    "ethertype",
    "protocol",
    "port_range_min",
    "port_range_max",
    "remote_ip_prefix",
    "remote_group_id",
    "remote_address_group_id",
)


@dataclasses.dataclass(frozen=True)
class Existing:
    """A rule that the group has."""

    id: str
    rule: Rule


@dataclasses.dataclass(frozen=True)
class Wanted:
    """A rule that is asked for; its description does not tell it from others."""

    rule: Rule
    description: str | None = None


@dataclasses.dataclass(frozen=True)
class Step:
    """What happens to one rule: C(created), C(unchanged), C(covered) by a wider one whose id this is, or C(deleted)."""

    action: str
    rule: Rule
    id: str | None = None
    description: str | None = None

    def report(self) -> dict[str, t.Any]:
        """As the module returns it."""
        low, high = self.rule.port_fields
        group = isinstance(self.rule.remote, str)
        return {
            "id": self.id, "action": self.action, "direction": self.rule.direction, "ethertype": self.rule.ethertype, "protocol": self.rule.protocol_name,
            "port_range_min": low, "port_range_max": high, "remote_ip_prefix": None if group else str(self.rule.remote),
            "remote_group_id": str(self.rule.remote).partition(":")[2] if group else None,
        }  # fmt: skip


def remote_groups(options: t.Iterable[dict[str, t.Any]]) -> list[str]:
    """The names and ids of the groups that rules of the module's options name."""
    return sorted({entry["remote_group"] for entry in options if entry.get("remote_group")})


def wanted(options: t.Iterable[dict[str, t.Any]], group_ids: dict[str, str]) -> list[Wanted]:
    """What the module's option rules asks for. Raises RuleError, which names the entry of the list."""
    found = []
    for number, entry in enumerate(options):
        low, high = (
            (entry["port"], entry["port"])
            if entry.get("port") is not None
            else (entry.get("port_range_min"), entry.get("port_range_max"))
        )
        try:
            meant = rule(
                direction=entry["direction"], ethertype=entry.get("ethertype"), protocol=entry.get("protocol"), port_range_min=low, port_range_max=high,
                remote_ip_prefix=entry.get("remote_ip_prefix"), remote_group_id=group_ids.get(entry.get("remote_group") or ""))  # fmt: skip
        except RuleError as error:
            raise RuleError(f"rules[{number}]: {error}.") from None
        found.append(Wanted(meant, entry.get("description")))
    return found


def diff(before: t.Iterable[Existing], steps: t.Iterable[Step], name: str) -> dict[str, str]:
    """The group's rules before and after the steps, a line each."""
    steps = list(steps)
    gone = {step.id for step in steps if step.action == "deleted"}
    after = [str(entry.rule) for entry in before if entry.id not in gone] + [
        str(step.rule) for step in steps if step.action == "created"
    ]
    lines = {"before": [str(entry.rule) for entry in before], "after": after}
    headers = {f"{when}_header": f"security group {name}" for when in lines}
    return {**{when: "".join(f"{line}\n" for line in sorted(texts)) for when, texts in lines.items()}, **headers}


def existing(answer: t.Iterable[dict[str, t.Any]]) -> list[Existing]:
    """The rules of Neutron's answer, by their ids. One that nobody here understands is nobody's match, and is left out.

    So is one that denies, which OTC's newer interface (v3) can make and the older one does not tell from others but by C(action).
    """
    found = []
    for fields in answer:
        if (fields.get("action") or "allow") != "allow":
            continue
        try:
            found.append(Existing(fields["id"], rule(**{name: fields.get(name) for name in FIELDS})))
        except RuleError:
            continue
    return sorted(found, key=lambda entry: entry.id)


def plan(
    wanted: t.Sequence[Wanted],
    there: t.Sequence[Existing],
    state: str = "present",
    *,
    purge: bool = False,
    exact: bool = False,
) -> list[Step]:
    """The steps, in the order of what is wanted, and then what is purged: other rules of the directions that are listed.

    With C(purge) a wider rule does not count, because it goes.
    """
    if state == "absent":
        return [
            step
            for rank, entry in enumerate(wanted)
            if entry.rule not in [other.rule for other in wanted[:rank]]
            for step in _absent(entry.rule, there)
        ]
    steps: list[Step] = []
    for entry in wanted:
        steps.append(_present(entry, there, {step.rule for step in steps if step.action == "created"}, exact or purge))
    if purge:
        kept, directions = {entry.rule for entry in wanted}, {entry.rule.direction for entry in wanted}
        steps += [
            Step("deleted", entry.rule, entry.id)
            for entry in there
            if entry.rule.direction in directions and entry.rule not in kept
        ]
    return steps


def _present(entry: Wanted, there: t.Sequence[Existing], created: set[Rule], exact: bool) -> Step:
    match = _first(there, lambda rule: rule == entry.rule)
    if match or entry.rule in created:
        return Step("unchanged", entry.rule, match and match.id)
    wider = None if exact else _first(there, lambda rule: rule.covers(entry.rule))
    if wider:
        return Step("covered", entry.rule, wider.id)
    return Step("created", entry.rule, None, entry.description)


def _absent(wanted: Rule, there: t.Sequence[Existing]) -> list[Step]:
    """All matches go: two plays at once can have made several (Neutron looks, then inserts)."""
    steps = [Step("deleted", wanted, entry.id) for entry in there if entry.rule == wanted]
    wider = _first(there, lambda rule: rule != wanted and rule.covers(wanted))
    if wider:
        steps.append(Step("covered", wanted, wider.id))
    return steps or [Step("unchanged", wanted)]


def _first(there: t.Sequence[Existing], fits: t.Callable[[Rule], bool]) -> Existing | None:
    return next((entry for entry in there if fits(entry.rule)), None)
