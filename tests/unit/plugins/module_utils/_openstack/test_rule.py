# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The meaning of rules."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import PROTOCOLS, Rule, RuleError
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._openstack.cases import KAFKA, rule, rules
from hypothesis import given


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
def test_equal_rules(one: dict[str, t.Any], other: dict[str, t.Any]) -> None:
    """Several spellings have one meaning."""
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
def test_different_rules(one: dict[str, t.Any], other: dict[str, t.Any]) -> None:
    """One field is enough to make a rule another one."""
    assert rule(**one) != rule(**other)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"remote_ip_prefix": "10.0.0.300"}, "is not an address or a network"),
        ({"remote_ip_prefix": "0.0.0.0"}, "set 0.0.0.0/0 for any address"),
        ({"remote_ip_prefix": "::/0", "ethertype": "IPv4"}, "is IPv6, but ethertype is IPv4"),
        ({"protocol": "kafka"}, "protocol 'kafka' is unknown"),
        ({"protocol": "256"}, "protocol '256' is unknown"),
        ({"protocol": "tcp", "port_range_min": 9094}, "only one end"),
        ({"protocol": "tcp", "port_range_min": 9095, "port_range_max": 9094}, "9095-9094 is not a port range"),
        ({"protocol": "tcp", "port_range_min": 0, "port_range_max": 5}, "0-5 is not a port range"),
        ({"protocol": "tcp", "port_range_min": 9094, "port_range_max": 70000}, "9094-70000 is not a port range"),
        ({"port_range_min": 9094, "port_range_max": 9094}, "any protocol has no ports"),
        ({"protocol": "esp", "port_range_min": 1, "port_range_max": 1}, "esp has no ports"),
        ({"protocol": "icmp", "port_range_max": 0}, "needs its type"),
        ({"protocol": "icmp", "port_range_min": 256}, "256 is not an ICMP type"),
        ({"protocol": "ipv6-icmp"}, "needs ethertype IPv6"),
    ],
)
def test_invalid_rule(fields: dict[str, t.Any], message: str) -> None:
    """The message names what is wrong."""
    with pytest.raises(RuleError, match=message):
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
    """A rule covers another if it lets through all that the other does."""
    assert rule(**wide).covers(rule(**narrow)) is covers


@given(rules())
def test_body(made: Rule) -> None:
    """The request creates the rule that was meant."""
    assert rule(**made.body) == made
    assert made.covers(made)


def test_text() -> None:
    """The line that a diff shows."""
    assert str(rule(**KAFKA, remote_ip_prefix="10.0.0.0/8")) == "ingress IPv4 tcp 9094 from 10.0.0.0/8"
    assert str(rule(direction="egress")) == "egress IPv4 any protocol to 0.0.0.0/0"
    assert str(rule(protocol="icmp", port_range_min=8)) == "ingress IPv4 icmp type 8 from 0.0.0.0/0"
    assert set(PROTOCOLS.values()) <= set(range(256))
