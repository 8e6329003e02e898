# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a virtual environment, from installed packages as pip lays them out."""

from __future__ import annotations

import importlib.util
import pathlib
import re
import sys
import types

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.library import REQUIREMENT

ROLE = pathlib.Path(__file__).parents[4] / "roles/kafka_python"
_SPEC = importlib.util.spec_from_file_location("environment", ROLE / "files/environment.py")
environment = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(environment)

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

    def info(self, name: str) -> pathlib.Path:
        """Where pip keeps what it knows of a package."""
        return self.folder / f"{name.replace('-', '_')}-1.dist-info"


@pytest.fixture
def site(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(tmp_path)
    for name, (version, requirements) in PACKAGES.items():
        made.install(name, version, requirements)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(
        environment, "importlib", types.SimpleNamespace(metadata=importlib.metadata, import_module=lambda name: None)
    )
    return made


def test_what_is_whole(site: Site) -> None:
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
def test_what_is_lacking(site: Site, name: str) -> None:
    for file in site.info(name).iterdir():
        file.unlink()
    site.info(name).rmdir()
    assert environment.lacking(["lz4", "snappy"]) == [f"{name} is not installed"]
    assert environment.damaged(["lz4", "snappy"]) == []


@pytest.mark.parametrize("name", list(PACKAGES))
def test_what_a_killed_pip_leaves(site: Site, name: str) -> None:
    (site.info(name) / "RECORD").unlink()
    assert environment.damaged(["lz4", "snappy"]) == [f"{name} is installed in part"]


def test_files_that_are_lost(site: Site) -> None:
    (site.folder / "module_lz4.py").unlink()
    (site.folder / "module_cramjam.py").write_text("changed")
    assert environment.damaged(["lz4", "snappy"]) == ["lz4 has lost module_lz4.py"]
    assert environment.damaged([]) == []  # not asked for


def test_what_cannot_be_imported(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        if name == "lz4.frame":
            raise OSError("wrong ELF class")

    monkeypatch.setattr(environment.importlib, "import_module", fail)
    assert environment.damaged(["lz4"]) == ["lz4 cannot be imported: wrong ELF class"]


def test_without_pip(site: Site) -> None:
    (site.info("pip") / "METADATA").unlink()
    (site.info("pip") / "RECORD").unlink()
    site.info("pip").rmdir()
    assert environment.damaged([]) == ["pip is not installed"]


def test_the_role_asks_for_what_the_modules_need() -> None:
    bounds = re.sub(r"[^\d.,]", "", REQUIREMENT.replace("kafka-python", ""))
    assert bounds == ",".join(".".join(map(str, bound)) for bound in (environment.LOWEST, environment.BELOW))
    assert REQUIREMENT.replace("kafka-python", "") in (ROLE / "vars/main.yml").read_text()
