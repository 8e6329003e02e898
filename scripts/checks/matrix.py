# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the checks that are too wide for `make test`, because they repeat the same for many versions.

usage: scripts/matrix [NAME...]        after scripts/setup; all when none is named
       for example scripts/matrix compat, compat/2.17 or compat/2.17/demo
compat: under every ansible-core that the collection supports, the demo with a small history, its modules under the
oldest Python that they support, and the roles on Debian 12 and 13 (all scenarios of molecule). A version for which this
machine has no Python is reported; it has failed if it was asked for.
brokers: for pairs of Kafka versions, source and target, the modules that read and change topics and groups, the demo
with a small history, and a cut-over that is sent back.
faults: migrations in which something goes wrong at every phase, and which are killed at every task. Rows that were good
with the same sources are left out. `scripts/demo faults` runs single rows, and writes the table.
unseen: the tests of tests/brokers with the versions of Kafka that `make test` does not try.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import typing

from checks import catalog, pool
from checks.job import ROOT, Job, count_setup, select

Batch = list[Job]  # jobs that may run side by side
CACHE_HOME = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
CACHE = CACHE_HOME / "otc-kafka-migration" / "compat"
# The Pythons that each ansible-core runs on, the likeliest first.
CONTROL_NODES = {
    "2.17": ("3.12", "3.11", "3.10"),
    "2.18": ("3.12", "3.11", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13", "3.14"),
    "2.21": ("3.13", "3.12", "3.14"),
}
MISSING = "python"  # the job that stands for a version that cannot be tried here
OLDEST_FOR_MODULES = ("3.9", "3.10", "3.11", "3.12", "3.13")
# Python, folder, packages: a virtual environment, made once and kept up to date.
_VENV = """
"$2/bin/python" -m pip --version >/dev/null 2>&1 || "$1" -m venv --clear "$2"
python=$2/bin/python
shift 2
exec "$python" -m pip install -q --disable-pip-version-check "$@"
"""


def find_python(*versions: str) -> tuple[str, str] | None:
    """Return the first of these versions that is on this machine, and its path.

    The folders of pyenv come first, because its shims may lead nowhere.
    """
    for version in versions:
        builds = sorted((pathlib.Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python{version}"))
        path = str(builds[-1]) if builds else shutil.which(f"python{version}")
        command = [str(path), "-c", "import ensurepip, ssl, venv"]
        if path and subprocess.run(command, check=False, capture_output=True).returncode == 0:
            return version, path
    return None


def requirement(name: str) -> str:
    """Return the line of a requirements file that names this package."""
    files = (ROOT / "scripts" / "requirements.txt", ROOT / "requirements.txt")
    lines = [line for file in files for line in file.read_text().splitlines()]
    return next(line for line in lines if re.match(rf"{re.escape(name)}\b", line))


def virtual_environment(name: str, folder: pathlib.Path, python: str, *packages: str) -> Job:
    """A job that makes a virtual environment."""
    return Job(name, ["sh", "-euc", _VENV, "sh", python, str(folder), *packages], count_setup)


def compat() -> list[Batch]:
    """A batch for each ansible-core: the scenarios of molecule have the same containers whichever version runs them."""
    modules_python, modules_path = find_python(*OLDEST_FOR_MODULES) or ("", "")
    modules = CACHE / f"modules-python{modules_python}"
    batches = [[job for job in catalog.preparations() if job.name == "setup-containers"]]
    for core, pythons in CONTROL_NODES.items():
        group = f"compat/{core}"
        found = find_python(*pythons)
        if not found or not modules_path:
            missing = f"needs Python {' or '.join(OLDEST_FOR_MODULES if found else pythons)}, which this machine lacks"
            batches.append([Job(f"{group}/{MISSING}", ["sh", "-c", 'echo "$1"; exit 1', "sh", missing])])
            continue
        control = CACHE / f"core-{core}-python{found[0]}"
        others = [requirement(name) for name in ("kafka-python", "confluent-kafka", "jmespath", "PyYAML")]
        # pip takes the newest molecule that fits this ansible-core.
        packages = [f"ansible-core~={core}.0", "molecule>=26.6", *others]
        batches.append(
            [
                virtual_environment(f"{group}/setup", control, found[1], *packages),
                virtual_environment(f"{group}/modules", modules, modules_path, requirement("kafka-python")),
                demo(group, control, modules / "bin" / "python"),
                *catalog.molecule(
                    f"{group}/molecule", ("setup-containers", f"{group}/setup"), {"ANSIBLE_BIN": str(control / "bin")}
                ),
            ]
        )
    return batches


def demo(group: str, control: pathlib.Path, modules_python: pathlib.Path) -> Job:
    """The demo with a small history, under an ansible-core and a Python for the modules."""
    environment = {
        "PATH": f"{control / 'bin'}:{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT / 'tests' / 'kafka'}:{ROOT / '.ansible' / 'collections'}",
        "DEMO_HISTORY_MB": "20",
        "DEMO_MODULE_PYTHON": str(modules_python),
    }
    command = [str(control / "bin" / "python"), str(ROOT / "tests" / "demo" / "demo.py")]
    after = (f"{group}/setup", f"{group}/modules")
    return Job(f"{group}/demo", command, after=after, slots=2, environment=environment)


# Kafka of the source and of the target.
KAFKA_PAIRS = (("2.3.1", "3.3.1"), ("2.8.2", "3.3.1"), ("3.3.1", "3.9.1"), ("3.3.1", "4.2.0"), ("4.2.0", "4.2.0"))
# What a pair of versions can change: the integration targets of modules that send requests to brokers.
BROKER_TARGETS = (
    "kafka_topic_info",
    "kafka_topic_clone",
    "kafka_consumer_lag_info",
    "kafka_consumer_offset",
    "kafka_drain_wait",
)


def brokers() -> list[Batch]:
    """A batch for each pair: the jobs of a batch share beds, whose clusters have the versions of the pair."""
    batches = []
    for source, target in KAFKA_PAIRS:
        group = f"brokers/{source}-{target}"
        bed = {"BED_SOURCE_VERSION": source, "BED_TARGET_VERSION": target}
        shop = {"DEMO_SOURCE_VERSION": source, "DEMO_TARGET_VERSION": target, "DEMO_HISTORY_MB": "20"}
        batches.append(
            [
                *(
                    Job(f"{group}/{name}", ["scripts/integration", "--one", name], on_bed=True, environment=bed)
                    for name in BROKER_TARGETS
                ),
                Job(f"{group}/demo", ["scripts/demo"], slots=2, environment=shop),
                Job(f"{group}/sent_back", ["scripts/demo", "scenarios", "sent_back"], environment=shop),
            ]
        )
    return batches


# `make test` tries those of DEFAULT_VERSIONS in tests/brokers/conftest.py.
UNSEEN_VERSIONS = ("2.3.1", "2.8.2", "3.9.1", "4.1.2")


def unseen() -> list[Batch]:
    """One batch: what the modules report of brokers that do not show everything, for each further version."""
    return [[catalog.broker_tests(f"unseen/{version}", {"BROKER_VERSIONS": version}) for version in UNSEEN_VERSIONS]]


# The groups of rows in tests/demo/fault_rows.py; each starts clusters of its own.
FAULTS = ("clean", "issue", "more", "cut/mirror", "cut/till", "cut/analytics", "kill/mirror", "kill/none")


def faults() -> list[Batch]:
    """One batch: a job for each group of rows."""
    return [[catalog.faults(f"faults/{rows}") for rows in FAULTS]]


AXES: tuple[typing.Callable[[], list[Batch]], ...] = (compat, brokers, unseen, faults)


def main() -> int:
    """Run what was asked for, one batch after the other."""
    names = sys.argv[1:]
    batches = [batch for axis in AXES for batch in axis()]
    try:
        chosen = {job.name for job in select([job for batch in batches for job in batch], names)}
    except ValueError as error:
        print(f"scripts/matrix: {error}", file=sys.stderr)
        return 2
    if not names:
        for job in [job for batch in batches for job in batch if job.name.endswith(f"/{MISSING}")]:
            print(f"{job.name}: left out: it {job.command[-1]}", flush=True)
            chosen.remove(job.name)
    return pool.run([[job for job in batch if job.name in chosen] for batch in batches], pool.default_slots())


if __name__ == "__main__":
    sys.exit(main())
