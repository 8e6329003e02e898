# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of the wide checks' list."""

from __future__ import annotations

import pathlib
import re
import sys

import distribution
import fault_rows
import pytest
from checks import job, matrix, pool


def test_compat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every ansible-core is a batch with the demo and each scenario of molecule, in an environment made before."""
    monkeypatch.setattr(matrix, "find_python", lambda *versions: (versions[0], f"/python{versions[0]}"))
    batches = matrix.compat()
    assert [one.name for one in batches[0]] == ["setup-containers"]
    for core, batch in zip(matrix.CONTROL_NODES, batches[1:]):
        names = [one.name for one in batch]
        assert names[:3] == [f"compat/{core}/setup", f"compat/{core}/modules", f"compat/{core}/demo"]
        assert f"compat/{core}/molecule/default" in names
        assert all(f"compat/{core}/setup" in one.after for one in batch[2:])
        assert "-m" not in batch[0].command
        assert f"ansible-core~={core}.0" in batch[0].command


def test_brokers() -> None:
    """Each pair is a batch, whose beds and shops have its versions; all of them can be started."""
    batches = matrix.brokers()
    assert len(batches) == len(matrix.KAFKA_PAIRS)
    for (source, target), batch in zip(matrix.KAFKA_PAIRS, batches):
        assert {source, target} <= set(distribution.RECIPES)
        by_name = {one.name: one for one in batch}
        assert len(by_name) == len(batch)
        group = f"brokers/{source}-{target}"
        assert by_name[f"{group}/demo"].environment["DEMO_SOURCE_VERSION"] == source
        for name in matrix.BROKER_TARGETS:
            job_on_bed = by_name[f"{group}/{name}"]
            assert job_on_bed.on_bed
            assert job_on_bed.environment == {"BED_SOURCE_VERSION": source, "BED_TARGET_VERSION": target}
            assert (job.ROOT / "tests" / "integration" / "targets" / name).is_dir()


def test_unseen() -> None:
    """Together with `make test`, every version that can be started is tried, each with a report of its own."""
    (batch,) = matrix.unseen()
    versions = [one.environment["BROKER_VERSIONS"] for one in batch]
    assert [one.name for one in batch] == [f"unseen/{version}" for version in versions]
    text = (job.ROOT / "tests" / "brokers" / "conftest.py").read_text()
    (default,) = re.findall(r'^DEFAULT_VERSIONS = "(.+)"$', text, re.MULTILINE)
    assert {*versions, *default.split()} == set(distribution.RECIPES)
    assert len({part for one in batch for part in one.command if part.startswith("--junitxml=")}) == len(batch)


def test_faults() -> None:
    """Every row is in one group of the matrix; one that takes a night is not stopped as a job of make test would be."""
    (batch,) = matrix.faults()
    assert all((one.limit or 0) > pool.LIMIT for one in batch)
    tasks = [fault_rows.Task("Report", "Report the result")]
    rows = fault_rows.all_rows(dict.fromkeys(fault_rows.HISTORIES, tasks))
    grouped = [row.name for group in matrix.FAULTS for row in fault_rows.select(rows, [group])]
    assert sorted(grouped) == sorted(row.name for row in rows)
    assert batch[0].command == ["scripts/demo", "faults", "--new", "clean"]


@pytest.mark.parametrize(("asked", "code"), [([], 1), (["compat/2.17"], 1), (["compat/2.99"], 2)])
def test_a_python_that_is_missing(
    asked: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: pathlib.Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A version that cannot be tried is reported; it has failed where it was asked for."""
    monkeypatch.setattr(matrix, "find_python", lambda *_versions: None)
    monkeypatch.setattr(matrix, "AXES", (lambda: matrix.compat()[1:],))
    monkeypatch.setattr(job, "LOGS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["matrix", *asked])
    assert matrix.main() == code
    printed = capsys.readouterr()
    if asked == ["compat/2.17"]:
        assert "needs Python 3.12 or 3.11 or 3.10" in printed.out
        assert printed.out.endswith("0 passed, 1 failed\n")
    elif not asked:
        assert "compat/2.17/python: left out: it needs Python" in printed.out
    else:
        assert "unknown: compat/2.99" in printed.err


def test_virtual_environment(tmp_path: pathlib.Path) -> None:
    """The command makes it only where it is not there, and installs into it."""
    made = matrix.virtual_environment("x", tmp_path / "venv", str(tmp_path / "python"), "package==1")
    (tmp_path / "python").write_text(
        f"#!/bin/sh\necho made >>{tmp_path}/log\nmkdir -p {tmp_path}/venv/bin\n"
        f"printf '#!/bin/sh\\n[ $3 = --version ] || echo \"$@\" >>{tmp_path}/log\\n' >{tmp_path}/venv/bin/python\n"
        f"chmod 755 {tmp_path}/venv/bin/python\n"
    )
    (tmp_path / "python").chmod(0o755)
    install = "-m pip install -q --disable-pip-version-check package==1"
    for wanted in (["made", install], ["made", install, install]):
        assert [result.count.failed for result in pool.Pool(1).run([made])] == [0]
        assert (tmp_path / "log").read_text().splitlines() == wanted
