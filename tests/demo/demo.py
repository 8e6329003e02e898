# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrate a live Kafka cluster to another one, both on this machine, and check what became of every record.

usage: demo.py [--keep]        after scripts/setup; --keep leaves the run's folder behind
DEMO_HISTORY_MB sets the size of the history (default 1000).
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "kafka")]

import checker  # noqa: E402
import orphans  # noqa: E402
import shop  # noqa: E402
from bed import Bed, Spec  # noqa: E402
from client import read_ledger  # noqa: E402
from cluster import Cluster  # noqa: E402

PLAYBOOKS = ("preflight", "topics", "mirror", "production_first", "verify", "status", "teardown")


def say(text: str) -> None:
    """Head a step."""
    print(f"\n=== {text}", flush=True)


class Demo:
    """One run, in a folder of its own."""

    def __init__(self, folder: pathlib.Path, source: Cluster, target: Cluster, history_megabytes: int) -> None:
        self._source, self._target = source, target
        self._shop = shop.Shop(folder, source, target, history_megabytes)
        self._timings: dict[str, float] = {}

    def run(self) -> bool:
        """Do it all; true when every record came out once and in order."""
        say("A shop at work on the source: topics, history, groups, a producer and two consumers")
        self._timed("the shop's history", self._shop.open)
        for playbook in PLAYBOOKS:
            self._timed(f"playbook {playbook}", lambda playbook=playbook: self._play(playbook))
        time.sleep(2)  # of normal work on the target
        say("What became of every record")
        self._shop.close()
        return self._report()

    def _timed(self, name: str, step: typing.Callable[[], None]) -> None:
        begun = time.monotonic()
        step()
        self._timings[name] = time.monotonic() - begun

    def _play(self, playbook: str) -> None:
        command = ["ansible-playbook", "-i", str(self._shop.inventory), f"otc.kafka_migration.{playbook}"]
        if playbook in ("production_first", "teardown"):
            command += ["-e", "kafka_migration_confirm=true"]
        say(" ".join(["ansible-playbook -i inventory.yml", *command[3:]]))
        subprocess.run(command, check=True, env={**os.environ, "ANSIBLE_FORCE_COLOR": "0", "ANSIBLE_DEPRECATION_WARNINGS": "0"})

    def _report(self) -> bool:
        produced = read_ledger(self._shop.producer_ledger)
        rows = []
        for name, topics in shop.CONSUMERS.items():
            consumed = checker.records(read_ledger(self._shop.ledger(name)), topics)
            rows.append((f"group {name}", checker.compare(checker.records(produced, topics), consumed)))
        lying = checker.lying_on(self._target.bootstrap, shop.TOPICS_OF_PRODUCERS)
        rows.append(("on the target", checker.compare(checker.records(produced, shop.TOPICS_OF_PRODUCERS), lying)))
        print(f"{'':<18}{'acknowledged':>13}{'consumed':>10}{'lost':>6}{'repeated':>10}{'reordered keys':>16}")
        for name, verdict in rows:
            print(
                f"{name:<18}{verdict.acknowledged:>13}{verdict.consumed:>10}{verdict.lost:>6}{verdict.repeated:>10}{verdict.reordered_keys:>16}"
            )
        here, there = (checker.counts(cluster.bootstrap, shop.ARCHIVE) for cluster in (self._source, self._target))
        print(f"{shop.ARCHIVE}: {sum(here.values())} records on the source, {sum(there.values())} on the target")
        live = [entry for entry in produced if entry.time >= self._shop.live_since]
        print(f"seconds without a producer: {checker.gap(live):.1f}")
        for name, seconds in self._timings.items():
            print(f"seconds for {name}: {seconds:.1f}")
        print(f"seconds in all: {sum(self._timings.values()):.1f}")
        return all(verdict.good for _name, verdict in rows) and here == there and self._shop.has_moved


def main() -> int:
    """Run the demo; 0 when every record came out once and in order."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="otc-kafka-migration-demo-"))
    orphans.adopt()
    good = False
    try:
        with Bed(folder / "bed") as bed:
            say("Two Kafka clusters")
            source, target = bed.start_all([Spec("source", heap="768m"), Spec("target", heap="768m")])
            print(f"source {source.bootstrap} ({source.cluster_id}), target {target.bootstrap} ({target.cluster_id})")
            good = Demo(folder, source, target, int(os.environ.get("DEMO_HISTORY_MB", "1000"))).run()
    except subprocess.CalledProcessError as error:
        print(f"\n{error.cmd[0]} ended with {error.returncode}", file=sys.stderr)
    finally:
        orphans.end()
        if "--keep" in sys.argv or not good:
            print(f"\nThe run's folder is {folder}")
        else:
            shutil.rmtree(folder)
    print("\nThe demo has", "succeeded: lost 0, repeated 0, order kept" if good else "FAILED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
