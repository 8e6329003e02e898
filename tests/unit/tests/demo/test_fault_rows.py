# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of faults: their names, how they are chosen, and when their fault happens."""

from __future__ import annotations

import pathlib

import pytest
import yaml
from fault_rows import PLAYS, QUICK, Task, Trigger, When, all_rows, kill_rows, select, tasks_of

OUTPUT = """
PLAY [Check the inventory] *****************************************************

TASK [otc.kafka_migration.kafka_migration : Check for consent] *****************
ok: [mirror]
PLAY [Report] ******************************************************************

TASK [read] ********************************************************************
TASK [read] ********************************************************************
RUNNING HANDLER [restart [x]] **************************************************
"""
TASKS = [
    Task("Check the inventory", "otc.kafka_migration.kafka_migration : Check for consent"),
    Task("Report", "read"),
    Task("Report", "read", 2),
    Task("Report", "restart [x]"),
]


def test_tasks_of_an_output() -> None:
    """A task is known by its play, its name, and the how manieth of that name it is."""
    assert tasks_of(OUTPUT) == TASKS


def test_plays() -> None:
    """Hosts are cut at every play of the cut-over, by the name that the run prints."""
    playbooks = pathlib.Path(__file__).resolve().parents[4] / "playbooks"
    plays = yaml.safe_load((playbooks / "production_first.yml").read_text())
    assert [play.get("vars", {}).get("phase_title", play["name"]) for play in plays] == list(PLAYS)


def test_names_are_unique() -> None:
    """No row hides another one."""
    names = [row.name for row in all_rows({"mirror": TASKS, "none": TASKS})]
    assert len(names) == len(set(names))


def test_a_row_for_each_host_and_play() -> None:
    """Hosts are cut at every play, for good and for a while."""
    assert len(select(all_rows({}), ["cut"])) == 3 * len(PLAYS) * 2


def test_rows_of_killed_plays() -> None:
    """There is one for each task."""
    rows = kill_rows({"none": TASKS})
    assert [row.name for row in rows] == [
        "kill/none/001-check-for-consent",
        "kill/none/002-read",
        "kill/none/003-read",
        "kill/none/004-restart-x",
    ]
    assert {row.history for row in rows} == {"none"}


@pytest.mark.parametrize(
    ("name", "count"),
    [("clean/mirror", 1), ("clean", 2), ("issue/together", 2), ("cut/*/report/10s", 3), ("quick", len(QUICK))],
)
def test_select(name: str, count: int) -> None:
    """A row has a name; a part of the path stands for all below it, and a pattern for what it matches."""
    assert len(select(all_rows({}), [name])) == count


@pytest.mark.parametrize("name", ["clea", "kill", "cut/nobody"])
def test_select_nothing(name: str) -> None:
    """A name without a row is an error, or a fault would seem to have been tried."""
    with pytest.raises(ValueError, match=name):
        select(all_rows({}), ["clean", name])


def _moments(when: When) -> list[int]:
    trigger = Trigger(when)
    return [number for number, line in enumerate(OUTPUT.splitlines()) if trigger.reached(line)]


def test_trigger() -> None:
    """The moment is the line of the play or of the task; the second of a name is not the first."""
    assert _moments(When(play="Report")) == [5]
    assert _moments(When(task=TASKS[1])) == [7]
    assert _moments(When(task=TASKS[2])) == [8]
    assert _moments(When(task=TASKS[3])) == [9]
    assert _moments(When(play="Rep")) == []
    assert _moments(When(phase="noted")) == []


def test_words() -> None:
    """The table says when and what."""
    rows = {row.name: row for row in all_rows({"mirror": TASKS})}
    assert str(rows["kill/mirror/003-read"].when) == "Report: read (2)"
    row = rows["issue/run-folder-removed"]
    assert (str(row.when), row.fault) == (
        "before the run",
        "an earlier run killed at 'Start the other producers on the target', then run folder removed",
    )
