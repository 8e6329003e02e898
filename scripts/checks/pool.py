# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run jobs side by side in a fixed number of slots: most of them wait for services more than they compute.

Every job is a process group of its own with a log of its own. Whatever ends the run ends the jobs and their brokers.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import typing

from checks.job import ROOT, VENV, Job, Result

TAIL = 60  # lines of a failed job's log that are printed
# Seconds for one job: one that hangs must not hide the others. A slow machine needs 1200 for the longest.
LIMIT = 2700.0
GRACE = 90.0  # seconds that a job has to clean up after SIGTERM
SLOWEST = 10
_POLL = 0.1
# Servers that integration targets start in the scratch folder of their bed: the record of each, and what stops it.
_SERVERS = {
    "bed.json": "tests/kafka/bed.py",
    "dms.json": "tests/openstack/dms.py",
    "cloud.json": "tests/openstack/cloud.py",
}


def default_slots() -> int:
    """How many slots there are unless CHECK_JOBS is set: one more than processors, up to a limit set by memory."""
    return int(os.environ.get("CHECK_JOBS") or min(len(os.sched_getaffinity(0)) + 1, 6))


def environment() -> dict[str, str]:
    """Return what .ansible/env exports, so that this also works from a shell that has not read it."""
    home = ROOT / ".ansible"
    return {
        **os.environ,
        "PATH": f"{VENV.resolve() / 'bin'}:{os.environ['PATH']}",
        "ANSIBLE_HOME": str(home),
        "PYTHONPATH": str(home / "collections"),
        "PYTHONUNBUFFERED": "1",
        "NO_COLOR": "1",
        "ANSIBLE_NOCOLOR": "1",
    }


def _down(program: str, folder: pathlib.Path) -> None:
    """Stop what a program of the tests has started in a folder."""
    command = [sys.executable, program, "down", "--dir", str(folder)]
    subprocess.run(command, cwd=ROOT, check=False, start_new_session=True)


class Beds:
    """Folders of test beds, each lent to one job at a time; the first job that needs clusters starts them."""

    def __init__(self) -> None:
        self._folder: pathlib.Path | None = None
        self._free: list[pathlib.Path] = []
        self._count = 0

    def borrow(self) -> pathlib.Path:
        """Return a bed that no job uses, one with running clusters if there is one."""
        if self._free:
            return self._free.pop()
        self._folder = self._folder or pathlib.Path(tempfile.mkdtemp(prefix="otc-kafka-bed."))
        bed = self._folder / str(self._count)
        self._count += 1
        return bed

    def give_back(self, bed: pathlib.Path) -> None:
        """Let the next job use the bed."""
        self._free.append(bed)

    def close(self, keep_logs: bool) -> None:
        """Stop all clusters; their logs stay where something failed."""
        if not self._folder:
            return
        for bed in sorted(self._folder.iterdir()):
            if (bed / "clusters").exists():
                _down("tests/kafka/bed.py", bed / "clusters")
            for record, program in _SERVERS.items():  # those of a target that was killed
                for path in sorted(bed.glob(f"scratch/*/{record}")):
                    _down(program, path.parent)
        if keep_logs:
            print(f"The brokers' logs are in {self._folder}")
        else:
            shutil.rmtree(self._folder)


@dataclasses.dataclass(frozen=True)
class _Running:
    job: Job
    process: subprocess.Popen[bytes]
    began: float
    bed: pathlib.Path | None


class Pool:
    """One run of jobs."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._beds = Beds()
        self._running: list[_Running] = []
        self._results: dict[str, Result] = {}

    def run(self, jobs: typing.Sequence[Job]) -> list[Result]:
        """Run all jobs, starting them in their order; return the results in the order in which they ended."""
        waiting = list(jobs)
        try:
            while waiting or self._running:
                while (job := self._next(waiting)) is not None:
                    waiting.remove(job)
                    self._start(job)
                self._collect()
                time.sleep(_POLL)
        finally:
            stop([one.process for one in self._running])
            failed = any(one.job.on_bed for one in self._running) or any(
                result.count.failed for result in self._results.values() if result.job.on_bed
            )
            self._beds.close(keep_logs=failed)
        return list(self._results.values())

    def _next(self, waiting: typing.Sequence[Job]) -> Job | None:
        """The first job whose predecessors have ended, if it fits: no later one goes before a large one."""
        undone = {job.name for job in waiting} | {one.job.name for one in self._running}
        used = sum(min(one.job.slots, self._slots) for one in self._running)
        ready = next((job for job in waiting if not undone.intersection(job.after)), None)
        return ready if ready and used + min(ready.slots, self._slots) <= self._slots else None

    def _start(self, job: Job) -> None:
        job.log.parent.mkdir(parents=True, exist_ok=True)
        broken = [name for name in job.after if name in self._results and self._results[name].count.failed]
        if broken:
            job.log.write_text(f"not run: {', '.join(broken)} failed\n")
            self._end(Result(job, job.count(1)), "not run")
            return
        bed = self._beds.borrow() if job.on_bed else None
        settings = {**environment(), **job.environment, **({"INTEGRATION_BED": str(bed)} if bed else {})}
        with job.log.open("w") as output:
            try:
                process = subprocess.Popen(
                    job.command,
                    cwd=ROOT,
                    env=settings,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                output.write(f"{job.command[0]} cannot be run: {error}\n")
                process = subprocess.Popen(["false"], start_new_session=True)
        self._running.append(_Running(job, process, time.monotonic(), bed))

    def _collect(self) -> None:
        """Take the results of the jobs that have ended, or have taken too long."""
        for one in list(self._running):
            seconds = time.monotonic() - one.began
            before = _processor_seconds()
            code = one.process.poll()
            processor = _processor_seconds() - before  # of the job's processes, if it has just ended
            limit = LIMIT if one.job.limit is None else one.job.limit
            if code is None and seconds > limit:
                stop([one.process])
                with one.job.log.open("a") as output:
                    output.write(f"\nstopped: it took longer than {limit:.0f} s\n")
                code = 124
            if code is None:
                continue
            self._running.remove(one)
            if one.bed:
                self._beds.give_back(one.bed)
            self._end(Result(one.job, one.job.count(code), seconds, processor), f"exit code {code}")

    def _end(self, result: Result, how: str) -> None:
        self._results[result.job.name] = result
        verdict = "FAILED" if result.count.failed else "ok"
        detail = f"  {result.count}" if sum(dataclasses.astuple(result.count)) > 1 else ""
        times = f"{result.seconds:7.1f} s {result.processor:6.1f} cpu"
        print(f"{verdict:6} {times}  {result.job.name}{detail}", flush=True)
        if result.count.failed:
            lines = result.job.log.read_text(errors="replace").splitlines()
            print(
                f"--- end of {os.path.relpath(result.job.log, ROOT)}, {how}",
                *lines[-TAIL:],
                "---",
                sep="\n",
                flush=True,
            )


def _processor_seconds() -> float:
    """Return the processor seconds of this process's children that have ended, and of those that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def stop(processes: typing.Sequence[subprocess.Popen[bytes]]) -> None:
    """End process groups, all members of each: with time to clean up, then by force."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while any(_signal(process, None) for process in processes) and time.monotonic() < deadline:
        time.sleep(_POLL)
    for process in processes:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals | None) -> bool:
    """Signal a process group; return whether it still has members."""
    process.poll()  # a leader that has ended is a member until it has been waited for
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number or 0)
        return True
    return False


def report(results: typing.Sequence[Result], seconds: float) -> int:
    """Print the slowest jobs and, as the last line, the sum; return the exit code of the run."""
    slowest = sorted(results, key=lambda result: result.seconds, reverse=True)[:SLOWEST]
    if len(results) > 1:
        print(f"The slowest {len(slowest)}:")
        for result in slowest:
            print(f"{result.seconds:9.1f} s ({result.processor:.0f} s of a processor)  {result.job.name}")
    print(f"{seconds:.0f} s in all")
    passed, failed = (sum(getattr(result.count, name) for result in results) for name in ("passed", "failed"))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def run(batches: typing.Iterable[typing.Sequence[Job]], slots: int) -> int:
    """Run the jobs of each batch side by side and report them all; a SIGTERM ends everything that was started."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    began = time.monotonic()
    results = [result for batch in batches for result in Pool(slots).run(batch)]
    return report(results, time.monotonic() - began)
