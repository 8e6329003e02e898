# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of rows as a file, as text, and as a page of the documentation. All but the file is pure."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import hashlib
import json
import pathlib
import re
import typing

from fault_judge import Ending, Findings, complaints
from fault_rows import Row

Result = dict[str, typing.Any]  # what the file keeps of a row
_LONGEST_MESSAGE = 300  # characters in the table
_KINDS = {
    "clean": "Without a fault",
    "issue": "What used to lose, repeat or reorder records",
    "more": "Other faults",
    "cut": "A host that cannot be reached",
    "kill": "A play that dies",
}
_INTRODUCTION = """\
..
  Copyright (c) 2026, OTC Kafka migration team
  GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
  SPDX-License-Identifier: GPL-3.0-or-later

.. _ansible_collections.otc.kafka_migration.docsite.fault_table:

What happens when something goes wrong
======================================

Written by ``scripts/demo faults --write``: do not edit it. Each row is a migration of a small live shop in which
something goes wrong during ``production_first``, after which the fault is repaired and the playbook is run again. A
checker of its own compares what every group has read, and what is on the target, with what the producers had
acknowledged: records lost and repeated, and keys whose records were read in another order, summed over all groups and
the target. After a run that stopped, the row says with which message, and whether the next run came to its end.

.. contents::
   :local:
   :depth: 1
"""
_COLUMNS = ("Fault", "When", "History", "Lost", "Repeated", "Reordered", "The run with the fault", "The next run")


def result_of(row: Row, findings: Findings, version: str) -> Result:
    """Return what is kept of a row that was carried out with a version of the sources."""
    return {
        **_head(row, version),
        "first": _ending(findings.first),
        "again": _ending(findings.again) if findings.again else None,
        "others": [_ending(other) for other in findings.others],
        "state_after_first": findings.state_after_first,
        "state": findings.state,
        "verdicts": {name: dataclasses.asdict(verdict) for name, verdict in findings.verdicts.items()},
        "complaints": complaints(row.expected, findings),
    }


def _head(row: Row, version: str) -> Result:
    return {
        "row": row.name,
        "fault": row.fault,
        "when": str(row.when),
        "history": row.history,
        "version": version,
    }


def broken_result(row: Row, error: str, version: str) -> Result:
    """Return what is kept of a row that could not be carried out."""
    ending = {"code": None, "killed": False, "timed_out": False, "seconds": 0.0, "message": ""}
    return {
        **_head(row, version),
        "first": ending,
        "again": None,
        "others": [],
        "state_after_first": {},
        "state": {},
        "verdicts": {},
        "complaints": [f"the row could not be carried out: {error}"],
    }


def _ending(ending: Ending) -> Result:
    return {
        "code": ending.code,
        "killed": ending.killed,
        "timed_out": ending.timed_out,
        "seconds": round(ending.seconds, 1),
        "message": ending.message,
    }


def damage(result: Result) -> tuple[int, int, int]:
    """Return the records lost and repeated and the keys reordered, of all readers together."""
    verdicts = result["verdicts"].values()
    lost, repeated, reordered = (
        sum(verdict[key] for verdict in verdicts) for key in ("lost", "repeated", "reordered_keys")
    )
    return lost, repeated, reordered


def first_run(result: Result) -> str:
    """Return how the run with the fault ended, in words."""
    ending = result["first"]
    if ending["code"] is None:
        return "not carried out"
    if ending["killed"]:
        return "killed"
    if ending["timed_out"]:
        return f"did not end within {ending['seconds']:.0f} s"
    refused = [other["message"] for other in result["others"] if other["code"]]
    beside = f"; the other run: {refused[0]}" if refused else ""
    return (f"stopped: {ending['message']}" if ending["code"] else "migrated") + beside


def next_run(result: Result) -> str:
    """Return how the run after it ended, in words."""
    ending = result["again"]
    if ending is None:
        return "not needed" if result["first"]["code"] == 0 else "none"
    if ending["timed_out"]:
        return f"did not end within {ending['seconds']:.0f} s"
    return f"stopped: {ending['message']}" if ending["code"] else "migrated"


def _cells(result: Result) -> list[str]:
    lost, repeated, reordered = damage(result)
    texts = (first_run(result), next_run(result))
    numbers = [str(number) for number in (lost, repeated, reordered)] if result["verdicts"] else ["unknown"] * 3
    return [result["fault"], result["when"], result["history"], *numbers, *(_shortened(text) for text in texts)]


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_MESSAGE else f"{flat[:_LONGEST_MESSAGE].rsplit(' ', 1)[0]} ..."


def text_of(result: Result) -> str:
    """Return a row as text of some lines."""
    verdict = "good" if not result["complaints"] else "BAD"
    lost, repeated, reordered = damage(result)
    lines = [
        f"{verdict:4} {result['row']}",
        f"     {result['fault']} | {result['when']} | history {result['history']}",
        f"     lost {lost}, repeated {repeated}, reordered keys {reordered}",
        f"     the run: {_shortened(first_run(result))} ({result['first']['seconds']:.0f} s)",
        f"     the next run: {_shortened(next_run(result))}",
        *(f"     ! {_shortened(complaint)}" for complaint in result["complaints"]),
    ]
    return "\n".join(lines)


# --- the page


def page(results: typing.Sequence[Result], version: str) -> str:
    """Return the page of the documentation; it counts the rows that other sources than these were tried with."""
    parts = [_INTRODUCTION]
    for kind, title in _KINDS.items():
        chosen = [result for result in results if result["row"].split("/")[0] == kind]
        if chosen:
            parts.append(f"{title}\n{'-' * len(title)}\n\n{_killed(chosen) if kind == 'kill' else _table(chosen)}")
    bad = sum(bool(result["complaints"]) for result in results)
    old = sum(result["version"] != version for result in results)
    parts.append(
        f"{len(results)} rows, {len(results) - bad} as they should be, {bad} not."
        + (f" {old} of them were carried out with another state of the sources." if old else "")
        + "\n"
    )
    return "\n".join(parts)


def _table(results: typing.Sequence[Result]) -> str:
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for cells in (list(_COLUMNS), *map(_cells, results)):
        lines += [f"   {'*' if number == 0 else ' '} - {escape(cell)}" for number, cell in enumerate(cells)]
    return "\n".join(lines) + "\n"


def _killed(results: typing.Sequence[Result]) -> str:
    """Return one sentence for each history, and a table of the rows that are not as they should be."""
    lines = []
    for history in dict.fromkeys(result["history"] for result in results):
        chosen = [result for result in results if result["history"] == history]
        bad = sum(bool(result["complaints"]) for result in chosen)
        sums = [sum(numbers) for numbers in zip(*map(damage, chosen))]
        lines.append(
            f"* History {history}: killed (SIGKILL) at the start of {len(chosen)} tasks, each in a migration "
            f"of its own: lost {sums[0]}, repeated {sums[1]}, reordered keys {sums[2]}; "
            f"{len(chosen) - bad} of the next runs came to their end with everything moved."
        )
    left = [result for result in results if result["complaints"]]
    return "\n".join(lines) + "\n" + (f"\n{_table(left)}" if left else "")


def escape(text: str) -> str:
    """Return a text for a cell of a table: what RST would read as markup is escaped."""
    return re.sub(r"([\\*`|_])", r"\\\1", _shortened(text)) or "none"


# --- the file


def sources_version(root: pathlib.Path) -> str:
    """Return what changes with every change of the collection's plugins, roles and playbooks."""
    digest = hashlib.sha256()
    folders = ("playbooks", "plugins", "roles")
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*") if path.is_file()):
        if path.suffix != ".pyc":
            digest.update(f"{path.relative_to(root)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def load(path: pathlib.Path) -> dict[str, Result]:
    """Return the results in a file by row; a missing file has none."""
    return {result["row"]: result for result in json.loads(path.read_text())} if path.exists() else {}


def keep(path: pathlib.Path, result: Result) -> None:
    """Write the result of a row next to those of others, which may be written at the same time."""
    with locked(path):
        results = {**load(path), result["row"]: result}
        scratch = path.with_suffix(".new")
        scratch.write_text(json.dumps(list(results.values()), indent=2) + "\n")
        scratch.rename(path)


@contextlib.contextmanager
def locked(path: pathlib.Path) -> typing.Iterator[None]:
    """Let no other process change a file meanwhile; its folder is created."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
