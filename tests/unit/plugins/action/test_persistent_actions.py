# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules on a host whose connection breaks."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.action import cutover_ends, kafka_client_services
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover import remote
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.cutover import NO_ROUTE, Action, variables


@pytest.fixture(autouse=True)
def clock_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting costs no time."""
    now = [0.0]
    monkeypatch.setattr(remote.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(remote.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))


def test_result_and_arguments_are_passed_on() -> None:
    """As for a module without an action plugin."""
    action = Action(cutover_ends.ActionModule, "otc.kafka_migration.cutover_ends", {"changed": False, "a": 1})
    assert action.run(variables(None), step="compared", topics=["x"])["a"] == 1
    assert action.calls == [("otc.kafka_migration.cutover_ends", {"step": "compared", "topics": ["x"]})]


@pytest.mark.parametrize(
    ("state", "service", "calls"),
    [
        ("stopped", {"name": "orders", "start": "a", "stop": "b"}, 16),
        ("started", {"name": "orders", "start": "a", "stop": "b"}, 1),
        ("started", {"name": "orders", "start": "a", "stop": "b", "status": "c"}, 16),
        ("started", {"name": "orders", "unit": "orders.service"}, 16),
    ],
)
def test_services_that_nothing_shows_are_not_started_twice(state: str, service: dict[str, t.Any], calls: int) -> None:
    """The lost run may have started them; all else is asked for again, for half a minute."""
    name = "otc.kafka_migration.kafka_client_services"
    action = Action(kafka_client_services.ActionModule, name, NO_ROUTE)
    found = action.run(variables(None), state=state, services=[service])
    assert len(action.calls) == calls
    assert found["failed"] and "mirror cannot be reached" in found["msg"] and "is not known" in found["msg"]
