# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell what is wrong with the virtual environment whose Python runs this, as JSON: its ``version``, and what is ``damaged`` and ``lacking``.

What pip was killed over has no RECORD, which pip writes last; pip itself would take it for installed. So the environment has to be made anew.
usage: PYTHON environment.py EXTRA...
"""

from __future__ import annotations

import csv
import importlib
import importlib.metadata
import json
import pathlib
import re
import sys

OLDEST_PYTHON = (3, 9)
LOWEST, BELOW = (3, 0, 10), (3, 1)
IMPORTS = {
    "kafka-python": "kafka.admin",
    "crc32c": "crc32c",
    "lz4": "lz4.frame",
    "python-snappy": "snappy",
    "zstandard": "zstandard",
}


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
    return re.match(r"[\w.-]+", requirement).group()


def installed(name: str) -> bool:
    """Whether pip would say so."""
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def damaged(extras: list[str]) -> list[str]:
    """Why the environment has to be made anew."""
    if sys.version_info < OLDEST_PYTHON:
        return ["its Python is too old"]
    if not installed("pip"):
        return ["pip is not installed"]
    problems = {name: damage(name) for name in ["pip", *needed(extras)] if installed(name)}
    return [f"{name} {problem}" for name, problem in problems.items() if problem]


def damage(name: str) -> str:
    """What is wrong with an installed package, or nothing."""
    package = importlib.metadata.distribution(name)
    record = package.read_text("RECORD")  # not package.files, which leaves out files that are lost
    if not record:
        return "is installed in part"
    # Not by their sizes: certificates of one's own are put into pip's file of them.
    for file, _digest, _size in csv.reader(record.splitlines()):
        path = pathlib.Path(package.locate_file(file))
        if "__pycache__" not in path.parts and not path.exists():
            return f"has lost {file}"
    try:
        importlib.import_module(IMPORTS.get(name, name.replace("-", "_")))
    except Exception as error:  # pylint: disable=broad-exception-caught  # whatever it is, it cannot be used
        return f"cannot be imported: {error}"
    return ""


def main() -> None:
    """Print the answer."""
    extras = sys.argv[1:]
    print(
        json.dumps(
            {
                "version": f"{sys.version_info[0]}.{sys.version_info[1]}",
                "damaged": damaged(extras),
                "lacking": lacking(extras),
            }
        )
    )


if __name__ == "__main__":
    main()
