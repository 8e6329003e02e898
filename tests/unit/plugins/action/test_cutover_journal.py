# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control node adds to a change of the journal, and what it makes of a lost connection."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.action.cutover_journal import ActionModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Lock
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover import remote
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.run import current_run
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.cutover import (
    NO_ROUTE,
    Action,
    done,
    locked,
    variables,
)

NAME = "otc.kafka_migration.cutover_journal"
STOPPED = {"step": "complete", "phase": "producers_stopped", "evidence": ["kafka_client_stopped"], "role": "producer"}


@pytest.fixture(autouse=True)
def clock_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting costs no time."""
    now = [0.0]
    monkeypatch.setattr(remote.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(remote.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))


def test_evidence() -> None:
    """The module gets the names of the services and what the hosts have returned, without what it does not need."""
    action = Action(ActionModule, NAME, {"journal": {}, "written": True})
    results = {"one": {"kafka_client_stopped": done("orders", stdout="a secret")}}
    found = action.run(variables(locked(), results), path="/run/journal.json", steps=[STOPPED])
    (module, arguments), step = action.calls[0], action.calls[0][1]["_evidence"][0]
    assert module == NAME and arguments["_run"] == current_run().id == found["run"]
    assert step["required"] == {"one": ["orders"], "two": ["tills"]}
    assert step["results"]["one"]["services"][0]["name"] == "orders" and "stdout" not in step["results"]["one"]
    assert step["results"]["two"] is None


@pytest.mark.parametrize(("pid", "lives"), [(None, True), (2**22 + 1, False)])
def test_holder(pid: int | None, lives: bool) -> None:
    """Whether the run that has the journal lives is seen on the control node."""
    run = current_run()
    lock = Lock(run.id if pid is None else "gone", run.user, run.host, pid or run.pid, 0.0, 0.0)
    action = Action(ActionModule, NAME, {"journal": locked().locked(lock).to_json()})
    action.run(variables(None), path="/run/journal.json", migration={"scheme": "production_first"})
    assert action.calls[1][1]["_holder"]["other_lives"] is lives


def test_lost_for_a_moment() -> None:
    """The host is asked again, over a new connection."""
    action = Action(ActionModule, NAME, NO_ROUTE, NO_ROUTE, {"journal": {"a": 1}, "written": True})
    found = action.run(variables(None), path="/run/journal.json", steps=[{"step": "close"}])
    assert found["written"] and not found.get("failed") and action.resets == 2


def test_lost_for_good() -> None:
    """A failure, not an unreachable host; what this run knows is kept, with the failure that it was to write."""
    action = Action(ActionModule, NAME, NO_ROUTE)
    known = locked("checked", "producers_stopped").to_json()
    for step, failure in ((STOPPED, None), ({"step": "fail", "phase": "copied", "reason": "no mirror"}, "no mirror")):
        found = action.run(variables(None), path="/run/journal.json", steps=[step], known=known)
        assert found["failed"] and "unreachable" not in found and "mirror cannot be reached" in found["msg"]
        copied: t.Any = found["journal"]["phases"].get("copied", {})
        assert copied.get("failure") == failure
    limited = Action(ActionModule, NAME, NO_ROUTE)
    limited.run({**variables(None), "kafka_migration_reconnect_timeout": "5"}, path="/run/journal.json")
    assert len(limited.calls) == 3  # at 0, 2 and 4 s


def test_bad_limit() -> None:
    """It is named."""
    action = Action(ActionModule, NAME, NO_ROUTE)
    with pytest.raises(Exception, match="kafka_migration_reconnect_timeout is 'soon'; it must be a number of seconds"):
        action.run({**variables(None), "kafka_migration_reconnect_timeout": "soon"}, path="/run/journal.json")
