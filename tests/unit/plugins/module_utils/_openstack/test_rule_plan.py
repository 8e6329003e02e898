# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules mean, and what follows for a group that has others."""

from __future__ import annotations

import ipaddress
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack import rule_plan as plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import (
    PROTOCOLS,
    Rule,
    RuleError,
    rule,
)
from hypothesis import given
from hypothesis import strategies as st

KAFKA = {"protocol": "tcp", "port_range_min": 9094, "port_range_max": 9094}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"remote_ip_prefix": "0.0.0.0/0", "protocol": "any", "port_range_min": -1, "port_range_max": -1}),
        ({"ethertype": "IPv6"}, {"remote_ip_prefix": "::/0"}),
        ({"protocol": "tcp"}, {"protocol": "6", "port_range_min": 1, "port_range_max": 65535}),
        ({"protocol": "TCP"}, {"protocol": 6}),
        ({"remote_ip_prefix": "192.0.2.7"}, {"remote_ip_prefix": "192.0.2.7/32"}),
        ({"remote_ip_prefix": "10.0.0.5/8"}, {"remote_ip_prefix": "10.0.0.0/8"}),
        ({"remote_ip_prefix": "2001:db8::1"}, {"remote_ip_prefix": "2001:0db8:0::1/128", "ethertype": "IPv6"}),
        ({"protocol": "icmp", "ethertype": "IPv6"}, {"protocol": "ipv6-icmp", "ethertype": "IPv6"}),
        ({"protocol": "icmp"}, {"protocol": "1", "port_range_min": -1, "port_range_max": -1}),
        ({"protocol": "vrrp"}, {"protocol": "112"}),
    ],
)
def test_the_same_in_other_words(one: dict[str, t.Any], other: dict[str, t.Any]) -> None:
    assert rule(**one) == rule(**other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (KAFKA, {**KAFKA, "protocol": "udp"}),
        (KAFKA, {**KAFKA, "direction": "egress"}),
        (KAFKA, {**KAFKA, "remote_group_id": "g"}),
        ({**KAFKA, "remote_group_id": "g"}, {**KAFKA, "remote_address_group_id": "g"}),
        ({}, {"protocol": "0"}),
        ({}, {"ethertype": "IPv6"}),
        ({"protocol": "icmp", "port_range_min": 8}, {"protocol": "icmp"}),
    ],
)
def test_not_the_same(one: dict[str, t.Any], other: dict[str, t.Any]) -> None:
    assert rule(**one) != rule(**other)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"remote_ip_prefix": "10.0.0.300"}, "is no address and no network"),
        ({"remote_ip_prefix": "0.0.0.0"}, "write 0.0.0.0/0 for any address"),
        ({"remote_ip_prefix": "::/0", "ethertype": "IPv4"}, "is IPv6, but ethertype is IPv4"),
        ({"protocol": "kafka"}, "protocol 'kafka' is unknown"),
        ({"protocol": "256"}, "protocol '256' is unknown"),
        ({"protocol": "tcp", "port_range_min": 9094}, "only one end"),
        ({"protocol": "tcp", "port_range_min": 9095, "port_range_max": 9094}, "9095-9094 is no port range"),
        ({"protocol": "tcp", "port_range_min": 0, "port_range_max": 5}, "0-5 is no port range"),
        ({"protocol": "tcp", "port_range_min": 9094, "port_range_max": 70000}, "9094-70000 is no port range"),
        ({"port_range_min": 9094, "port_range_max": 9094}, "any protocol has no ports"),
        ({"protocol": "esp", "port_range_min": 1, "port_range_max": 1}, "esp has no ports"),
        ({"protocol": "icmp", "port_range_max": 0}, "needs its type"),
        ({"protocol": "icmp", "port_range_min": 256}, "256 is no ICMP type"),
        ({"protocol": "ipv6-icmp"}, "needs ethertype IPv6"),
    ],
)
def test_what_cannot_be(fields: dict[str, t.Any], said: str) -> None:
    with pytest.raises(RuleError, match=said):
        rule(**fields)


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ({}, KAFKA, True),
        (KAFKA, {}, False),
        ({"protocol": "tcp"}, KAFKA, True),
        ({**KAFKA, "port_range_min": 9090, "port_range_max": 9099}, KAFKA, True),
        ({**KAFKA, "port_range_min": 9095, "port_range_max": 9099}, KAFKA, False),
        ({**KAFKA, "remote_ip_prefix": "10.0.0.0/8"}, {**KAFKA, "remote_ip_prefix": "10.1.0.0/16"}, True),
        ({**KAFKA, "remote_ip_prefix": "10.1.0.0/16"}, {**KAFKA, "remote_ip_prefix": "10.0.0.0/8"}, False),
        (KAFKA, {**KAFKA, "remote_group_id": "g"}, True),
        ({**KAFKA, "remote_group_id": "g"}, KAFKA, False),
        ({**KAFKA, "remote_group_id": "g"}, {**KAFKA, "remote_ip_prefix": "10.0.0.1"}, False),
        ({"protocol": "icmp"}, {"protocol": "icmp", "port_range_min": 8, "port_range_max": 0}, True),
        ({"protocol": "icmp", "port_range_min": 8}, {"protocol": "icmp", "port_range_min": 3}, False),
        ({}, {"ethertype": "IPv6"}, False),
    ],
)
def test_covers(wide: dict[str, t.Any], narrow: dict[str, t.Any], covers: bool) -> None:
    assert rule(**wide).covers(rule(**narrow)) is covers


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    version = draw(st.sampled_from([4, 6]))
    kind, bits = (ipaddress.IPv4Network, 32) if version == 4 else (ipaddress.IPv6Network, 128)
    networks = st.builds(
        lambda number, length: str(kind((number, length), strict=False)),
        st.integers(1, 2**bits - 1),
        st.integers(1, bits),
    )
    network = draw(st.none() | networks)
    protocol = draw(st.sampled_from([None, "tcp", "udp", "icmp", "esp", "132"]))
    low, high = (
        sorted(draw(st.tuples(st.integers(1, 65535), st.integers(1, 65535))))
        if protocol in ("tcp", "udp", "132")
        else (None, None)
    )
    if protocol == "icmp":
        low, high = draw(st.sampled_from([(None, None), (8, None), (8, 0)]))
    return rule(
        direction=draw(st.sampled_from(["ingress", "egress"])),
        ethertype=f"IPv{version}",
        protocol=protocol,
        port_range_min=low,
        port_range_max=high,
        remote_ip_prefix=network,
    )


@given(rules())
def test_what_is_created_is_what_was_meant(made: Rule) -> None:
    assert rule(**made.body) == made
    assert made.covers(made)


@given(st.lists(rules(), max_size=6), st.lists(rules(), max_size=6), st.booleans(), st.booleans())
def test_twice_is_the_same(asked: list[Rule], there: list[Rule], purge: bool, exact: bool) -> None:
    before = [plan.Existing(str(number), entry) for number, entry in enumerate(there)]
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
def test_absent_takes_all_that_mean_the_same_and_no_other(asked: list[Rule], there: list[Rule]) -> None:
    before = [plan.Existing(str(number), entry) for number, entry in enumerate([*there, *there])]
    steps = plan.plan([plan.Wanted(entry) for entry in asked], before, "absent")
    assert {step.id for step in steps if step.action == "deleted"} == {
        entry.id for entry in before if entry.rule in asked
    }


def test_an_answer_with_rules_that_nobody_understands() -> None:
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
    assert plan.existing(answer) == [plan.Existing("b", rule(**KAFKA))]


def test_words_for_people() -> None:
    assert str(rule(**KAFKA, remote_ip_prefix="10.0.0.0/8")) == "ingress IPv4 tcp 9094 from 10.0.0.0/8"
    assert str(rule(direction="egress")) == "egress IPv4 any protocol to 0.0.0.0/0"
    assert str(rule(protocol="icmp", port_range_min=8)) == "ingress IPv4 icmp type 8 from 0.0.0.0/0"
    assert set(PROTOCOLS.values()) <= set(range(256))
