# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and stop a program of the demo in the background, like an init script.

usage: service.py start|stop|status PROGRAM SETTINGS        status exits with 0 if the program runs
The process id and the log are kept next to the settings, in files with the suffixes .pid and .log.
"""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import time

STOP_TIMEOUT = 30  # seconds


def start(program: str, settings: pathlib.Path) -> None:
    """Start the program in a session of its own, with its output in the log."""
    with settings.with_suffix(".log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(pathlib.Path(__file__).with_name(program)), str(settings)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    settings.with_suffix(".pid").write_text(str(process.pid))


def stop(settings: pathlib.Path) -> None:
    """Terminate the program if it runs, and wait until it has ended."""
    pid = running_pid(settings)
    deadline = time.monotonic() + STOP_TIMEOUT
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
    while running_pid(settings) is not None:
        if time.monotonic() > deadline:
            sys.exit(f"{settings.name}: process {pid} did not end within {STOP_TIMEOUT} s")
        time.sleep(0.02)


def running_pid(settings: pathlib.Path) -> int | None:
    """Return the id of the process that was started with these settings, or None if it does not run."""
    try:
        pid = int(settings.with_suffix(".pid").read_text())
        return pid if str(settings).encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() else None
    except OSError:
        return None


if __name__ == "__main__":
    action, program_name, path = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    if action == "start":
        start(program_name, path)
    elif action == "stop":
        stop(path)
    else:
        sys.exit(0 if running_pid(path) is not None else 3)
