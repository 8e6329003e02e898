# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of how jobs are counted and selected: a run that breaks must never look like one that passed."""

from __future__ import annotations

import pathlib

import pytest
from checks.job import Count, Job, count_one, count_setup, count_unit, select


@pytest.mark.parametrize(
    ("code", "report", "wanted"),
    [
        (0, '<testsuites><testsuite tests="5" failures="0" errors="0" skipped="1"/></testsuites>', Count(4, 0, 1)),
        (1, '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="0"/></testsuites>', Count(3, 2)),
        (5, '<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0"/></testsuites>', Count(0, 1)),
        (3, '<testsuites><testsuite tests="2" failures="0" errors="0" skipped="0"/></testsuites>', Count(2, 1)),
        (4, "", Count(0, 1)),
    ],
)
def test_count_unit(tmp_path: pathlib.Path, code: int, report: str, wanted: Count) -> None:
    """Each test is one; none at all is a failure, and so is a bad exit code without a failed test."""
    (tmp_path / "unit.xml").write_text(report)
    assert count_unit(code, tmp_path / "unit.xml") == wanted


def test_count_unit_without_a_report(tmp_path: pathlib.Path) -> None:
    """A run that broke before its first test has failed, whatever its exit code."""
    assert count_unit(0, tmp_path / "unit.xml") == Count(0, 1)


def test_other_jobs_count_as_one() -> None:
    """A setup job only counts when it fails."""
    assert (count_one(0), count_one(2)) == (Count(1, 0), Count(0, 1))
    assert (count_setup(0), count_setup(2)) == (Count(0, 0), Count(0, 1))


JOBS = [
    Job("setup-x", ["true"]),
    Job("lint", ["true"]),
    Job("roles/a", ["true"], after=("setup-x",)),
    Job("roles/ab", ["true"]),
    Job("roles-too", ["true"]),
]


@pytest.mark.parametrize(
    ("selections", "wanted"),
    [
        ([], ["setup-x", "lint", "roles/a", "roles/ab", "roles-too"]),
        (["lint"], ["lint"]),
        (["roles"], ["setup-x", "roles/a", "roles/ab"]),
        (["roles/a"], ["setup-x", "roles/a"]),
        (["roles/ab", "lint"], ["lint", "roles/ab"]),
    ],
)
def test_select(selections: list[str], wanted: list[str]) -> None:
    """A job is selected by its name or its group, and what it needs comes with it."""
    assert [job.name for job in select(JOBS, selections)] == wanted


def test_select_unknown() -> None:
    """A name that selects nothing is an error, also next to one that selects something."""
    with pytest.raises(ValueError, match=r"unknown: role; choose from setup-x, lint, roles, roles-too"):
        select(JOBS, ["lint", "role"])
