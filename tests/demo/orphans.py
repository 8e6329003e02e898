# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adopt the background processes of services and playbooks, so that none outlives the run."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pathlib
import signal
import time
import typing

_PR_SET_CHILD_SUBREAPER = 36  # prctl(2): orphaned descendants become children of this process, not of init
_TERM_TIMEOUT = 10  # seconds until SIGKILL


def adopt() -> None:
    """Become the parent of every descendant whose parent ends."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def end(spared: typing.Collection[int] = ()) -> None:
    """Terminate all children, with SIGKILL after a timeout; the children that they leave behind are included.

    ``spared`` are the ids of children that go on.
    """
    deadline = time.monotonic() + _TERM_TIMEOUT
    while _left(spared) and time.monotonic() < deadline:
        _signal(signal.SIGTERM, spared)
        time.sleep(0.1)
    while _left(spared):
        _signal(signal.SIGKILL, spared)
        time.sleep(0.05)


def _children() -> list[int]:
    tasks = pathlib.Path(f"/proc/{os.getpid()}/task")
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def _signal(number: signal.Signals, spared: typing.Collection[int]) -> None:
    for pid in _children():
        if pid not in spared:
            os.kill(pid, number)


def _left(spared: typing.Collection[int]) -> bool:
    """Reap the children that have ended, and return whether others are left than those to be spared."""
    for pid in _children():
        if pid not in spared:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
    return any(pid not in spared for pid in _children())
