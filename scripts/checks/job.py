# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job of the test run: a command, what it needs, and how its outcome is counted."""

from __future__ import annotations

import dataclasses
import pathlib
import typing
from xml.etree import ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOGS = ROOT / ".ansible" / "logs"
UNIT_REPORT = LOGS / "unit.xml"


@dataclasses.dataclass(frozen=True)
class Count:
    """How many checks passed and failed; skipped ones are only reported."""

    passed: int
    failed: int
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def count_one(code: int) -> Count:
    """Count the whole job as one check."""
    return Count(0, 1) if code else Count(1, 0)


def count_setup(code: int) -> Count:
    """Count a job that only prepares others: it is not a check itself, but its failure counts."""
    return Count(0, 1 if code else 0)


def count_unit(code: int, report: pathlib.Path = UNIT_REPORT) -> Count:
    """Count pytest's tests from its report; a run without a test, or one that broke before the first, has failed."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Count(0, 1)
    total, failures, errors, skipped = (
        sum(int(suite.get(key, 0)) for suite in suites) for key in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    if not total or (code and not failed):
        failed += 1
    return Count(max(total - failures - errors - skipped, 0), failed, skipped)


@dataclasses.dataclass(frozen=True)
class Job:
    """A command of the test run. A slash in its name separates its group: integration/kafka_topic_info."""

    name: str
    command: list[str]
    count: typing.Callable[[int], Count] = count_one
    # Names of jobs that must have succeeded before; a name that is not part of the run is ignored.
    after: tuple[str, ...] = ()
    # How many of the pool's slots it takes; one that measures time takes more.
    slots: int = 1
    # It gets the folder of a test bed in INTEGRATION_BED, which no other job uses at the same time.
    on_bed: bool = False
    # Seconds after which it is stopped; None: as long as any other job.
    limit: float | None = None
    environment: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def log(self) -> pathlib.Path:
        """The file that its output goes to."""
        return LOGS / f"{self.name.replace('/', '-')}.log"

    def is_in(self, selection: str) -> bool:
        """Whether a name given by the user selects this job: its own, or that of its group."""
        return self.name == selection or self.name.startswith(f"{selection}/")


@dataclasses.dataclass(frozen=True)
class Result:
    """What became of a job."""

    job: Job
    count: Count
    seconds: float = 0.0
    processor: float = 0.0  # seconds of its processes, without those that it did not wait for


def select(jobs: typing.Sequence[Job], selections: typing.Sequence[str]) -> list[Job]:
    """Return the jobs that were asked for, with those that have to run before them; all when nothing was asked for.

    Raises ValueError for a name that selects nothing.
    """
    unknown = [one for one in selections if not any(job.is_in(one) for job in jobs)]
    if unknown:
        known = ", ".join(dict.fromkeys(job.name.partition("/")[0] for job in jobs))
        raise ValueError(f"unknown: {', '.join(unknown)}; choose from {known}, or one of a group as in group/name")
    chosen = {job.name for job in jobs if not selections or any(job.is_in(one) for one in selections)}
    needed = {name for job in jobs if job.name in chosen for name in job.after}
    return [job for job in jobs if job.name in chosen | needed]
