# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ends of the logs of a cluster at a time, and what differs between two times. Nothing here reads a cluster.

Ends are offsets: their differences count transaction markers too, so they are upper limits for numbers of records.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


class Range(t.NamedTuple):
    """Where a log starts and ends."""

    start: int
    end: int


@dataclasses.dataclass(frozen=True)
class Ends:
    """The logs of some topics at a time (seconds since 1970, by the clock of the host that read them)."""

    read_at: float
    cluster_id: str | None
    topic_ids: dict[str, str | None]
    logs: dict[Partition, Range]
    errors: dict[Partition, str]

    @property
    def state(self) -> dict[Partition, int | str]:
        """The end of each log, or why it cannot be read."""
        return {**{partition: log.end for partition, log in self.logs.items()}, **self.errors}

    @classmethod
    def from_result(cls, result: t.Any, what: str) -> Ends:
        """Return the ends in a snapshot of kafka_topic_info with offsets; raises Failure if it is not one."""
        logs: dict[Partition, Range] = {}
        errors: dict[Partition, str] = {}
        try:
            for topic in result["topics"]:
                for row in topic["offsets"]:
                    partition = Partition(topic["name"], row["partition"])
                    if row["error"]:
                        errors[partition] = row["error"]
                    else:
                        logs[partition] = Range(row["log_start"], row["log_end"])
            ids = {topic["name"]: topic.get("topic_id") for topic in result["topics"]}
            return cls(float(result.get("read_at") or 0), result["cluster_id"], ids, logs, errors)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Failure(f"{what} is not a snapshot with the ends of topics: {error!r}.") from error


@dataclasses.dataclass(frozen=True)
class Change:
    """What is different in a partition; ``records`` is how many offsets its end has moved, None if that is unknown."""

    partition: Partition
    records: int | None
    problem: str | None = None

    def __str__(self) -> str:
        return f"{self.partition} ({self.problem or f'{self.records} more'})"

    def to_result(self) -> dict[str, t.Any]:
        """Return it as modules return it."""
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "records": self.records,
            "problem": self.problem,
        }


def changes(before: Ends, now: Ends) -> list[Change]:
    """Return the partitions whose end is not what it was, or is not known; new partitions are changes too."""
    found = []
    for partition in sorted({*before.logs, *before.errors, *now.logs, *now.errors}):
        change = _change(partition, before, now)
        if change:
            found.append(change)
    return found


def _change(partition: Partition, before: Ends, now: Ends) -> Change | None:
    if partition in now.errors:
        return Change(partition, None, now.errors[partition])
    if partition in before.errors:
        return Change(partition, None, f"was not read before: {before.errors[partition]}")
    if partition not in now.logs:
        return Change(partition, None, "is gone")
    old, end = before.topic_ids.get(partition.topic), now.logs[partition].end
    if old and now.topic_ids.get(partition.topic) not in (None, old):
        return Change(partition, None, "its topic was deleted and created again")
    if partition not in before.logs:
        return Change(partition, end, f"is new, with {end} records" if end else "is new")
    return _moved(partition, before.logs[partition].end, end)


def _moved(partition: Partition, before: int, now: int) -> Change | None:
    if now < before:
        return Change(partition, None, f"its end was {before} and is {now}")
    return Change(partition, now - before) if now > before else None


def foreign(begun_source: Ends | None, begun_target: Ends | None, source: Ends, target: Ends) -> list[Change]:
    """Return the partitions of the target with more records than the mirror can have copied since it began.

    Without the ends of that time the whole log of the source counts. Fewer records say nothing: compacted ones,
    aborted ones and transaction markers are not copied.
    """
    found = []
    for partition, log in sorted(target.logs.items()):
        if partition not in source.logs:
            continue
        first = begun_source.logs[partition].start if begun_source and partition in begun_source.logs else 0
        old = begun_target.logs[partition].end if begun_target and partition in begun_target.logs else 0
        more = (log.end - old) - (source.logs[partition].end - first)
        if more > 0:
            found.append(Change(partition, more))
    return found


def name_changes(found: t.Sequence[Change]) -> str:
    """Return the partitions with what has changed, for a message."""
    return name_some([str(change) for change in found])
