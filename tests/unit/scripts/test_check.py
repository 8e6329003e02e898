# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of how scripts/check counts: a run that breaks must never look like one that passed."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import pathlib
import sys
import types

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[3] / "scripts" / "check"
PASSED = "Target one: passed\n12 s for one\n"
FAILED = "--- end of two.log\nTarget of it all: passed\n---\nTarget two: FAILED\n"


@pytest.fixture(name="check")
def fixture_check() -> types.ModuleType:
    """Load the script, which has no name that could be imported."""
    loader = importlib.machinery.SourceFileLoader("check_script", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module  # dataclasses look there
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module


@pytest.mark.parametrize(
    ("code", "output", "wanted"),
    [
        (0, PASSED, (1, 0)),
        (0, PASSED + "Scenario three: passed\n", (2, 0)),
        (1, PASSED + FAILED, (1, 1)),
        (1, FAILED + FAILED, (0, 2)),
        (1, "ERROR: no targets", (0, 1)),
        (0, "", (0, 1)),
        (1, PASSED, (1, 1)),
    ],
)
def test_each(check: types.ModuleType, code: int, output: str, wanted: tuple[int, int]) -> None:
    """Each target and each scenario is one; an error without a name is one failure."""
    count = check.count_each(code, output)
    assert (count.passed, count.failed) == wanted


@pytest.mark.parametrize(
    ("code", "report", "wanted"),
    [
        (0, '<testsuites><testsuite tests="5" failures="0" errors="0" skipped="1"/></testsuites>', (4, 0, 1)),
        (1, '<testsuites><testsuite tests="5" failures="1" errors="1" skipped="0"/></testsuites>', (3, 2, 0)),
        (5, '<testsuites><testsuite tests="0" failures="0" errors="0" skipped="0"/></testsuites>', (0, 1, 0)),
        (3, '<testsuites><testsuite tests="2" failures="0" errors="0" skipped="0"/></testsuites>', (2, 1, 0)),
        (4, "", (0, 1, 0)),
    ],
)
def test_unit(
    check: types.ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    code: int,
    report: str,
    wanted: tuple[int, int, int],
) -> None:
    """Each test is one; none at all is a failure, and so is a bad exit without a failed test."""
    (tmp_path / "unit.xml").write_text(report)
    monkeypatch.setattr(check, "UNIT_REPORT", tmp_path / "unit.xml")
    assert check.count_unit(code, "") == check.Count(*wanted)


def test_other_checks_count_as_one(check: types.ModuleType) -> None:
    """Whatever they print."""
    assert check.count_one(0, "") == check.Count(1, 0)
    assert check.count_one(2, "all good") == check.Count(0, 1)


def test_every_command_exists(check: types.ModuleType) -> None:
    """A check that names a script of this repository names one that can be run, and shell scripts are found by their first line."""
    scripts = check.shell_scripts()
    assert {"scripts/setup", ".ci/run", "tests/kafka/layout/bin/kafka-run-class.sh"} <= set(scripts)
    assert "scripts/check" not in scripts
    names = [one.name for one in check.checks()]
    assert len(names) == len(set(names))
