# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of the list of jobs."""

from __future__ import annotations

import itertools
import os

import pytest
import tomllib
from checks import catalog
from checks.job import ROOT, Job


@pytest.fixture(name="made", scope="module")
def fixture_made() -> list[Job]:
    """All jobs."""
    return catalog.jobs()


def test_jobs_are_complete(made: list[Job]) -> None:
    """Every target and every scenario is a job, names are unique, and each command of this repository can be run."""
    names = [job.name for job in made]
    assert len(names) == len(set(names))
    assert {"setup-containers", "setup-cloud", "unit", "brokers", "demo", "integration/kafka_topic_info"} <= set(names)
    assert {"scenarios/interrupted", "molecule/default", *catalog.LONGEST} <= set(names)
    assert not [name for name in names if "setup_" in name]
    programs = {job.command[0] for job in made if "/" in job.command[0]}
    assert [program for program in programs if not os.access(ROOT / program, os.X_OK)] == []


def test_long_jobs_start_first(made: list[Job]) -> None:
    """They follow the cheap ones, in the order of the list."""
    names = [job.name for job in made]
    first = names.index("demo") + 1
    assert tuple(names[first : first + len(catalog.LONGEST)]) == catalog.LONGEST
    assert max(names.index(job.name) for job in catalog.static_checks()) < first


def test_jobs_wait_for_what_they_need(made: list[Job]) -> None:
    """Targets with a cloud wait for it, and roles in containers for these."""
    by_name = {job.name: job for job in made}
    assert by_name["integration/security_group_rules"].after == ("setup-cloud",)
    assert by_name["integration/kafka_topic_info"].after == ()
    assert by_name["molecule/kafka"].after == ("setup-containers",)
    assert {name for job in made for name in job.after} <= set(by_name)


def test_mypy_checks_every_file() -> None:
    """A new program of scripts or a new part of the test bed is not forgotten."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    files = [*(ROOT / "scripts").glob("*.py"), *(ROOT / "tests" / "kafka").glob("*.py")]
    assert settings["modules"] == sorted(path.stem for path in files)
    assert "checks" in settings["packages"]


def test_scenarios_of_molecule_take_turns_with_the_versions_of_debian() -> None:
    suites = {job.name: job.environment["MOLECULE_SUITE"] for job in catalog.molecule_in_turn()}
    assert [*suites] == [job.name for job in catalog.molecule()]
    assert set(suites.values()) == {"bookworm.yml", "trixie.yml"}
    assert all(first != second for first, second in itertools.pairwise(suites.values()))


def test_make_molecule_runs_both_versions_of_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOLECULE_SUITE", "")
    job = next(job for job in catalog.jobs() if job.name == "molecule/kafka")
    assert "MOLECULE_SUITE" not in job.environment  # it inherits the empty one
