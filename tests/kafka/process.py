# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that can be found again: a number alone may by now belong to somebody else."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import signal
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class ProcessId:
    """A process, by number, start time and boot; the same three never come twice."""

    pid: int
    started: str
    boot: str


def identify(pid: int) -> ProcessId | None:
    """Return who has this number now; None when nobody has, or only a zombie."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    started = parse_stat(stat)
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ProcessId(pid, started, boot) if started else None


def launch(command: list[str], output: pathlib.Path, environment: dict[str, str] | None = None) -> ProcessId | None:
    """Start a program that outlives us, its output added to a file; None when it has ended at once."""
    with output.open("ab") as file:
        child = subprocess.Popen(  # pylint: disable=consider-using-with  # it is to stay
            command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )
    found = identify(child.pid)
    child.returncode = 0  # from here on we look after it by what it was identified by, also from other programs
    return found


def parse_stat(stat: str) -> str | None:
    """Return the start time in clock ticks; None for a zombie. The name (2nd field) may contain blanks and brackets."""
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def alive(process: ProcessId | None) -> bool:
    """Tell whether this very process still runs."""
    if process is None:
        return False
    try:  # collects our own child, so that it does not stay a zombie
        os.waitpid(process.pid, os.WNOHANG)
    except OSError:
        pass
    return identify(process.pid) == process


def send(process: ProcessId | None, number: signal.Signals) -> None:
    """Signal the process if it is still the same one."""
    if alive(process):
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            pass


def stop(processes: list[ProcessId], number: signal.Signals = signal.SIGTERM, seconds: float = 10.0) -> None:
    """Stop all at once and return when none is left; what ignores the signal for too long is killed."""
    for process in processes:
        send(process, number)
    deadline = time.monotonic() + seconds
    while any(alive(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in processes:
        send(process, signal.SIGKILL)
    while any(alive(process) for process in processes):
        time.sleep(0.02)
