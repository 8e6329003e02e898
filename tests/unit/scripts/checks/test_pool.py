# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of the pool, with short commands as jobs."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from checks import job as jobs
from checks import pool
from checks.job import Count, Job

SCRIPTS = pathlib.Path(jobs.__file__).parents[1]


@pytest.fixture(autouse=True)
def _logs(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs write their logs into the test's own folder."""
    monkeypatch.setattr(jobs, "LOGS", tmp_path / "logs")
    monkeypatch.setattr(pool, "_POLL", 0.01)


def shell(name: str, script: str, after: tuple[str, ...] = (), slots: int = 1) -> Job:
    """A job that runs a shell script."""
    return Job(name, ["sh", "-c", script], after=after, slots=slots)


def await_end_of_group(group: int) -> bool:
    """Wait until a process group has no members: after the last one was killed, init has to collect it."""
    for _attempt in range(500):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def test_side_by_side() -> None:
    """Two jobs that wait for each other end only if both run; a third slot is not needed."""
    meet = "touch {0}; for i in $(seq 200); do [ -e {1} ] && exit; sleep 0.02; done; exit 1"
    folder = jobs.LOGS.parent
    made = [
        shell(name, f"cd {folder}; " + meet.format(name, other)) for name, other in (("one", "two"), ("two", "one"))
    ]
    assert [result.count for result in pool.Pool(2).run(made)] == [Count(1, 0)] * 2


def test_slots_are_a_limit() -> None:
    """No more jobs run than there are slots, and a job that takes two of two runs alone, without being overtaken."""
    folder = jobs.LOGS.parent
    alone = f"cd {folder}; mkdir lock || exit 1; sleep 0.05; rmdir lock; echo $0 >>order"
    made = [Job(name, ["sh", "-c", alone, name], slots=slots) for name, slots in (("a", 2), ("b", 3), ("c", 2))]
    assert all(result.count.passed for result in pool.Pool(2).run(made))
    assert (folder / "order").read_text().split() == ["a", "b", "c"]


def test_large_job_is_not_overtaken() -> None:
    """A slot stays free for a job that needs two, although a later one would fit."""
    folder = jobs.LOGS.parent
    made = [
        Job(name, ["sh", "-c", f"echo $0 >>{folder}/order; sleep 0.1", name], slots=slots)
        for name, slots in (("small", 1), ("large", 2), ("later", 1))
    ]
    pool.Pool(2).run(made)
    assert (folder / "order").read_text().split() == ["small", "large", "later"]


def test_order_and_dependencies() -> None:
    """A job waits for those named in `after`, does not run after one that failed, and has failed then; others go on."""
    folder = jobs.LOGS.parent
    made = [
        shell("late", f"test -e {folder}/made", after=("early", "not part of this run")),
        shell("early", f"sleep 0.1; touch {folder}/made"),
        shell("broken", "exit 3"),
        shell("never", f"touch {folder}/never", after=("broken",)),
        shell("nor this", f"touch {folder}/never", after=("never",)),
    ]
    results = {result.job.name: result.count for result in pool.Pool(3).run(made)}
    wanted = {"late": 1, "early": 1, "broken": 0, "never": 0, "nor this": 0}
    assert {name: count.passed for name, count in results.items()} == wanted
    assert sum(count.failed for count in results.values()) == 3
    assert not (folder / "never").exists()
    assert "not run: broken failed" in (jobs.LOGS / "never.log").read_text()


def test_output(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each job, the end of the log of one that failed, the slowest, and the sum as the last line."""
    code = pool.run([[shell("group/bad", "echo the cause; exit 7")], [shell("good", "echo silent")]], 1)
    lines = capsys.readouterr().out.splitlines()
    assert code == 1
    assert [line.split()[-1] for line in lines if line.startswith(("ok", "FAILED"))] == ["group/bad", "good"]
    assert "the cause" in lines
    assert "silent" not in lines
    assert any(line.endswith("group-bad.log, exit code 7") for line in lines)
    assert "The slowest 2:" in lines
    assert lines[-1] == "1 passed, 1 failed"


def test_nothing_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    """A run in which nothing passed has failed."""
    assert pool.run([[]], 1) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"


def test_missing_program() -> None:
    """A command that cannot be run is a failure with the cause in its log."""
    (result,) = pool.Pool(1).run([Job("gone", ["./no-such-program"])])
    assert result.count == Count(0, 1)
    assert "./no-such-program cannot be run" in result.job.log.read_text()


@pytest.mark.slow
def test_a_job_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is stopped, with all its children, and has failed; a job that ignores SIGTERM is killed."""
    monkeypatch.setattr(pool, "LIMIT", 0.3)
    monkeypatch.setattr(pool, "GRACE", 0.3)
    hang = shell("hang", "trap '' TERM; echo $$; sleep 60 & wait; while :; do sleep 0.05; done")
    (result,) = pool.Pool(1).run([hang])
    assert result.count == Count(0, 1)
    log = hang.log.read_text()
    assert "it took longer" in log
    assert await_end_of_group(int(log.split()[0]))


def test_a_limit_of_its_own() -> None:
    """A job may be stopped earlier or later than others."""
    (result,) = pool.Pool(1).run([dataclasses.replace(shell("short", "sleep 60"), limit=0.2)])
    assert result.count == Count(0, 1)
    assert "it took longer than 0 s" in result.job.log.read_text()


def test_beds_are_shared_in_turn(tmp_path: pathlib.Path) -> None:
    """Two jobs at the same time have two beds; a third, later, gets one of these."""
    note = f'mkdir -p "$INTEGRATION_BED"; echo "$INTEGRATION_BED" >>{tmp_path}/beds; sleep 0.2'
    made = [Job(name, ["sh", "-c", note], on_bed=True) for name in ("one", "two", "three")]
    assert all(result.count.passed for result in pool.Pool(2).run(made))
    used = (tmp_path / "beds").read_text().split()
    assert len(used) == 3
    assert len(set(used)) == 2
    assert not pathlib.Path(used[0]).parent.exists()


def test_servers_of_a_killed_target_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that was killed has not stopped its cloud; closing the beds does, by the records that it left."""
    beds, stopped = pool.Beds(), []
    monkeypatch.setattr(pool, "_down", lambda program, folder: stopped.append((program, folder)))
    bed = beds.borrow()
    killed, ended = bed / "scratch" / "killed", bed / "scratch" / "ended"
    for folder in (bed / "clusters", killed, ended):
        folder.mkdir(parents=True)
    for record in ("cloud.json", "dms.json"):
        (killed / record).touch()
    beds.close(keep_logs=False)
    assert stopped == [
        ("tests/kafka/bed.py", bed / "clusters"),
        ("tests/openstack/dms.py", killed),
        ("tests/openstack/cloud.py", killed),
    ]


def test_sigterm_ends_everything(tmp_path: pathlib.Path) -> None:
    """The jobs end before the run does, and have had the time to clean up."""
    job = f"trap 'touch {tmp_path}/cleaned; exit 1' TERM; touch {tmp_path}/began; while :; do sleep 0.05; done"
    program = f"""
import pathlib
from checks import job, pool
job.LOGS = pathlib.Path({str(tmp_path)!r})
pool.run([[job.Job("long", ["sh", "-c", {job!r}])]], 1)
"""
    process = subprocess.Popen([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": str(SCRIPTS)})
    deadline = time.monotonic() + 20
    while not (tmp_path / "began").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert (tmp_path / "cleaned").exists()
