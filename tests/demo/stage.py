# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo and the scenarios stand on: two clusters, a shop at work on the first, and playbooks as a user types them."""

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
from bed import Bed, Spec
from client import read_ledger

NEEDS_CONSENT = ("production_first", "teardown")


class PlayFailed(Exception):
    """A playbook ended otherwise than it should."""


def say(text: str) -> None:
    """Head a step."""
    print(f"\n=== {text}", flush=True)


def _command(shop: shops.Shop, playbook: str, arguments: tuple[str, ...]) -> list[str]:
    consent = ["-e", "kafka_migration_confirm=true"] if playbook in NEEDS_CONSENT else []
    say(" ".join(["ansible-playbook -i inventory.yml", f"otc.kafka_migration.{playbook}", *consent, *arguments]))
    return ["ansible-playbook", "-i", str(shop.inventory), f"otc.kafka_migration.{playbook}", *consent, *arguments]


def _environment() -> dict[str, str]:
    return {**os.environ, "ANSIBLE_FORCE_COLOR": "0", "ANSIBLE_DEPRECATION_WARNINGS": "0", "PYTHONUNBUFFERED": "1"}


def _start(shop: shops.Shop, playbook: str, arguments: tuple[str, ...]) -> subprocess.Popen[str]:
    command = _command(shop, playbook, arguments)
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True, env=_environment()
    )


def play(shop: shops.Shop, playbook: str, *arguments: str) -> str:
    """Run a playbook and return what it printed; raises PlayFailed."""
    process = _start(shop, playbook, arguments)
    printed = "".join(_echo(process))
    if process.wait():
        raise PlayFailed(f"the playbook {playbook} ended with {process.returncode}")
    return printed


def play_until(
    shop: shops.Shop, playbook: str, line: str, then: typing.Callable[[], None] | None = None, *arguments: str
) -> str:
    """Run a playbook, and when it prints the line either kill it with all its children or do something and let it go on.

    Returns what it printed; raises PlayFailed when the line never came.
    """
    printed, met = [], False
    process = _start(shop, playbook, arguments)
    for text in _echo(process):
        printed.append(text)
        if not met and line in text:
            met = True
            if then is None:
                os.killpg(process.pid, signal.SIGKILL)
                break
            then()
    process.wait()
    if not met:
        raise PlayFailed(f"the playbook {playbook} did not come to '{line}'")
    return "".join(printed)


def _echo(process: subprocess.Popen[str]) -> typing.Iterator[str]:
    for text in process.stdout:
        print(text, end="", flush=True)
        yield text


def changes(printed: str) -> int:
    """How many changes a play has counted, on all hosts."""
    return sum(map(int, re.findall(r"\bok=\d+\s+changed=(\d+)", printed)))


def verdicts(shop: shops.Shop) -> list[tuple[str, checker.Verdict]]:
    """Print and return what each group has made of the acknowledged records."""
    produced = read_ledger(shop.producer_ledger)
    rows = [
        (
            f"group {name}",
            checker.compare(checker.records(produced, topics), checker.records(read_ledger(shop.ledger(name)), topics)),
        )
        for name, topics in shops.CONSUMERS.items()
    ]
    if shop.history_is_copied:
        lying = checker.lying_on(shop.target.bootstrap, shops.TOPICS_OF_PRODUCERS)
        rows.append(("on the target", checker.compare(checker.records(produced, shops.TOPICS_OF_PRODUCERS), lying)))
    print(f"{'':<18}{'acknowledged':>13}{'consumed':>10}{'lost':>6}{'repeated':>10}{'reordered keys':>16}")
    for name, verdict in rows:
        print(
            f"{name:<18}{verdict.acknowledged:>13}{verdict.consumed:>10}{verdict.lost:>6}{verdict.repeated:>10}{verdict.reordered_keys:>16}"
        )
    return rows


@contextlib.contextmanager
def stage(keep: bool, **settings: typing.Any) -> typing.Iterator[shops.Shop]:
    """Two clusters and a shop, in a folder of their own; nothing of it outlives the block."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="otc-kafka-migration-demo-"))
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit("told to end"))
    orphans.adopt()
    good = False
    try:
        with Bed(folder / "bed") as bed:
            say("Two Kafka clusters")
            source, target = bed.start_all([Spec("source", heap="768m"), Spec("target", heap="768m")])
            print(f"source {source.bootstrap} ({source.cluster_id}), target {target.bootstrap} ({target.cluster_id})")
            yield shops.Shop(folder, source, target, **settings)
            good = True
    finally:
        orphans.end()
        if keep or not good:
            print(f"\nThe run's folder is {folder}")
        else:
            shutil.rmtree(folder)
