# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal of a cut-over: which migration it is, who holds it, and the evidence of each phase.

It is a value: every change returns a new one. Times are seconds since 1970 by the clock of the host that has the file.
"""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

FORMAT = 1
UNTOUCHED = "untouched"  # found when the first producer failed: the target has taken nothing since its ends were noted
_OF_ONE_RUN = frozenset({UNTOUCHED})  # what a phase has found in an earlier run, and a later one must not rely on
Evidence = dict[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Migration:
    """What is migrated, and how. Another one needs another journal."""

    scheme: str
    history: str
    source_cluster_id: str
    target_cluster_id: str
    selection: dict[str, t.Any]  # the options that choose topics and groups

    @property
    def title(self) -> str:
        """The scheme with its history, for messages."""
        return f"{self.scheme} with history {self.history}"

    def differences(self, other: Migration) -> list[str]:
        """Return what differs in another one, a text each: what this one has, and what the other has."""
        fields = [field.name for field in dataclasses.fields(self) if field.name != "selection"]
        mine = {**{name: getattr(self, name) for name in fields}, **self.selection}
        theirs = {**{name: getattr(other, name) for name in fields}, **other.selection}
        return [
            f"{name} was {mine.get(name)!r} and is {theirs.get(name)!r}"
            for name in sorted({*mine, *theirs})
            if mine.get(name) != theirs.get(name)
        ]


@dataclasses.dataclass(frozen=True)
class Lock:
    """The run that holds the journal: a process of a control node."""

    run: str  # an id that no other run has
    user: str
    host: str
    pid: int
    since: float
    renewed: float  # when it last wrote to the journal

    def __str__(self) -> str:
        return f"{self.user} at {self.host}, process {self.pid}, since {_text(self.since)}"


@dataclasses.dataclass(frozen=True)
class PhaseRecord:
    """What is known of a phase."""

    begun: float
    run: str  # that began it last
    completed: float | None = None
    failure: str | None = None
    found: Evidence = dataclasses.field(default_factory=dict)
    hosts: dict[str, Evidence] = dataclasses.field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        """Whether there is evidence for all of it."""
        return self.completed is not None

    @property
    def seconds(self) -> float | None:
        """How long it took; None unless it is complete."""
        return None if self.completed is None else self.completed - self.begun


@dataclasses.dataclass(frozen=True)
class Event:
    """Something that happened beside the order of the phases: an abort, a way back, a lock that was taken over."""

    at: float
    what: str


@dataclasses.dataclass(frozen=True)
class Journal:
    """One migration."""

    migration: Migration
    lock: Lock | None = None
    phases: dict[str, PhaseRecord] = dataclasses.field(default_factory=dict)
    services: dict[str, dict[str, bool | None]] = dataclasses.field(default_factory=dict)  # host, name: ran before it
    events: tuple[Event, ...] = ()

    def record(self, phase: str) -> PhaseRecord | None:
        """Return what is known of a phase; None if it never began."""
        return self.phases.get(phase)

    @property
    def has_changed_nothing(self) -> bool:
        """Whether no run has come further than to check."""
        return set(self.phases) <= {"checked"}

    def to_json(self) -> dict[str, t.Any]:
        """Return the content of the file."""
        return {"format": FORMAT, **dataclasses.asdict(self)}

    @classmethod
    def from_json(cls, content: t.Any) -> Journal:
        """Return the journal in a file; raises Failure if it is none, or of another version of this collection."""
        try:
            if content["format"] != FORMAT:
                raise Failure(f"The journal has the format {content['format']}, and this version reads {FORMAT}.")
            return cls(
                migration=Migration(**content["migration"]),
                lock=Lock(**content["lock"]) if content["lock"] else None,
                phases={name: PhaseRecord(**record) for name, record in content["phases"].items()},
                services=content["services"],
                events=tuple(Event(**event) for event in content["events"]),
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise Failure(f"The journal is damaged: {error!r}.") from error

    # --- the lock

    def locked(self, lock: Lock) -> Journal:
        """Return the journal with this lock."""
        return dataclasses.replace(self, lock=lock)

    def unlocked(self) -> Journal:
        """Return the journal without a lock."""
        return dataclasses.replace(self, lock=None)

    def renewed(self, now: float) -> Journal:
        """Return the journal with the time of the last sign of life of its holder."""
        return self if self.lock is None else self.locked(dataclasses.replace(self.lock, renewed=now))

    # --- the phases

    def began(self, phase: str, run: str, now: float) -> Journal:
        """Return the journal with a phase that has begun; what an earlier run found stays until it is replaced."""
        earlier = self.record(phase)
        found = {key: value for key, value in earlier.found.items() if key not in _OF_ONE_RUN} if earlier else {}
        hosts = dict(earlier.hosts) if earlier else {}
        return self._with(phase, PhaseRecord(begun=now, run=run, found=found, hosts=hosts))

    def completed(self, phase: str, now: float, found: Evidence, hosts: dict[str, Evidence]) -> Journal:
        """Return the journal with the evidence of a phase that has begun."""
        record = self._with_evidence(phase, found, hosts)
        return self._with(phase, dataclasses.replace(record, completed=now, failure=None))

    def failed(self, phase: str, now: float, reason: str, found: Evidence, hosts: dict[str, Evidence]) -> Journal:
        """Return the journal with the reason why a phase is not complete, and what was found nevertheless."""
        record = self._with_evidence(phase, found, hosts)
        changed = self._with(phase, dataclasses.replace(record, completed=None, failure=reason))
        return changed.happened(now, f"{phase} failed: {reason}")

    def returned(self, phases: t.Container[str], now: float, reason: str) -> Journal:
        """Return the journal after a way back: without these phases, as if they had never begun."""
        left = {name: record for name, record in self.phases.items() if name not in phases}
        return dataclasses.replace(self, phases=left, services={}).happened(now, f"went back: {reason}")

    def happened(self, now: float, what: str) -> Journal:
        """Return the journal with another event."""
        return dataclasses.replace(self, events=(*self.events, Event(now, what)))

    def with_services(self, services: t.Mapping[str, t.Mapping[str, bool | None]]) -> Journal:
        """Return the journal with which services ran before; what is known already is kept."""
        merged = {host: {**dict(found), **self.services.get(host, {})} for host, found in services.items()}
        return dataclasses.replace(self, services={**self.services, **merged})

    def _with_evidence(self, phase: str, found: Evidence, hosts: dict[str, Evidence]) -> PhaseRecord:
        record = self.record(phase)
        if record is None:
            raise Failure(f"The phase {phase} has not begun.")
        merged = {host: _merged(record.hosts.get(host, {}), evidence) for host, evidence in hosts.items()}
        return dataclasses.replace(record, found={**record.found, **found}, hosts={**record.hosts, **merged})

    def _with(self, phase: str, record: PhaseRecord) -> Journal:
        return dataclasses.replace(self, phases={**self.phases, phase: record})


def _merged(before: Evidence, now: Evidence) -> Evidence:
    """Return the evidence of a host; of a service that was only seen again, the time at which it changed stays."""
    earlier, services = before.get("services", {}), now.get("services", {})
    kept = {
        name: {**service, "changed": True, "at": earlier[name].get("at")}
        for name, service in services.items()
        if earlier.get(name, {}).get("changed") and not service.get("changed")
    }
    return {**before, **now, "services": {**earlier, **services, **kept}}


def _text(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
