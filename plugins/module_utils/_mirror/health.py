# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a mirror runs and has caught up, and what is wrong with it. Nothing here connects to a cluster."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.identity import Identity
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    SOURCE_CONNECTOR,
    Connector,
    MirrorNames,
    Notes,
    Task,
    root_cause,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.progress import (
    AHEAD,
    CAUGHT_UP,
    ERROR,
    LOST,
    NO_TARGET,
    NOT_STARTED,
    RECREATED,
    STATES,
    TARGET_EMPTY,
    PartitionProgress,
)

# States that somebody has to deal with; the others pass by themselves while the mirror runs.
_EXPLAINED = {
    NOT_STARTED: (
        "No position is stored yet for {partitions}, although there are records: the mirror has not started with them. "
        "It finds new topics every refresh.topics.interval.seconds and stores positions every "
        "offset.flush.interval.ms; if that has passed, check that its topics and topics.exclude let them through "
        "(names that end in internal never are) and that no task hangs."
    ),
    LOST: (
        "The source deleted records of {partitions} before a stored position shows that they were copied "
        "(by retention, most often). Compare both sides, and set allow_lost to go on without them."
    ),
    RECREATED: (
        "The stored position of {partitions} is beyond the end of the source's log: the topic was deleted and created "
        "again, and its first records would be skipped. Stop MirrorMaker, remove these positions from {offsets_topic} "
        "(a null value under the same key), empty the copy, and start it again."
    ),
    AHEAD: (
        "The stored position of {partitions} is beyond the source's last stable offset: the mirror also copies what "
        "transactions have not committed. Set consumer.isolation.level=read_committed for it, or isolation_level to "
        "read_uncommitted here."
    ),
    NO_TARGET: (
        "The target has no partition to copy {partitions} into. Create the topic there with the source's number of "
        "partitions (kafka_topic_clone); until then the task that copies it can hang, and its other partitions with it."
    ),
    TARGET_EMPTY: (
        "The copy of {partitions} has never held a record, although the mirror has stored a position: it was deleted "
        "and created again on the target. Stop MirrorMaker, remove these positions from {offsets_topic} (a null value "
        "under the same key) and start it again."
    ),
}
# The playbooks keep what was noted in the run folder, and note it again where the files are missing.
_AGAIN = (
    "note the topics again (noted_topics; the playbooks do so once source_topics.json and target_topics.json are "
    "removed from kafka_migration_run_dir)"
)
_RECREATIONS = {
    "source": (
        "{recreation}. MirrorMaker goes on at the position that it stored for the former topic, so the new one's first "
        "records are not copied. Stop MirrorMaker, remove the positions of {recreation.topic} from {offsets_topic} (a "
        f"null value under the same key), empty the copy, {_AGAIN}, and start it again."
    ),
    "target": (
        "{recreation}. It lacks what was copied before that. Stop MirrorMaker, remove the positions of "
        f"{{recreation.topic}} from {{offsets_topic}} (a null value under the same key), {_AGAIN}, and start it again."
    ),
}


class Failed(t.NamedTuple):
    """A connector or task that is stored as failed; without a worker, or right after its start, by an earlier run."""

    connector: str
    task: int | None  # None: the connector itself
    stored: str | None  # when, in UTC
    problem: str


@dataclasses.dataclass(frozen=True)
class MirrorState:
    """What is known of a mirror."""

    names: MirrorNames
    notes: Notes | None  # None: it never ran here
    other_aliases: tuple[str, ...]
    worker: Answer[GroupDescription]
    partitions: tuple[PartitionProgress, ...]
    scan_problem: str | None = None
    identity: Identity = Identity()
    incomplete_reason: str | None = None  # why there can be topics that are selected and were not read

    @property
    def alive(self) -> bool | None:
        """Whether a worker is a member of the group; None when that is unknown."""
        return None if isinstance(self.worker, BrokerError) else bool(self.worker.members)

    @property
    def running(self) -> bool:
        """Whether it copies, as far as it reports itself."""
        connector = self.notes.source_connector if self.notes else None
        if connector is None or self.alive is False:
            return False
        return connector.state == "RUNNING" and any(task.state == "RUNNING" for task in connector.tasks)

    @property
    def caught_up(self) -> bool:
        """Whether all stored positions have reached the ends of the topics with which the mirror began.

        False where there is no partition, or where there can be topics that were not read.
        """
        return (
            self.notes is not None
            and self.incomplete_reason is None
            and not self.identity.recreated
            and not self.identity.gone
            and bool(self.partitions)
            and all(progress.state == CAUGHT_UP for progress in self.partitions)
        )

    @property
    def remaining(self) -> int | None:
        """The records left to copy; None when those of any partition are unknown."""
        known = [progress.remaining for progress in self.partitions if progress.remaining is not None]
        return sum(known) if self.notes is not None and len(known) == len(self.partitions) else None

    def to_result(self, detail: str) -> dict[str, t.Any]:
        """This state as the module returns it."""
        problems = self.problems()
        shown = [
            progress
            for progress in self.partitions
            if detail == "all" or (detail == "behind" and progress.state != CAUGHT_UP)
        ]
        counts = collections.Counter(progress.state for progress in self.partitions)
        return {
            "running": self.running,
            "healthy": self.running and not problems,
            "caught_up": self.caught_up,
            "remaining": self.remaining,
            "lost": sum(progress.lost for progress in self.partitions),
            "problems": problems,
            "lasting_problems": list(self._lasting_problems()),
            "failures": [failure._asdict() for failure in self._failures()],
            "worker": _worker_result(self.names.worker_group, self.worker),
            "last_stored": self.notes.last_stored_text if self.notes else None,
            "connectors": [connector.to_result() for connector in self.notes.connectors] if self.notes else [],
            "identity": self.identity.basis,
            "unidentified_topics": list(self.identity.uncertain),
            "incomplete_reason": self.incomplete_reason,
            "states": {state: counts[state] for state in STATES},
            "partitions": [progress.to_result() for progress in shown],
        }

    def problems(self) -> list[str]:
        """What is wrong and what to do, a sentence each."""
        found = list(self._problems_of_worker())
        if self.notes is not None:
            for connector in self.notes.connectors:
                # Without a worker the states are those of an earlier run.
                found.extend(_problems_of_connector(connector) if self.alive is not False else ())
                found.extend(failure.problem for failure in _failures_of(connector))
        found.extend(self._problems_of_topics())
        found.extend(self._problems_of_partitions())
        return found

    def _failures(self) -> t.Iterator[Failed]:
        for connector in self.notes.connectors if self.notes is not None else ():
            yield from _failures_of(connector)

    def _problems_of_topics(self) -> t.Iterator[str]:
        if self.incomplete_reason:
            yield (
                f"There can be topics that are selected and were not read, since {self.incomplete_reason}; or set "
                "allow_incomplete to go on without those that are not seen."
            )
        yield from self._recreations()
        if self.identity.gone:
            yield (
                f"The topics {name_some(self.identity.gone)}, with which the mirror began, are not on the source any "
                "more, or may not be described: whether they were copied is unknown. If they were deleted on purpose, "
                f"exclude them, or {_AGAIN}."
            )

    def _recreations(self) -> t.Iterator[str]:
        for recreation in self.identity.recreated:
            yield _RECREATIONS[recreation.side].format(recreation=recreation, offsets_topic=self.names.offsets_topic)

    def _lasting_problems(self) -> t.Iterator[str]:
        """The problems that no wait ends. A right that is missing for a moment is none of them."""
        yield from self._recreations()
        yield from self._problems_of_state(RECREATED)

    def _problems_of_worker(self) -> t.Iterator[str]:
        group, topic = self.names.worker_group, self.names.status_topic
        if self.notes is None:
            others = (
                f" (there are some of the source aliases {name_some(self.other_aliases)})" if self.other_aliases else ""
            )
            yield (
                f"The target has no topics {topic} and {self.names.offsets_topic}{others}: no MirrorMaker with the "
                f"source alias {self.names.source_alias} has run into it. Start it, or set source.alias to the name "
                "that its clusters property gives the source."
            )
        elif self.alive is None:
            yield (
                f"Whether a worker runs is unknown, since the group {group} on the target cannot be described: "
                f"{self.worker}."
            )
        elif not self.alive:
            yield (
                f"No MirrorMaker worker runs: the group {group} on the target has no members. "
                "Check its log for why it stopped, and start it."
            )
        elif self.notes.source_connector is None:
            yield (
                f"{topic} has nothing about {SOURCE_CONNECTOR}: MirrorMaker is still starting; "
                "otherwise check its log for why it does not."
            )

    def _problems_of_partitions(self) -> t.Iterator[str]:
        if not self.partitions:
            yield "The source has no topic to mirror; check the selection."
        for state in _EXPLAINED:
            yield from self._problems_of_state(state)
        for progress in self.partitions:
            if progress.state == ERROR:
                yield f"The progress of {progress.partition} is unknown. {progress.error}."
        if self.scan_problem:
            yield (
                f"Offsets that may hold no record count as remaining, since they could not be read: {self.scan_problem}"
            )

    def _problems_of_state(self, state: str) -> t.Iterator[str]:
        explained = self.identity.recreated_on("source") if state == RECREATED else ()
        concerned = [
            progress.partition
            for progress in self.partitions
            if progress.state == state and progress.partition.topic not in explained
        ]
        if concerned:
            yield _EXPLAINED[state].format(partitions=name_some(concerned), offsets_topic=self.names.offsets_topic)


def _problems_of_connector(connector: Connector) -> t.Iterator[str]:
    restart = "no worker runs it. It may be starting; otherwise restart MirrorMaker"
    if connector.state not in ("RUNNING", "FAILED"):
        yield f"{connector.name} is {connector.state}: {restart}."
    elif connector.name == SOURCE_CONNECTOR and not connector.tasks:
        yield (
            f"{connector.name} runs but has no task: no topic of the source matches its topics, or it could not read "
            "the source when it started; check its log for 'Started MirrorSourceConnector with 0 topic-partitions' and "
            "'timed out running task'."
        )
    for task in connector.tasks:
        if task.state not in ("RUNNING", "FAILED"):
            yield f"Task {task.id} of {connector.name} is {task.state}: {restart}."


def _failures_of(connector: Connector) -> t.Iterator[Failed]:
    parts: list[Connector | Task] = [connector, *connector.tasks]
    for part in parts:
        if part.state == "FAILED":
            task = part.id if isinstance(part, Task) else None
            name = connector.name if task is None else f"Task {task} of {connector.name}"
            problem = (
                f"{name} failed: {root_cause(part.trace)}. Fix the cause and restart MirrorMaker: nothing else "
                "restarts a task."
            )
            yield Failed(connector.name, task, part.stored, problem)


def _worker_result(group: str, worker: Answer[GroupDescription]) -> dict[str, t.Any]:
    if isinstance(worker, BrokerError):
        return {"group": group, "state": None, "members": [], "error": str(worker)}
    members = [
        {"id": member.member_id, "client_id": member.client_id, "host": member.host} for member in worker.members
    ]
    return {"group": group, "state": worker.state, "members": members, "error": None}
