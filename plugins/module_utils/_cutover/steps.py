# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The changes of a journal, each from one value to the next. Nothing here reads or writes a file."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.completeness import (
    complaint,
    missing_evidence,
    services_of,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.phases import (
    PHASES_OF_RETURN,
    decide,
    find_phase,
)

BEGIN, COMPLETE, FAIL, RETURN, CLOSE = "begin", "complete", "fail", "return", "close"
STEPS = (BEGIN, COMPLETE, FAIL, RETURN, CLOSE)


@dataclasses.dataclass(frozen=True)
class Step:
    """One change. ``required`` and ``results`` are the evidence of hosts, as in completeness.missing_evidence."""

    step: str
    phase: str = ""
    found: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    reason: str = ""
    required: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    results: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    seen: dict[str, t.Any] | None = None  # results of reading which services run, to be kept for a way back

    @classmethod
    def parse(cls, options: t.Mapping[str, t.Any], evidence: t.Mapping[str, t.Any]) -> Step:
        """Read a step of cutover_journal, and what its action plugin has found of the hosts."""
        given = {key: options[key] for key in ("step", "phase", "found", "reason")}
        return cls(**{key: value for key, value in {**given, **evidence}.items() if value is not None})


class Incomplete(Failure):
    """A phase is not complete; ``journal`` says so."""

    def __init__(self, message: str, journal: Journal) -> None:
        super().__init__(message)
        self.journal = journal


def apply(journal: Journal, steps: t.Sequence[Step], run: str, now: float) -> Journal:
    """Return the journal after all steps. What completes or fails has begun, if no step before has said so.

    Raises Failure if a phase must not begin, and Incomplete if a host has no evidence for one that is to be complete:
    then the journal is that after the failure of this phase, and the steps behind it are not taken.
    """
    for step in steps:
        journal = _apply(journal, step, run, now)
    return journal


def _apply(journal: Journal, step: Step, run: str, now: float) -> Journal:
    if step.step == CLOSE:
        return journal.unlocked()
    if step.step == RETURN:
        return journal.returned(PHASES_OF_RETURN, now, step.reason)
    phase = find_phase(journal, step.phase).name
    if step.seen is not None:
        journal = journal.with_services(_running(step.seen))
    record = journal.record(phase)
    if step.step == BEGIN or record is None or record.run != run:
        refusal = decide(journal, phase, run).refusal
        if refusal:
            raise Failure(f"The phase {phase} cannot begin: {refusal}.")
        journal = journal.began(phase, run, now)
    hosts = {host: {"services": services_of(step.results.get(host))} for host in step.required}
    if step.step == FAIL:
        return journal.failed(phase, now, step.reason, step.found, hosts)
    return journal if step.step == BEGIN else _completed(journal, step, now, hosts)


def _completed(journal: Journal, step: Step, now: float, hosts: dict[str, dict[str, t.Any]]) -> Journal:
    lacking = missing_evidence(step.required, step.results)
    if not lacking:
        return journal.completed(step.phase, now, step.found, hosts)
    reasons = complaint(lacking)
    failed = journal.failed(step.phase, now, reasons, step.found, hosts)
    raise Incomplete(f"The phase {step.phase} is not complete: {reasons}.", failed)


def _running(seen: t.Mapping[str, t.Any]) -> dict[str, dict[str, bool | None]]:
    """Return for each host which of its services ran; None where nothing shows that."""
    return {
        host: {name: service.get("running") for name, service in services_of(result).items()}
        for host, result in seen.items()
    }
