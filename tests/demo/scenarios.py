# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations that do not go as planned, after which every record must still have been consumed once and in order.

usage: scenarios.py [SCENARIO...]        after scripts/setup; all scenarios if none is named
       scenarios.py --list               print their names, without those that are parts of others
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import sys
import typing

import shop as shops
from cluster import QUICK_START
from stage import PlayFailed, changes, play, play_until, print_heading, stage, verdicts


def rehearsed(shop: shops.Shop) -> None:
    """Every playbook is rehearsed in check mode before and after its run: it changes nothing and knows what is done."""
    for playbook in ("preflight", "status", "teardown"):
        _expect(shop, playbook, 0, "--check")
    # The cut-over: the mirror, three files, and three services to stop.
    for playbook, changed in (("topics", 1), ("mirror", 3), ("production_first", 7)):
        _expect(shop, playbook, changed, "--check", "--diff")
        _expect(shop, playbook, changed, "--check", "--diff")  # the same, because the first changed nothing
        play(shop, playbook)
        _expect(shop, playbook, 0, "--check", "--diff")
    _expect(shop, "verify", 0)


def _expect(shop: shops.Shop, playbook: str, changed: int, *arguments: str) -> None:
    """Run a playbook, which must report a number of changes."""
    counted = changes(play(shop, playbook, *arguments))
    if counted != changed:
        raise PlayFailed(f"{playbook} {' '.join(arguments)} reported {counted} changes, not {changed}")


def without_history(shop: shops.Shop) -> None:
    """Without a mirror, the producers are moved one by one, and the groups begin at the log start of the target."""
    play(shop, "topics")
    play(shop, "production_first", "--check", "--diff")
    if shop.moved:
        raise PlayFailed(f"the rehearsal has moved {', '.join(shop.moved)}")
    for playbook in ("production_first", "verify"):
        play(shop, playbook)
    play(shop, "production_first")  # again: nothing may move


def interrupted(shop: shops.Shop) -> None:
    """The cut-over is sent back as in sent_back, then killed at its most critical moments, and run again each time."""
    for playbook in ("topics", "mirror"):
        play(shop, playbook)
    _send_back_twice(shop)
    play(shop, "mirror")
    role = "TASK [otc.kafka_migration.kafka_migration :"
    for line in (
        f"{role} Wait until the source stands still and everything is copied]",  # the producers are stopped
        f"{role} Note the log end offsets of both clusters]",
        "TASK [otc.kafka_migration.kafka_client : Start the services that do not run]",  # pointed at the target
        f"{role} Write down which groups are set]",
        "PLAY [Move the consumers to the target]",
    ):
        play_until(shop, "production_first", line)
    for playbook in ("production_first", "verify"):
        play(shop, playbook)


def sent_back(shop: shops.Shop) -> None:
    """The cut-over fails twice, for a producer that cannot be stopped and a mirror that hangs; both times the producers
    are started on the source again.
    """
    for playbook in ("topics", "mirror"):
        play(shop, playbook)
    _send_back_twice(shop)
    for playbook in ("mirror", "production_first", "verify"):
        play(shop, playbook)


def _send_back_twice(shop: shops.Shop) -> None:
    with _unstoppable_producer(shop):
        _sent_back(shop, "drawer is stuck")
    mirror = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _is_mirror_of(shop, pid)]
    _sent_back(shop, "The mirror has not caught up", lambda: _signal(mirror, signal.SIGSTOP))
    _signal(mirror, signal.SIGCONT)


def _sent_back(shop: shops.Shop, reason: str, at_begin: typing.Callable[[], None] = lambda: None) -> None:
    """Run a cut-over that must fail for a reason, and check that the producers work after it."""
    output = play_until(
        shop, "production_first", "PLAY [Stop the producers]", at_begin, "-e", "kafka_migration_quiet_timeout=8"
    )
    for message in ("Producers write to the source again, and nothing was moved", reason):
        if message not in output:
            raise PlayFailed(f"the playbook did not print '{message}'")
    shop.await_work("orders")


@contextlib.contextmanager
def _unstoppable_producer(shop: shops.Shop) -> typing.Iterator[None]:
    """Add a second producer, whose stop command fails, to the inventory."""
    before = shop.inventory.read_text()
    inventory = json.loads(before)
    settings = shop.folder / "tills.properties"
    settings.write_text(f"bootstrap.servers={shop.source.bootstrap}\n")
    service = {
        "name": "tills",
        "files": [{"path": str(settings)}],
        "topics": shops.TOPICS_OF_PRODUCERS,
        "start": "true",
        "stop": "echo the drawer is stuck >&2; exit 1",
        "status": "true",
    }
    inventory["all"]["children"]["kafka_producers"]["hosts"]["till"] = {"kafka_client_services": [service]}
    shop.inventory.write_text(json.dumps(inventory))
    yield
    shop.inventory.write_text(before)


def _is_mirror_of(shop: shops.Shop, pid: int) -> bool:
    try:
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"MirrorMaker" in command and str(shop.folder).encode() in command and b"java" in command.split(b"\0")[0]


def _signal(pids: list[int], number: signal.Signals) -> None:
    if not pids:
        raise PlayFailed("no MirrorMaker process was found")
    for pid in pids:
        os.kill(pid, number)


SCENARIOS: dict[str, typing.Callable[[shops.Shop], None]] = {
    "rehearsed": rehearsed,
    "without_history": without_history,
    "interrupted": interrupted,
    "sent_back": sent_back,
}
# What others contain: left out where all are run, for the matrix of versions.
PARTS = ("sent_back",)


def run(name: str) -> bool:
    """Run a scenario, and return whether every record was consumed once and in order."""
    act = SCENARIOS[name]
    print_heading(f"Scenario {name}: {' '.join((act.__doc__ or '').split())}")
    history = shops.History(archive_megabytes=20, records=6_000, copied=act is not without_history)
    try:
        with stage(history) as shop:
            shop.mirror_environment = {"KAFKA_JVM_PERFORMANCE_OPTS": QUICK_START}
            shop.open()
            act(shop)
            shop.close()
            good = all(verdict.good for _name, verdict in verdicts(shop)) and shop.has_moved
    except PlayFailed as failure:
        print(f"\n{failure}", file=sys.stderr)
        good = False
    print(f"Scenario {name}: {'passed' if good else 'FAILED'}", flush=True)
    return good


def main() -> int:
    """Run the requested scenarios; return 0 if all passed."""
    whole = [name for name in SCENARIOS if name not in PARTS]
    if sys.argv[1:] == ["--list"]:
        print(*whole, sep="\n")
        return 0
    results = [run(name) for name in sys.argv[1:] or whole]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
