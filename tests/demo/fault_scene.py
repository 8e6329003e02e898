# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out one row: a shop, the run in which the fault happens, the repair, the next run, and what became of it."""

from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time
import typing

import orphans
from bed import Bed
from checker import Verdict
from cluster import Cluster
from fault_acts import Act
from fault_judge import Ending, Findings
from fault_rows import Row, Trigger, When
from fault_shop import PRODUCERS, FaultShop, journal_phase_begun
from stage import PlayFailed, start

PLAYBOOK = "production_first"
RUN_TIMEOUT = 420  # seconds after which a run counts as one that never ends
_POLL = 0.05  # seconds


class Scene:
    """The shops of a row, the playbook that runs, and what happens beside it."""

    def __init__(self, bed: Bed, shop: FaultShop, log: typing.TextIO) -> None:
        """Set the scene on two clusters; the output of playbooks goes to the log."""
        self.bed, self.shop, self._log = bed, shop, log
        self.shops = [shop]
        self.others: list[Ending] = []
        self.respawning = False
        self._threads: list[threading.Thread] = []
        self._play: subprocess.Popen[str] | None = None
        self._killed = False

    @property
    def clusters(self) -> tuple[Cluster, Cluster]:
        """Source and target."""
        return self.bed.cluster("source"), self.bed.cluster("target")

    # --- shops

    def open(self, shop: FaultShop) -> None:
        """Open a further shop, with which everything else is done from now on."""
        self.shops.append(shop)
        self.shop = shop
        self.set_up()

    def set_up(self) -> None:
        """Open the shop, and do what comes before a cut-over."""
        self.shop.open()
        self.prepare("topics")
        if self.shop.layout.copied:
            self.prepare("mirror")

    def prepare(self, playbook: str) -> None:
        """Run a playbook that must succeed; raises PlayFailed."""
        ending = self._run(playbook, ())
        if ending.code:
            raise PlayFailed(f"{playbook} failed: {ending.message}")

    # --- runs of the cut-over

    def run(
        self, arguments: tuple[str, ...] = (), when: When | None = None, act: typing.Callable[[], None] = lambda: None
    ) -> tuple[Ending, bool]:
        """Run the cut-over, and act at a moment; return how it ended, and whether the moment came."""
        came = threading.Event()

        def once() -> None:
            if not came.is_set():
                came.set()
                self._log.write("=== the fault happens now\n")
                act()

        watch = threading.Event()
        if when and when.phase:
            threading.Thread(target=self._await_phase, args=(when.phase, once, watch), daemon=True).start()
        trigger = Trigger(when or When())
        ending = self._run(PLAYBOOK, arguments, lambda line: once() if trigger.reached(line) else None)
        watch.set()
        return ending, came.is_set()

    def run_beside(self) -> Ending:
        """Run the cut-over while another one runs."""
        process = start(self.shop, PLAYBOOK, ())
        output, _none = process.communicate(timeout=RUN_TIMEOUT)
        self._log.write(f"=== the second run ended with {process.returncode}\n{output}=== end of the second run\n")
        return Ending(process.returncode, output)

    def earlier_run(self, play: str) -> None:
        """Run the cut-over to its end, or until it is killed at a play; raises PlayFailed."""
        ending, came = self.run((), When(play=play), self.kill_play) if play else self.run()
        if play and not came:
            raise PlayFailed(f"the earlier run did not reach '{play}': {ending.message}")
        if not play and ending.code:
            raise PlayFailed(f"the earlier run failed: {ending.message}")

    def kill_play(self) -> None:
        """Kill the playbook that runs."""
        if self._play is not None:
            self._killed = True
            os.killpg(self._play.pid, signal.SIGKILL)

    def _run(
        self, playbook: str, arguments: tuple[str, ...], watch: typing.Callable[[str], object] = lambda _line: None
    ) -> Ending:
        """Run a playbook with its output in the log; each line is shown to ``watch``."""
        begun = time.monotonic()
        self._log.write(f"=== {playbook} {' '.join(arguments)}\n")
        self._killed = False
        process = self._play = start(self.shop, playbook, arguments)
        late = threading.Event()
        timer = threading.Timer(RUN_TIMEOUT, self._give_up, (process, late))
        timer.start()
        lines = []
        for line in process.stdout or ():
            lines.append(line)
            self._log.write(f"{time.strftime('%H:%M:%S')} {line}")
            self._log.flush()
            watch(line)
            if self._killed:
                break
        code = process.wait()
        timer.cancel()
        self._play = None
        return Ending(code, "".join(lines), self._killed, late.is_set(), time.monotonic() - begun)

    @staticmethod
    def _give_up(process: subprocess.Popen[str], late: threading.Event) -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    def _await_phase(self, phase: str, then: typing.Callable[[], None], ended: threading.Event) -> None:
        while not ended.wait(_POLL):
            if journal_phase_begun(self.shop.run_dir, phase):
                then()
                return

    # --- what acts by itself

    def in_background(self, act: typing.Callable[[Scene], None]) -> None:
        """Let something happen beside the playbook."""
        thread = threading.Thread(target=act, args=(self,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def later(self, seconds: float, act: typing.Callable[[Scene], None]) -> None:
        """Let something happen after some seconds."""

        def wait_and_act(scene: Scene) -> None:
            time.sleep(seconds)
            act(scene)

        self.in_background(wait_and_act)

    def finish_pending(self) -> None:
        """Wait until everything in the background has ended."""
        for thread in self._threads:
            thread.join()
        self._threads = []


def carry_out(bed: Bed, row: Row, folder: pathlib.Path, prefix: str, log: typing.TextIO) -> tuple[Findings, Ending]:
    """Carry out a row, and return what was found; its processes and mounts are gone afterwards."""
    scene = Scene(bed, FaultShop(folder, (bed.cluster("source"), bed.cluster("target")), prefix, row.layout), log)
    pending: list[Act] = []
    try:
        scene.set_up()
        return _play_it(scene, row, pending)
    finally:
        _repair(scene, pending)
        orphans.end({process.pid for cluster in bed.clusters.values() for process in cluster.processes})
        for shop in scene.shops:
            shutil.rmtree(shop.mirror_dir, ignore_errors=True)


def _play_it(scene: Scene, row: Row, pending: list[Act]) -> tuple[Findings, Ending]:
    def begin(acts: tuple[Act, ...]) -> None:
        for act in acts:
            pending.append(act)
            act.begin(scene)

    begin(row.before)
    if row.when.before_run:
        begin(row.acts)
        first, _came = scene.run(row.arguments)
        happened = True
    else:
        first, happened = scene.run(row.arguments, row.when, lambda: begin(row.acts))
    state = scene.shop.state()
    _repair(scene, pending)
    again = scene.run(row.again)[0] if first.code and row.expected.again else None
    last = scene.shop.state()
    verdicts: dict[str, Verdict] = {}
    for shop in scene.shops:
        shop.close()
        verdicts |= {
            name if len(scene.shops) == 1 else f"{shop.prefix} {name}": verdict
            for name, verdict in shop.verdicts().items()
        }
    findings = Findings(happened, first, again, tuple(scene.others), state, last, verdicts, tuple(PRODUCERS))
    return findings, first


def _repair(scene: Scene, pending: list[Act]) -> None:
    while pending:
        pending.pop().end(scene)
