# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The supervisor against real processes: a shell that sleeps takes the place of MirrorMaker."""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import typing as t

import pytest

SCRIPT = pathlib.Path(__file__).parents[4] / "roles" / "mirror_maker" / "files" / "supervise.py"
PROGRAM = """#!/bin/sh
echo "$$ $(cut -d' ' -f22 /proc/$$/stat)" > {folder}/run/mirror-maker.pid
sha256sum {folder}/mirror-maker.sh {folder}/settings > {folder}/run/started-with
echo started >> {folder}/logs/starts
exec sleep 300
"""

_spec = importlib.util.spec_from_file_location("supervise", SCRIPT)
supervise = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(supervise)


class Service:
    """A service in a folder of its own."""

    def __init__(self, folder: pathlib.Path, program: str = PROGRAM) -> None:
        self.folder = folder
        for name in ("run", "logs"):
            (folder / name).mkdir()
        (folder / "settings").write_text("1")
        script = folder / "mirror-maker.sh"
        script.write_text(program.format(folder=folder))
        script.chmod(0o755)

    def call(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [
                sys.executable,
                str(SCRIPT),
                "--dir",
                str(self.folder),
                "--restart-delay",
                "0.1",
                "--stop-timeout",
                "2",
                *arguments,
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    def status(self) -> dict:
        return json.loads(self.call("status").stdout)

    def pid(self) -> int:
        """The program's process id, 0 while it does not run."""
        program = supervise.Place(self.folder).program
        return program.pid if program else 0

    def started(self) -> int:
        """The program's process id, once it runs."""
        assert supervise.until(lambda: self.pid() != 0, 10)
        return self.pid()


@pytest.fixture
def service(tmp_path: pathlib.Path) -> t.Iterator[Service]:
    made = Service(tmp_path)
    yield made
    made.call("stop")


def test_start_twice_and_stop_twice(service: Service) -> None:
    assert service.status() == {"running": False, "supervised": False, "pid": None, "current": False}
    assert service.call("start").stdout == "started\n"
    pid = service.started()
    assert service.call("start").stdout == "unchanged\n"
    assert service.status() == {"running": True, "supervised": True, "pid": pid, "current": True}
    (service.folder / "settings").write_text("2")
    assert service.status()["current"] is False
    assert service.call("stop").stdout == "stopped\n"
    assert not pathlib.Path(f"/proc/{pid}").exists()
    assert service.call("stop").stdout == "unchanged\n"
    assert service.call("status").returncode == 3


def test_killed_program_is_restarted(service: Service) -> None:
    service.call("start")
    first = service.started()
    os.kill(first, signal.SIGKILL)
    assert supervise.until(lambda: service.pid() not in (0, first), 10)
    assert "ended with -9" in (service.folder / "logs/mirror-maker.out").read_text()


def test_killed_supervisor_ends_the_program(service: Service) -> None:
    service.call("start")
    program = service.started()
    os.kill(supervise.Process.load(service.folder / "run/supervisor.pid").pid, signal.SIGKILL)
    assert supervise.until(lambda: supervise.Process.find(program) is None, 10)
    assert service.status()["running"] is False
    assert service.call("start").stdout == "started\n"
    assert service.started() != program


def test_kill(service: Service) -> None:
    """Supervisor and program end at once, also a program that ignores the signal to end, and can be started again."""
    script = service.folder / "mirror-maker.sh"
    script.write_text(script.read_text().replace("exec sleep 300", "trap '' TERM; while :; do sleep 1; done"))
    service.call("start")
    program = service.started()
    begun = time.monotonic()
    assert service.call("kill").stdout == "killed\n"
    assert time.monotonic() - begun < supervise.PROBE
    assert supervise.Process.find(program) is None and service.call("status").returncode == supervise.NOT_RUNNING
    assert service.call("kill").returncode == 0
    assert service.call("start").stdout == "started\n"
    assert service.started() != program


def test_probing_the_lock_does_not_keep_a_supervisor_from_starting(service: Service) -> None:
    """Who asks whether one runs takes its lock for a moment."""
    with (service.folder / "run/supervisor.lock").open("a") as lock:
        assert supervise.take(lock)
        running = threading.Thread(target=service.call, args=("run",))
        running.start()
        time.sleep(0.3)  # the new supervisor finds the lock taken
    assert service.started()
    service.call("stop")
    running.join()


@pytest.mark.parametrize("name", ["mirror-maker.pid", "supervisor.pid"])
def test_process_id_of_another_process(service: Service, name: str) -> None:
    (service.folder / "run" / name).write_text(f"{os.getpid()} 1\n")  # this very test, with another start time
    assert service.status()["running"] is False
    assert service.call("stop").stdout == "unchanged\n"
    assert service.call("start").stdout == "started\n"


@pytest.mark.slow
def test_program_that_ignores_the_signal_to_end(tmp_path: pathlib.Path) -> None:
    service = Service(tmp_path, PROGRAM.replace("exec sleep 300", "trap '' TERM; while :; do sleep 1; done"))
    service.call("start")
    pid = service.started()
    begin = time.monotonic()
    service.call("stop")
    assert (
        time.monotonic() - begin < 9
    )  # after two seconds the supervisor kills it, and is not killed itself (after twelve)
    assert supervise.Process.find(pid) is None


@pytest.mark.slow
def test_wait_for_a_line_in_the_log(service: Service) -> None:
    log = service.folder / "logs" / "starts"
    service.call("start")
    assert service.call("--log", str(log), "--good", "start.d", "--timeout", "10", "wait").returncode == 0
    bad = service.call("--log", str(log), "--good", "never", "--bad", "start.*", "--timeout", "10", "wait")
    assert (bad.returncode, bad.stderr) == (1, "found in the log: started\n")
    doubtful = service.call(
        "--log", str(log), "--good", "never", "--doubtful", "start", "--patience", "0.1", "--timeout", "10", "wait"
    )
    assert (doubtful.returncode, doubtful.stderr) == (1, "found in the log: start\n")
    superseded = service.call(
        "--log", str(log), "--good", "started", "--doubtful", "start", "--patience", "0.1", "--timeout", "10", "wait"
    )
    assert superseded.returncode == 0
    assert service.call("--log", str(log), "--good", "never", "--timeout", "0.1", "wait").stderr == "not within 0.1 s\n"
    service.call("stop")
    (service.folder / "run/mirror-maker.pid").write_text("999999999 1\n")
    assert (
        service.call("--log", str(log), "--good", "never", "--timeout", "10", "wait").stderr
        == "the process has ended\n"
    )
