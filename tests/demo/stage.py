# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of the demo and the scenarios: two clusters, a shop, and playbooks as a user runs them."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import typing

import checker
import orphans
import shop as shops
from bed import Bed
from client import read_ledger
from spec import DEFAULT_VERSION, Spec

NEEDS_CONSENT = ("production_first", "teardown")


class PlayFailed(Exception):
    """A playbook did not end as expected."""


def print_heading(text: str) -> None:
    """Print the heading of a step."""
    print(f"\n=== {text}", flush=True)


class HasInventory(typing.Protocol):
    """What a playbook needs of a shop."""

    @property
    def inventory(self) -> pathlib.Path:
        """The file."""


def _command(shop: HasInventory, playbook: str, arguments: tuple[str, ...]) -> list[str]:
    consent = ["-e", "kafka_migration_confirm=true"] if playbook in NEEDS_CONSENT else []
    print_heading(
        " ".join(["ansible-playbook -i inventory.yml", f"otc.kafka_migration.{playbook}", *consent, *arguments])
    )
    return ["ansible-playbook", "-i", str(shop.inventory), f"otc.kafka_migration.{playbook}", *consent, *arguments]


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "ANSIBLE_FORCE_COLOR": "0",
        "ANSIBLE_DEPRECATION_WARNINGS": "0",
        "ANSIBLE_CONNECTION_PLUGINS": str(pathlib.Path(__file__).resolve().parent / "connection_plugins"),
        "PYTHONUNBUFFERED": "1",
    }


def start(shop: HasInventory, playbook: str, arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    """Start a playbook in a process group of its own; its output is a pipe."""
    command = _command(shop, playbook, arguments)
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, env=_environment()
    )


def play(shop: shops.Shop, playbook: str, *arguments: str) -> str:
    """Run a playbook and return its output; raises PlayFailed."""
    process = start(shop, playbook, arguments)
    output = "".join(_echo(process))
    if process.wait():
        raise PlayFailed(f"the playbook {playbook} exited with {process.returncode}")
    return output


def play_until(
    shop: shops.Shop, playbook: str, line: str, then: typing.Callable[[], None] | None = None, *arguments: str
) -> str:
    """Run a playbook, and when it prints the line, call a function or, without one, kill the process group.

    Returns the output; raises PlayFailed if the line was not printed.
    """
    output, reached = [], False
    process = start(shop, playbook, arguments)
    for text in _echo(process):
        output.append(text)
        if not reached and line in text:
            reached = True
            if then is None:
                os.killpg(process.pid, signal.SIGKILL)
                break
            then()
    process.wait()
    if not reached:
        raise PlayFailed(f"the playbook {playbook} did not reach '{line}'")
    return "".join(output)


def _echo(process: subprocess.Popen[str]) -> typing.Iterator[str]:
    for text in process.stdout or ():
        print(text, end="", flush=True)
        yield text


def changes(output: str) -> int:
    """Return the number of changes in the recap of a playbook, on all hosts."""
    return sum(map(int, re.findall(r"\bok=\d+\s+changed=(\d+)", output)))


def verdicts(shop: shops.Shop) -> list[tuple[str, checker.Verdict]]:
    """Print and return the verdict of each group and of the records on the target."""
    produced = read_ledger(shop.producer_ledger)
    rows = [
        (
            f"group {name}, {shop.protocol(name)}",
            checker.compare(checker.records(produced, topics), checker.records(read_ledger(shop.ledger(name)), topics)),
        )
        for name, topics in shops.CONSUMERS.items()
    ]
    if shop.history.copied:
        stored = checker.stored_records(shop.target.bootstrap, shops.TOPICS_OF_PRODUCERS)
        rows.append(("on the target", checker.compare(checker.records(produced, shops.TOPICS_OF_PRODUCERS), stored)))
    print(f"{'':<26}{'acknowledged':>13}{'consumed':>10}{'lost':>6}{'repeated':>10}{'reordered keys':>16}")
    for name, verdict in rows:
        print(
            f"{name:<26}{verdict.acknowledged:>13}{verdict.consumed:>10}{verdict.lost:>6}{verdict.repeated:>10}"
            f"{verdict.reordered_keys:>16}"
        )
    return rows


def _spec(name: str) -> Spec:
    """Return a cluster whose version DEMO_SOURCE_VERSION or DEMO_TARGET_VERSION may set."""
    return Spec(name, version=os.environ.get(f"DEMO_{name.upper()}_VERSION", DEFAULT_VERSION), heap="768m")


@contextlib.contextmanager
def stage(history: shops.History, keep: bool = False) -> typing.Iterator[shops.Shop]:
    """Yield a shop on two clusters, in a folder of its own; all processes and the folder are gone afterwards."""
    with two_clusters(keep) as (folder, bed):
        yield shops.Shop(folder, bed.cluster("source"), bed.cluster("target"), history)


@contextlib.contextmanager
def two_clusters(keep: bool = False) -> typing.Iterator[tuple[pathlib.Path, Bed]]:
    """Yield a folder, and a bed with a source and a target; all processes and the folder are gone afterwards."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="otc-kafka-migration-demo-"))
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("terminated"))
    orphans.adopt()
    good = False
    try:
        with Bed(folder / "bed") as bed:
            print_heading("Two Kafka clusters")
            for cluster in bed.start_all([_spec("source"), _spec("target")]):
                version = cluster.distribution.version
                print(f"{cluster.name}: Kafka {version} at {cluster.bootstrap} ({cluster.cluster_id})")
            yield folder, bed
            good = True
    finally:
        orphans.end()
        if keep or not good:
            print(f"\nThe folder of the run is {folder}")
        else:
            shutil.rmtree(folder)
