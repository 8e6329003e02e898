# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep a program running where there is no systemd: restart it when it ends, stop it in order, report its state.

usage: supervise.py --dir DIR start|stop|kill|status|run|wait [options]

DIR holds the program, and in run/ what is known of it. The supervisor holds a lock as long as it lives, so that no
process id left behind by a crash can be mistaken for it.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
import typing as t

PROGRAM = "mirror-maker.sh"
OUTPUT = "logs/mirror-maker.out"
GRACE_OF_KILL = 10  # seconds until a killed process is gone, and that a supervisor has besides its program
PROBE = 2  # seconds in which a new supervisor waits for the lock, which others take for a moment to see who has it
NOT_RUNNING = 3  # exit code of status, as of service scripts
PR_SET_PDEATHSIG = 1  # prctl(2)


class Process:
    """A process by id and start time: an id alone may by now belong to another process."""

    def __init__(self, pid: int, started: str) -> None:
        self.pid, self.started = pid, started

    @classmethod
    def find(cls, pid: int) -> Process | None:
        """The process that has this id now; None for a zombie."""
        try:
            fields = (
                pathlib.Path(f"/proc/{pid}/stat")
                .read_text(encoding="ascii", errors="replace")
                .rpartition(")")[2]
                .split()
            )
        except OSError:
            return None
        return None if fields[0] in "ZX" else cls(pid, fields[19])

    @classmethod
    def load(cls, path: pathlib.Path) -> Process | None:
        """The process that a file names, alive or not."""
        with contextlib.suppress(OSError, ValueError):
            pid, started = path.read_text(encoding="ascii").split()[:2]
            return cls(int(pid), started)
        return None

    @property
    def alive(self) -> bool:
        """Whether this very process still runs."""
        now = Process.find(self.pid)
        return now is not None and now.started == self.started

    def signal(self, number: int, group: bool = False) -> None:
        """Send a signal if it is still the same process."""
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.pid, number)

    def stop(self, seconds: float) -> None:
        """Ask it to end, wait, then kill it."""
        self.signal(signal.SIGTERM)
        if not until(lambda: not self.alive, seconds):
            self.signal(signal.SIGKILL)
            until(lambda: not self.alive, GRACE_OF_KILL)


def until(condition: t.Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Wait for a condition; False when it is not met in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


class Place:
    """The folder of one service and the files in it."""

    def __init__(self, folder: str) -> None:
        self.folder = pathlib.Path(folder).resolve()
        self.run = self.folder / "run"
        self.program_pid = self.run / "mirror-maker.pid"  # written by the program's start script
        self.supervisor_pid = self.run / "supervisor.pid"
        self.started_with = self.run / "started-with"
        self.lock = self.run / "supervisor.lock"

    @property
    def program(self) -> Process | None:
        """The program, if it runs."""
        process = Process.load(self.program_pid)
        return process if process and process.alive else None

    @property
    def supervisor(self) -> Process | None:
        """The supervisor, if it lives and has recorded its process id."""
        process = Process.load(self.supervisor_pid)
        return process if process and process.alive and self.supervised else None

    @property
    def supervised(self) -> bool:
        """Whether a supervisor lives: it holds the lock."""
        try:
            with self.lock.open("a", encoding="ascii") as file:
                return not take(file)
        except FileNotFoundError:
            return False

    @property
    def current(self) -> bool:
        """Whether the program runs with the files as they are now."""
        try:
            lines = self.started_with.read_text(encoding="utf-8").splitlines()
            return bool(lines) and all(
                hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest() == digest
                for digest, _blank, path in (line.partition("  ") for line in lines)
            )
        except OSError:
            return False


class Supervisor:
    """Runs the program until it gets a signal to stop."""

    def __init__(self, place: Place, restart_delay: float, stop_timeout: int) -> None:
        self.place, self.restart_delay, self.stop_timeout = place, restart_delay, stop_timeout
        self.stopping = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Start the program, and again whenever it ends."""
        with self.place.lock.open("a", encoding="ascii") as lock:
            if not until(lambda: take(lock), PROBE, 0.05):
                return fail("a supervisor is already running")
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, self.stop)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signal.signal(signal.SIGALRM, self.kill)
            me = Process.find(os.getpid())
            if me is None:
                return fail("/proc does not have this process")
            write(self.place.supervisor_pid, f"{me.pid} {me.started}\n")
            while not self.stopping.is_set():
                code = self.run_once()
                if not self.stopping.is_set():
                    log(f"{PROGRAM} ended with {code}; restarting it in {self.restart_delay:g} s")
                    self.stopping.wait(self.restart_delay)
            for path in (self.place.supervisor_pid, self.place.program_pid):
                path.unlink(missing_ok=True)
        return 0

    def run_once(self) -> int:
        """Run the program to its end."""
        self.child = subprocess.Popen(  # pylint: disable=consider-using-with,subprocess-popen-preexec-fn
            [str(self.place.folder / PROGRAM)],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  # no threads here, and it only calls prctl
        )
        if self.stopping.is_set():
            self.child.terminate()
        code = self.child.wait()
        signal.alarm(0)
        return code

    def stop(self, *_signal: object) -> None:
        """Let the program end in its own way, but not forever."""
        self.stopping.set()
        if self.child and self.child.poll() is None:
            self.child.terminate()
            signal.alarm(self.stop_timeout)

    def kill(self, *_signal: object) -> None:
        """Kill what did not end by itself."""
        if self.child:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)


def take(lock: t.IO[str]) -> bool:
    """Take a lock, if nobody else has it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def end_with_parent() -> None:
    """If the supervisor is killed, the program must not run on unsupervised."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def write(path: pathlib.Path, text: str) -> None:
    """Replace a small file whole."""
    scratch = path.with_suffix(".new")
    scratch.write_text(text, encoding="ascii")
    scratch.replace(path)


def log(text: str) -> None:
    """Print a line with the time; the output is a log file."""
    print(f"{time.strftime('[%Y-%m-%d %H:%M:%S]')} supervisor: {text}", flush=True)


def fail(text: str) -> int:
    """Print why this command failed."""
    print(text, file=sys.stderr)
    return 1


def start(place: Place, arguments: argparse.Namespace) -> int:
    """Start a supervisor that outlives this command."""
    if place.supervised:
        print("unchanged")
        return 0
    stop_stray(place, arguments.stop_timeout)
    place.program_pid.unlink(missing_ok=True)
    command = [
        sys.executable,
        os.path.abspath(__file__),
        "--dir",
        str(place.folder),
        "--restart-delay",
        str(arguments.restart_delay),
        "--stop-timeout",
        str(arguments.stop_timeout),
        "run",
    ]
    with (place.folder / OUTPUT).open("wb") as output:
        supervisor = subprocess.Popen(  # pylint: disable=consider-using-with  # it outlives this command
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, cwd="/"
        )
    if not until(lambda: place.supervisor is not None or supervisor.poll() is not None, 20) or not place.supervisor:
        return fail(f"the supervisor did not start; see {place.folder / OUTPUT}")
    print("started")
    return 0


def stop(place: Place, arguments: argparse.Namespace) -> int:
    """Stop supervisor and program."""
    found = place.supervised or place.program is not None
    if place.supervised:
        until(lambda: place.supervisor is not None, 5)
        supervisor = place.supervisor
        if supervisor is None:
            return fail(f"a supervisor runs, but {place.supervisor_pid} does not name it")
        supervisor.stop(arguments.stop_timeout + GRACE_OF_KILL)
    stop_stray(place, arguments.stop_timeout)
    print("stopped" if found else "unchanged")
    return 0


def kill(place: Place, _arguments: argparse.Namespace) -> int:
    """End supervisor and program at once, when what they have not done yet does not matter."""
    program = place.program
    for process in filter(None, (place.supervisor, program)):
        process.signal(signal.SIGKILL)
    if program:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
    if not until(lambda: not place.supervised and place.program is None, GRACE_OF_KILL):
        return fail(f"a process of {place.folder} is still there after SIGKILL")
    print("killed")
    return 0


def stop_stray(place: Place, seconds: float) -> None:
    """End a program that has no supervisor any more."""
    program = place.program
    if program:
        program.stop(seconds)
        program.signal(signal.SIGKILL, group=True)
    place.program_pid.unlink(missing_ok=True)


def status(place: Place, _arguments: argparse.Namespace) -> int:
    """Print the state as JSON; the exit code is 3 when it does not run."""
    program = place.program
    running = place.supervised or program is not None
    print(
        json.dumps(
            {
                "running": running,
                "supervised": place.supervised,
                "pid": program.pid if program else None,
                "current": running and place.current,
            }
        )
    )
    return 0 if running else NOT_RUNNING


def wait(place: Place, arguments: argparse.Namespace) -> int:
    """Wait until the log has what is good; fail when it has what is bad, the program has ended, or time is up."""
    deadline, doubted = time.monotonic() + arguments.timeout, None
    while time.monotonic() < deadline:
        text = read_log(pathlib.Path(arguments.log))
        bad, doubtful = found(arguments.bad, text), found(arguments.doubtful, text)
        doubted = (doubted or time.monotonic()) if doubtful else None
        if bad or (doubted and time.monotonic() - doubted > arguments.patience):
            return fail(f"found in the log: {bad or doubtful}")
        if found(arguments.good, text):
            print("good")
            return 0
        process = Process.load(place.program_pid)
        if process and not process.alive:
            return fail("the process has ended")
        time.sleep(0.5)
    return fail(f"not within {arguments.timeout:g} s")


def read_log(path: pathlib.Path) -> str:
    """The whole log; empty when it is not there yet."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def found(expression: str, text: str) -> str | None:
    """What matches an expression; None for an empty one."""
    match = re.search(expression, text) if expression else None
    return match.group() if match else None


def main(given: list[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dir", required=True)
    parser.add_argument("--restart-delay", type=float, default=5)
    parser.add_argument("--stop-timeout", type=int, default=60)
    parser.add_argument("--log", default="")
    parser.add_argument("--good", default="")
    parser.add_argument("--bad", default="")
    parser.add_argument("--doubtful", default="")
    parser.add_argument("--patience", type=float, default=10)
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("command", choices=["start", "stop", "kill", "status", "run", "wait"])
    arguments = parser.parse_args(given)
    place = Place(arguments.dir)
    if arguments.command == "run":
        return Supervisor(place, arguments.restart_delay, arguments.stop_timeout).run()
    commands = {"start": start, "stop": stop, "kill": kill, "status": status, "wait": wait}
    return commands[arguments.command](place, arguments)


if __name__ == "__main__":
    sys.exit(main())
