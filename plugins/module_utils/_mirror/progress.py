# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a mirror is, partition by partition, and what is wrong with it; nothing here talks to a cluster."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    SOURCE_CONNECTOR,
    Connector,
    MirrorNames,
    Notes,
    root_cause,
)

CAUGHT_UP, BEHIND, NOT_STARTED, OPEN_TRANSACTION = "caught_up", "behind", "not_started", "open_transaction"
LOST, RECREATED, AHEAD, NO_TARGET, TARGET_EMPTY, ERROR = (
    "lost",
    "recreated",
    "ahead",
    "no_target",
    "target_empty",
    "error",
)
STATES = (CAUGHT_UP, BEHIND, NOT_STARTED, OPEN_TRANSACTION, LOST, RECREATED, AHEAD, NO_TARGET, TARGET_EMPTY, ERROR)
# What somebody has to see to; the other states pass by themselves while the mirror runs.
_EXPLAINED = {
    NOT_STARTED: (
        "No position is stored yet for {partitions}, although there are records: the mirror has not begun with them. It sees new topics "
        "every refresh.topics.interval.seconds and stores positions every offset.flush.interval.ms; if that has passed, check that its "
        "topics and topics.exclude let them through (names that end in internal never are) and that no task hangs."
    ),
    LOST: (
        "The source deleted records of {partitions} before a stored position says that they were copied (by retention, most often). "
        "Compare both sides, and set allow_lost to go on without them."
    ),
    RECREATED: (
        "The stored position of {partitions} lies beyond the end of the source's log: the topic was deleted and created again, and its "
        "first records would be skipped. Stop MirrorMaker, remove these positions from {offsets_topic} (a null value under the same "
        "key), empty the copy, and start it again."
    ),
    AHEAD: (
        "The stored position of {partitions} lies beyond the source's last stable offset: the mirror also copies what transactions have "
        "not committed. Set consumer.isolation.level=read_committed for it, or isolation_level to read_uncommitted here."
    ),
    NO_TARGET: (
        "The target has no partition to copy {partitions} into. Create the topic there with the source's number of partitions "
        "(kafka_topic_clone); until then the task that copies it can hang, and its other partitions with it."
    ),
    TARGET_EMPTY: (
        "The copy of {partitions} has never held a record, although the mirror has stored a position: it was deleted and created again on "
        "the target. Stop MirrorMaker, remove these positions from {offsets_topic} (a null value under the same key) and start it again."
    ),
}


class SourceLog(t.NamedTuple):
    """Where the log of a partition starts and ends."""

    start: int
    end: int  # for the mirror's isolation level
    high_watermark: int  # beyond the end only while a transaction is open


@dataclasses.dataclass(frozen=True)
class PartitionProgress:
    """How far one partition has been copied."""

    partition: Partition
    state: str
    position: int | None = None
    log: SourceLog | None = None
    remaining: int | None = None  # null: unknown
    lost: int = 0
    error: str | None = None

    @property
    def uncopied(self) -> tuple[int, int] | None:
        """The offsets that the mirror has not passed; null where there are none, or it does not matter what is in them."""
        if self.log is None or not self.remaining or self.state not in (BEHIND, NOT_STARTED, LOST):
            return None
        return self.log.end - self.remaining, self.log.end

    def to_result(self) -> dict[str, t.Any]:
        """This partition as the module returns it."""
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "position": self.position,
            "log_start": self.log.start if self.log else None,
            "log_end": self.log.end if self.log else None,
            "remaining": self.remaining,
            "lost": self.lost,
            "state": self.state,
            "error": self.error,
        }


def judge(
    partition: Partition, position: int | None, log: Answer, copy_end: Answer, allow_lost: bool = False
) -> PartitionProgress:
    """Compare the stored position with both logs; copy_end is the end of the copy's log, null where there is no copy."""
    for side, answer in (("source", log), ("target", copy_end)):
        if isinstance(answer, BrokerError):
            return PartitionProgress(partition, ERROR, position, error=f"{side}: {answer}")
    first = max(log.start, position or 0)
    progress = PartitionProgress(partition, CAUGHT_UP, position, log, max(0, log.end - first))
    if position is not None and position > log.high_watermark:
        return dataclasses.replace(progress, state=RECREATED, remaining=None)
    if position is not None and position > log.end:
        return dataclasses.replace(progress, state=AHEAD, remaining=None)
    if copy_end is None:
        return dataclasses.replace(progress, state=NO_TARGET)
    if position is not None and position > 0 and copy_end == 0:
        return dataclasses.replace(progress, state=TARGET_EMPTY, remaining=None)
    lost = max(0, log.start - position) if position is not None else 0
    if lost and not allow_lost:
        return dataclasses.replace(progress, state=LOST, lost=lost)
    return dataclasses.replace(progress, state=_state(position, log, progress.remaining), lost=lost)


def _state(position: int | None, log: SourceLog, remaining: int) -> str:
    if remaining:
        return NOT_STARTED if position is None else BEHIND
    # What an open transaction has written may still be committed, and then there is something to copy.
    return OPEN_TRANSACTION if log.high_watermark > log.end else CAUGHT_UP


def with_records(progress: PartitionProgress, records: int) -> PartitionProgress:
    """Take the number of records that were found among the uncopied offsets: the rest are markers and holes."""
    state = progress.state if progress.state == LOST else _state(progress.position, progress.log, records)
    return dataclasses.replace(progress, remaining=records, state=state)


@dataclasses.dataclass(frozen=True)
class MirrorState:
    """What is known of a mirror."""

    names: MirrorNames
    notes: Notes | None  # null: it never ran here
    other_aliases: tuple[str, ...]
    worker: Answer  # GroupDescription
    partitions: tuple[PartitionProgress, ...]
    scan_problem: str | None = None

    @property
    def alive(self) -> bool | None:
        """Whether a worker is a member of the group; null when that cannot be told."""
        return None if isinstance(self.worker, BrokerError) else bool(self.worker.members)

    @property
    def running(self) -> bool:
        """Whether it copies, as far as it tells itself."""
        connector = self.notes.source_connector if self.notes else None
        if connector is None or self.alive is False:
            return False
        return connector.state == "RUNNING" and any(task.state == "RUNNING" for task in connector.tasks)

    @property
    def caught_up(self) -> bool:
        """Whether all stored positions have reached the ends; nothing to look at is not done."""
        return (
            self.notes is not None
            and bool(self.partitions)
            and all(progress.state == CAUGHT_UP for progress in self.partitions)
        )

    @property
    def remaining(self) -> int | None:
        """The records left to copy; null when any partition's are unknown."""
        parts = [progress.remaining for progress in self.partitions]
        return None if self.notes is None or None in parts else sum(parts)

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
            "worker": _worker_result(self.names.worker_group, self.worker),
            "last_stored": self.notes.last_stored_text if self.notes else None,
            "connectors": [connector.to_result() for connector in self.notes.connectors] if self.notes else [],
            "states": {state: counts[state] for state in STATES},
            "partitions": [progress.to_result() for progress in shown],
        }

    def problems(self) -> list[str]:
        """What is wrong and what to do, a sentence each."""
        found = list(self._problems_of_worker())
        if self.notes is not None:
            for connector in self.notes.connectors:
                # Without a worker the states are those of an earlier run.
                found.extend(_problems_of_connector(connector) if self.alive is not False else _failures_of(connector))
        found.extend(self._problems_of_partitions())
        return found

    def _problems_of_worker(self) -> t.Iterator[str]:
        group, topic = self.names.worker_group, self.names.status_topic
        if self.notes is None:
            others = (
                f" (there are some of the source aliases {name_some(self.other_aliases)})" if self.other_aliases else ""
            )
            yield (
                f"The target has no topics {topic} and {self.names.offsets_topic}{others}: no MirrorMaker with the source alias "
                f"{self.names.source_alias} has run into it. Start it, or set source.alias to the name its clusters property gives the source."
            )
        elif self.alive is None:
            yield f"Whether a worker runs cannot be told, since the group {group} on the target cannot be described: {self.worker}."
        elif not self.alive:
            yield f"No MirrorMaker worker runs: the group {group} on the target has no members. Start it; its log says why it stopped."
        elif self.notes.source_connector is None:
            yield f"{topic} says nothing of {SOURCE_CONNECTOR}: MirrorMaker is starting, or its log says why it does not."

    def _problems_of_partitions(self) -> t.Iterator[str]:
        if not self.partitions:
            yield "The source has no topic to mirror; check the selection."
        for state, sentence in _EXPLAINED.items():
            concerned = [progress.partition for progress in self.partitions if progress.state == state]
            if concerned:
                yield sentence.format(partitions=name_some(concerned), offsets_topic=self.names.offsets_topic)
        for progress in self.partitions:
            if progress.state == ERROR:
                yield f"{progress.partition} cannot be judged. {progress.error}."
        if self.scan_problem:
            yield f"Offsets that may hold no record count as remaining, since they could not be read: {self.scan_problem}"


def _problems_of_connector(connector: Connector) -> t.Iterator[str]:
    if connector.state not in ("RUNNING", "FAILED"):
        yield f"{connector.name} is {connector.state}: no worker runs it. It may be starting; otherwise restart MirrorMaker."
    elif connector.name == SOURCE_CONNECTOR and not connector.tasks:
        yield (
            f"{connector.name} runs but has no task: no topic of the source matches its topics, or it could not read the source when it "
            "started; see its log for 'Started MirrorSourceConnector with 0 topic-partitions' and 'timed out running task'."
        )
    for task in connector.tasks:
        if task.state not in ("RUNNING", "FAILED"):
            yield f"Task {task.id} of {connector.name} is {task.state}: no worker runs it. It may be starting; otherwise restart MirrorMaker."
    yield from _failures_of(connector)


def _failures_of(connector: Connector) -> t.Iterator[str]:
    for who, part in [(connector.name, connector)] + [
        (f"Task {task.id} of {connector.name}", task) for task in connector.tasks
    ]:
        if part.state == "FAILED":
            yield f"{who} failed: {root_cause(part.trace)}. Mend the cause and restart MirrorMaker: nothing else restarts a task."


def _worker_result(group: str, worker: Answer) -> dict[str, t.Any]:
    known = isinstance(worker, GroupDescription)
    return {
        "group": group,
        "state": worker.state if known else None,
        "members": [{"client_id": member.client_id, "host": member.host} for member in worker.members] if known else [],
        "error": None if known else str(worker),
    }
