# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrate a live Kafka cluster to another one, both on this machine, and check every record.

usage: demo.py [--keep]        after scripts/setup; --keep keeps the folder of the run
DEMO_HISTORY_MB is the size of the history, DEMO_MODULE_PYTHON the Python of the modules, which needs kafka-python,
DEMO_SOURCE_VERSION and DEMO_TARGET_VERSION are the versions of Kafka.
"""

from __future__ import annotations

import functools
import os
import sys
import time
import typing

import checker
import shop as shops
from client import read_ledger
from stage import PlayFailed, play, print_heading, stage, verdicts

PLAYBOOKS = ("preflight", "topics", "mirror", "production_first", "verify", "status", "teardown")
HISTORY_MEGABYTES = int(os.environ.get("DEMO_HISTORY_MB", "1000"))


def migrate(shop: shops.Shop) -> dict[str, float]:
    """Carry out the migration, and return the seconds that each step took."""
    timings: dict[str, float] = {}

    def timed(name: str, step: typing.Callable[[], object]) -> None:
        begun = time.monotonic()
        step()
        timings[name] = time.monotonic() - begun

    print_heading("A shop on the source: topics, history, groups, a producer and two consumers")
    timed("the history of the shop", shop.open)
    for playbook in PLAYBOOKS:
        timed(f"playbook {playbook}", functools.partial(play, shop, playbook))
    time.sleep(2)  # the services work on the target
    shop.close()
    return timings


def report(shop: shops.Shop, timings: dict[str, float]) -> bool:
    """Print the result, and return whether every record was consumed once and in order."""
    print_heading("The result for every record")
    rows = verdicts(shop)
    source, target = (checker.counts(cluster.bootstrap, shops.ARCHIVE) for cluster in (shop.source, shop.target))
    print(f"{shops.ARCHIVE}: {sum(source.values())} records on the source, {sum(target.values())} on the target")
    live = [entry for entry in read_ledger(shop.producer_ledger) if entry.time >= shop.live_since]
    print(f"production pause in seconds: {checker.production_pause(live):.1f}")
    for name, seconds in timings.items():
        print(f"seconds for {name}: {seconds:.1f}")
    print(f"seconds in total: {sum(timings.values()):.1f}")
    return all(verdict.good for _name, verdict in rows) and source == target and shop.has_moved


def main() -> int:
    """Run the demo; return 0 if every record was consumed once and in order."""
    good = False
    try:
        with stage(shops.History(archive_megabytes=HISTORY_MEGABYTES), keep="--keep" in sys.argv) as shop:
            good = report(shop, migrate(shop))
    except PlayFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
    print("\nThe demo has", "succeeded: lost 0, repeated 0, order kept" if good else "FAILED")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
