# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the processes that use the files of a folder, in /proc."""

from __future__ import annotations

import dataclasses
import os
import re

_JAVA_OPTIONS_WITH_VALUE = {"-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules"}
_MAPPED_FIELDS = 6  # of a line of /proc/PID/maps that ends with a path (proc_pid_maps(5))


@dataclasses.dataclass(frozen=True)
class Process:
    """A process, its name, and one of the folder's files that it uses."""

    pid: int
    name: str
    file: str


def title(command: list[str]) -> str:
    """Return the name that people use for a process: of a Java its main class, of anything else the program."""
    program = os.path.basename(command[0])
    if program != "java":
        return program
    rest = iter(command[1:])
    for word in rest:
        if word in _JAVA_OPTIONS_WITH_VALUE:
            next(rest, None)
        elif word in ("-jar", "-m", "--module"):
            return f"java {os.path.basename(next(rest, ''))}".rstrip()
        elif not word.startswith("-"):
            return f"java {word}"
    return program


def file_in_command(command: list[str], folder: str) -> str | None:
    """Return a file of the folder that a command line names, in a class path or behind a link, too; None without one.

    A path through a link next to the folder counts wherever the link points now: it may have pointed to the folder when
    the process was started.
    """
    for word in command:
        for path in re.findall(r"(?:(?<=[:=])|\A)/[^:=]*", word):
            real = os.path.realpath(path)
            if below(real, folder):
                return real
            if _behind_link(path, os.path.dirname(folder)):
                return path
    return None


def _behind_link(path: str, parent: str) -> bool:
    """Return whether a path leads through an entry of a folder that is a link, or that no longer exists."""
    while path != "/":
        if os.path.realpath(os.path.dirname(path)) == parent:
            return os.path.islink(path) or not os.path.exists(path)
        path = os.path.dirname(path)
    return False


def below(path: str, folder: str) -> bool:
    """Return whether a path is in a folder."""
    return path.startswith(folder.rstrip("/") + "/")


def users(folder: str, proc: str = "/proc") -> list[Process]:
    """Return all processes that have a file of the folder open or mapped.

    Open files are more reliable than the command line, which may name a link that points elsewhere by now. The command
    line counts where the open files may not be read, since the process is another user's.
    """
    folder, found = os.path.realpath(folder), []
    for pid in sorted(int(name) for name in os.listdir(proc) if name.isdigit()):
        entry = os.path.join(proc, str(pid))
        try:
            command = _command(entry)
            try:
                file = next((path for path in _opened(entry) if below(path, folder)), None)
            except PermissionError:
                file = file_in_command(command, folder)
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # it has ended, or is hidden
            continue
        if file:
            found.append(Process(pid, title(command), file))
    return found


def _command(entry: str) -> list[str]:
    with open(os.path.join(entry, "cmdline"), "rb") as file:
        words = file.read().decode("utf-8", "surrogateescape").split("\0")
    return [word for word in words if word] or ["unknown"]


def _opened(entry: str) -> list[str]:
    """Return the paths of a process's program, of its open files and of its mapped files."""
    descriptors = os.path.join(entry, "fd")
    paths = [_target(os.path.join(descriptors, number)) for number in os.listdir(descriptors)]
    with open(os.path.join(entry, "maps"), encoding="utf-8", errors="surrogateescape") as file:
        mapped = (line.split(maxsplit=_MAPPED_FIELDS - 1) for line in file)
        paths += [fields[-1].rstrip("\n") for fields in mapped if len(fields) == _MAPPED_FIELDS]
    return [_target(os.path.join(entry, "exe")), *paths]


def _target(link: str) -> str:
    """Return the target of a link of /proc; empty where the link has none, as for a kernel thread."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""
