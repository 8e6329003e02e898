# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the tests of security groups: by Neutron's fields, and generated."""

from __future__ import annotations

import ipaddress
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import Rule, RuleFields, parse_rule
from hypothesis import strategies as st

KAFKA = {"protocol": "tcp", "port_range_min": 9094, "port_range_max": 9094}


def _prefix(kind: type[ipaddress.IPv4Network] | type[ipaddress.IPv6Network], number: int, length: int) -> str:
    return str(kind((number, length), strict=False))


# Made once: a strategy that is made again for each rule takes longer than the rule.
_KINDS = st.tuples(
    st.sampled_from(["ingress", "egress"]),
    st.sampled_from(["IPv4", "IPv6"]),
    st.sampled_from([None, "tcp", "udp", "icmp", "esp", "132"]),
)
_PORTS = st.tuples(st.integers(1, 65535), st.integers(1, 65535)).map(sorted)
_RANGES = {
    "tcp": _PORTS,
    "udp": _PORTS,
    "132": _PORTS,
    "icmp": st.sampled_from([(None, None), (8, None), (8, 0)]),
}
_NO_RANGE = st.just((None, None))
_PREFIXES = {
    "IPv4": st.none()
    | st.builds(_prefix, st.just(ipaddress.IPv4Network), st.integers(1, 2**32 - 1), st.integers(1, 32)),
    "IPv6": st.none()
    | st.builds(_prefix, st.just(ipaddress.IPv6Network), st.integers(1, 2**128 - 1), st.integers(1, 128)),
}


def rule(**fields: t.Any) -> Rule:
    """Parse Neutron's fields."""
    return parse_rule(RuleFields(**fields))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Generate rules of all kinds."""
    direction, ethertype, protocol = draw(_KINDS)
    low, high = draw(_RANGES.get(protocol, _NO_RANGE))
    return rule(
        direction=direction,
        ethertype=ethertype,
        protocol=protocol,
        port_range_min=low,
        port_range_max=high,
        remote_ip_prefix=draw(_PREFIXES[ethertype]),
    )
