# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a plan for consumer offsets needs, carry it out, and look whether it came out."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_plan import (
    GroupPlan,
    LogRange,
    plan_groups,
    require_all_partitions,
    require_idle,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import Commits, Snapshot
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    BrokerError,
    KafkaFailure,
    require,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupReader, list_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import EARLIEST, LATEST, list_offsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import describe_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import select_topics

# All commits of a request become one batch of the offsets topic, which has the brokers' usual limit of 1 MiB.
_COMMITS_A_REQUEST = 2000
_MEMBER_JOINED = (22, 25, 27)  # ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID, REBALANCE_IN_PROGRESS
_NONE_AT_OR_AFTER = -1


@dataclasses.dataclass(frozen=True)
class PlacementRequest:
    """What the user wants."""

    groups: Selection
    topics: Selection
    position: str
    timestamp_ms: int | None
    snapshot: Snapshot | None
    clamp: bool
    subscriptions: Snapshot | None = None  # of groups, of any cluster: which topics each of them reads

    def __post_init__(self) -> None:
        """Refuse what does not say enough: offsets of groups and topics that nobody named are not touched."""
        if self.timestamp_ms is not None and (self.position != "timestamp" or self.timestamp_ms < 0):
            raise KafkaFailure("timestamp_ms is for position: timestamp, and counts milliseconds since 1970 from 0.")
        if self.snapshot is not None and self.position != "snapshot":
            raise KafkaFailure(f"snapshot is for position: snapshot, and position is {self.position}.")
        of_groups = self.snapshot is not None and self.snapshot.groups is not None
        if self.groups.is_everything and not of_groups:
            raise KafkaFailure("Name the groups to place: give groups or groups_matching.")
        if self.subscriptions is not None and (of_groups or self.subscriptions.groups is None):
            raise KafkaFailure(
                "subscriptions is what kafka_consumer_lag_info saved, and goes with any position but a snapshot of groups."
            )
        if self.topics.is_everything and self.snapshot is None:
            raise KafkaFailure("Name the topics to place groups on: give topics or topics_matching.")

    def topics_of(self, group: str) -> set[str] | None:
        """The topics that a group reads; null when that is not told, and all chosen ones are meant."""
        return None if self.subscriptions is None else self.subscriptions.topics_of(group)


class Placer:
    """Places groups of one cluster."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._listings = list_groups(connection)
        self._reader = GroupReader(connection, self._listings.values())

    def plan(self, wish: PlacementRequest) -> list[GroupPlan]:
        """Read and decide; nothing is changed."""
        wanted, logs = self._wanted(wish)
        states = require_idle(self._reader.describe(wanted))
        return plan_groups(states, wanted, self._committed(wanted), logs, wish.clamp)

    def _wanted(self, wish: PlacementRequest) -> tuple[dict[str, Commits], dict[Partition, LogRange]]:
        """What each group shall commit, and where the logs of the partitions start and end."""
        if wish.snapshot is not None and wish.snapshot.groups is not None:
            wanted = wish.snapshot.choose_groups(wish.groups, wish.topics)
            placed = {
                partition for commits in wanted.values() for partition, offset in commits.items() if offset is not None
            }
            return wanted, _ranges(self._logs(placed, ()))
        groups = self._choose_groups(wish.groups)
        if wish.snapshot is not None:
            offsets = wish.snapshot.choose_log_ends(wish.topics)
            ranges = _ranges(self._logs(offsets, ()))
            require_all_partitions(self._partitions({partition.topic for partition in offsets}), offsets)
        else:
            topics = select_topics(self._connection, wish.topics)
            partitions = [Partition(name, partition) for name, topic in topics.items() for partition in topic.leaders]
            logs = self._logs(partitions, () if wish.timestamp_ms is None else (wish.timestamp_ms,))
            ranges = _ranges(logs)
            offsets = {partition: _offset_at(wish.position, log) for partition, log in logs.items()}
        return {group: _of_topics(offsets, wish.topics_of(group)) for group in groups}, ranges

    def _choose_groups(self, selection: Selection) -> list[str]:
        """Named groups, which need not exist, and existing ones that match; those of Connect and the like only by name."""
        others = {name for name, listing in self._listings.items() if listing.protocol_type not in ("", "consumer")}
        chosen = selection.choose({*self._listings, *selection.names}, others.__contains__)
        if not chosen:
            raise KafkaFailure(
                f"No group of {self._connection.label} is left by groups, groups_matching and exclude_groups_matching; a group that does "
                "not exist yet has to be named in groups."
            )
        return chosen

    def _logs(self, partitions: t.Iterable[Partition], times: tuple[int, ...]) -> dict[Partition, tuple[int, ...]]:
        answers = list_offsets(self._connection, partitions, [EARLIEST, LATEST, *times])
        return require(answers, f"find the log offsets on {self._connection.label}; nothing was changed")

    def _partitions(self, topics: t.Iterable[str]) -> list[Partition]:
        described = require(describe_topics(self._connection, topics), f"describe topics of {self._connection.label}")
        return [Partition(name, partition) for name, topic in described.items() for partition in topic.leaders]

    def _committed(self, groups: t.Iterable[str]) -> dict[str, dict[Partition, int]]:
        doing = f"read committed offsets on {self._connection.label}; nothing was changed"
        answers = require(self._reader.committed_offsets(groups), doing)
        return {group: require(commits, f"{doing}, group {group}") for group, commits in answers.items()}

    def apply(self, plans: t.Sequence[GroupPlan]) -> dict[str, str]:
        """Commit, read back and compare: group to what went wrong; one group's error does not stop the others."""
        changing = [plan for plan in plans if plan.changes]
        errors = {plan.group: error for plan in changing for error in [self._commit(plan)] if error}
        after = self._reader.committed_offsets(plan.group for plan in changing)
        for plan in changing:
            if plan.group not in errors and (error := _difference(plan, after[plan.group])):
                errors[plan.group] = error
        return errors

    def _commit(self, plan: GroupPlan) -> str | None:
        answers: dict[Partition, t.Any] = {}
        for part in chunks(list(plan.changes.items()), _COMMITS_A_REQUEST):
            answers.update(self._reader.commit(plan.group, dict(part)))
        errors = {partition: answer for partition, answer in answers.items() if isinstance(answer, BrokerError)}
        if not errors:
            return None
        joined = any(error.code in _MEMBER_JOINED for error in errors.values())
        hint = " (a consumer has joined meanwhile; stop it and run this again)" if joined else ""
        return f"{name_some((f'{partition}: {error}' for partition, error in sorted(errors.items())), most=3)}{hint}"


def _ranges(logs: dict[Partition, tuple[int, ...]]) -> dict[Partition, LogRange]:
    return {partition: LogRange(*log[:2]) for partition, log in logs.items()}


def _of_topics(offsets: dict[Partition, int], topics: set[str] | None) -> Commits:
    return {partition: offset for partition, offset in offsets.items() if topics is None or partition.topic in topics}


def _offset_at(position: str, log: tuple[int, ...]) -> int:
    """The offset of a position in a log; with no record at or after the time, its end."""
    start, end = log[:2]
    if position == "timestamp":
        return end if log[2] == _NONE_AT_OR_AFTER else log[2]
    return start if position == "start" else end


def _difference(plan: GroupPlan, after: t.Any) -> str | None:
    if isinstance(after, BrokerError):
        return f"committed, but what is there now cannot be read: {after}"
    wrong = {partition: offset for partition, offset in plan.changes.items() if after.get(partition) != offset}
    if not wrong:
        return None
    named = name_some(
        (f"{partition}: {after.get(partition)} instead of {offset}" for partition, offset in wrong.items()), most=3
    )
    return f"committed, but something else is there now: {named}; does MirrorMaker still sync this group?"


def failure(errors: dict[str, str], groups: int) -> str | None:
    """Why the module has to fail; null when it has not."""
    if not errors:
        return None
    named = name_some((f"{group}: {error}" for group, error in sorted(errors.items())), most=5)
    return f"{len(errors)} of {groups} groups could not be placed: {named}."
