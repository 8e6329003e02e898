# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of a security group, against openstack.cloud, on a real Keystone and a real Neutron.

All contenders have the same Python, openstacksdk and login, and name the group by its id, which costs each of them the
fewest requests.
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
DEFAULT_EGRESS = 2  # rules of a new group
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
    """The security group that all contenders change."""

    def __init__(self, folder: pathlib.Path) -> None:
        logins = folder / "clouds.yaml"
        self.environment = {"OS_CLIENT_CONFIG_FILE": str(logins)}
        self.network = openstack.connection.Connection(
            config=OpenStackConfig(config_files=[str(logins)]).get_one("shop")
        ).network
        self.id = self.network.create_security_group(name="kafka").id
        self.log = folder / "requests.log"

    def ingress(self) -> dict[str, tuple[int, str]]:
        """Return port and prefix of each ingress rule, by its id."""
        found = self.network.security_group_rules(security_group_id=self.id, direction="ingress")
        return {rule.id: (rule.port_range_min, rule.remote_ip_prefix) for rule in found}

    def egress_count(self) -> int:
        """Return the number of egress rules."""
        return len(list(self.network.security_group_rules(security_group_id=self.id, direction="egress")))

    def hold(self, wanted: list[tuple[int, str]]) -> None:
        """Set exactly these ingress rules, in the spelling of openstack.cloud, and clear the log of requests."""
        existing = self.ingress()
        for number, rule in existing.items():
            if rule not in wanted:
                self.network.delete_security_group_rule(number)
        for port, prefix in wanted:
            if (port, prefix) not in existing.values():
                self.network.create_security_group_rule(
                    security_group_id=self.id, direction="ingress", ether_type="IPv4", **spelled(port, prefix)
                )
        self.log.write_text("")

    def requests(self) -> int:
        """Return the number of requests since then, without Neutron's own: it validates each new token in Keystone."""
        return sum(not line.startswith("GET /v3/auth/tokens ") for line in self.log.read_text().splitlines())


def spelled(port: int, prefix: str) -> dict[str, object]:
    """Return a rule in the spelling of Neutron and openstack.cloud."""
    return {"protocol": "tcp", "port_range_min": port, "port_range_max": port, "remote_ip_prefix": prefix}


def contenders(
    folder: pathlib.Path, group: Group, wanted: list[tuple[int, str]], prepare: typing.Callable[[], None]
) -> list[Contender]:
    """Return a play for each way to set these rules, and one that does nothing."""
    ours = [{"protocol": "tcp", "port": port, "remote_ip_prefix": prefix} for port, prefix in wanted]
    # The module deletes what is not listed, including the egress rules of a new group.
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
    """Run it once, check the rules that it left, and count its requests."""
    contender.run()
    count = group.requests()
    expected = (sorted(wanted), DEFAULT_EGRESS)
    if SCALE not in contender.name and (sorted(group.ingress().values()), group.egress_count()) != expected:
        raise SystemExit(f"{contender.name} left other rules than were requested")
    return count


def versions(python: pathlib.Path) -> str:
    """Return the names and versions of the software."""
    collection = json.loads((COLLECTION / "MANIFEST.json").read_text())["collection_info"]["version"]
    program = (
        "import importlib.metadata as m; print(*(f'{n} {m.version(n)}' for n in ('keystone', 'neutron')), sep=', ')"
    )
    servers = subprocess.run([str(python), "-c", program], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    clients = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("openstacksdk", "ansible-core"))
    return f"openstack.cloud {collection}, {clients}, {servers}"


def rules(folder: pathlib.Path, rounds: int) -> None:
    """Measure few and many rules, missing and existing ones."""
    home = folder / "cloud"
    try:
        clouds.up(home)
        group = Group(home)
        print(f"\nRules of a security group: {versions(clouds.Cloud.load(home).python)}")
        for count in COUNTS:
            wanted = [(port, f"10.{network}.0.0/16") for network in range(count // 2) for port in (9094, 9095)]
            for title, before in (("none exists", []), ("all exist", wanted)):
                racers = contenders(folder, group, wanted, functools.partial(group.hold, before))
                requests = {racer.name: counted(racer, group, wanted) for racer in racers}
                report(f"{count} rules, {title}", race(racers, rounds), f"a play of {LOOP}", requests)
    finally:
        if (home / "cloud.json").exists():
            clouds.Cloud.load(home).stop(*clouds.THREADS)
