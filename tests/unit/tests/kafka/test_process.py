# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/process.py."""

from __future__ import annotations

import os
import signal
import subprocess

import process


def test_process_is_identified_by_its_start() -> None:
    """The same number with another start time is another process, and is left alone."""
    child = subprocess.Popen(["sleep", "60"])
    found = process.identify(child.pid)
    assert found is not None
    assert process.alive(found)
    stranger = process.ProcessId(found.pid, "1", found.boot)
    assert not process.alive(stranger)
    process.stop([stranger], signal.SIGKILL)
    assert process.alive(found)
    process.stop([found])
    assert not process.alive(found)
    child.wait()


def test_process_that_ignores_the_signal_is_killed() -> None:
    """No process outlives the bed."""
    child = subprocess.Popen(["sh", "-c", "trap '' TERM; echo; while :; do sleep 0.05; done"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    found = process.identify(child.pid)
    assert found is not None
    process.stop([found], seconds=0.2)
    assert process.identify(child.pid) is None
    child.stdout.close()
    child.wait()


def test_stat_of_odd_names() -> None:
    """The name of a process may look like several fields."""
    rest = " ".join(str(number) for number in range(4, 53))
    assert process.parse_stat(f"1 (a) b (c)) S {rest}") == "22"
    assert process.parse_stat(f"1 (x) Z {rest}") is None
    assert process.identify(os.getpid()) is not None
