# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choose the Python for the virtual environment of role kafka_python, or inspect that environment; the answer is JSON.

usage: PYTHON environment.py choose [--interpreter PROGRAM] [FOLDER...]
       PYTHON environment.py inspect [EXTRA...]

choose runs on the Python that Ansible uses. It returns the ``path`` and the ``minor`` version of the newest Python in
PATH (or in the folders) that can create a virtual environment, or the ``problem`` where no Python will do.

inspect runs on the environment's own Python. It returns its ``version``, what is ``damaged`` and what is ``lacking``.
What is damaged makes it necessary to create the environment again: pip would take a package that a killed pip has left
in part for installed. Such a package has no RECORD, which pip writes last.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import importlib
import importlib.metadata
import json
import os
import pathlib
import re
import subprocess
import sys

OLDEST_PYTHON = (3, 9)
LOWEST, BELOW = (3, 0, 10), (3, 1)  # the versions of kafka-python
IMPORTS = {
    "kafka-python": "kafka.admin",
    "crc32c": "crc32c",
    "lz4": "lz4.frame",
    "python-snappy": "snappy",
    "zstandard": "zstandard",
}
# Run by each candidate, which may be a Python of any age.
DESCRIBE = """
import json, sys
missing = []
for name in ("venv", "ensurepip", "ssl"):
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(json.dumps({
    "executable": sys.executable,
    "version": sys.version_info[:3],
    "final": sys.version_info[3] == "final",
    "missing": missing,
    "virtual": sys.prefix != getattr(sys, "base_prefix", sys.prefix),
}))
"""


@dataclasses.dataclass(frozen=True)
class Python:
    """A Python of the host; one that does not run has no version."""

    path: str
    version: tuple[int, ...] = ()
    final: bool = False  # not a preview
    missing: tuple[str, ...] = ()  # the modules that it lacks to create a virtual environment

    @property
    def new_enough(self) -> bool:
        """Whether the Kafka modules run on it."""
        return self.version[:2] >= OLDEST_PYTHON

    @property
    def minor(self) -> str:
        """Its version as in the names of Debian's packages."""
        return ".".join(map(str, self.version[:2]))

    @property
    def newness(self) -> tuple[bool, tuple[int, ...]]:
        """A key to sort by: previews are older than every release."""
        return self.final, self.version

    def __str__(self) -> str:
        if not self.version:
            return f"{self.path} (does not run)"
        lack = f", without {','.join(self.missing)}" if self.missing else ""
        return f"{self.path} ({'.'.join(map(str, self.version))}{lack})"


def find(folders: list[str]) -> list[Python]:
    """Describe each Python 3 in some folders, or in PATH; not those of virtual environments, which may be removed."""
    found = []
    for folder in folders or [*os.environ.get("PATH", "").split(":"), "/usr/local/bin", "/usr/bin"]:
        programs = (pathlib.Path(folder) / name for name in ("python3", *_versioned_names(folder)))
        found += [python for program in programs for python in describe(str(program), named=False)]
    return found


def _versioned_names(folder: str) -> list[str]:
    try:
        names = [name for name in os.listdir(folder) if re.fullmatch(r"python3\.\d\d?", name)]
    except OSError:
        return []
    return sorted(names, key=lambda name: (len(name), name))


def describe(path: str, named: bool) -> list[Python]:
    """Describe a program, if there is one. One in a virtual environment is left out, unless the user has named it."""
    if not (os.path.isfile(path) and os.access(path, os.X_OK)):
        return []
    try:
        process = subprocess.run([path, "-I", "-c", DESCRIBE], capture_output=True, check=True)
        answer = json.loads(process.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError):  # for example a shim of pyenv
        return [Python(path)]
    if answer["virtual"] and not named:
        return []
    path = path if named else answer["executable"]
    return [Python(path, tuple(answer["version"]), answer["final"], tuple(answer["missing"]))]


def choose(pythons: list[Python], named: str = "") -> dict[str, str]:
    """Choose the newest that can create a virtual environment, a release before a preview, and the first of equals."""
    usable = [python for python in pythons if python.new_enough and not python.missing]
    if not usable:
        return {"path": "", "minor": "", "problem": problem(pythons, named)}
    best = max(usable, key=lambda python: python.newness)
    return {"path": best.path, "minor": best.minor, "problem": ""}


def problem(pythons: list[Python], named: str = "") -> str:
    """Why no Python will do, and the remedy; the subject of the sentence is the host.

    named is the program that the user has set, if any.
    """
    different: dict[object, Python] = {}
    for python in pythons:  # /usr/bin/python3, /usr/bin/python3.11 and /bin/python3 are the same
        different.setdefault((python.version, python.missing) if python.version else python.path, python)
    seen = ", ".join(map(str, different.values()))
    new_enough = [python for python in pythons if python.new_enough]
    if named and not pythons:
        return f"has no program {named}; set kafka_python_interpreter to the path of a Python from 3.9 on."
    if not new_enough:
        return (
            f"has no Python from 3.9 on{f', but {seen}' if pythons else ' in PATH'}; install one (Debian: apt-get "
            "install python3-venv), or set kafka_python_interpreter to it."
        )
    best = max(new_enough, key=lambda python: python.newness)
    return (
        f"has no Python that can create a virtual environment, but {seen}; on Debian install the package that "
        f"completes it (apt-get install python{best.minor}-venv, or python3-venv), or set kafka_python_interpreter to "
        "a complete Python."
    )


def inspect(extras: list[str]) -> dict[str, object]:
    """Describe the environment of this Python."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"version": version, "damaged": damaged(extras), "lacking": lacking(extras)}


def lacking(extras: list[str]) -> list[str]:
    """What pip has to install."""
    if not installed("kafka-python"):
        return ["kafka-python is not installed"]
    version = importlib.metadata.version("kafka-python") or "of no version"
    if not LOWEST <= tuple(int(part) for part in re.findall(r"\d+", version)) < BELOW:
        return [f"kafka-python is {version}"]
    return [f"{name} is not installed" for name in needed(extras) if not installed(name)]


def needed(extras: list[str]) -> list[str]:
    """kafka-python, the packages of its extras, and what these need in turn."""
    names = ["kafka-python"]
    for requirement in _requirements("kafka-python"):
        found = re.search(r"extra == ['\"](\w+)['\"]", requirement)
        if found and found.group(1) in extras:
            names.append(_name(requirement))
    for name in names:  # grows
        names.extend(
            _name(requirement)
            for requirement in _requirements(name)
            if ";" not in requirement and _name(requirement) not in names
        )
    return names


def _requirements(name: str) -> list[str]:
    return (importlib.metadata.requires(name) or []) if installed(name) else []


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0]


def installed(name: str) -> bool:
    """Whether pip would count a package as installed."""
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def damaged(extras: list[str]) -> list[str]:
    """Why the environment has to be created again."""
    if sys.version_info < OLDEST_PYTHON:
        return ["its Python is too old"]
    if not installed("pip"):
        return ["pip is not installed"]
    problems = {name: damage(name) for name in ["pip", *needed(extras)] if installed(name)}
    return [f"{name} {problem}" for name, problem in problems.items() if problem]


def damage(name: str) -> str:
    """What is wrong with an installed package; empty if nothing is."""
    package = importlib.metadata.distribution(name)
    record = package.read_text("RECORD")  # not package.files, which leaves out files that are lost
    if not record:
        return "is installed in part"
    # The sizes are not compared: users append certificates of their own to pip's file of certificates.
    for file, _digest, _size in csv.reader(record.splitlines()):
        path = pathlib.Path(str(package.locate_file(file)))
        if "__pycache__" not in path.parts and not path.exists():
            return f"has lost {file}"
    try:
        importlib.import_module(IMPORTS.get(name, name.replace("-", "_")))
    except Exception as error:  # pylint: disable=broad-exception-caught  # any error makes the package unusable
        return f"cannot be imported: {error}"
    return ""


def main() -> None:
    """Print the answer."""
    parser = argparse.ArgumentParser(prog="environment.py")
    commands = parser.add_subparsers(dest="command", required=True)
    choosing = commands.add_parser("choose")
    choosing.add_argument("--interpreter", default="")
    choosing.add_argument("folders", nargs="*")
    inspecting = commands.add_parser("inspect")
    inspecting.add_argument("extras", nargs="*")
    arguments = parser.parse_args()
    if arguments.command == "inspect":
        print(json.dumps(inspect(arguments.extras)))
    else:
        named = arguments.interpreter
        print(json.dumps(choose(describe(named, named=True) if named else find(arguments.folders), named)))


if __name__ == "__main__":
    main()
