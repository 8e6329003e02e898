# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security group rules by their meaning, however they are written: those requested, and those that a group has.

Neutron has several spellings for one meaning: no prefix is any address, no ports are all ports, ``tcp`` is ``6``. Rules
that mean the same are equal here. Source: Neutron's actual behavior, and
https://docs.openstack.org/api-ref/network/v2/#security-group-rules-security-group-rules.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

Network = t.Union[ipaddress.IPv4Network, ipaddress.IPv6Network]

ANYWHERE: dict[str, Network] = {"IPv4": ipaddress.ip_network("0.0.0.0/0"), "IPv6": ipaddress.ip_network("::/0")}
ALL_PORTS = (1, 65535)
ANY = -1  # as an ICMP type or code, and as a port of the module's options
MAX_BYTE = 255  # of IP protocol numbers, ICMP types and ICMP codes

# IANA's numbers by Neutron's names (neutron_lib.constants.IP_PROTOCOL_MAP). Of two names the first is the one shown.
PROTOCOLS = {
    "ip": 0, "hopopt": 0, "icmp": 1, "igmp": 2, "ipip": 4, "tcp": 6, "egp": 8, "udp": 17, "dccp": 33, "ipv6-encap": 41,
    "ipv6-route": 43, "ipv6-frag": 44, "rsvp": 46, "gre": 47, "esp": 50, "ah": 51, "ipv6-icmp": 58, "icmpv6": 58,
    "ipv6-nonxt": 59, "ipv6-opts": 60, "ospf": 89, "vrrp": 112, "pgm": 113, "sctp": 132, "udplite": 136,
}  # fmt: skip
NAMES = {number: name for name, number in reversed(PROTOCOLS.items())}
WITH_PORTS = {6, 17, 33, 132, 136}
ICMP, ICMPV6 = 1, 58


class RuleError(ValueError):
    """A rule is invalid; the message names what is wrong and what to write."""


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a rule lets through.

    ``protocol`` is IANA's number, ``None`` for any protocol. ``ports`` is the port range; for ICMP it is type and code,
    where -1 is any; ``None`` for protocols without ports. ``remote`` is a network, or the id of a security group
    (``group:ID``) or of an address group (``addresses:ID``).
    """

    direction: str
    ethertype: str
    protocol: int | None
    ports: tuple[int, int] | None
    remote: Network | str

    def covers(self, other: Rule) -> bool:
        """Return whether this rule lets through everything that the other does."""
        return (
            (self.direction, self.ethertype) == (other.direction, other.ethertype)
            and self.protocol in (None, other.protocol)
            and self._covers_ports(other)
            and self._covers_remote(other.remote)
        )

    def _covers_ports(self, other: Rule) -> bool:
        if self.protocol is None or self.ports is None or other.ports is None:
            return True
        if self.protocol in (ICMP, ICMPV6):
            return all(own in (ANY, value) for own, value in zip(self.ports, other.ports))
        return self.ports[0] <= other.ports[0] and other.ports[1] <= self.ports[1]

    def _covers_remote(self, remote: Network | str) -> bool:
        own = self.remote
        if own in (remote, ANYWHERE[self.ethertype]):
            return True
        if isinstance(own, ipaddress.IPv4Network) and isinstance(remote, ipaddress.IPv4Network):
            return remote.subnet_of(own)
        if isinstance(own, ipaddress.IPv6Network) and isinstance(remote, ipaddress.IPv6Network):
            return remote.subnet_of(own)
        return False

    @property
    def port_fields(self) -> tuple[int | None, int | None]:
        """Neutron's ``port_range_min`` and ``port_range_max``."""
        if self.ports is None or (self.ports == ALL_PORTS and self.protocol in WITH_PORTS):
            return None, None
        low, high = self.ports
        return None if low == ANY else low, None if high == ANY else high

    @property
    def body(self) -> dict[str, t.Any]:
        """The fields of a request that creates the rule."""
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
        """Neutron's name of the protocol, or its number as text; ``None`` for any protocol."""
        return None if self.protocol is None else NAMES.get(self.protocol, str(self.protocol))

    def __str__(self) -> str:
        """One line for a diff, such as ``ingress IPv4 tcp 9094 from 10.0.0.0/8``."""
        low, high = self.port_fields
        if self.protocol in (ICMP, ICMPV6):
            ports = " ".join(f"{name} {value}" for name, value in (("type", low), ("code", high)) if value is not None)
        else:
            ports = "" if low is None else str(low) if low == high else f"{low}-{high}"
        parts = (
            self.direction,
            self.ethertype,
            self.protocol_name or "any protocol",
            ports,
            "from" if self.direction == "ingress" else "to",
            str(self.remote),
        )
        return " ".join(part for part in parts if part)


@dataclasses.dataclass(frozen=True)
class RuleFields:
    """A rule in Neutron's spelling, as a request or an answer has it."""

    direction: str = "ingress"
    ethertype: str | None = None
    protocol: str | int | None = None
    port_range_min: int | None = None
    port_range_max: int | None = None
    remote_ip_prefix: str | None = None
    remote_group_id: str | None = None
    remote_address_group_id: str | None = None


def parse_rule(fields: RuleFields) -> Rule:
    """Return the meaning of a rule; without an ethertype it is that of the prefix. Raises RuleError."""
    network = None if fields.remote_ip_prefix is None else _network(fields.remote_ip_prefix)
    ethertype = _ethertype(fields, network)
    protocol = _protocol(fields.protocol)
    if protocol == ICMP and ethertype == "IPv6":
        protocol = ICMPV6  # as Neutron does
    if protocol == ICMPV6 and ethertype == "IPv4":
        raise RuleError("protocol ipv6-icmp needs ethertype IPv6")
    remote: Network | str = network or ANYWHERE[ethertype]
    if fields.remote_group_id:
        remote = f"group:{fields.remote_group_id}"
    elif fields.remote_address_group_id:
        remote = f"addresses:{fields.remote_address_group_id}"
    ports = _ports(protocol, fields.port_range_min, fields.port_range_max)
    return Rule(fields.direction, ethertype, protocol, ports, remote)


def _ethertype(fields: RuleFields, network: Network | None) -> str:
    of_network = f"IPv{network.version}" if network else "IPv4"
    if not fields.ethertype:
        return of_network
    ethertype = {"ipv4": "IPv4", "ipv6": "IPv6"}[fields.ethertype.lower()]
    if network and ethertype != of_network:
        raise RuleError(
            f"remote_ip_prefix {fields.remote_ip_prefix} is {of_network}, but ethertype is {ethertype}; "
            "leave ethertype out, or set the other"
        )
    return ethertype


def _network(prefix: str) -> Network:
    text = prefix.strip()
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise RuleError(
            f"remote_ip_prefix {prefix!r} is not an address or a network; set one such as 10.0.0.0/8 or 192.0.2.7"
        ) from None
    if "/" not in text and int(network.network_address) == 0:
        raise RuleError(
            f"remote_ip_prefix {prefix} is a single address, which no host has; set {prefix}/0 for any address"
        )
    return network


def _protocol(protocol: str | int | None) -> int | None:
    text = "any" if protocol is None else str(protocol).strip().lower()
    if text in ("any", "null", "none", "", "-1"):
        return None
    if text in PROTOCOLS:
        return PROTOCOLS[text]
    if text.isascii() and text.isdigit() and int(text) <= MAX_BYTE:
        return int(text)
    raise RuleError(
        f"protocol {protocol!r} is unknown; "
        f"set a number up to {MAX_BYTE}, any, or one of {', '.join(sorted(PROTOCOLS))}"
    )


def _ports(protocol: int | None, low: int | None, high: int | None) -> tuple[int, int] | None:
    low, high = None if low == ANY else low, None if high == ANY else high
    if protocol in (ICMP, ICMPV6):
        return _icmp(low, high)
    if protocol not in WITH_PORTS:
        if (low, high) == (None, None):
            return None
        name = "any protocol" if protocol is None else NAMES.get(protocol, str(protocol))
        raise RuleError(f"{name} has no ports; set a protocol that has ports, such as tcp, or no ports")
    if low is None and high is None:
        return ALL_PORTS
    if low is None or high is None:
        raise RuleError(
            "only one end of the port range is set; set port_range_min and port_range_max, or port for a single port"
        )
    if not ALL_PORTS[0] <= low <= high <= ALL_PORTS[1]:
        raise RuleError(f"{low}-{high} is not a port range; ports go from 1 to 65535, the lower one first")
    return low, high


def _icmp(kind: int | None, code: int | None) -> tuple[int, int]:
    if kind is None and code is not None:
        raise RuleError("an ICMP code (port_range_max) needs its type (port_range_min)")
    for value in (kind, code):
        if value is not None and not 0 <= value <= MAX_BYTE:
            raise RuleError(f"{value} is not an ICMP type or code; they go from 0 to {MAX_BYTE}")
    return ANY if kind is None else kind, ANY if code is None else code
