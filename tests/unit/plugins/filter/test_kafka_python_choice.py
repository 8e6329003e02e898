# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python of a host is taken, and what is said where none will do."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest
from ansible_collections.otc.kafka_migration.plugins.filter.kafka_python_choice import kafka_python_choice

SCRIPT = pathlib.Path(__file__).parents[4] / "roles/kafka_python/files/pythons.sh"
OLD = "/usr/bin/python3.8\t3.8.20\tfinal\t"
DEBIAN_12 = "/usr/bin/python3\t3.11.2\tfinal\t"
BARE = "/usr/bin/python3.13\t3.13.5\tfinal\tensurepip"
SHIM = "/home/me/.pyenv/shims/python3.12"


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        ([DEBIAN_12], "/usr/bin/python3"),
        ([OLD, DEBIAN_12, SHIM], "/usr/bin/python3"),
        ([BARE, DEBIAN_12], "/usr/bin/python3"),
        ([DEBIAN_12, "/usr/local/bin/python3.11\t3.11.2\tfinal\t"], "/usr/bin/python3"),
        ([DEBIAN_12, "/usr/local/bin/python3.9\t3.9.20\tfinal\t"], "/usr/bin/python3"),
        (["/usr/bin/python3.15\t3.15.0\talpha\t", DEBIAN_12, ""], "/usr/bin/python3"),
        (["/usr/bin/python3.15\t3.15.0\talpha\t"], "/usr/bin/python3.15"),
    ],
)
def test_the_newest_that_is_complete(lines: list[str], path: str) -> None:
    choice = kafka_python_choice(lines)
    assert (choice["path"], choice["problem"]) == (path, "")


@pytest.mark.parametrize(
    ("lines", "named", "said"),
    [
        ([], "", "has no Python from 3.9 on in PATH; install one"),
        (
            [OLD, OLD, SHIM],
            "",
            "3.9 on, but /usr/bin/python3.8 (3.8.20), /home/me/.pyenv/shims/python3.12 (does not run); install one",
        ),
        (
            [OLD, BARE],
            "",
            "(3.8.20), /usr/bin/python3.13 (3.13.5, without ensurepip); on Debian install the package that completes it "
            "(apt-get install python3.13-venv, or python3-venv)",
        ),
        ([BARE, BARE.replace("/usr", "", 1)], "", "but /usr/bin/python3.13 (3.13.5, without ensurepip); on Debian"),
        ([], "/nowhere", "has no program /nowhere; set kafka_python_interpreter"),
        ([OLD], "/usr/bin/python3.8", "or set kafka_python_interpreter to it."),
    ],
)
def test_what_is_said(lines: list[str], named: str, said: str) -> None:
    choice = kafka_python_choice(lines, named)
    assert said in choice["problem"]
    assert choice["path"] == ""


def listed(*places: str, path: str = "/usr/bin") -> list[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), *places], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def test_a_real_python_by_its_name() -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    assert listed(sys.executable)[0].startswith(f"{sys.executable}\t{version}\t{sys.version_info.releaselevel}\t")


def test_what_is_in_a_folder(tmp_path: pathlib.Path) -> None:
    for name in ("python3", "python3.12", "python3.12-config", "python4"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nexit 127\n")
        program.chmod(0o755)
    (tmp_path / "python3.11").write_text("not a program")
    assert listed(str(tmp_path)) == [str(tmp_path / "python3"), str(tmp_path / "python3.12")]
    assert listed(path=f"{tmp_path}:/usr/bin")[:2] == listed(str(tmp_path))


def test_virtual_environments_in_path_are_left_out(tmp_path: pathlib.Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(pathlib.Path(sys.executable).resolve())
    (tmp_path / "pyvenv.cfg").write_text(f"home = {pathlib.Path(sys.executable).resolve().parent}\n")
    assert listed(str(tmp_path / "bin")) == []
    assert len(listed(str(tmp_path / "bin/python3"))) == 1
