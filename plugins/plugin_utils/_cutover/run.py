# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The run of a playbook: a process of the control node, which all its tasks share."""

from __future__ import annotations

import getpass
import os
import pathlib
import platform
import typing as t

_START_TIME = 19  # of the fields of /proc/PID/stat behind the name of the program: proc(5), starttime


class Run(t.NamedTuple):
    """A run and where it is."""

    id: str
    user: str
    host: str
    pid: int


def current_run() -> Run:
    """Return the run that this task belongs to: action plugins run in children of ansible-playbook."""
    pid = os.getppid()
    return Run(_id(pid), getpass.getuser(), platform.node(), pid)


def lives(run: str, host: str, pid: int) -> bool | None:
    """Return whether a run lives; None if it is of another control node, or this one has no /proc."""
    if host != platform.node() or not pathlib.Path("/proc/self/stat").exists():
        return None
    return _id(pid) == run


def _id(pid: int) -> str:
    """Return an id that no other process has, also when its process id is given to another one."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        started = stat.rpartition(")")[2].split()[_START_TIME]
    except (OSError, IndexError):
        started = ""
    return f"{platform.node()}/{pid}/{started}"
