# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The small shop of a fault: what is in its inventory, and what it knows of a journal."""

from __future__ import annotations

import json
import pathlib
import subprocess
import types
import typing

import fault_shop
import pytest
from fault_shop import FaultShop, Layout, journal_phase_begun


@pytest.fixture(autouse=True)
def _no_kafka(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is downloaded to write an inventory."""
    recipe = types.SimpleNamespace(archive="/kafka.tgz", recipe=types.SimpleNamespace(java=()))
    monkeypatch.setattr(fault_shop.distribution, "ensure", lambda: recipe)
    monkeypatch.setattr(fault_shop.java, "ensure_java_home", lambda *_versions: "/java")


def _shop(folder: pathlib.Path, prefix: str = "s1", **layout: typing.Any) -> FaultShop:
    clusters = [types.SimpleNamespace(bootstrap=f"127.0.0.1:{port}") for port in (1, 2)]
    shop = FaultShop(folder / prefix, (clusters[0], clusters[1]), prefix, Layout(**layout))  # type: ignore[arg-type]
    for name in (*shop.names, fault_shop.LATE):
        shop.services.configure(name, ledger=shop.ledger(name))
    shop.write_inventory()
    return shop


def _hosts(shop: FaultShop, group: str) -> dict[str, list[str]]:
    children = json.loads(shop.inventory.read_text())["all"]["children"]
    return {
        host: [service["name"] for service in variables["kafka_client_services"]]
        for host, variables in children[group]["hosts"].items()
    }


def test_hosts(tmp_path: pathlib.Path) -> None:
    """Each service has a host, and the latecomer is there only where it is wanted."""
    assert _hosts(_shop(tmp_path), "kafka_producers") == {"front": ["front"], "till": ["till"]}
    late = _shop(tmp_path, "s2", latecomer=True)
    assert _hosts(late, "kafka_consumers") == {"billing": ["billing"], "analytics": ["analytics", "latecomer"]}


def test_together(tmp_path: pathlib.Path) -> None:
    """A host in both groups has one list with all of its services."""
    shop = _shop(tmp_path, together=True)
    assert _hosts(shop, "kafka_producers")["front"] == ["front", "billing"]
    assert _hosts(shop, "kafka_consumers") == {"front": ["front", "billing"], "analytics": ["analytics"]}


def test_shops_do_not_meet(tmp_path: pathlib.Path) -> None:
    """Aliases, topics, groups and folders of two shops on the same clusters differ."""
    one, other = (json.loads(_shop(tmp_path, name).inventory.read_text())["all"] for name in ("s1", "s1w"))
    for key in (
        "kafka_migration_source",
        "kafka_migration_target",
        "kafka_migration_topics_matching",
        "kafka_migration_groups_matching",
        "kafka_migration_run_dir",
        "ansible_cuttable_cuts",
    ):
        assert one["vars"][key] != other["vars"][key]


def test_moved(tmp_path: pathlib.Path) -> None:
    """What a service uses is read from its configuration file."""
    shop = _shop(tmp_path)
    path = shop.services.settings("till")
    path.write_text(path.read_text().replace("127.0.0.1:1", "127.0.0.1:2"))
    assert shop.moved == ["till"]
    assert shop.state() == dict.fromkeys(shop.names, "stopped")


def test_a_broken_start_command(tmp_path: pathlib.Path) -> None:
    """While the file is there it fails with a text that a message can show."""
    shop = _shop(tmp_path)
    hosts = json.loads(shop.inventory.read_text())["all"]["children"]["kafka_producers"]["hosts"]
    shop.broken("till").touch()
    ended = subprocess.run(
        hosts["till"]["kafka_client_services"][0]["start"], shell=True, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (1, "the disk of till is full\n")


def test_a_phase_of_the_journal(tmp_path: pathlib.Path) -> None:
    """A phase has begun when the journal has the time; a journal that is missing or half-written says nothing."""
    assert not journal_phase_begun(tmp_path, "noted")
    path = tmp_path / "journal.json"
    path.write_text('{"phases": {"noted"')
    assert not journal_phase_begun(tmp_path, "noted")
    path.write_text(json.dumps({"phases": {"copied": {"begun": 1.0}, "noted": {"begun": None}}}))
    assert not journal_phase_begun(tmp_path, "noted")
    assert journal_phase_begun(tmp_path, "copied")
