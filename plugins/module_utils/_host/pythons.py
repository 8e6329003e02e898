# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the Python of a host that a virtual environment is made with."""

from __future__ import annotations

import dataclasses

OLDEST = (3, 9)


@dataclasses.dataclass(frozen=True)
class Python:
    """A Python as files/pythons.sh of role kafka_python describes it; one that does not run has no version."""

    path: str
    version: tuple[int, ...] = ()
    final: bool = False
    missing: str = ""

    @property
    def new_enough(self) -> bool:
        """Whether the Kafka modules run on it."""
        return self.version[:2] >= OLDEST

    @property
    def minor(self) -> str:
        """Its version as Debian's packages have it."""
        return ".".join(map(str, self.version[:2]))

    def __str__(self) -> str:
        """What a message says of it."""
        if not self.version:
            return f"{self.path} (does not run)"
        return f"{self.path} ({'.'.join(map(str, self.version))}{f', without {self.missing}' if self.missing else ''})"


def parse(line: str) -> Python:
    """Read one line."""
    path, *rest = line.split("\t")
    if len(rest) != 3:
        return Python(path)
    version, kind, missing = rest
    return Python(path, tuple(int(part) for part in version.split(".")), kind == "final", missing)


def choose(lines: list[str]) -> Python | None:
    """The newest that can make a virtual environment, releases before previews, and the first of equals."""
    usable = [python for python in map(parse, lines) if python.new_enough and not python.missing]
    return max(usable, key=_newness, default=None)


def problem(lines: list[str], named: str = "") -> str:
    """Why none will do, and what to do, to be said of the host; named is the program that the user gave."""
    found = [parse(line) for line in lines]
    told: dict[object, Python] = {}
    for python in found:  # /usr/bin/python3, /usr/bin/python3.11 and /bin/python3 are one
        told.setdefault((python.version, python.missing) if python.version else python.path, python)
    seen = ", ".join(map(str, told.values()))
    new_enough = [python for python in found if python.new_enough]
    if named and not found:
        return f"has no program {named}; set kafka_python_interpreter to the path of a Python from 3.9 on."
    if not new_enough:
        return (
            f"has no Python from 3.9 on{f', but {seen}' if found else ' in PATH'}; install one (Debian: apt-get install python3-venv), "
            "or set kafka_python_interpreter to it."
        )
    return (
        f"has no Python that can make a virtual environment, but {seen}; on Debian install the package that completes it (apt-get install "
        f"python{max(new_enough, key=_newness).minor}-venv, or python3-venv), or set kafka_python_interpreter to a complete Python."
    )


def _newness(python: Python) -> tuple[bool, tuple[int, ...]]:
    return python.final, python.version
