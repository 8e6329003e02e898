# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations that do not go as planned: every record must come out once and in order all the same.

usage: scenarios.py [SCENARIO...]        after scripts/setup; all of them when none is named
       scenarios.py --list               print their names
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
from stage import PlayFailed, changes, play, play_until, say, stage, verdicts


def rehearsed(shop: shops.Shop) -> None:
    """Every playbook in check mode before it is run, and once more after it: a rehearsal changes nothing and knows what is done."""
    for playbook in ("preflight", "status", "teardown"):
        _expect(shop, playbook, 0, "--check")
    for playbook, changed in (("topics", 1), ("mirror", 2), ("production_first", 5)):
        _expect(shop, playbook, changed, "--check", "--diff")
        _expect(shop, playbook, changed, "--check", "--diff")  # as before: the first has changed nothing
        play(shop, playbook)
        _expect(shop, playbook, 0, "--check", "--diff")
    _expect(shop, "verify", 0)


def _expect(shop: shops.Shop, playbook: str, changed: int, *arguments: str) -> None:
    """Run a playbook that has to count so many changes."""
    counted = changes(play(shop, playbook, *arguments))
    if counted != changed:
        raise PlayFailed(f"{playbook} {' '.join(arguments)} counted {counted} changes, not {changed}")


def without_history(shop: shops.Shop) -> None:
    """No mirror: each producer moves for itself, and groups begin at the target's start."""
    play(shop, "topics")
    play(shop, "production_first", "--check", "--diff")
    if shop.moved:
        raise PlayFailed(f"the rehearsal has moved {', '.join(shop.moved)}")
    for playbook in ("production_first", "verify"):
        play(shop, playbook)
    play(shop, "production_first")  # once more: nothing may move


def interrupted(shop: shops.Shop) -> None:
    """The playbook is killed again and again at its worst moments, and run again each time."""
    for playbook in ("topics", "mirror"):
        play(shop, playbook)
    for line in (
        "TASK [otc.kafka_migration.kafka_migration : Wait until the source's logs stand still]",  # producers are stopped
        "TASK [otc.kafka_migration.kafka_migration : Note where the target's logs end]",
        "TASK [otc.kafka_migration.kafka_client : Start them]",  # pointed at the target, not yet started
        "TASK [otc.kafka_migration.kafka_migration : Note that they stand there",  # groups are placed
        "PLAY [Move the consumers to the target]",
    ):
        play_until(shop, "production_first", line)
    for playbook in ("production_first", "verify"):
        play(shop, playbook)


def sent_back(shop: shops.Shop) -> None:
    """Producers are stopped in vain, first because one of them cannot be, then because the mirror hangs: each time they go back to work on the source."""
    for playbook in ("topics", "mirror"):
        play(shop, playbook)
    with _unstoppable_producer(shop):
        _sent_back(shop, "drawer is stuck)")
    mirror = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _is_mirror_of(shop, pid)]
    _sent_back(shop, "The mirror has not caught up", lambda: _signal(mirror, signal.SIGSTOP))
    _signal(mirror, signal.SIGCONT)
    for playbook in ("mirror", "production_first", "verify"):
        play(shop, playbook)


def _sent_back(shop: shops.Shop, reason: str, when_it_begins: typing.Callable[[], None] = lambda: None) -> None:
    """Run a cut-over that has to fail with a reason, and see the producers at work after it."""
    printed = play_until(
        shop, "production_first", "PLAY [Stop the producers]", when_it_begins, "-e", "kafka_migration_quiet_timeout=8"
    )
    for words in ("Producers write to the source again, and nothing was moved", reason):
        if words not in printed:
            raise PlayFailed(f"the playbook did not say '{words}'")
    shop.await_work("orders")


@contextlib.contextmanager
def _unstoppable_producer(shop: shops.Shop) -> typing.Iterator[None]:
    """A second producer, whose stop command fails."""
    before = shop.inventory.read_text()
    inventory = json.loads(before)
    settings = shop.folder / "tills.properties"
    settings.write_text(f"bootstrap.servers={shop.source.bootstrap}\n")
    service = {
        "name": "tills",
        "files": [{"path": str(settings)}],
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
        raise PlayFailed("there is no MirrorMaker to be found")
    for pid in pids:
        os.kill(pid, number)


SCENARIOS: dict[str, tuple[typing.Callable[[shops.Shop], None], dict[str, typing.Any]]] = {
    "rehearsed": (rehearsed, {}),
    "without_history": (without_history, {"history": "none"}),
    "interrupted": (interrupted, {}),
    "sent_back": (sent_back, {}),
}


def run(name: str) -> bool:
    """Run one scenario; true when every record came out once and in order."""
    act, settings = SCENARIOS[name]
    say(f"Scenario {name}: {act.__doc__}")
    try:
        with stage(keep=False, history_megabytes=20, history_records=6_000, **settings) as shop:
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
    """Run the scenarios that were asked for; 0 when all passed."""
    if sys.argv[1:] == ["--list"]:
        print(*SCENARIOS, sep="\n")
        return 0
    results = [run(name) for name in sys.argv[1:] or SCENARIOS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
