# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real commands: how they end, and what they leave behind."""

from __future__ import annotations

import os
import pathlib
import signal
import time

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.commands import CommandFailure, Commands


@pytest.mark.parametrize(
    ("command", "rc", "has_run", "text"),
    [
        ("true", 0, True, "exit code 0"),
        ("echo out; exit 3", 3, True, "exit code 3: out"),
        ("echo out; printf 'two\nlines\n' >&2; exit 128", 128, True, "exit code 128: two lines"),
        ("/nowhere/status", 127, False, "/nowhere/status: not found"),
        ("/etc/passwd", 126, False, "ermission denied"),
        ("kill -9 $$", -9, False, "signal 9"),
        ("sh -c 'kill -9 $$'; exit $?", 137, False, "exit code 137"),
    ],
)
def test_ends(command: str, rc: int, has_run: bool, text: str) -> None:
    """An exit code has a meaning only if the command ran to an end of its own."""
    output = Commands(10).shell(command)
    assert (output.rc, output.has_run) == (rc, has_run)
    assert text in str(output)


def test_long_output() -> None:
    """The end of a long output is kept, also where it begins within a character."""
    text = str(Commands(10).shell("yes ä | head -n 90000 >&2; echo the cause >&2; exit 1"))
    assert text.endswith("ä the cause")
    assert len(text) < 2100


def test_program_that_does_not_exist() -> None:
    """The program is named."""
    with pytest.raises(CommandFailure, match="^/nowhere/systemctl cannot be run: No such file or directory$"):
        Commands(10, "/nowhere/systemctl").systemctl("show")


def test_a_service_left_behind(tmp_path: pathlib.Path) -> None:
    """A service that keeps the output of its start command open is not waited for, and survives it."""
    began = time.monotonic()
    output = Commands(10).shell(f"sleep 30 & echo $! > {tmp_path}/pid; echo started")
    assert time.monotonic() - began < 5
    assert output.stdout == "started\n"
    pid = int((tmp_path / "pid").read_text())
    assert os.getsid(pid) != os.getsid(0)  # so it gets no SIGHUP at the end of this session
    os.kill(pid, signal.SIGKILL)  # raises if it is gone


@pytest.mark.parametrize("ignored", ["", "trap '' TERM; "])
def test_a_command_that_does_not_return(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, ignored: str) -> None:
    """It is ended with its children, also where they ignore SIGTERM."""
    module = "ansible_collections.otc.kafka_migration.plugins.module_utils._clients.commands"
    monkeypatch.setattr(f"{module}._GRACE", 0.3)
    child = f'sh -c "{ignored}while :; do sleep 0.1; done" & echo $! > {tmp_path}/pid'
    with pytest.raises(CommandFailure, match=r"did not return within 0\.5 s .*detach"):
        Commands(0.5).shell(f"{ignored}{child}; wait; wait; sleep 30")
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Return whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
