# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find in /proc which processes use the files of a folder."""

from __future__ import annotations

import dataclasses
import os
import re

_JAVA_OPTIONS_WITH_VALUE = {"-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules"}


@dataclasses.dataclass(frozen=True)
class User:
    """A process, what it is, and one file that it uses."""

    pid: int
    name: str
    file: str


def title(command: list[str]) -> str:
    """What a process is called by people: of a Java its main class, of anything else the program."""
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


def named(command: list[str], folder: str) -> str | None:
    """A file of the folder in a command line, also in a class path, or behind a link; null where there is none.

    One behind a link beside the folder counts wherever that points now, since it may have pointed to the folder when the process was started.
    """
    for word in command:
        for path in re.findall(r"(?:(?<=[:=])|\A)/[^:=]*", word):
            real = os.path.realpath(path)
            if below(real, folder):
                return real
            if _behind_link(path, os.path.dirname(folder)):
                return path
    return None


def _behind_link(path: str, place: str) -> bool:
    """Whether a path goes through something in a folder that is a link, or is there no more."""
    while path != "/":
        if os.path.realpath(os.path.dirname(path)) == place:
            return os.path.islink(path) or not os.path.exists(path)
        path = os.path.dirname(path)
    return False


def below(path: str, folder: str) -> bool:
    """Whether a path is in a folder."""
    return path.startswith(folder.rstrip("/") + "/")


def users(folder: str, proc: str = "/proc") -> list[User]:
    """All processes that have a file of the folder open or mapped.

    What a process has open tells more than its command line, which may name a link that points elsewhere by now. The command line counts
    where the rest may not be read, since the process is somebody else's.
    """
    folder, found = os.path.realpath(folder), []
    for pid in sorted(int(name) for name in os.listdir(proc) if name.isdigit()):
        place = os.path.join(proc, str(pid))
        try:
            command = _command(place)
            try:
                file = next((path for path in _opened(place) if below(path, folder)), None)
            except PermissionError:
                file = named(command, folder)
        except (FileNotFoundError, ProcessLookupError, PermissionError):  # it has ended, or hides
            continue
        if file:
            found.append(User(pid, title(command), file))
    return found


def _command(place: str) -> list[str]:
    with open(os.path.join(place, "cmdline"), "rb") as file:
        words = file.read().decode("utf-8", "surrogateescape").split("\0")
    return [word for word in words if word] or ["unknown"]


def _opened(place: str) -> list[str]:
    """The paths of a process's program, of its open files and of those that it has mapped."""
    descriptors = os.path.join(place, "fd")
    paths = [_target(os.path.join(descriptors, number)) for number in os.listdir(descriptors)]
    with open(os.path.join(place, "maps"), encoding="utf-8", errors="surrogateescape") as file:
        paths += [fields[5].rstrip("\n") for fields in (line.split(maxsplit=5) for line in file) if len(fields) == 6]
    return [_target(os.path.join(place, "exe")), *paths]


def _target(link: str) -> str:
    """Where a link of /proc points; nowhere when what it stands for is gone, as with a kernel's thread."""
    try:
        return os.readlink(link)
    except FileNotFoundError:
        return ""
