# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that `make test` runs, in the order in which it starts: cheap checks, then what takes longest."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import os
import subprocess
import sys
import typing

from checks.files import shell_scripts
from checks.job import LOGS, ROOT, UNIT_REPORT, Job, count_setup, count_unit

LIMIT_OF_FAULTS = 12 * 3600.0  # seconds
PYTHON_VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
# The longest jobs, the longest first; all others follow. Where a long one starts late, a core is idle at the end.
LONGEST = (
    "molecule/mirror_maker",
    "molecule/default",
    "brokers",
    "integration/role_oracle_jdk",
    "integration/role_kafka",
    "integration/role_bash_profile",
    "integration/role_mirror_maker",
    "scenarios/rehearsed",
    "integration/role_kafka_client",
    "integration/role_kafka_python",
)


def static_checks() -> list[Job]:
    """Checks that start nothing, and the unit tests."""
    ansible_test = ["scripts/ansible-test", "sanity", "--venv", "--python", PYTHON_VERSION, "--color", "no"]
    docs = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "self", "."]
    unit = ["pytest", "-q", "-n2", "--dist", "worksteal", f"--junitxml={UNIT_REPORT}", "tests/unit"]
    return [
        Job("changelog", ["antsibull-changelog", "lint"]),
        Job("shellcheck", ["shellcheck", *shell_scripts()]),
        Job("lines", [sys.executable, "scripts/checks/files.py"]),
        Job("ruff", ["ruff", "check"]),
        Job("format", ["ruff", "format", "--check"]),
        Job("mypy", ["mypy"]),
        Job("unit", unit, count_unit, slots=2),  # it has two workers, and tests with timeouts
        Job("build", ["scripts/build"]),
        Job("docs", docs),
        Job("lint", ["ansible-lint", "--offline"]),
        Job("sanity", ansible_test),
    ]


def preparations() -> list[Job]:
    """What other jobs need on this machine; each does nothing where it was done before."""
    return [
        Job("setup-containers", ["scripts/setup-containers"], count_setup),
        Job("setup-cloud", ["scripts/setup-cloud"], count_setup),
    ]


def integration() -> list[Job]:
    """One job for each target of the integration tests."""
    jobs = []
    for tasks in sorted((ROOT / "tests" / "integration" / "targets").glob("*/tasks")):
        name = tasks.parent.name
        if name.startswith("setup_"):
            continue
        aliases = tasks.parent / "aliases"
        cloud = aliases.is_file() and "needs/target/setup_cloud" in aliases.read_text().split()
        after = ("setup-cloud",) if cloud else ()
        jobs.append(Job(f"integration/{name}", ["scripts/integration", "--one", name], after=after, on_bed=True))
    return jobs


def broker_tests(name: str = "brokers", environment: typing.Mapping[str, str] | None = None) -> Job:
    """The tests of what the modules report of real brokers, counted one by one."""
    report = LOGS / f"{name.replace('/', '-')}.xml"
    command = ["pytest", "-q", f"--junitxml={report}", "tests/brokers"]
    return Job(name, command, functools.partial(count_unit, report=report), environment=dict(environment or {}))


def scenarios() -> list[Job]:
    """One job for each migration that does not go as planned."""
    command = ["scripts/demo", "scenarios"]
    names = subprocess.run([*command, "--list"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [Job(f"scenarios/{name}", [*command, name]) for name in names.split()]


def faults(name: str, rows: str = "") -> Job:
    """Migrations in which something goes wrong, by the name or the group of their rows; each takes some minutes.

    ``faults("scenarios/faults", "quick")`` would try a few of them in make test.
    """
    # Hundreds of rows take several nights: those that were good with the same sources are not repeated.
    command = ["scripts/demo", "faults", "--new", rows or name.removeprefix("faults/")]
    return Job(name, command, slots=2, limit=LIMIT_OF_FAULTS)


def molecule(
    group: str = "molecule",
    after: tuple[str, ...] = ("setup-containers",),
    environment: typing.Mapping[str, str] | None = None,
) -> list[Job]:
    """One job for each scenario of molecule, on both versions of Debian."""
    names = [path.parent.name for path in sorted((ROOT / "molecule").glob("*/molecule.yml"))]
    return [
        Job(f"{group}/{name}", ["scripts/molecule", "--one", name], after=after, environment=dict(environment or {}))
        for name in names
    ]


def molecule_in_turn() -> list[Job]:
    """The scenarios of molecule, each on one version of Debian, which take turns: both at once is for the matrix."""
    suites = sorted(path.name for path in (ROOT / "molecule" / "shared" / "suites").glob("*.yml"))
    return [
        dataclasses.replace(job, environment={"MOLECULE_SUITE": suite})
        for job, suite in zip(molecule(), itertools.cycle(suites), strict=False)
    ]


def jobs() -> list[Job]:
    """Return all jobs in the order in which they start."""
    # The demo measures how long production pauses: next to it runs one job at most. Its history is smaller than that of
    # `make demo`, which shows how fast the mirror is.
    demo = Job("demo", ["scripts/demo"], slots=2, environment={"DEMO_HISTORY_MB": "100"})
    roles = molecule() if "MOLECULE_SUITE" in os.environ else molecule_in_turn()
    heavy = [broker_tests(), *scenarios(), *roles, *integration()]
    heavy.sort(key=lambda job: LONGEST.index(job.name) if job.name in LONGEST else len(LONGEST))
    return [*preparations(), *static_checks(), demo, *heavy]
