# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal for people."""

from __future__ import annotations

from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Migration
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.summary import lines, pauses

MIGRATION = Migration("production_first", "mirror", "s", "t", {})


def seen(at: float | None, changed: bool = True) -> dict[str, dict[str, object]]:
    """Return the evidence of a host with one service."""
    return {"one": {"services": {"orders": {"name": "orders", "done": True, "at": at, "changed": changed}}}}


def test_before_the_first_phase() -> None:
    """What comes next."""
    assert lines(Journal(MIGRATION))[0] == "production_first with history mirror: the next phase is checked."


def test_in_a_phase() -> None:
    """Since when, and why it failed."""
    journal = Journal(MIGRATION).began("checked", "run", 0.0).completed("checked", 4.0, {}, {})
    journal = journal.began("producers_stopped", "run", 10.0)
    assert lines(journal)[0].endswith("in the phase producers_stopped since 1970-01-01 00:00:10 UTC.")
    failed = lines(journal.failed("producers_stopped", 12.0, "one: stuck", {}, {}))
    assert failed[0].endswith("since 1970-01-01 00:00:10 UTC; it failed: one: stuck.")
    assert failed[1] == "checked: complete since 1970-01-01 00:00:04 UTC, after 4.0 s"
    assert "producers_stopped: not complete" in failed
    assert failed[-1] == "1970-01-01 00:00:12 UTC: producers_stopped failed: one: stuck"


def test_pauses() -> None:
    """From when a service was seen stopped to when it was started, also when a later run sees it again."""
    journal = Journal(MIGRATION).began("producers_stopped", "run", 0.0)
    journal = journal.completed("producers_stopped", 4.0, {}, seen(10.0)).began("first_started", "run", 5.0)
    assert pauses(journal) == {}
    journal = journal.completed("first_started", 20.0, {}, seen(14.5))
    assert pauses(journal) == {"one/orders": 4.5}
    again = journal.began("first_started", "later", 90.0).completed("first_started", 99.0, {}, seen(95.0, False))
    assert pauses(again) == {"one/orders": 4.5}
    assert "production pause: 4.5 s at most (one/orders), 4.5 s at least, of 1 producers" in lines(again)
    assert pauses(journal.completed("first_started", 20.0, {}, seen(None))) == {}
