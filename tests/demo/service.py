# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start and stop a program of the demo in the background, as an init script would.

usage: service.py start|stop PROGRAM SETTINGS
The process id stands beside the settings, in a file with .pid at its end.
"""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import time

STOP_TIMEOUT = 30


def start(program: str, settings: pathlib.Path) -> None:
    """Start the program in a session of its own, with its output in a log beside the settings."""
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
    """Tell it to end and wait until it has; one that does not run is stopped."""
    pid_file = settings.with_suffix(".pid")
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text())
    deadline = time.monotonic() + STOP_TIMEOUT
    if is_running(pid, settings):
        os.kill(pid, signal.SIGTERM)
    while is_running(pid, settings):
        if time.monotonic() > deadline:
            sys.exit(f"{settings.name}: process {pid} did not end within {STOP_TIMEOUT} s")
        time.sleep(0.02)
    pid_file.unlink()


def is_running(pid: int, settings: pathlib.Path) -> bool:
    """Whether that process is still the one that was started with these settings."""
    try:
        return str(settings).encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


if __name__ == "__main__":
    if sys.argv[1] == "start":
        start(sys.argv[2], pathlib.Path(sys.argv[3]))
    else:
        stop(pathlib.Path(sys.argv[3]))
