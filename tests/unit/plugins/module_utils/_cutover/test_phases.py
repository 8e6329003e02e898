# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which phase may begin, for every state of a journal."""

from __future__ import annotations

import itertools

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover import phases
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Lock, Migration

# What each run carries out again; the second set only until the ends are noted.
REPEATED = {"checked", "first_started", "producers_started", "offsets_set", "drained", "consumers_moved"}
UNTIL_NOTED = {"producers_stopped", "copied"}
RUN, EARLIER = "this run", "an earlier run"
STATES = ("never", "begun", "failed", "earlier", "now")


def journal_of(states: dict[str, str], history: str = "mirror", lock: str | None = RUN) -> Journal:
    """Return a journal whose phases are in these states; earlier and now: completed in that run."""
    journal = Journal(Migration("production_first", history, "s", "t", {}))
    journal = journal.locked(Lock(lock, "root", "control", 1, 0.0, 0.0)) if lock else journal
    for name, state in states.items():
        if state == "never":
            continue
        journal = journal.began(name, EARLIER if state == "earlier" else RUN, 1.0)
        if state == "failed":
            journal = journal.failed(name, 2.0, "no route", {}, {})
        elif state != "begun":
            journal = journal.completed(name, 2.0, {}, {})
    return journal


def names(history: str) -> list[str]:
    """Return the names of all phases in their order."""
    return [phase.name for phase in phases.phases_of("production_first", history)]


@pytest.mark.parametrize("history", ["mirror", "none"])
def test_each_phase_needs_all_before_it(history: str) -> None:
    """For every phase and every state of each one before it, the way is open only if all of them are complete."""
    order = names(history)
    for position, name in enumerate(order):
        complete = dict.fromkeys(order[:position], "now")
        assert phases.decide(journal_of(complete, history), name, RUN).refusal is None
        for earlier, state in itertools.product(order[:position], STATES):
            found = phases.decide(journal_of({**complete, earlier: state}, history), name, RUN)
            repeated = REPEATED if "noted" in complete else REPEATED | UNTIL_NOTED
            is_open = state == "now" or (state == "earlier" and earlier not in repeated)
            assert (found.refusal is None) is is_open, (name, earlier, state)
            assert is_open or not found.needed


@pytest.mark.parametrize("history", ["mirror", "none"])
def test_what_is_done_is_not_needed_again(history: str) -> None:
    """But for the phases that each run carries out: a host can be new, or moved back by hand."""
    order = names(history)
    for name in order:
        for state in STATES:
            journal = journal_of({**dict.fromkeys(order, "now"), name: state}, history)
            needed = phases.decide(journal, name, RUN).needed
            done = state in ("earlier", "now") and name not in REPEATED
            assert needed is not done, (name, state)


@pytest.mark.parametrize("journal", [None, journal_of({}, lock=None), journal_of({}, lock=EARLIER)])
def test_without_the_journal_everything_is_closed(journal: Journal | None) -> None:
    """What a run has not read, or does not hold, opens nothing."""
    for name in names("mirror"):
        assert phases.decide(journal, name, RUN).refusal
    assert not phases.decide_return(journal, RUN).needed


def test_reason() -> None:
    """The reason for which a phase is not complete is part of the refusal."""
    journal = journal_of({"checked": "now", "producers_stopped": "failed"})
    refusal = phases.decide(journal, "copied", RUN).refusal
    assert refusal == "it is not known that all producers are stopped (no route)"
    assert phases.failure_of(journal) == "producers_stopped: no route"
    assert phases.failure_of(journal_of({"checked": "now"})) is None


def test_before_the_note_producers_are_stopped_again() -> None:
    """Since an earlier run has stopped them, somebody may have started them."""
    journal = journal_of({"checked": "now", "producers_stopped": "earlier", "copied": "earlier"})
    assert phases.decide(journal, "producers_stopped", RUN).needed
    assert "in this run that all producers are stopped" in (phases.decide(journal, "noted", RUN).refusal or "")
    noted = journal.began("noted", EARLIER, 1.0).completed("noted", 2.0, {}, {})
    assert not phases.decide(noted, "producers_stopped", RUN).needed
    assert phases.decide(noted, "first_started", RUN) == (True, None)


def test_phases_of_another_scheme() -> None:
    """Without history nobody stops all producers: the phase is not needed, and opens nothing."""
    assert phases.decide(journal_of({}, "none"), "producers_stopped", RUN) == (False, None)
    assert phases.decide_return(journal_of({}, "none"), RUN) == (False, None)
    with pytest.raises(Failure, match="no phase lunch"):
        phases.decide(journal_of({}), "lunch", RUN)
    with pytest.raises(Failure, match="with history none has no phase copied"):
        phases.find_phase(journal_of({}, "none"), "copied")
    with pytest.raises(Failure, match="no scheme backwards"):
        phases.phases_of("backwards", "none")


@pytest.mark.parametrize("stopped", STATES)
@pytest.mark.parametrize("noted", STATES)
@pytest.mark.parametrize("first", [*STATES, "untouched"])
def test_return(stopped: str, noted: str, first: str) -> None:
    """The producers go back once they were stopped, until the target is noted; later only if it took nothing."""
    journal = journal_of({"producers_stopped": stopped, "noted": noted, "first_started": first})
    if first == "untouched":
        journal = journal.began("first_started", RUN, 1.0)
        journal = journal.failed("first_started", 2.0, "does not write", {"untouched": True}, {})
    needed = phases.decide_return(journal, RUN).needed
    is_noted = noted in ("earlier", "now")
    assert needed is (stopped != "never" and (not is_noted or first == "untouched"))
    assert not phases.decide_return(journal, "another run").needed


def test_next_phase() -> None:
    """The first one that is not complete."""
    order = names("mirror")
    for position, name in enumerate(order):
        found = phases.next_phase(journal_of(dict.fromkeys(order[:position], "earlier")))
        assert found and found.name == name
    assert phases.next_phase(journal_of(dict.fromkeys(order, "now"))) is None
