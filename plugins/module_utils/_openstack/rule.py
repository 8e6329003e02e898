# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security group rules as Neutron means them, whatever way they are written: what is asked for, and what is there.

Neutron's answers have several spellings for one meaning: no prefix is any address, no ports are all of them, C(tcp) is C(6). Two rules that mean the
same are equal here. Source: https://docs.openstack.org/api-ref/network/v2/#security-group-rules-security-group-rules, and what Neutron really does.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

Network = t.Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

ANYWHERE: dict[str, Network] = {"IPv4": ipaddress.ip_network("0.0.0.0/0"), "IPv6": ipaddress.ip_network("::/0")}
ALL_PORTS = (1, 65535)
ANY = -1  # of ICMP's types and codes

# Neutron's names (neutron_lib.constants.IP_PROTOCOL_MAP) of IANA's numbers; the first name of a number is the one shown.
PROTOCOLS = {
    "ip": 0, "hopopt": 0, "icmp": 1, "igmp": 2, "ipip": 4, "tcp": 6, "egp": 8, "udp": 17, "dccp": 33,
    "ipv6-encap": 41, "ipv6-route": 43, "ipv6-frag": 44, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58, "icmpv6": 58,
    "ipv6-nonxt": 59, "ipv6-opts": 60, "ospf": 89, "vrrp": 112, "pgm": 113, "sctp": 132, "udplite": 136,
}  # fmt: skip
NAMES = {number: name for name, number in reversed(PROTOCOLS.items())}
WITH_PORTS = {6, 17, 33, 132, 136}
ICMP, ICMPV6 = 1, 58


class RuleError(ValueError):
    """A rule that cannot be; the message names what is wrong and what to write."""


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a rule lets through.

    ``protocol`` is IANA's number, null for any. ``ports`` is the range of a protocol that has ports; type and code of ICMP, where -1 is any; else null.
    ``remote`` is a network, or the id of a security group (C(group:ID)) or of an address group (C(addresses:ID)).
    """

    direction: str
    ethertype: str
    protocol: int | None
    ports: tuple[int, int] | None
    remote: Network | str

    def covers(self, other: Rule) -> bool:
        """Whether all that the other lets through is let through by this one."""
        return (
            (self.direction, self.ethertype) == (other.direction, other.ethertype)
            and self.protocol in (None, other.protocol)
            and self._covers_ports(other)
            and self._covers_remote(other.remote)
        )

    def _covers_ports(self, other: Rule) -> bool:
        if self.protocol is None or self.ports is None:
            return True
        if self.protocol in (ICMP, ICMPV6):
            return all(mine in (ANY, theirs) for mine, theirs in zip(self.ports, other.ports))
        return self.ports[0] <= other.ports[0] and other.ports[1] <= self.ports[1]

    def _covers_remote(self, remote: Network | str) -> bool:
        if self.remote in (remote, ANYWHERE[self.ethertype]):
            return True
        return not isinstance(remote, str) and not isinstance(self.remote, str) and remote.subnet_of(self.remote)

    @property
    def port_fields(self) -> tuple[int | None, int | None]:
        """Neutron's C(port_range_min) and C(port_range_max)."""
        if self.ports is None or self.ports == ALL_PORTS and self.protocol in WITH_PORTS:
            return None, None
        return tuple(None if port == ANY else port for port in self.ports)

    @property
    def body(self) -> dict[str, t.Any]:
        """What Neutron is asked to create."""
        low, high = self.port_fields
        fields = {
            "direction": self.direction,
            "ethertype": self.ethertype,
            "protocol": self.protocol_name,
            "port_range_min": low,
            "port_range_max": high,
        }
        if isinstance(self.remote, str):
            fields["remote_group_id"] = self.remote.partition(":")[2]
        else:
            fields["remote_ip_prefix"] = str(self.remote)
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def protocol_name(self) -> str | None:
        """Neutron's name, or the number as text; null for any."""
        return None if self.protocol is None else NAMES.get(self.protocol, str(self.protocol))

    def __str__(self) -> str:
        """One line for a diff: C(ingress IPv4 tcp 9094 from 10.0.0.0/8)."""
        low, high = self.port_fields
        if self.protocol in (ICMP, ICMPV6):
            ports = " ".join(f"{word} {value}" for word, value in (("type", low), ("code", high)) if value is not None)
        else:
            ports = "" if low is None else str(low) if low == high else f"{low}-{high}"
        words = (
            self.direction,
            self.ethertype,
            self.protocol_name or "any protocol",
            ports,
            "from" if self.direction == "ingress" else "to",
            str(self.remote),
        )
        return " ".join(word for word in words if word)


def rule(
    *,
    direction: str = "ingress",
    ethertype: str | None = None,
    protocol: str | int | None = None,
    port_range_min: int | None = None,
    port_range_max: int | None = None,
    remote_ip_prefix: str | None = None,
    remote_group_id: str | None = None,
    remote_address_group_id: str | None = None,
) -> Rule:
    """A rule of Neutron's fields, of an answer or of what is asked for. The ethertype follows the prefix unless it is given.

    Raises RuleError.
    """
    network = None if remote_ip_prefix is None else _network(remote_ip_prefix)
    ethertype = (
        {"ipv4": "IPv4", "ipv6": "IPv6"}[ethertype.lower()]
        if ethertype
        else f"IPv{network.version}"
        if network
        else "IPv4"
    )
    if network and network.version != int(ethertype[-1]):
        raise RuleError(
            f"remote_ip_prefix {remote_ip_prefix} is IPv{network.version}, but ethertype is {ethertype}; leave ethertype out, or give the other"
        )
    number = _protocol(protocol)
    if number == ICMP and ethertype == "IPv6":
        number = ICMPV6  # as Neutron does
    if number == ICMPV6 and ethertype == "IPv4":
        raise RuleError("protocol ipv6-icmp needs ethertype IPv6")
    remote: Network | str = network or ANYWHERE[ethertype]
    if remote_group_id:
        remote = f"group:{remote_group_id}"
    elif remote_address_group_id:
        remote = f"addresses:{remote_address_group_id}"
    return Rule(direction, ethertype, number, _ports(number, port_range_min, port_range_max), remote)


def _network(prefix: str) -> Network:
    text = prefix.strip()
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise RuleError(
            f"remote_ip_prefix {prefix!r} is no address and no network; write one such as 10.0.0.0/8 or 192.0.2.7"
        ) from None
    if "/" not in text and int(network.network_address) == 0:
        raise RuleError(f"remote_ip_prefix {prefix} is one address, which nobody has; write {prefix}/0 for any address")
    return network


def _protocol(protocol: str | int | None) -> int | None:
    text = "any" if protocol is None else str(protocol).strip().lower()
    if text in ("any", "null", "none", "", "-1"):
        return None
    if text in PROTOCOLS:
        return PROTOCOLS[text]
    if text.isascii() and text.isdigit() and int(text) <= 255:
        return int(text)
    raise RuleError(
        f"protocol {protocol!r} is unknown; give a number up to 255, any, or one of {', '.join(sorted(PROTOCOLS))}"
    )


def _ports(protocol: int | None, low: int | None, high: int | None) -> tuple[int, int] | None:
    low, high = (None if port == ANY else port for port in (low, high))
    if protocol in (ICMP, ICMPV6):
        return _icmp(low, high)
    if protocol not in WITH_PORTS:
        if (low, high) != (None, None):
            raise RuleError(
                f"{NAMES.get(protocol, protocol) or 'any protocol'} has no ports; give a protocol that has some, such as tcp, or no ports"
            )
        return None
    if (low is None) != (high is None):
        raise RuleError(
            "only one end of the port range is given; give port_range_min and port_range_max, or port for a single one"
        )
    if low is None:
        return ALL_PORTS
    if not 1 <= low <= high <= ALL_PORTS[1]:
        raise RuleError(f"{low}-{high} is no port range; ports go from 1 to 65535, the lower one first")
    return low, high


def _icmp(kind: int | None, code: int | None) -> tuple[int, int]:
    if kind is None and code is not None:
        raise RuleError("an ICMP code (port_range_max) needs its type (port_range_min)")
    for value in (kind, code):
        if value is not None and not 0 <= value <= 255:
            raise RuleError(f"{value} is no ICMP type or code; they go from 0 to 255")
    return ANY if kind is None else kind, ANY if code is None else code
