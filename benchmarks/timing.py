# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time commands as whole processes, in turn, so that a machine whose speed changes affects all of them."""

from __future__ import annotations

import dataclasses
import os
import statistics
import subprocess
import time
import typing


@dataclasses.dataclass(frozen=True)
class Contender:
    """A command to be timed, and what has to happen before each run of it."""

    name: str
    command: list[str]
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    prepare: typing.Callable[[], None] = lambda: None

    def run(self) -> float:
        """Return the seconds of one run; a run that fails ends the benchmark with its output."""
        self.prepare()
        begun = time.perf_counter()
        ended = subprocess.run(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - begun
        if ended.returncode:
            raise SystemExit(f"{self.name} ended with {ended.returncode}:\n{ended.stdout[-3000:]}")
        return seconds


def race(contenders: typing.Sequence[Contender], rounds: int) -> dict[str, list[float]]:
    """Run all of them in turn, once to warm up and then in so many rounds; return the seconds of each."""
    for contender in contenders:
        contender.run()
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for _round in range(rounds):
        for contender in contenders:
            seconds[contender.name].append(contender.run())
    return seconds


def report(
    title: str, seconds: dict[str, list[float]], rival: str | None, requests: dict[str, int] | None = None
) -> None:
    """Print median, least and most of each, its ratio to the rival by rounds, and how many HTTP requests it made."""
    last = f"{'requests':>10}" if requests else ""
    print(f"\n{title}\n{'':<58}{'median':>8}{'least':>8}{'most':>8}{'ratio':>8}{last}")
    for name, runs in seconds.items():
        ratio = ""
        if rival and name != rival:
            ratio = f"{statistics.median(own / other for own, other in zip(runs, seconds[rival])):.2f}"
        count = f"{requests[name]:>10}" if requests else ""
        print(f"{name:<58}{statistics.median(runs):>8.2f}{min(runs):>8.2f}{max(runs):>8.2f}{ratio:>8}{count}")
