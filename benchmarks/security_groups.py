# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of a security group, against openstack.cloud, on a real Keystone and a real Neutron.

All sides have the same Python, openstacksdk and login, and name the group by its id, which costs each of them the fewest requests.
"""

from __future__ import annotations

import functools
import importlib.metadata
import json
import pathlib
import subprocess
import typing

import cloud as clouds
import openstack
from openstack.config import OpenStackConfig
from plays import playbook
from timing import Contender, race, report

COUNTS = (2, 20)
LOOP = "openstack.cloud.security_group_rule in a loop"
WHOLE = "openstack.cloud.security_group"
SCALE = "one ping, for scale"
COLLECTION = (
    pathlib.Path(__file__).resolve().parent.parent
    / ".ansible"
    / "collections"
    / "ansible_collections"
    / "openstack"
    / "cloud"
)


class Group:
    """The security group that all sides work on."""

    def __init__(self, folder: pathlib.Path) -> None:
        logins = folder / "clouds.yaml"
        self.environment = {"OS_CLIENT_CONFIG_FILE": str(logins)}
        self.network = openstack.connection.Connection(
            config=OpenStackConfig(config_files=[str(logins)]).get_one("shop")
        ).network
        self.id = self.network.create_security_group(name="kafka").id
        self.log = folder / "requests.log"

    def ingress(self) -> dict[str, tuple[int, str]]:
        """Port and prefix of each rule that lets something in, by id."""
        found = self.network.security_group_rules(security_group_id=self.id, direction="ingress")
        return {rule.id: (rule.port_range_min, rule.remote_ip_prefix) for rule in found}

    def outgoing(self) -> int:
        """How many rules let something out; a new group has two."""
        return len(list(self.network.security_group_rules(security_group_id=self.id, direction="egress")))

    def hold(self, wanted: list[tuple[int, str]]) -> None:
        """Give it exactly these rules, as openstack.cloud writes them, and forget all requests so far."""
        there = self.ingress()
        for number, rule in there.items():
            if rule not in wanted:
                self.network.delete_security_group_rule(number)
        for port, prefix in wanted:
            if (port, prefix) not in there.values():
                self.network.create_security_group_rule(
                    security_group_id=self.id, direction="ingress", ether_type="IPv4", **spelled(port, prefix)
                )
        self.log.write_text("")

    def requests(self) -> int:
        """How many requests were made since; Neutron itself asks Keystone once about each new token, which is nobody's choice."""
        return sum(not line.startswith("GET /v3/auth/tokens ") for line in self.log.read_text().splitlines())


def spelled(port: int, prefix: str) -> dict[str, object]:
    """A rule as Neutron and openstack.cloud spell it."""
    return {"protocol": "tcp", "port_range_min": port, "port_range_max": port, "remote_ip_prefix": prefix}


def contenders(
    folder: pathlib.Path, group: Group, wanted: list[tuple[int, str]], prepare: typing.Callable[[], None]
) -> list[Contender]:
    """A play for each way to give the group these rules, and one of nothing."""
    ours = [{"protocol": "tcp", "port": port, "remote_ip_prefix": prefix} for port, prefix in wanted]
    # It deletes what is not listed, the rules included with which a new group lets everything out.
    whole = [spelled(*rule) for rule in wanted] + [
        {"direction": "egress", "ether_type": ethertype} for ethertype in ("IPv4", "IPv6")
    ]
    one = {name: "{{ item." + name + " }}" for name in spelled(0, "")}
    looped: dict[str, object] = {
        "openstack.cloud.security_group_rule": {"cloud": "shop", "security_group": group.id, **one},
        "loop": [spelled(*rule) for rule in wanted],
    }
    tasks: dict[str, dict[str, object]] = {
        "security_group_rules": {
            "otc.kafka_migration.security_group_rules": {"cloud": "shop", "security_group": group.id, "rules": ours}
        },
        WHOLE: {"openstack.cloud.security_group": {"cloud": "shop", "name": group.id, "security_group_rules": whole}},
        SCALE: {"ansible.builtin.ping": {}},
        LOOP: looped,
    }
    made = []
    for number, (name, task) in enumerate(tasks.items()):
        made.append(
            Contender(f"a play of {name}", playbook(folder, f"rules-{number}", task), group.environment, prepare)
        )
    return made


def counted(contender: Contender, group: Group, wanted: list[tuple[int, str]]) -> int:
    """Run it once, see that it did what it was asked for, and count its requests."""
    contender.run()
    count = group.requests()
    if SCALE not in contender.name and (sorted(group.ingress().values()) != sorted(wanted) or group.outgoing() != 2):
        raise SystemExit(f"{contender.name} has left other rules than were asked for")
    return count


def versions(python: pathlib.Path) -> str:
    """What takes part, and of which version."""
    collection = json.loads((COLLECTION / "MANIFEST.json").read_text())["collection_info"]["version"]
    told = "import importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in ('keystone', 'neutron')), sep=', ')"
    servers = subprocess.run([str(python), "-c", told], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    clients = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("openstacksdk", "ansible-core"))
    return f"openstack.cloud {collection}, {clients}, {servers}"


def rules(folder: pathlib.Path, rounds: int) -> None:
    """Measure few and many rules, that are missing and that are there."""
    home = folder / "cloud"
    try:
        clouds.up(home)
        group = Group(home)
        print(f"\nRules of a security group: {versions(clouds.Cloud.load(home).python)}")
        for count in COUNTS:
            wanted = [(port, f"10.{network}.0.0/16") for network in range(count // 2) for port in (9094, 9095)]
            for title, before in (("none is there", []), ("all are there", wanted)):
                racers = contenders(folder, group, wanted, functools.partial(group.hold, before))
                requests = {racer.name: counted(racer, group, wanted) for racer in racers}
                report(f"{count} rules, {title}", race(racers, rounds), f"a play of {LOOP}", requests)
    finally:
        if (home / "cloud.json").exists():
            clouds.Cloud.load(home).stop(*clouds.THREADS)
