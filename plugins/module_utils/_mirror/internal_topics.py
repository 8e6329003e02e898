# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What MirrorMaker 2 stores about itself in topics on the target: its positions and the states of its tasks."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.records import Record

SOURCE_CONNECTOR = "MirrorSourceConnector"  # the name it has in dedicated mode
_States = dict[tuple[str, t.Optional[int]], dict[str, t.Any]]  # connector and task (None: the connector itself)
_STATUS_KEY = re.compile(r"status-(?:connector-(?P<connector>.+)|task-(?P<task_of>.+)-(?P<task>\d+))")


@dataclasses.dataclass(frozen=True)
class MirrorNames:
    """The names of the topics and the group of a mirror from a source of this alias."""

    source_alias: str

    @property
    def offsets_topic(self) -> str:
        """The topic in which it stores how far it has copied."""
        return f"mm2-offsets.{self.source_alias}.internal"

    @property
    def status_topic(self) -> str:
        """The topic in which it stores the states of its connectors and tasks."""
        return f"mm2-status.{self.source_alias}.internal"

    @property
    def own_topics(self) -> tuple[str, str]:
        """Both of them."""
        return self.offsets_topic, self.status_topic

    @property
    def worker_group(self) -> str:
        """The group on the target whose members are its workers."""
        return f"{self.source_alias}-mm2"

    def target_topic(self, topic: str, replication_policy: str) -> str:
        """The name of a topic's copy."""
        return topic if replication_policy == "identity" else f"{self.source_alias}.{topic}"


@dataclasses.dataclass(frozen=True)
class Task:
    """A task in its last stored state."""

    id: int
    state: str
    trace: str | None
    worker_id: str | None
    stored: str | None = None  # when, in UTC


@dataclasses.dataclass(frozen=True)
class Connector:
    """A connector in its last stored state."""

    name: str
    state: str
    worker_id: str | None
    trace: str | None
    tasks: tuple[Task, ...]
    stored: str | None = None  # when, in UTC

    def to_result(self) -> dict[str, t.Any]:
        """This connector as the module returns it."""
        return dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True)
class Notes:
    """The content of the two topics."""

    positions: dict[Partition, int]  # the next offset to copy
    last_stored: int | None  # milliseconds since the epoch
    connectors: tuple[Connector, ...]

    @property
    def source_connector(self) -> Connector | None:
        """The connector that copies records."""
        return next((connector for connector in self.connectors if connector.name == SOURCE_CONNECTOR), None)

    @property
    def last_stored_text(self) -> str | None:
        """When a position was last stored, in UTC."""
        return _utc(self.last_stored)


def read_notes(records: t.Iterable[Record], names: MirrorNames) -> Notes:
    """Read the records of both topics, oldest first; of each key the last one counts."""
    last = {(record.partition.topic, record.key): record for record in records}
    positions: dict[Partition, int] = {}
    stored = []
    states: _States = {}
    for (topic, key), record in last.items():
        if topic == names.offsets_topic:
            partition = position_key(key, names.source_alias)
            offset = position_value(record.value)
            if partition is not None and offset is not None:
                positions[partition] = offset + 1
                stored.append(record.timestamp or 0)
        else:
            subject, status = status_key(key), _json(record.value)
            if subject is not None and isinstance(status, dict):
                states[subject] = {**status, "stored": _utc(record.timestamp)}
    return Notes(positions, max(stored, default=None), tuple(_connectors(states)))


def position_key(key: bytes | None, source_alias: str) -> Partition | None:
    """The partition of the source that a key of the offsets topic is about; None for a key of another connector."""
    try:
        connector, about = _json(key)
        topic, partition, cluster = about["topic"], about["partition"], about["cluster"]
    except (TypeError, ValueError, LookupError):
        return None
    fits = connector == SOURCE_CONNECTOR and cluster == source_alias
    return Partition(topic, partition) if fits and isinstance(topic, str) and isinstance(partition, int) else None


def position_value(value: bytes | None) -> int | None:
    """The last offset that, with all before it, has been acknowledged by the target; None after a reset."""
    parsed = _json(value)
    offset = parsed.get("offset") if isinstance(parsed, dict) else None
    return offset if isinstance(offset, int) else None


def status_key(key: bytes | None) -> tuple[str, int | None] | None:
    """The connector and task (None: the connector itself) of a key of the status topic; None for other keys."""
    match = _STATUS_KEY.fullmatch((key or b"").decode("utf-8", "replace"))
    if not match:
        return None
    if match["connector"] is not None:
        return match["connector"], None
    return match["task_of"], int(match["task"])


def _connectors(states: _States) -> t.Iterator[Connector]:
    for name in sorted({name for name, _task in states}):
        own = states.get((name, None), {})
        tasks = sorted((task, status) for (of, task), status in states.items() if of == name and task is not None)
        yield Connector(
            name=name,
            state=own.get("state") or "UNASSIGNED",
            worker_id=own.get("worker_id"),
            trace=own.get("trace"),
            tasks=tuple(
                Task(
                    id=task,
                    state=status.get("state") or "UNASSIGNED",
                    trace=status.get("trace"),
                    worker_id=status.get("worker_id"),
                    stored=status["stored"],
                )
                for task, status in tasks
            ),
            stored=own.get("stored"),
        )


def root_cause(trace: str | None) -> str:
    """The innermost cause that a Java stack trace names, in one line."""
    causes = [
        line.strip()
        for line in (trace or "").splitlines()
        if line.strip() and not line.lstrip().startswith(("at ", "..."))
    ]
    deepest = next(
        (line for line in reversed(causes) if line.startswith("Caused by: ")),
        causes[0] if causes else "no cause is stored",
    )
    return deepest.removeprefix("Caused by: ").rstrip(".")


def _utc(milliseconds: int | None) -> str | None:
    """A time since the epoch, as text."""
    if milliseconds is None:
        return None
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json(text: bytes | None) -> t.Any:
    try:
        return json.loads(text) if text is not None else None
    except ValueError:
        return None
