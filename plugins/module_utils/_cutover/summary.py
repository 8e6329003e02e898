# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A journal for people: its phases with their times, and how long nobody produced."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, PhaseRecord
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.phases import (
    FIRST_STARTED,
    PRODUCERS_STARTED,
    PRODUCERS_STOPPED,
    next_phase,
    phases_of,
)

_LATEST_EVENTS = 3


def lines(journal: Journal) -> list[str]:
    """Return the state, each phase, the production pause of each service, and the latest events."""
    return [_state(journal), *_phases(journal), *_pauses(journal), *_events(journal)]


def pauses(journal: Journal) -> dict[str, float]:
    """Return for each producer, as host/name, the seconds from when it was seen stopped to when it was seen started.

    By the clock of its own host. Producers without both times are left out.
    """
    stopped = _times(journal, PRODUCERS_STOPPED.name)
    started = {**_times(journal, FIRST_STARTED.name), **_times(journal, PRODUCERS_STARTED.name)}
    return {
        name: round(started[name] - stopped[name], 1)
        for name in stopped
        if name in started and started[name] >= stopped[name]
    }


def _times(journal: Journal, phase: str) -> dict[str, float]:
    record = journal.record(phase)
    return {
        f"{host}/{name}": float(service["at"])
        for host, evidence in (record.hosts if record else {}).items()
        for name, service in evidence.get("services", {}).items()
        if service.get("at")
    }


def _state(journal: Journal) -> str:
    following = next_phase(journal)
    if following is None:
        return f"{journal.migration.title}: all phases are complete."
    record = journal.record(following.name)
    if record is None:
        return f"{journal.migration.title}: the next phase is {following.name}."
    why = f"; it failed: {record.failure}" if record.failure else ""
    return f"{journal.migration.title}: in the phase {following.name} since {_time(record.begun)}{why}."


def _phases(journal: Journal) -> t.Iterator[str]:
    before: PhaseRecord | None = None
    for phase in phases_of(journal.migration.scheme, journal.migration.history):
        record = journal.record(phase.name)
        if record is None or record.completed is None:
            yield f"{phase.name}: not complete"
            continue
        # Phases that are written down together have begun when the one before them was complete.
        began = max(record.begun, before.completed) if before and before.completed else record.begun
        took = max(0.0, record.completed - began)
        yield f"{phase.name}: complete since {_time(record.completed)}, after {took:.1f} s"
        before = record


def _pauses(journal: Journal) -> t.Iterator[str]:
    found = pauses(journal)
    if found:
        longest = max(found, key=lambda name: found[name])
        yield (
            f"production pause: {found[longest]:.1f} s at most ({longest}), {min(found.values()):.1f} s at least, of "
            f"{len(found)} producers"
        )


def _events(journal: Journal) -> t.Iterator[str]:
    for event in journal.events[-_LATEST_EVENTS:]:
        yield f"{_time(event.at)}: {event.what}"


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
