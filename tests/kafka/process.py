# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, identify and stop processes: a number alone may belong to another process by now."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import signal
import subprocess
import time


@dataclasses.dataclass(frozen=True)
class ProcessId:
    """A process, by number, start time and boot, which together are unique."""

    pid: int
    started: str
    boot: str


def identify(pid: int) -> ProcessId | None:
    """Return the process that has this number now; None when there is none, or only a zombie."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    started = parse_stat(stat)
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ProcessId(pid, started, boot) if started else None


def launch(command: list[str], output: pathlib.Path, environment: dict[str, str] | None = None) -> ProcessId | None:
    """Start a program that outlives this one and append its output to a file; return None when it has ended at once."""
    with output.open("ab") as file:
        child = subprocess.Popen(  # pylint: disable=consider-using-with  # it keeps running
            command, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )
    found = identify(child.pid)
    child.returncode = 0  # from now on only its identity counts, in other programs too
    return found


def parse_stat(stat: str) -> str | None:
    """Return the start time in clock ticks; None for a zombie. The name (2nd field) may contain spaces and brackets."""
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


def alive(process: ProcessId | None) -> bool:
    """Whether this very process still runs."""
    if process is None:
        return False
    with contextlib.suppress(OSError):  # collects a child of this program, which would remain a zombie
        os.waitpid(process.pid, os.WNOHANG)
    return identify(process.pid) == process


def send(process: ProcessId | None, number: signal.Signals) -> None:
    """Signal the process if it is still the same one."""
    if process and alive(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, number)


def stop(processes: list[ProcessId], number: signal.Signals = signal.SIGTERM, seconds: float = 10.0) -> None:
    """Signal all at once and return when all have ended; those that ignore the signal for too long are killed."""
    for process in processes:
        send(process, number)
    deadline = time.monotonic() + seconds
    while any(alive(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.02)
    for process in processes:
        send(process, signal.SIGKILL)
    while any(alive(process) for process in processes):
        time.sleep(0.02)
