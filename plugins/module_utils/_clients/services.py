# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read, stop and start the services of a host, all at the same time, and report only what was seen.

Whether a service runs is True, False or None: without a unit and a status command it is unknown, unless a command of
this run has stopped or started it.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import functools
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.commands import (
    CommandFailure,
    Commands,
    Output,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

READ, STOPPED, STARTED = "read", "stopped", "started"
STATES = (READ, STOPPED, STARTED)
_POLL = 0.25  # seconds between two checks of a service that is to end or to run

# Whether a unit runs, by its ActiveState (systemd, man:systemctl(1)). A unit that is stopping still has its processes.
_UNIT_RUNS = {
    "active": True,
    "reloading": True,
    "refreshing": True,
    "activating": True,
    "deactivating": True,
    "inactive": False,
    "failed": False,
}
_ENDING = "deactivating"


@dataclasses.dataclass(frozen=True)
class Service:
    """A service of the host: a unit of systemd, or shell commands."""

    name: str
    unit: str | None = None
    start: str | None = None
    stop: str | None = None
    status: str | None = None

    @property
    def is_visible(self) -> bool:
        """Whether anything shows if the service runs."""
        return bool(self.unit or self.status)


@dataclasses.dataclass(frozen=True)
class Order:
    """What to do with services; times in seconds."""

    state: str
    stop_timeout: float = 60
    start_timeout: float = 30
    check_mode: bool = False

    @property
    def running(self) -> bool:
        """Whether services are to run in the end."""
        return self.state == STARTED

    @property
    def timeout(self) -> float:
        """How long after its command a service may take until it is seen in the state."""
        return self.start_timeout if self.running else self.stop_timeout


class Sighting(t.NamedTuple):
    """Whether a service ran, and when that was seen (seconds since 1970)."""

    name: str
    running: bool
    at: float


@dataclasses.dataclass
class Result:
    """What was found and done.

    ``running`` is what was seen last, and ``at`` when; ``done`` is True only if the state that is asked for was seen;
    ``seconds`` is the time that all of it took; ``message`` is the cause of a failure.
    """

    name: str
    done: bool = False
    running: bool | None = None
    changed: bool = False
    at: float | None = None
    seconds: float = 0
    message: str = ""


def carry_out(
    services: t.Sequence[Service], order: Order, commands: Commands, known: t.Mapping[str, Sighting] | None = None
) -> list[Result]:
    """Bring all services into a state at the same time; return their results in the order of the services.

    ``known`` is what earlier calls have seen, by name. It counts for services that nothing else shows.
    """
    earlier = known or {}
    works = [_Work(service, order, commands, earlier.get(service.name)) for service in services]
    with concurrent.futures.ThreadPoolExecutor(max_workers=max(1, len(works))) as pool:
        return list(pool.map(_Work.carry_out, works))


def remember(known: t.Iterable[Sighting], results: t.Iterable[Result] = ()) -> dict[str, Sighting]:
    """Return what was seen last of each service, by name, in earlier calls and in this one."""
    seen = [
        Sighting(result.name, result.running, result.at)
        for result in results
        if result.running is not None and result.at is not None
    ]
    return {sighting.name: sighting for sighting in sorted([*known, *seen], key=lambda sighting: sighting.at)}


def complaint(results: t.Iterable[Result]) -> str:
    """Return one text that names each service that failed, with the cause; empty if none did."""
    return "; ".join(f"{result.name}: {result.message}" for result in results if result.message)


class _Work:
    """One service on its way to a state."""

    def __init__(self, service: Service, order: Order, commands: Commands, known: Sighting | None) -> None:
        self._service = service
        self._order = order
        self._commands = commands
        self._known = known
        self._ending = False
        self._result = Result(service.name)

    def carry_out(self) -> Result:
        """Carry the order out, and return what was found and done."""
        began, result = time.monotonic(), self._result
        try:
            self._look()
            if self._order.state == READ:
                result.done = result.running is not None
            else:
                self._reach()
                result.done = True
        except Failure as failure:
            result.message = str(failure)
        result.seconds = round(time.monotonic() - began, 3)
        return result

    def _reach(self) -> None:
        """Bring the service into the state, unless it is seen in it; raises Failure."""
        if self._is_reached:
            return
        what, run = self._command()
        self._result.changed = True
        if self._order.check_mode:
            return
        try:
            output = run()
        except CommandFailure as failure:
            raise Failure(f"{what} failed: {failure}") from failure
        if output.rc:
            raise Failure(f"{what} failed with {output}")
        self._wait(what)

    @property
    def _is_reached(self) -> bool:
        # A unit that is stopping runs, but not for long: it has to be started again.
        return self._result.running is self._order.running and not (self._order.running and self._ending)

    def _look(self) -> None:
        """Find out whether the service runs; raises Failure if that cannot be read."""
        service = self._service
        if service.unit:
            state = _unit_state(service.unit, self._commands)
            self._ending = state == _ENDING
            self._see(_UNIT_RUNS[state])
        elif service.status:
            self._see(_status(service.status, self._commands))
        elif self._known:
            self._result.running, self._result.at = self._known.running, self._known.at

    def _see(self, running: bool) -> None:
        self._result.running, self._result.at = running, round(time.time(), 3)

    def _command(self) -> tuple[str, t.Callable[[], Output]]:
        """Return what brings the service into the state, and its name; raises Failure if there is nothing."""
        service, verb = self._service, "start" if self._order.running else "stop"
        if service.unit:
            return f"systemctl {verb}", functools.partial(self._commands.systemctl, verb, "--", service.unit)
        text = service.start if self._order.running else service.stop
        if not text:
            raise Failure(f"it has neither a unit nor a {verb} command; give one of them")
        return f"the {verb} command", functools.partial(self._commands.shell, text)

    def _wait(self, what: str) -> None:
        """Poll until the service is seen in the state; where nothing shows it, the command's exit code 0 does."""
        if not self._service.is_visible:
            self._see(self._order.running)
            return
        deadline = time.monotonic() + self._order.timeout
        while True:
            self._look()
            if self._is_reached:
                return
            if time.monotonic() > deadline:
                raise Failure(_overdue(self._order, what))
            time.sleep(_POLL)


def _overdue(order: Order, what: str) -> str:
    if order.running:
        return f"it does not run {order.timeout:g} s after {what}; check its own log, or raise start_timeout"
    return f"it still runs {order.timeout:g} s after {what}; end it, or raise stop_timeout"


def _unit_state(unit: str, commands: Commands) -> str:
    """Return the ActiveState of a unit that exists; raises Failure."""
    cannot = f"the state of unit {unit} cannot be read"
    try:
        output = commands.systemctl("show", "-p", "LoadState,ActiveState", "--", unit)
    except CommandFailure as failure:
        raise Failure(f"{cannot}: {failure}") from failure
    if output.rc:
        raise Failure(f"{cannot}: systemctl show failed with {output}")
    values = dict(line.split("=", 1) for line in output.stdout.splitlines() if "=" in line)
    if values.get("LoadState") == "not-found":
        raise Failure(f"there is no unit {unit} on this host; check its name")
    state = values.get("ActiveState", "")
    if state not in _UNIT_RUNS:
        raise Failure(f"{cannot}: ActiveState '{state}' is not known")
    return state


def _status(command: str, commands: Commands) -> bool:
    """Return whether a status command succeeds. One that cannot be run does not show that the service has stopped."""
    cannot = "the status command cannot be run"
    try:
        output = commands.shell(command)
    except CommandFailure as failure:
        raise Failure(f"{cannot}: {failure}") from failure
    if not output.has_run:
        raise Failure(f"{cannot} ({output}), so it is not known whether the service runs; fix the command")
    return output.rc == 0
