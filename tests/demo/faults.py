# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let things go wrong in the middle of migrations, and see what becomes of every record.

usage: faults.py [OPTION...] [ROW...]        after scripts/setup; ROW: a name, the beginning of names, or a pattern
       faults.py --list [ROW...]             print the names
       faults.py --write                     write the page of the documentation from the results of earlier runs
options: --keep, keep the folder of the run; --new, leave out rows that were good with the same plugins, roles and
         playbooks; --results FILE
The rows share one pair of clusters, and have a shop of their own each. The rows of kill/ are known when the row of
clean/ has run; if they are named before, it is run first.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import sys
import traceback
import typing

import fault_report
import fault_rows
from bed import Bed
from fault_rows import Row, Task
from fault_scene import carry_out
from stage import two_clusters

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / ".ansible" / "faults" / "results.json"
PAGE = ROOT / "docs" / "docsite" / "rst" / "fault_table.rst"


def load_tasks(results: pathlib.Path) -> dict[str, list[Task]]:
    """Return the tasks of a run without fault, by history, as far as one has been seen."""
    path = _tasks_file(results)
    found = json.loads(path.read_text()) if path.exists() else {}
    return {history: [Task(**task) for task in tasks] for history, tasks in found.items()}


def save_tasks(results: pathlib.Path, history: str, tasks: typing.Sequence[Task]) -> None:
    """Keep those of a history."""
    path = _tasks_file(results)
    with fault_report.locked(path):
        known = {**load_tasks(results), history: tasks}
        path.write_text(json.dumps({key: [dataclasses.asdict(task) for task in found] for key, found in known.items()}))


def _tasks_file(results: pathlib.Path) -> pathlib.Path:
    return results.with_name("tasks.json")


class Runner:
    """Carries out rows on a bed, and keeps their results."""

    def __init__(self, bed: Bed, folder: pathlib.Path, results: pathlib.Path) -> None:
        """Use a bed; each row gets a folder in this one."""
        self._bed, self._folder, self._results = bed, folder, results
        self._number = 0
        self._logs = results.with_name("logs")
        self._version = fault_report.sources_version(ROOT)

    def run(self, row: Row) -> bool:
        """Carry out a row, print its result, and return whether it is good."""
        self._number += 1
        prefix = f"s{self._number:03}"
        log = self._logs / f"{row.name.replace('/', '-')}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as output:
            try:
                findings, first = carry_out(self._bed, row, self._folder / prefix, prefix, output)
                result = fault_report.result_of(row, findings, self._version)
                if row.name.startswith("clean/"):
                    save_tasks(self._results, row.history, fault_rows.tasks_of(first.output))
            except Exception as error:  # whatever it was, the other rows are carried out
                traceback.print_exc(file=output)
                result = fault_report.broken_result(row, f"{type(error).__name__}: {error}", self._version)
        fault_report.keep(self._results, result)
        print(f"{fault_report.text_of(result)}\n     log: {log}", flush=True)
        return not result["complaints"]


def choose(names: typing.Sequence[str], results: pathlib.Path) -> list[Row]:
    """Return the rows to carry out; raises ValueError."""
    return fault_rows.select(fault_rows.all_rows(load_tasks(results)), names)


def _unknown_histories(names: typing.Sequence[str], results: pathlib.Path) -> list[str]:
    """Return the histories whose tasks are needed, and are not known yet."""
    known = load_tasks(results)
    wanted = [
        history
        for history in fault_rows.HISTORIES
        if not names or any(name == "kill" or f"{name}/".startswith(f"kill/{history}/") for name in names)
    ]
    return [history for history in wanted if history not in known]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Let things go wrong in the middle of migrations.")
    parser.add_argument("rows", nargs="*", metavar="ROW")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--new", action="store_true")
    parser.add_argument("--results", type=pathlib.Path, default=RESULTS)
    return parser.parse_args()


def main() -> int:
    """Do what was asked for; return 0 if all rows that were carried out are good."""
    given = _parse()
    try:
        if given.list:
            print(*(row.name for row in choose(given.rows, given.results)), sep="\n")
            return 0
        if given.write:
            known = fault_report.load(given.results)
            rows = [row.name for row in choose((), given.results) if row.name in known]
            PAGE.write_text(fault_report.page([known[name] for name in rows], fault_report.sources_version(ROOT)))
            return 0
        return _carry_out(given)
    except ValueError as error:
        print(f"faults: {error}", file=sys.stderr)
        return 2


def _carry_out(given: argparse.Namespace) -> int:
    clean = [f"clean/{history}" for history in _unknown_histories(given.rows, given.results)]
    if not clean:
        choose(given.rows, given.results)  # a wrong name is reported before clusters are started
    with two_clusters(given.keep) as (folder, bed):
        runner = Runner(bed, folder, given.results)
        good = {row.name: runner.run(row) for row in (choose(clean, given.results) if clean else [])}
        chosen = choose(given.rows, given.results)
        good.update(
            dict.fromkeys(_done(given.results).intersection(row.name for row in chosen), True) if given.new else {}
        )
        good.update({row.name: runner.run(row) for row in chosen if row.name not in good})
    print(f"{len(good)} rows: {sum(good.values())} good, {len(good) - sum(good.values())} bad")
    return 0 if good and all(good.values()) else 1


def _done(results: pathlib.Path) -> set[str]:
    """Return the rows that were good with these sources."""
    version = fault_report.sources_version(ROOT)
    known = fault_report.load(results)
    return {name for name, result in known.items() if not result["complaints"] and result["version"] == version}


if __name__ == "__main__":
    sys.exit(main())
