# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of faults, and the file with the results."""

from __future__ import annotations

import pathlib

import fault_report
from checker import Verdict
from fault_judge import Ending, Findings
from fault_rows import all_rows, select

SAID = 'fatal: [mirror]: FAILED! => {"msg": "The topic shop_x has *no* copy."}\n'
MOVED = {"front": "target"}
GOOD = {"billing": Verdict(9, 9, 0, 0, 0)}


def _result(name: str, first: Ending, again: Ending | None = None, **verdict: int) -> fault_report.Result:
    numbers = {"lost": 0, "repeated": 0, "reordered_keys": 0, **verdict}
    findings = Findings(True, first, again, (), MOVED, MOVED, {**GOOD, "target": Verdict(9, 9, **numbers)})
    return fault_report.result_of(select(all_rows({}), [name])[0], findings, "v1")


def test_a_result() -> None:
    """All readers count, and both runs are told."""
    result = _result("clean/mirror", Ending(2, SAID), Ending(0, ""), lost=2, reordered_keys=1)
    assert fault_report.damage(result) == (2, 0, 1)
    assert fault_report.first_run(result) == "stopped: mirror: The topic shop_x has *no* copy."
    assert fault_report.next_run(result) == "migrated"
    assert fault_report.text_of(result).startswith("BAD  clean/mirror")


def test_endings() -> None:
    """A run that was killed, hung or was not needed is not called migrated."""
    assert fault_report.first_run(_result("clean/mirror", Ending(-9, "", killed=True))) == "killed"
    hung = Ending(-9, "", timed_out=True, seconds=420)
    assert fault_report.first_run(_result("clean/mirror", hung)) == "did not end within 420 s"
    assert fault_report.next_run(_result("clean/mirror", Ending(2, SAID), hung)) == "did not end within 420 s"
    assert fault_report.next_run(_result("clean/mirror", Ending(2, SAID))) == "none"
    assert fault_report.next_run(_result("clean/mirror", Ending(0, ""))) == "not needed"


def test_a_row_that_could_not_be_carried_out() -> None:
    """It is bad, and its numbers are unknown instead of 0."""
    result = fault_report.broken_result(select(all_rows({}), ["clean/none"])[0], "no broker", "v1")
    assert result["complaints"] == ["the row could not be carried out: no broker"]
    assert "     - unknown\n" in fault_report.page([result], "v1")


def test_the_page() -> None:
    """Each kind has a table, markup in messages is escaped, and the page counts what is bad."""
    page = fault_report.page(
        [_result("clean/mirror", Ending(0, "")), _result("issue/two-at-once", Ending(2, SAID), Ending(0, ""), lost=1)],
        "v2",
    )
    assert page.count(".. list-table::") == 2
    assert "     - stopped: mirror: The topic shop\\_x has \\*no\\* copy.\n" in page
    assert "2 rows, 1 as they should be, 1 not. 2 of them were carried out with another state" in page
    assert all(len(line) <= 400 for line in page.splitlines())


def test_killed_plays_are_summed() -> None:
    """Hundreds of good rows are one sentence; those that are bad have rows."""
    good, bad = _result("clean/mirror", Ending(0, "")), _result("clean/mirror", Ending(0, ""), lost=3)
    page = fault_report.page([{**good, "row": "kill/mirror/001-a"}, {**bad, "row": "kill/mirror/002-b"}], "v1")
    assert "at the start of 2 tasks" in page
    assert "lost 3, repeated 0" in page
    assert "1 of the next runs" in page
    assert page.count(".. list-table::") == 1


def test_the_file_keeps_other_rows(tmp_path: pathlib.Path) -> None:
    """A row that is carried out again replaces its own result only."""
    path = tmp_path / "new" / "results.json"
    fault_report.keep(path, _result("clean/mirror", Ending(0, "")))
    fault_report.keep(path, _result("clean/none", Ending(2, SAID)))
    fault_report.keep(path, _result("clean/mirror", Ending(2, SAID)))
    assert {name: result["first"]["code"] for name, result in fault_report.load(path).items()} == {
        "clean/mirror": 2,
        "clean/none": 2,
    }


def test_the_version_of_the_sources(tmp_path: pathlib.Path) -> None:
    """It changes with every file of the collection, and with no other."""
    (tmp_path / "roles" / "a").mkdir(parents=True)
    (tmp_path / "roles" / "a" / "main.yml").write_text("a")
    before = fault_report.sources_version(tmp_path)
    (tmp_path / "README.md").write_text("a")
    assert fault_report.sources_version(tmp_path) == before
    (tmp_path / "roles" / "a" / "main.yml").write_text("b")
    assert fault_report.sources_version(tmp_path) != before
