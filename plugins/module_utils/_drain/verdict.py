# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Has a group consumed everything? Decided for one look at the cluster; what only time can show is in _drain_watch."""

from __future__ import annotations

import bisect
import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    LogState,
    Observation,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.lag import beyond_end
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.protocol import DEAD, REBALANCING
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

DRAINED, SETTLING, DRAINING = "drained", "settling", "draining"
PRODUCERS_ACTIVE, UNCONSUMED_TOPIC = "producers_active", "unconsumed_topic"
STOPPED, UNKNOWN, PARTITION_ERROR, MISSING = (
    "group_stopped_with_lag",
    "unknown_position",
    "partition_error",
    "missing_group",
)
STALLED, TIMEOUT = "stalled", "timeout"

# The most serious first: the verdict on all groups is the first that is true of any.
SEVERITY = (MISSING, PARTITION_ERROR, UNKNOWN, STOPPED, UNCONSUMED_TOPIC, PRODUCERS_ACTIVE, DRAINING, SETTLING, DRAINED)
LONGEST_TAIL = 1000


class PartitionPosition(t.NamedTuple):
    """Where a group stands in one partition that it is obliged to read to the end."""

    partition: Partition
    committed: int | None
    log: LogState | None
    remaining: int | None  # null: not known
    lost: int
    error: str | None

    @property
    def position(self) -> int | None:
        """The next offset that the group can read; null when it is not known or the log is not."""
        if self.log is None or self.remaining is None:
            return None
        return max(self.log.start, self.log.start if self.committed is None else self.committed)

    def to_result(self) -> dict[str, t.Any]:
        """This row as the modules return it."""
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "committed": self.committed,
            "log_start": self.log and self.log.start,
            "log_end": self.log and self.log.end,
            "remaining": self.remaining,
            "lost": self.lost,
            "error": self.error,
        }


@dataclasses.dataclass(frozen=True)
class GroupStatus:
    """One group's verdict, and why."""

    view: GroupView
    verdict: str
    message: str
    standings: tuple[PartitionPosition, ...] = ()

    @property
    def group(self) -> str:
        """The group's name."""
        return self.view.group

    @property
    def known_remaining(self) -> int:
        """The records that are known to remain."""
        return sum(standing.remaining or 0 for standing in self.standings)

    @property
    def remaining(self) -> int | None:
        """The records that remain; null when any part is unknown."""
        unknown = self.verdict in (MISSING, UNKNOWN) or any(standing.remaining is None for standing in self.standings)
        return None if unknown else self.known_remaining

    @property
    def positions(self) -> dict[Partition, int]:
        """The known positions."""
        return {standing.partition: standing.position for standing in self.standings if standing.position is not None}


def judge(observation: Observation, scanned_tails: t.Mapping[Partition, ScannedTail]) -> dict[str, GroupStatus]:
    """The status of every group of an observation, the missing ones included; sorted."""
    by_topic: dict[str, list[Partition]] = {}
    for partition in observation.logs:
        by_topic.setdefault(partition.topic, []).append(partition)
    statuses = {view.group: _status(view, observation, by_topic, scanned_tails) for view in observation.groups.values()}
    for group in observation.missing_groups:
        statuses[group] = GroupStatus(
            GroupView(group, DEAD, ""), MISSING, f"group {group} does not exist; check its name, or start it"
        )
    return dict(sorted(statuses.items()))


def required_partitions(view: GroupView, by_topic: t.Mapping[str, list[Partition]]) -> list[Partition]:
    """The partitions of the chosen topics that a group has to read to the end.

    Those it has committed or is assigned. A group that subscribes (protocol type consumer) reads topics, not partitions: once it has
    to do with a topic, a partition that it has never committed counts too, or its records would be overlooked while it is stopped.
    """
    own = {partition for partition in view.partitions if partition.topic in by_topic}
    if view.protocol_type == "consumer":
        own.update(*(by_topic[topic] for topic in {partition.topic for partition in own}))
    return sorted(own)


def _status(
    view: GroupView,
    observation: Observation,
    by_topic: t.Mapping[str, list[Partition]],
    scanned_tails: t.Mapping[Partition, ScannedTail],
) -> GroupStatus:
    standings = tuple(
        _standing(partition, view, observation.logs, scanned_tails) for partition in required_partitions(view, by_topic)
    )
    verdict, message = _verdict(view, standings)
    return GroupStatus(view, verdict, message, standings)


def _standing(
    partition: Partition,
    view: GroupView,
    logs: t.Mapping[Partition, LogState | str],
    scanned_tails: t.Mapping[Partition, ScannedTail],
) -> PartitionPosition:
    log = logs.get(partition, f"topic {partition.topic} has no partition {partition.partition}")
    commit = view.commits.get(partition)
    if isinstance(log, str):
        return PartitionPosition(partition, commit if isinstance(commit, int) else None, None, None, 0, log)
    if isinstance(commit, str):
        return PartitionPosition(partition, None, log, None, 0, commit)
    if commit is None:
        return PartitionPosition(partition, None, log, 0 if log.start == log.end else None, 0, None)
    if commit > log.end:
        return PartitionPosition(partition, commit, log, None, 0, beyond_end(commit, log.end))
    return PartitionPosition(
        partition,
        commit,
        log,
        _remaining(max(commit, log.start), log.end, scanned_tails.get(partition)),
        max(0, log.start - commit),
        None,
    )


def _remaining(position: int, end: int, tail: ScannedTail | None) -> int:
    """What is left to read: offsets, or where a scan has looked, only those that are data records."""
    if tail is None or tail.end != end or tail.start > position:
        return end - position
    return len(tail.offsets) - bisect.bisect_left(tail.offsets, position)


def _verdict(view: GroupView, standings: t.Sequence[PartitionPosition]) -> tuple[str, str]:
    """A group's verdict and its reason in words."""
    errors = [f"{standing.partition}: {standing.error}" for standing in standings if standing.error]
    unknown = [str(standing.partition) for standing in standings if standing.remaining is None and not standing.error]
    remaining = sum(standing.remaining or 0 for standing in standings)
    if view.state == DEAD:
        return MISSING, f"group {view.group}: {view.error}"
    if errors:
        return PARTITION_ERROR, f"group {view.group}: {name_some(errors, 3)}"
    if view.state in REBALANCING:
        return DRAINING, f"group {view.group} is rebalancing"
    if view.error:
        return UNKNOWN, f"group {view.group}: {view.error}"
    if not standings:
        return UNKNOWN, f"group {view.group} has neither a commit nor an assigned partition on the chosen topics"
    if unknown:
        remedy = "start it, or place it with kafka_consumer_offset" if not view.members else "it may be about to commit"
        return UNKNOWN, f"group {view.group} has committed no position on {name_some(unknown, 3)}; {remedy}"
    if remaining and not view.members:
        return (
            STOPPED,
            f"group {view.group} has no members and {remaining} records to read; start its consumers, or ignore it with ignore_groups",
        )
    if remaining or view.state not in ("Stable", "Empty"):
        return (
            DRAINING,
            f"group {view.group} has {remaining} records to read"
            if remaining
            else f"group {view.group} is {view.state}",
        )
    return DRAINED, f"group {view.group} has read everything"


def unconsumed(observation: Observation, statuses: t.Mapping[str, GroupStatus]) -> list[str]:
    """Topics with records in a partition that no group is obliged to read."""
    obliged = {standing.partition for status in statuses.values() for standing in status.standings}
    return sorted(
        {
            partition.topic
            for partition, log in observation.logs.items()
            if isinstance(log, LogState) and log.end > log.start and partition not in obliged
        }
    )


def open_transactions(observation: Observation) -> list[str]:
    """Topics with a transaction that is neither committed nor aborted (last stable offset before the end)."""
    return sorted(
        {
            partition.topic
            for partition, log in observation.logs.items()
            if isinstance(log, LogState) and log.stable < log.end
        }
    )


def unowned_errors(observation: Observation, statuses: t.Mapping[str, GroupStatus]) -> dict[str, str]:
    """What is wrong with topics, and with partitions that no group has to do with: they are part of the drain all the same."""
    obliged = {standing.partition for status in statuses.values() for standing in status.standings}
    partitions = {
        str(partition): log
        for partition, log in observation.logs.items()
        if isinstance(log, str) and partition not in obliged
    }
    return {**partitions, **observation.topic_errors}
