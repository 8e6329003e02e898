# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that register the journal: one that is skipped would register that, and close all gates."""

from __future__ import annotations

import pathlib
import typing as t

import yaml

TASKS = pathlib.Path(__file__).parents[4] / "roles/kafka_migration/tasks"
SECTIONS = ("block", "rescue", "always")


def conditional(tasks: list[dict[str, t.Any]], inherited: bool = False) -> t.Iterator[tuple[str, bool]]:
    """Yield the name of each task that registers the journal, and whether it can be skipped."""
    for task in tasks:
        skipped = inherited or "when" in task
        for section in SECTIONS:
            yield from conditional(task.get(section) or [], skipped)
        if task.get("register") == "kafka_migration_journal":
            yield task["name"], skipped


def test_never_skipped() -> None:
    """Files are included or not; the task in them is not conditional."""
    found = [
        (str(path.relative_to(TASKS)), *one)
        for path in sorted(TASKS.rglob("*.yml"))
        for one in conditional(yaml.safe_load(path.read_text()) or [])
    ]
    assert {file for file, _name, _skipped in found} >= {"cutover/journal.yml", "cutover/checked.yml", "verify.yml"}
    assert [entry for entry in found if entry[2]] == []


def test_a_first_producer_that_fails_undoes_nothing_else() -> None:
    """In a later run there is no evidence any more that producers were stopped: the journal has it."""
    text = (TASKS / "cutover/judge_first.yml").read_text()
    (block,) = [task["block"] for task in yaml.safe_load(text) if "block" in task]
    (steps,) = [task["vars"]["_kafka_migration_steps"] for task in block if "vars" in task]
    assert [(step["step"], step["phase"]) for step in steps] == [("fail", "first_started")]
