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
BITS = {4: 32, 6: 128}  # of an address, by the version of IP


def rule(**fields: t.Any) -> Rule:
    """Parse Neutron's fields."""
    return parse_rule(RuleFields(**fields))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Generate rules of all kinds."""
    version = draw(st.sampled_from([4, 6]))
    kind = ipaddress.IPv4Network if version == 4 else ipaddress.IPv6Network
    networks = st.builds(
        lambda number, length: str(kind((number, length), strict=False)),
        st.integers(1, 2 ** BITS[version] - 1),
        st.integers(1, BITS[version]),
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
