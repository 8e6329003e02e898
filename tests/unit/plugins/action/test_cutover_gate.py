# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate opens only with a journal of this run, and evidence of all hosts."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.action.cutover_gate import ActionModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.cutover import Action as Play
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.cutover import Results, done, locked, variables

STOPPED = {"phase": "producers_stopped", "evidence": ["kafka_client_stopped"], "role": "producer"}


def ask(journal: Journal | None, phase: str, results: Results | None = None, **args: t.Any) -> dict[str, t.Any]:
    """Return the result of a gate; it must not run anything on a host."""
    action = Play(ActionModule, "otc.kafka_migration.cutover_gate", AssertionError("nothing runs on a host"))
    return action.run(variables(journal, results), phase=phase, **args)


def test_open() -> None:
    """The phases before it are complete in this run."""
    result = ask(locked("checked"), "producers_stopped")
    assert result["needed"] is True and not result.get("failed")


@pytest.mark.parametrize(
    ("journal", "reason"),
    [
        (None, "this run has no journal"),
        (locked("checked", run="another"), "the journal is not locked by this run"),
        (locked("checked").unlocked(), "the journal is not locked by this run"),
        (locked(), "it is not known that both clusters and all clients were checked"),
    ],
)
def test_closed(journal: Journal | None, reason: str) -> None:
    """It says why, and fails unless only the answer is wanted."""
    failed = ask(journal, "producers_stopped")
    assert failed["failed"] and failed["needed"] is False and reason in failed["msg"]
    skipped = ask(journal, "producers_stopped", closed="skip")
    assert skipped["failed"] is False and skipped["needed"] is False and reason in skipped["msg"]


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ({"one": done("orders"), "two": done("tills")}, None),
        ({"one": done("orders")}, "two: it has no result in this run"),
        ({"one": done("orders"), "two": done("tills", unreachable=True, msg="no route")}, "two: it cannot be reached"),
        ({"one": done("orders"), "two": done("tills", failed=True, msg="stuck")}, "two: stuck"),
        ({"one": done("orders"), "two": done("billing")}, "two: not done for tills"),
        ({"one": {"results": [done(), done("orders")]}, "two": {"results": [done("tills")]}}, None),
    ],
)
def test_evidence_of_all_hosts(results: Results, reason: str | None) -> None:
    """A phase that is not written down yet counts if each host of the inventory has evidence in this run."""
    journal = locked("checked").began("producers_stopped", locked().lock.run, 3.0)
    found = {host: {"kafka_client_stopped": result} for host, result in results.items()}
    result = ask(journal, "copied", found, completes=[STOPPED])
    assert result["needed"] is (reason is None)
    assert reason is None or (result["failed"] and reason in result["msg"])


def test_evidence_of_some_hosts() -> None:
    """One after another: those before must have evidence."""
    proof = {"evidence": ["works"], "role": "producer", "hosts": ["one"]}
    journal = locked("checked", "producers_stopped", "copied", "noted", "first_started")
    assert ask(journal, "producers_started", {"one": {"works": done("orders")}}, completes=[proof])["needed"]
    assert "one: it has no result" in ask(journal, "producers_started", completes=[proof])["msg"]


def test_the_way_back() -> None:
    """It is decided by what this run knows, and comes with the reason."""
    assert ask(locked("checked"), "return")["needed"] is False
    journal = locked("checked", "producers_stopped").failed("producers_stopped", 3.0, "no route", {}, {})
    result = ask(journal, "return")
    assert result["needed"] is True and result["why"] == "producers_stopped: no route"
    assert ask(locked("checked", "producers_stopped", "copied", "noted"), "return")["needed"] is False


def test_unknown_phase() -> None:
    """It is an error."""
    assert "There is no phase lunch" in ask(locked("checked"), "lunch")["msg"]
