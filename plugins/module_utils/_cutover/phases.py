# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schemes: which phases a migration has, in which order, and when the next one may begin.

Nothing here connects to a cluster or reads a file.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import (
    UNTOUCHED,
    Journal,
    PhaseRecord,
)


@dataclasses.dataclass(frozen=True)
class Phase:
    """One step of a scheme."""

    name: str
    meaning: str  # what is true once it is complete, for messages


CHECKED = Phase("checked", "both clusters and all clients were checked")
PRODUCERS_STOPPED = Phase("producers_stopped", "all producers are stopped")
COPIED = Phase("copied", "everything is copied and the mirror is stopped")
NOTED = Phase("noted", "the log end offsets of the target are noted")
FIRST_STARTED = Phase("first_started", "the first producer writes to the target")
PRODUCERS_STARTED = Phase("producers_started", "all producers write to the target")
OFFSETS_SET = Phase("offsets_set", "the offsets of the groups are set on the target")
DRAINED = Phase("drained", "the groups have read everything on the source")
CONSUMERS_MOVED = Phase("consumers_moved", "all consumers read from the target")

# By scheme and history.
SCHEMES: dict[tuple[str, str], tuple[Phase, ...]] = {
    ("production_first", "mirror"): (
        CHECKED,
        PRODUCERS_STOPPED,
        COPIED,
        NOTED,
        FIRST_STARTED,
        PRODUCERS_STARTED,
        OFFSETS_SET,
        DRAINED,
        CONSUMERS_MOVED,
    ),
    # The producers move one by one, so their groups' offsets have to be set before the first of them moves.
    ("production_first", "none"): (CHECKED, NOTED, OFFSETS_SET, PRODUCERS_STARTED, DRAINED, CONSUMERS_MOVED),
}
# Phases that each run carries out again: what they find can have changed, or concerns a host or a group that is new.
_EACH_RUN = frozenset({CHECKED, FIRST_STARTED, PRODUCERS_STARTED, OFFSETS_SET, DRAINED, CONSUMERS_MOVED})
# Those that each run carries out again until the ends are noted: producers can have been started since.
_UNTIL_NOTED = frozenset({PRODUCERS_STOPPED, COPIED})
# What a way back undoes.
PHASES_OF_RETURN = tuple(phase.name for phase in (PRODUCERS_STOPPED, COPIED, NOTED, FIRST_STARTED))


def phases_of(scheme: str, history: str) -> tuple[Phase, ...]:
    """Return the phases in their order; raises Failure for an unknown pair."""
    if (scheme, history) not in SCHEMES:
        raise Failure(f"There is no scheme {scheme} with the history {history}.")
    return SCHEMES[scheme, history]


def find_phase(journal: Journal, name: str) -> Phase:
    """Return the phase of this name; raises Failure if the journal's scheme does not have it."""
    found = [phase for phase in phases_of(journal.migration.scheme, journal.migration.history) if phase.name == name]
    if not found:
        raise Failure(f"The scheme {journal.migration.title} has no phase {name}.")
    return found[0]


def has_phase(journal: Journal, name: str) -> bool:
    """Return whether the journal's scheme has a phase; raises Failure if no scheme has it."""
    if not any(phase.name == name for phases in SCHEMES.values() for phase in phases):
        raise Failure(f"There is no phase {name}.")
    return any(phase.name == name for phase in phases_of(journal.migration.scheme, journal.migration.history))


class Decision(t.NamedTuple):
    """Whether a phase may begin, and whether it has to."""

    needed: bool
    refusal: str | None  # why it must not begin


def decide(journal: Journal | None, name: str, run: str) -> Decision:
    """Decide from what this run has read of the journal; the gate before each play, and each step on the mirror's host.

    Whatever is missing closes it: that nothing speaks against a phase is no evidence for the phases before it.
    """
    if journal is None:
        return Decision(False, "this run has no journal: the first play did not end on the mirror's host")
    if journal.lock is None or journal.lock.run != run:
        return Decision(False, "the journal is not locked by this run")
    if not has_phase(journal, name):
        return Decision(False, None)
    phase = find_phase(journal, name)
    for earlier in _before(journal, phase):
        record = journal.record(earlier.name)
        if record is None or not record.is_complete:
            return Decision(False, f"it is not known that {earlier.meaning}{_because(record)}")
        if _is_of_each_run(journal, earlier) and record.run != run:
            return Decision(False, f"it is not known in this run that {earlier.meaning}")
    record = journal.record(name)
    return Decision(_is_of_each_run(journal, phase) or record is None or not record.is_complete, None)


def _is_of_each_run(journal: Journal, phase: Phase) -> bool:
    noted = journal.record(NOTED.name)
    return phase in _EACH_RUN or (phase in _UNTIL_NOTED and (noted is None or not noted.is_complete))


def _before(journal: Journal, phase: Phase) -> tuple[Phase, ...]:
    phases = phases_of(journal.migration.scheme, journal.migration.history)
    return phases[: phases.index(phase)]


def _because(record: PhaseRecord | None) -> str:
    return f" ({record.failure})" if record and record.failure else ""


def decide_return(journal: Journal | None, run: str) -> Decision:
    """Decide whether the producers go back to the source: they were stopped, and none has begun on the target.

    Needed while the target's ends are not noted, and when the first producer failed there and the target took nothing.
    """
    if journal is None or journal.lock is None or journal.lock.run != run:
        return Decision(False, "this run has no journal")
    if not has_phase(journal, PRODUCERS_STOPPED.name):
        return Decision(False, None)
    stopped, noted, first = (journal.record(phase.name) for phase in (PRODUCERS_STOPPED, NOTED, FIRST_STARTED))
    if stopped is None:
        return Decision(False, None)
    if noted is None or not noted.is_complete:
        return Decision(True, None)
    return Decision(first is not None and not first.is_complete and first.found.get(UNTOUCHED) is True, None)


def failure_of(journal: Journal) -> str | None:
    """Return why the last phase that began is not complete; None if it is."""
    records = [(name, record) for name, record in journal.phases.items() if record.failure]
    if not records:
        return None
    name, record = max(records, key=lambda entry: entry[1].begun)
    return f"{find_phase(journal, name).name}: {record.failure}"


def next_phase(journal: Journal) -> Phase | None:
    """Return the first phase that is not complete; None when all are."""
    for phase in phases_of(journal.migration.scheme, journal.migration.history):
        record = journal.record(phase.name)
        if record is None or not record.is_complete:
            return phase
    return None
