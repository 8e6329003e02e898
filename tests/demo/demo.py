# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrate a live Kafka cluster to another one, both on this machine, and check what became of every record.

usage: demo.py [--keep]        after scripts/setup; --keep leaves the run's folder behind
DEMO_HISTORY_MB sets the size of the history, DEMO_MODULE_PYTHON the Python that the modules run on (with kafka-python).
"""

from __future__ import annotations

import os
import sys
import time
import typing

import checker
import shop as shops
from client import read_ledger
from stage import PlayFailed, play, say, stage, verdicts

PLAYBOOKS = ("preflight", "topics", "mirror", "production_first", "verify", "status", "teardown")
HISTORY_MEGABYTES = int(os.environ.get("DEMO_HISTORY_MB", "1000"))


def migrate(shop: shops.Shop) -> dict[str, float]:
    """Do it all; the seconds that each step took."""
    timings: dict[str, float] = {}

    def timed(name: str, step: typing.Callable[[], None]) -> None:
        begun = time.monotonic()
        step()
        timings[name] = time.monotonic() - begun

    say("A shop at work on the source: topics, history, groups, a producer and two consumers")
    timed("the shop's history", shop.open)
    for playbook in PLAYBOOKS:
        timed(f"playbook {playbook}", lambda playbook=playbook: play(shop, playbook))
    time.sleep(2)  # of normal work on the target
    shop.close()
    return timings


def report(shop: shops.Shop, timings: dict[str, float]) -> bool:
    """Print what became of every record; true when each came out once and in order."""
    say("What became of every record")
    rows = verdicts(shop)
    here, there = (checker.counts(cluster.bootstrap, shops.ARCHIVE) for cluster in (shop.source, shop.target))
    print(f"{shops.ARCHIVE}: {sum(here.values())} records on the source, {sum(there.values())} on the target")
    live = [entry for entry in read_ledger(shop.producer_ledger) if entry.time >= shop.live_since]
    print(f"seconds without a producer: {checker.gap(live):.1f}")
    for name, seconds in timings.items():
        print(f"seconds for {name}: {seconds:.1f}")
    print(f"seconds in all: {sum(timings.values()):.1f}")
    return all(verdict.good for _name, verdict in rows) and here == there and shop.has_moved


def main() -> int:
    """Run the demo; 0 when every record came out once and in order."""
    good = False
    try:
        with stage("--keep" in sys.argv, history_megabytes=HISTORY_MEGABYTES) as shop:
            good = report(shop, migrate(shop))
    except PlayFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
    print("\nThe demo has", "succeeded: lost 0, repeated 0, order kept" if good else "FAILED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
