# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which Python of a host is chosen, and what is wrong with an environment, from packages in the layout of pip."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import types

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.library import REQUIREMENT

ROLE = pathlib.Path(__file__).parents[4] / "roles/kafka_python"
SCRIPT = ROLE / "files/environment.py"
_SPEC = importlib.util.spec_from_file_location("kafka_python_environment", SCRIPT)
assert _SPEC and _SPEC.loader
environment = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = environment  # where dataclasses expect their module
_SPEC.loader.exec_module(environment)

Python = environment.Python
OLD = Python("/usr/bin/python3.8", (3, 8, 20), True)
DEBIAN_12 = Python("/usr/bin/python3", (3, 11, 2), True)
BARE = Python("/usr/bin/python3.13", (3, 13, 5), True, ("ensurepip",))
PREVIEW = Python("/usr/bin/python3.15", (3, 15, 0))
SHIM = Python("/home/me/.pyenv/shims/python3.12")


@pytest.mark.parametrize(
    ("pythons", "path"),
    [
        ([DEBIAN_12], "/usr/bin/python3"),
        ([OLD, DEBIAN_12, SHIM], "/usr/bin/python3"),
        ([BARE, DEBIAN_12], "/usr/bin/python3"),
        ([DEBIAN_12, Python("/usr/local/bin/python3.11", (3, 11, 2), True)], "/usr/bin/python3"),
        ([DEBIAN_12, Python("/usr/local/bin/python3.9", (3, 9, 20), True)], "/usr/bin/python3"),
        ([PREVIEW, DEBIAN_12], "/usr/bin/python3"),
        ([PREVIEW], "/usr/bin/python3.15"),
    ],
)
def test_newest_complete_python(pythons: list[Python], path: str) -> None:
    choice = environment.choose(pythons)
    assert (choice["path"], choice["problem"]) == (path, "")


def test_minor_version() -> None:
    assert environment.choose([DEBIAN_12])["minor"] == "3.11"


@pytest.mark.parametrize(
    ("pythons", "named", "message"),
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
            "(3.8.20), /usr/bin/python3.13 (3.13.5, without ensurepip); on Debian install the package that completes "
            "it (apt-get install python3.13-venv, or python3-venv)",
        ),
        (
            [BARE, Python("/bin/python3.13", BARE.version, True, BARE.missing)],
            "",
            "but /usr/bin/python3.13 (3.13.5, without ensurepip); on Debian",
        ),
        ([], "/nowhere", "has no program /nowhere; set kafka_python_interpreter"),
        ([OLD], "/usr/bin/python3.8", "or set kafka_python_interpreter to it."),
    ],
)
def test_problems(pythons: list[Python], named: str, message: str) -> None:
    choice = environment.choose(pythons, named)
    assert message in choice["problem"]
    assert choice["path"] == ""


def test_named_python() -> None:
    version = sys.version_info
    found = Python(sys.executable, version[:3], version.releaselevel == "final")
    assert environment.describe(sys.executable, named=True) == [found]


def test_pythons_of_a_folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("python3", "python3.12", "python3.9", "python3.12-config", "python4"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\nexit 127\n")
        program.chmod(0o755)
    (tmp_path / "python3.11").write_text("not a program")
    found = [Python(str(tmp_path / name)) for name in ("python3", "python3.9", "python3.12")]
    assert environment.find([str(tmp_path)]) == found
    monkeypatch.setenv("PATH", f"{tmp_path}:/nowhere")
    assert environment.find([])[:3] == found


@pytest.mark.parametrize("answer", ["nothing", "exit 0", "exec /nowhere/python"])
def test_programs_that_are_not_python(tmp_path: pathlib.Path, answer: str) -> None:
    program = tmp_path / "python3"
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    assert environment.describe(str(program), named=True) == [Python(str(program))]


def test_virtual_environments_in_path_are_left_out(tmp_path: pathlib.Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(pathlib.Path(sys.executable).resolve())
    (tmp_path / "pyvenv.cfg").write_text(f"home = {pathlib.Path(sys.executable).resolve().parent}\n")
    assert environment.find([str(tmp_path / "bin")]) == []
    assert len(environment.describe(str(tmp_path / "bin/python3"), named=True)) == 1


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["choose", "--interpreter", sys.executable], sys.executable),
        (["choose", "--interpreter", "/nowhere"], ""),
        (["choose", "/nowhere"], ""),
        (["inspect", "lz4"], None),
    ],
)
def test_answer(arguments: list[str], path: str | None) -> None:
    """As the role calls it, with the script's text instead of a file."""
    answer = subprocess.run(
        [sys.executable, "-I", "-c", SCRIPT.read_text(), *arguments], env=os.environ, capture_output=True, check=True
    )
    found = json.loads(answer.stdout)
    assert found.get("path") == path
    assert set(found) in ({"path", "minor", "problem"}, {"version", "damaged", "lacking"})


PACKAGES = {
    "pip": ("25.0", []),
    "kafka-python": (
        "3.0.12",
        ['lz4; extra == "lz4"', 'python-snappy; extra == "snappy"', 'pytest; extra == "testing"'],
    ),
    "lz4": ("4.4.5", ['tox; python_version < "3.9"']),
    "python-snappy": ("0.7.3", ["cramjam>=2.6.0"]),
    "cramjam": ("2.11.0", []),
}


class Site:
    """A folder of installed packages."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def install(self, name: str, version: str, requirements: list[str]) -> None:
        """Write what pip writes."""
        module = f"module_{name.replace('-', '_')}.py"
        info = self.info(name)
        info.mkdir()
        (self.folder / module).write_text("x = 1\n")
        (info / "METADATA").write_text(
            f"Name: {name}\nVersion: {version}\n"
            + "".join(f"Requires-Dist: {requirement}\n" for requirement in requirements)
        )
        (info / "RECORD").write_text(f"{module},sha256=x,6\n__pycache__/gone.pyc,,\n{info.name}/RECORD,,\n")

    def uninstall(self, name: str) -> None:
        """Remove what pip knows of a package."""
        for file in self.info(name).iterdir():
            file.unlink()
        self.info(name).rmdir()

    def info(self, name: str) -> pathlib.Path:
        """Where pip keeps what it knows of a package."""
        return self.folder / f"{name.replace('-', '_')}-1.dist-info"


@pytest.fixture
def site(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    installed = Site(tmp_path)
    for name, (version, requirements) in PACKAGES.items():
        installed.install(name, version, requirements)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    imported = types.SimpleNamespace(metadata=importlib.metadata, import_module=lambda _name: None)
    monkeypatch.setattr(environment, "importlib", imported)
    return installed


@pytest.mark.usefixtures("site")
def test_complete_environment() -> None:
    assert environment.needed(["lz4", "snappy"]) == ["kafka-python", "lz4", "python-snappy", "cramjam"]
    assert environment.lacking(["lz4", "snappy"]) == []
    assert environment.damaged(["lz4", "snappy"]) == []


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("3.0.9", False),
        ("3.0.10", True),
        ("3.0.12.post1", True),
        ("3.1", False),
        ("3.1.0rc1", False),
        ("2.3.0", False),
    ],
)
def test_versions(site: Site, version: str, good: bool) -> None:
    (site.info("kafka-python") / "METADATA").write_text(f"Name: kafka-python\nVersion: {version}\n")
    assert environment.lacking([]) == ([] if good else [f"kafka-python is {version}"])


@pytest.mark.parametrize("name", ["kafka-python", "lz4", "cramjam"])
def test_missing_package(site: Site, name: str) -> None:
    site.uninstall(name)
    assert environment.lacking(["lz4", "snappy"]) == [f"{name} is not installed"]
    assert environment.damaged(["lz4", "snappy"]) == []


@pytest.mark.parametrize("name", list(PACKAGES))
def test_package_of_a_killed_pip(site: Site, name: str) -> None:
    (site.info(name) / "RECORD").unlink()
    assert environment.damaged(["lz4", "snappy"]) == [f"{name} is installed in part"]


def test_lost_files(site: Site) -> None:
    (site.folder / "module_lz4.py").unlink()
    (site.folder / "module_cramjam.py").write_text("changed")
    assert environment.damaged(["lz4", "snappy"]) == ["lz4 has lost module_lz4.py"]
    assert environment.damaged([]) == []  # the extra is not requested


@pytest.mark.usefixtures("site")
def test_package_that_cannot_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        if name == "lz4.frame":
            raise OSError("wrong ELF class")

    monkeypatch.setattr(environment.importlib, "import_module", fail)
    assert environment.damaged(["lz4"]) == ["lz4 cannot be imported: wrong ELF class"]


def test_without_pip(site: Site) -> None:
    site.uninstall("pip")
    assert environment.damaged([]) == ["pip is not installed"]


def test_requirement_is_that_of_the_modules() -> None:
    bounds = re.sub(r"[^\d.,]", "", REQUIREMENT.replace("kafka-python", ""))
    assert bounds == ",".join(".".join(map(str, bound)) for bound in (environment.LOWEST, environment.BELOW))
    assert REQUIREMENT.replace("kafka-python", "") in (ROLE / "vars/main.yml").read_text()
