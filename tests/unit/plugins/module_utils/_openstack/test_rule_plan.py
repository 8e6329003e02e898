# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan that follows for a group that has other rules."""

from __future__ import annotations

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack import rule_plan as plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import Rule
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._openstack.cases import KAFKA, rule, rules
from hypothesis import given
from hypothesis import strategies as st


@given(st.lists(rules(), max_size=6), st.lists(rules(), max_size=6), st.booleans(), st.booleans())
def test_second_plan_changes_nothing(asked: list[Rule], existing: list[Rule], purge: bool, exact: bool) -> None:
    """After the first plan every rule is covered, only purged rules are gone, and nothing is left to do."""
    before = [plan.Existing(str(number), entry) for number, entry in enumerate(existing)]
    wanted = [plan.Wanted(entry) for entry in asked]
    steps = plan.plan(wanted, before, purge=purge, exact=exact)
    gone = {step.id for step in steps if step.action == "deleted"}
    after = [entry for entry in before if entry.id not in gone]
    after += [
        plan.Existing(f"new {number}", step.rule) for number, step in enumerate(steps) if step.action == "created"
    ]
    assert all(any(entry.rule.covers(one) for entry in after) for one in asked)
    assert gone == {
        entry.id
        for entry in before
        if purge and entry.rule not in asked and entry.rule.direction in {one.direction for one in asked}
    }
    assert {step.action for step in plan.plan(wanted, after, purge=purge, exact=exact)} <= {"unchanged", "covered"}


@given(st.lists(rules(), max_size=6), st.lists(rules(), max_size=6))
def test_absent(asked: list[Rule], existing: list[Rule]) -> None:
    """All rules that mean the same are deleted, and no other."""
    before = [plan.Existing(str(number), entry) for number, entry in enumerate([*existing, *existing])]
    steps = plan.plan([plan.Wanted(entry) for entry in asked], before, "absent")
    assert {step.id for step in steps if step.action == "deleted"} == {
        entry.id for entry in before if entry.rule in asked
    }


def test_parse_existing() -> None:
    """Rules that cannot be parsed, and those that deny, are left out."""
    answer = [
        {
            "id": "b",
            "direction": "ingress",
            "ethertype": "IPv4",
            "protocol": "tcp",
            "port_range_min": 9094,
            "port_range_max": 9094,
            "remote_ip_prefix": None,
        },
        {
            "id": "a",
            "direction": "ingress",
            "ethertype": "IPv4",
            "protocol": "tcp",
            "port_range_min": 0,
            "port_range_max": 0,
        },
        {"id": "c", "direction": "ingress", "ethertype": "IPv4", "protocol": None, "action": "deny"},
    ]
    assert plan.parse_existing(answer) == [plan.Existing("b", rule(**KAFKA))]
