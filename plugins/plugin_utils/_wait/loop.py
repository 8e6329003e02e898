# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop of all waits. It ends by the clock, whether polls succeed, fail or hang."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import duration
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.time_limit import TimeIsUp, time_limit

TIMEOUT, STALLED = "timeout", "stalled"
# Seconds that a poll may take at least, even beyond the end of the wait: a short wait has a result too.
GRACE = 30.0
_FIRST = 300.0  # seconds that the first poll may take within the timeout; how long polls take is not known yet


class PollFailed(Exception):
    """A poll has failed; the message is the cause.

    The failure of a module comes with its result, that of Ansible with the error, such as an unreachable host.
    """

    def __init__(self, message: str, result: dict[str, t.Any] | None = None, error: Exception | None = None) -> None:
        super().__init__(message)
        self.result = result
        self.error = error


class Ending(t.NamedTuple):
    """Why a wait has ended without being done."""

    verdict: str  # TIMEOUT, STALLED, or a verdict of the subject
    message: str  # without a full stop


class Subject(t.Protocol):
    """What is waited for. All answers but poll() are about the last successful poll, in the light of those before."""

    @property
    def polled(self) -> bool:
        """Whether anything has been read yet."""

    def poll(self) -> None:
        """Read the present state; raises PollFailed."""

    @property
    def done(self) -> bool:
        """Whether the wait has reached its end."""

    def lasting_problem(self) -> Ending | None:
        """Return why waiting any longer does not help, however long; None while it may."""

    @property
    def moved_at(self) -> float | None:
        """When something last moved, by the clock of the wait; None while nothing has to."""

    def describe(self, verdict: str) -> str:
        """Describe the present state for an ending with TIMEOUT or STALLED, without a full stop."""

    def progress(self) -> list[str]:
        """Describe the present state in a few lines."""

    def result(self, ending: Ending | None) -> dict[str, t.Any]:
        """Return the result of the task; ending is None for a wait that is done."""


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """What the loop uses of the world; tests have their own."""

    show: t.Callable[[str], None]  # a line of progress
    warn: t.Callable[[str], None]
    reset: t.Callable[[], None]  # close a connection that may be broken
    clock: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep
    limit: t.Callable[[float], contextlib.AbstractContextManager[None]] = time_limit


class _Polls:
    """How long polls take, and since when they have failed."""

    def __init__(self, patience: Patience, now: float) -> None:
        self._patience = patience
        self._began = now  # the start of the wait, then the end of the first successful poll
        self._longest: float | None = None  # of the successful ones
        self._good_at = now  # the end of the last successful one
        self._cause: str | None = None  # of the last failure; None after a successful poll

    def add(self, failure: PollFailed | None, began: float, now: float) -> None:
        if failure is not None:
            self._cause = str(failure).rstrip(".")
            return
        if self._longest is None:  # a drain has to be stable for settle seconds from here
            self._began = now
        self._cause, self._good_at, self._longest = None, now, max(self._longest or 0.0, now - began)

    def limit(self, moved_at: float | None, now: float) -> float:
        """Return the seconds that the next poll may take: one that hangs leaves time for another."""
        stall = self._patience.stall_timeout
        if self._longest is None:
            return max(GRACE, min(self.left(now), max(stall, _FIRST)))
        stalls_in = stall if moved_at is None else stall - (now - moved_at)
        return max(GRACE, 2 * self._longest, min(self.left(now), stalls_in, stall / 2))

    def left(self, now: float) -> float:
        """Return the seconds until the timeout."""
        return self._began + self._patience.timeout - now

    def have_stalled(self, now: float) -> bool:
        return self._cause is not None and now - self._good_at >= self._patience.stall_timeout

    def describe(self, now: float) -> str:
        """Describe the failures; empty after a successful poll."""
        if self._cause is None:
            return ""
        return f"polls have failed for {duration(now - self._good_at)}, the last one with: {self._cause}"


def wait(subject: Subject, patience: Patience, world: Surroundings, once: bool = False) -> Ending | None:
    """Poll until the subject is done and return None, or return why the wait has ended without; once: for check mode.

    Before anything has been read, the failure of a poll is raised (PollFailed): a wrong option does not pass by itself.
    After that it is retried, until the timeout or until no poll has succeeded for stall_timeout.
    """
    polls = _Polls(patience, world.clock())
    while True:
        began = world.clock()
        failure = _poll(subject, polls.limit(subject.moved_at if subject.polled else None, began), world)
        now = world.clock()
        polls.add(failure, began, now)
        if failure is not None and (once or not subject.polled):
            raise failure
        if once or (failure is None and subject.done):
            return None
        ending = _ending(subject, patience, polls, now)
        if ending:
            return ending
        if failure is not None:
            world.warn(f"A poll has failed and will be retried: {failure}")  # Ansible prints it once
        for line in subject.progress() if failure is None else [polls.describe(now)]:
            world.show(line)
        world.sleep(max(0.0, min(began + patience.interval - now, polls.left(now))))


def _poll(subject: Subject, seconds: float, world: Surroundings) -> PollFailed | None:
    """Poll, and return the failure; unless it was the module that failed, the next poll opens another connection."""
    try:
        with world.limit(seconds):
            subject.poll()
    except PollFailed as failed:
        failure = failed
    except TimeIsUp:
        failure = PollFailed(f"it did not return within {seconds:g} s")
    else:
        return None
    if failure.result is None:
        with contextlib.suppress(Exception, TimeIsUp), world.limit(GRACE):  # the connection may not even be closed
            world.reset()
    return failure


def _ending(subject: Subject, patience: Patience, polls: _Polls, now: float) -> Ending | None:
    """Return why the wait ends now; None while it goes on."""
    problem = subject.lasting_problem()
    if problem:
        return problem
    failing = polls.describe(now)
    if polls.left(now) <= 0:
        message = f"it is not done after {patience.timeout:g} s (timeout): {subject.describe(TIMEOUT)}"
        return Ending(TIMEOUT, "; ".join(filter(None, [message, failing])))
    if polls.have_stalled(now):
        return Ending(STALLED, f"{failing} (stall_timeout); before that: {subject.describe(STALLED)}")
    moved_at = subject.moved_at
    if moved_at is not None and now - moved_at >= patience.stall_timeout:
        message = f"nothing has moved for {patience.stall_timeout:g} s (stall_timeout): {subject.describe(STALLED)}"
        return Ending(STALLED, "; ".join(filter(None, [message, failing])))
    return None
