# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that are files: one runs while its file exists. Their commands and the systemctl for units are real."""

from __future__ import annotations

import pathlib
import time
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients import services
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.commands import Commands
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.services import (
    READ,
    STARTED,
    STOPPED,
    Order,
    Result,
    Service,
    Sighting,
)

# A unit is a file that has its ActiveState, and units.log has what was done to units.
SYSTEMCTL = """#!/bin/sh
cd "$(dirname "$0")" || exit 1
case $1 in
  show)
    [ "$2 $3 $4" = "-p LoadState,ActiveState --" ] || exit 2
    if [ -e "$5" ]; then echo LoadState=loaded; else echo LoadState=not-found; fi
    echo "ActiveState=$(cat "$5" 2>/dev/null || echo inactive)"
    ;;
  *)
    echo "$1 $3" >> units.log
    [ "$3" != broken.service ] || { echo "Job for $3 failed" >&2; exit 1; }
    case $1 in start) echo active > "$3" ;; stop) echo inactive > "$3" ;; esac
    ;;
esac
"""


class Host:
    """A folder with the files of services and units, and a log of the commands that were run."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.program = folder / "systemctl"
        self.program.write_text(SYSTEMCTL)
        self.program.chmod(0o755)

    def service(self, name: str = "orders", runs: bool = True, **changes: t.Any) -> Service:
        """Return a service with commands; None as a change removes one."""
        file = self.folder / name
        if runs:
            file.touch()
        commands = {
            "start": f"echo start {name} >> {self.folder}/log; touch {file}",
            "stop": f"echo stop {name} >> {self.folder}/log; rm {file}",
            "status": f"test -e {file}",
        }
        return Service(name, **{**commands, **changes})

    def unit(self, state: str, name: str = "orders.service") -> Service:
        """Return a unit with an ActiveState."""
        (self.folder / name).write_text(f"{state}\n")
        return Service("orders", unit=name)

    def log(self, name: str = "log") -> list[str]:
        """Return what was run."""
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []

    def carry_out(self, found: t.Sequence[Service], state: str, **options: t.Any) -> list[Result]:
        """Carry out an order; the timeouts are short."""
        known = options.pop("known", None)
        commands = Commands(options.pop("limit", 10), str(self.program))
        order = Order(state, **{"stop_timeout": 5, "start_timeout": 5, **options})
        return services.carry_out(found, order, commands, known)

    def one(self, service: Service, state: str, **options: t.Any) -> Result:
        """Carry out an order for one service."""
        (result,) = self.carry_out([service], state, **options)
        return result


@pytest.fixture(name="host")
def _host(tmp_path: pathlib.Path) -> Host:
    return Host(tmp_path)


def summary(result: Result) -> tuple[bool, bool | None, bool]:
    """Return what a result says of the state."""
    return result.done, result.running, result.changed


@pytest.mark.parametrize(
    ("state", "runs", "expected", "log"),
    [
        (READ, True, (True, True, False), []),
        (READ, False, (True, False, False), []),
        (STOPPED, True, (True, False, True), ["stop orders"]),
        (STOPPED, False, (True, False, False), []),
        (STARTED, False, (True, True, True), ["start orders"]),
        (STARTED, True, (True, True, False), []),
    ],
)
def test_states(host: Host, state: str, runs: bool, expected: tuple[bool, bool, bool], log: list[str]) -> None:
    """A service that is seen in the state is left alone."""
    before = time.time()
    result = host.one(host.service(runs=runs), state)
    assert (summary(result), result.message, host.log()) == (expected, "", log)
    assert result.at is not None
    assert before - 0.001 <= result.at <= time.time() + 0.001  # it is rounded
    assert 0 < result.seconds < 5


def test_services_of_a_list_are_handled_at_the_same_time(host: Host) -> None:
    """Eight services of which the first takes the longest; the results have the order of the list."""
    found = [
        host.service(
            f"s{number}", stop=f"(sleep {1.6 - number / 5:.1f}; rm {host.folder}/s{number}) > /dev/null 2>&1 &"
        )
        for number in range(8)
    ]
    began = time.monotonic()
    results = host.carry_out(found, STOPPED)
    assert time.monotonic() - began < 5  # one after the other would take 7.2 s
    assert [result.name for result in results] == [service.name for service in found]
    assert all(summary(result) == (True, False, True) for result in results)
    assert results[0].seconds > 1.4
    assert results[0].seconds > results[7].seconds
    assert t.cast(float, results[0].at) > t.cast(float, results[7].at)


def test_no_services(host: Host) -> None:
    assert host.carry_out([], STOPPED) == []


@pytest.mark.parametrize("state", [READ, STOPPED, STARTED])
@pytest.mark.parametrize("status", ["/nowhere/status", "exit 126", "kill -9 $$", "sh -c 'kill $$'; exit $?"])
def test_status_command_that_cannot_be_run(host: Host, status: str, state: str) -> None:
    """It shows nothing: the service is neither stopped nor started, and does not count as either."""
    result = host.one(host.service(status=status), state)
    assert (summary(result), host.log(), result.at) == ((False, None, False), [], None)
    assert result.message.startswith("the status command cannot be run (")


@pytest.mark.parametrize("state", [STOPPED, STARTED])
def test_status_command_that_does_not_return(host: Host, state: str) -> None:
    result = host.one(host.service(status="sleep 30"), state, limit=0.2)
    assert (summary(result), host.log()) == ((False, None, False), [])
    assert result.message.startswith("the status command cannot be run: it did not return within 0.2 s")


def test_status_command_that_fails_while_the_service_ends(host: Host) -> None:
    """Then it is not known whether the service has ended."""
    status = f"test -e {host.folder}/orders || exit 127"
    result = host.one(host.service(status=status), STOPPED)
    assert (summary(result), host.log()) == ((False, True, True), ["stop orders"])
    assert "cannot be run (exit code 127)" in result.message


@pytest.mark.parametrize(("state", "what"), [(STOPPED, "stop"), (STARTED, "start")])
def test_command_that_fails(host: Host, state: str, what: str) -> None:
    """Its exit code and its standard error are the cause, even if the service is in the state afterwards."""
    command = {what: f"rm -f {host.folder}/orders; echo the drawer is stuck >&2; exit 4"}
    result = host.one(host.service(runs=state == STOPPED, **command), state)
    assert result.message == f"the {what} command failed with exit code 4: the drawer is stuck"
    assert not result.done


@pytest.mark.parametrize("seconds", [0.1, 0.8])
def test_stop_command_that_returns_before_the_end(host: Host, seconds: float) -> None:
    stop = f"(sleep {seconds}; rm {host.folder}/orders) > /dev/null 2>&1 &"
    result = host.one(host.service(stop=stop), STOPPED)
    assert summary(result) == (True, False, True)
    assert result.seconds >= seconds


def test_start_command_that_returns_before_the_beginning(host: Host) -> None:
    start = f"(sleep 0.6; touch {host.folder}/orders) > /dev/null 2>&1 &"
    result = host.one(host.service(runs=False, start=start), STARTED)
    assert summary(result) == (True, True, True)
    assert result.seconds >= 0.6


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (STOPPED, "it still runs 0.4 s after the stop command; end it, or raise stop_timeout"),
        (STARTED, "it does not run 0.4 s after the start command; check its own log, or raise start_timeout"),
    ],
)
def test_timeouts(host: Host, state: str, message: str) -> None:
    """A service that is not seen in the state in time has failed, and has the state that was seen last."""
    service = host.service(runs=state == STOPPED, start="true", stop="true")
    result = host.one(service, state, stop_timeout=0.4, start_timeout=0.4)
    assert (summary(result), result.message) == ((False, state == STOPPED, True), message)


def test_start_command_that_does_not_return(host: Host) -> None:
    """A service that is not detached from its start command is ended with it."""
    result = host.one(host.service(runs=False, start="sleep 30"), STARTED, limit=0.2)
    assert summary(result) == (False, False, True)
    assert result.message.startswith("the start command failed: it did not return within 0.2 s")


def test_start_command_whose_service_keeps_its_output(host: Host) -> None:
    result = host.one(host.service(runs=False, start=f"touch {host.folder}/orders; sleep 3 &"), STARTED)
    assert summary(result) == (True, True, True)
    assert result.seconds < 2


# Services that neither a unit nor a status command shows


def invisible(host: Host, **changes: t.Any) -> Service:
    """Return a service without a status command."""
    return host.service(status=None, **changes)


@pytest.mark.parametrize(
    ("state", "expected", "log"),
    [
        (READ, (False, None, False), []),
        (STOPPED, (True, False, True), ["stop orders"]),
        (STARTED, (True, True, True), ["start orders"]),
    ],
)
def test_unknown_state(host: Host, state: str, expected: tuple[bool, bool | None, bool], log: list[str]) -> None:
    """The command is run, and its success is the evidence; reading shows nothing."""
    result = host.one(invisible(host), state)
    assert (summary(result), host.log(), result.message) == (expected, log, "")
    assert (result.at is None) == (state == READ)


def test_failure_in_an_unknown_state(host: Host) -> None:
    """It remains unknown."""
    result = host.one(invisible(host, stop="exit 1"), STOPPED)
    assert (summary(result), result.at) == ((False, None, True), None)


@pytest.mark.parametrize(
    ("state", "running", "expected"),
    [
        (READ, True, (True, True, False)),
        (STOPPED, False, (True, False, False)),
        (STOPPED, True, (True, False, True)),
        (STARTED, True, (True, True, False)),
        (STARTED, False, (True, True, True)),
    ],
)
def test_known_state(host: Host, state: str, running: bool, expected: tuple[bool, bool, bool]) -> None:
    """What an earlier task has seen counts, with its time."""
    result = host.one(invisible(host), state, known={"orders": Sighting("orders", running, 7.5)})
    assert summary(result) == expected
    assert (result.at == 7.5) == (not result.changed)


def test_what_is_seen_counts_more_than_what_was(host: Host) -> None:
    known = {"orders": Sighting("orders", False, 7.5)}
    assert summary(host.one(host.service(), STOPPED, known=known)) == (True, False, True)


def test_remember() -> None:
    """Of each service the last sighting is kept, whatever their order; a result without a state is none."""
    earlier = [Sighting("a", True, 3), Sighting("b", False, 1), Sighting("a", False, 2)]
    results = [Result("b", True, True, at=4), Result("c", message="failed"), Result("d", running=False, at=5)]
    assert services.remember(earlier) == {"b": earlier[1], "a": earlier[0]}
    assert services.remember(earlier, results) == {
        "a": Sighting("a", True, 3),
        "b": Sighting("b", True, 4),
        "d": Sighting("d", False, 5),
    }


# Units


@pytest.mark.parametrize(
    ("active_state", "running"),
    [
        ("active", True),
        ("reloading", True),
        ("refreshing", True),
        ("activating", True),
        ("deactivating", True),
        ("inactive", False),
        ("failed", False),
    ],
)
def test_states_of_units(host: Host, active_state: str, running: bool) -> None:
    """A unit runs, and is stopped, unless it is known to have ended."""
    unit = host.unit(active_state)
    assert summary(host.one(unit, READ)) == (True, running, False)
    assert summary(host.one(unit, STOPPED)) == (True, False, running)
    assert host.log("units.log") == ["stop orders.service"] * running


@pytest.mark.parametrize(
    ("active_state", "changed"), [("active", False), ("activating", False), ("deactivating", True), ("failed", True)]
)
def test_start_of_units(host: Host, active_state: str, changed: bool) -> None:
    """A unit that is stopping is started again: it does not run for long."""
    assert summary(host.one(host.unit(active_state), STARTED)) == (True, True, changed)
    assert host.log("units.log") == ["start orders.service"] * changed


def test_a_unit_without_commands_that_work(host: Host) -> None:
    result = host.one(host.unit("active", "broken.service"), STOPPED)
    assert (summary(result), result.message) == (
        (False, True, True),
        "systemctl stop failed with exit code 1: Job for broken.service failed",
    )


@pytest.mark.parametrize("state", [READ, STOPPED, STARTED])
def test_unit_that_does_not_exist(host: Host, state: str) -> None:
    result = host.one(Service("orders", unit="gone.service"), state)
    assert (summary(result), host.log("units.log")) == ((False, None, False), [])
    assert result.message == "there is no unit gone.service on this host; check its name"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo no bus >&2; exit 1", "cannot be read: systemctl show failed with exit code 1: no bus"),
        (
            "echo LoadState=loaded; echo ActiveState=maintenance",
            "cannot be read: ActiveState 'maintenance' is not known",
        ),
        ("true", "cannot be read: ActiveState '' is not known"),
    ],
)
def test_unit_whose_state_cannot_be_read(host: Host, script: str, message: str) -> None:
    host.program.write_text(f"#!/bin/sh\n{script}\n")
    result = host.one(Service("orders", unit="orders.service"), STOPPED)
    assert (summary(result), result.message) == (
        (False, None, False),
        f"the state of unit orders.service {message}",
    )


def test_host_without_systemd(host: Host) -> None:
    host.program.unlink()
    result = host.one(Service("orders", unit="orders.service"), STARTED)
    assert result.message == (
        f"the state of unit orders.service cannot be read: {host.program} cannot be run: No such file or directory"
    )


# Check mode, and failures of some


@pytest.mark.parametrize("shown", [True, False])
@pytest.mark.parametrize("state", [STOPPED, STARTED])
def test_check_mode(host: Host, state: str, shown: bool) -> None:
    """Nothing is run but the status command; the result is what a run would change."""
    runs = state == STOPPED
    service = host.service(runs=runs) if shown else invisible(host, runs=runs)
    result = host.one(service, state, check_mode=True)
    assert (summary(result), host.log()) == ((True, runs if shown else None, True), [])
    reached = host.one(host.service(runs=not runs, name="other"), state, check_mode=True)
    assert summary(reached) == (True, not runs, False)


def test_check_mode_of_units(host: Host) -> None:
    assert summary(host.one(host.unit("active"), STOPPED, check_mode=True)) == (True, True, True)
    assert host.log("units.log") == []


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("state", "what"), [(STOPPED, "stop"), (STARTED, "start")])
def test_command_that_is_missing(host: Host, state: str, what: str, check_mode: bool) -> None:
    """It is not needed where the service is in the state, and otherwise the step cannot be carried out."""
    runs, lacking = state == STOPPED, {what: None}
    result = host.one(host.service(runs=runs, **lacking), state, check_mode=check_mode)
    assert (summary(result), result.message) == (
        (False, runs, False),
        f"it has neither a unit nor a {what} command; give one of them",
    )
    reached = host.one(host.service("other", runs=not runs, **lacking), state, check_mode=check_mode)
    assert summary(reached) == (True, not runs, False)


def test_failures_of_some(host: Host) -> None:
    """The others are handled all the same; the complaint names each that failed, and its cause."""
    found = [host.service("a", stop="exit 1"), host.service("b"), host.service("c", status="/nowhere")]
    results = host.carry_out(found, STOPPED)
    assert [result.done for result in results] == [False, True, False]
    text = services.complaint(results)
    assert text.startswith("a: the stop command failed with exit code 1; c: the status command cannot be run")
    assert services.complaint(results[1:2]) == ""
