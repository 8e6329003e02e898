# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set the committed offsets of groups: read what a plan needs, carry the plan out, and read the result back."""

from __future__ import annotations

import dataclasses
import os
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_plan import (
    GroupPlan,
    LogRange,
    plan_groups,
    require_all_partitions,
    require_idle,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import (
    OptionalOffsets,
    Snapshot,
    merge_saved,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    KafkaFailure,
    require,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import is_consumer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_reader import GroupReader
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import (
    Commits,
    GroupListing,
    list_groups,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import (
    EARLIEST,
    LATEST,
    Offsets,
    list_offsets,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import describe_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import groups_verdict
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import select_topics

# All commits of a request become one batch of the offsets topic, which has the brokers' usual limit of 1 MiB.
_COMMITS_A_REQUEST = 2000
_MEMBER_JOINED = (ErrorCode.ILLEGAL_GENERATION, ErrorCode.UNKNOWN_MEMBER_ID, ErrorCode.REBALANCE_IN_PROGRESS)
_NONE_AT_OR_AFTER = -1  # the answer to a timestamp that is later than every record
_MOST_PARTITIONS = 3  # that a message names for a group
_MOST_GROUPS = 5


@dataclasses.dataclass(frozen=True)
class PlacementRequest:
    """What the options of kafka_consumer_offset ask for."""

    groups: Selection
    topics: Selection
    position: str
    timestamp_ms: int | None = None
    snapshot: Snapshot | None = None
    clamp: bool = False
    subscriptions: Snapshot | None = None  # of groups, of any cluster: which topics each of them reads

    @classmethod
    def parse(cls, params: dict[str, t.Any]) -> PlacementRequest:
        """Read the options and the files that they name; raises Failure where they are incomplete or contradictory."""
        return cls(
            groups=Selection.parse("groups", params),
            topics=Selection.parse("topics", params),
            position=params["position"],
            timestamp_ms=params["timestamp_ms"],
            snapshot=_read_snapshot(params["snapshot"]),
            clamp=params["out_of_range"] == "clamp",
            subscriptions=_read_snapshot(params["subscriptions"]),
        )

    def __post_init__(self) -> None:
        """Refuse what is too vague: offsets of groups and topics that nobody named are never changed."""
        if self.timestamp_ms is not None and (self.position != "timestamp" or self.timestamp_ms < 0):
            raise KafkaFailure("timestamp_ms is for position: timestamp, and counts milliseconds since 1970 from 0.")
        if self.snapshot is not None and self.position != "snapshot":
            raise KafkaFailure(f"snapshot is for position: snapshot, and position is {self.position}.")
        of_groups = self.snapshot is not None and self.snapshot.groups is not None
        if self.groups.is_everything and not of_groups:
            raise KafkaFailure("Name the groups whose offsets are to be set: give groups or groups_matching.")
        if self.subscriptions is not None and (of_groups or self.subscriptions.groups is None):
            raise KafkaFailure(
                "subscriptions must be what kafka_consumer_lag_info saved, and goes with any position but a snapshot "
                "of groups."
            )
        if self.topics.is_everything and self.snapshot is None:
            raise KafkaFailure("Name the topics on which offsets are to be set: give topics or topics_matching.")

    def topics_of(self, group: str) -> set[str] | None:
        """The topics that a group reads; None where no subscriptions are given, and all chosen ones are meant."""
        return None if self.subscriptions is None else self.subscriptions.topics_of(group)


def _read_snapshot(content: object) -> Snapshot | None:
    """Read a snapshot that is given as a value or as the path of its file."""
    if content is None:
        return None
    return Snapshot.parse(snapshot_file.load(content))


class OffsetSetter:
    """Sets committed offsets of the groups of one cluster."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._listings: dict[str, GroupListing] = {}
        self._reader = GroupReader(connection)

    def plan(self, request: PlacementRequest) -> list[GroupPlan]:
        """Read and decide; nothing is changed."""
        if request.groups.matching:
            _require_complete(groups_verdict(self._connection).reason)
            self._listings = list_groups(self._connection)
            self._reader = GroupReader(self._connection, self._listings.values())
        wanted, logs = self._wanted(request)
        states = require_idle(self._reader.describe(wanted))
        return plan_groups(states, wanted, self._committed(wanted), logs, request.clamp)

    def _wanted(self, request: PlacementRequest) -> tuple[dict[str, OptionalOffsets], dict[Partition, LogRange]]:
        """What each group shall have committed, and where the logs of the partitions start and end."""
        snapshot = request.snapshot
        if snapshot is not None and snapshot.groups is not None:
            wanted = snapshot.choose_groups(request.groups, request.topics)
            committed = {
                partition for commits in wanted.values() for partition, offset in commits.items() if offset is not None
            }
            return wanted, _ranges(self._logs(committed, ()))
        groups = self._choose_groups(request.groups)
        if snapshot is not None:
            offsets = snapshot.choose_log_ends(request.topics)
            ranges = _ranges(self._logs(offsets, ()))
            require_all_partitions(self._partitions({partition.topic for partition in offsets}), offsets)
        else:
            partitions = self._selected_partitions(request.topics)
            logs = self._logs(partitions, () if request.timestamp_ms is None else (request.timestamp_ms,))
            ranges = _ranges(logs)
            offsets = {partition: _offset_at(request.position, log) for partition, log in logs.items()}
        return {group: _of_topics(offsets, request.topics_of(group)) for group in groups}, ranges

    def _choose_groups(self, selection: Selection) -> list[str]:
        """Named groups, which need not exist, and existing ones that match; those of other kinds only by name."""
        others = {
            name for name, listing in self._listings.items() if not is_consumer(listing.kind, listing.protocol_type)
        }
        chosen = selection.choose({*self._listings, *selection.names}, others.__contains__)
        if not chosen:
            raise KafkaFailure(
                f"No group of {self._connection.label} is left by groups, groups_matching and exclude_groups_matching; "
                "a group that does not exist yet has to be named in groups."
            )
        return chosen

    def _selected_partitions(self, selection: Selection) -> list[Partition]:
        selected = select_topics(self._connection, selection)
        if selection.matching:
            _require_complete(selected.incomplete_reason)
        return [Partition(name, number) for name, topic in selected.topics.items() for number in topic.leaders]

    def _logs(self, partitions: t.Iterable[Partition], times: tuple[int, ...]) -> dict[Partition, Offsets]:
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
        """Commit, read back and compare; return group to error. One group's error does not stop the others."""
        changing = [plan for plan in plans if plan.changes]
        errors = {plan.group: error for plan in changing for error in [self._commit(plan)] if error}
        after = self._reader.committed_offsets(plan.group for plan in changing)
        for plan in changing:
            if plan.group not in errors and (error := _difference(plan, after[plan.group])):
                errors[plan.group] = error
        return errors

    def _commit(self, plan: GroupPlan) -> str | None:
        answers: dict[Partition, Answer[None]] = {}
        for part in chunks(list(plan.changes.items()), _COMMITS_A_REQUEST):
            answers.update(self._reader.commit(plan.group, dict(part)))
        _committed, errors = split(answers)
        if not errors:
            return None
        joined = any(error.code in _MEMBER_JOINED for error in errors.values())
        hint = " (a consumer has joined in the meantime; stop it and run this again)" if joined else ""
        named = name_some((f"{part}: {error}" for part, error in sorted(errors.items())), most=_MOST_PARTITIONS)
        return f"{named}{hint}"


def _require_complete(incomplete_reason: str | None) -> None:
    """Refuse to choose by expressions from a list that may lack some: their offsets would be left as they are."""
    if incomplete_reason:
        raise KafkaFailure(f"Nothing was changed: {incomplete_reason}.")


def _ranges(logs: t.Mapping[Partition, Offsets]) -> dict[Partition, LogRange]:
    return {partition: LogRange(start, end) for partition, (start, end, *_times) in logs.items()}


def _of_topics(offsets: t.Mapping[Partition, int], topics: set[str] | None) -> OptionalOffsets:
    return {partition: offset for partition, offset in offsets.items() if topics is None or partition.topic in topics}


def _offset_at(position: str, log: Offsets) -> int:
    """Return the offset of a position in a log; its end where no record is at or after the timestamp."""
    start, end, *at_timestamp = log
    if position == "timestamp":
        return end if at_timestamp[0] == _NONE_AT_OR_AFTER else at_timestamp[0]
    return start if position == "start" else end


def _difference(plan: GroupPlan, after: Answer[Commits]) -> str | None:
    """How the offsets that were read back differ from those committed."""
    if isinstance(after, BrokerError):
        return f"committed, but the offsets cannot be read back: {after}"
    wrong = {partition: offset for partition, offset in plan.changes.items() if after.get(partition) != offset}
    if not wrong:
        return None
    named = name_some(
        (f"{partition}: {after.get(partition)} instead of {offset}" for partition, offset in wrong.items()),
        most=_MOST_PARTITIONS,
    )
    return f"committed, but reading back returned other offsets: {named}; does MirrorMaker still sync this group?"


def failure(errors: t.Mapping[str, str], groups: int) -> str | None:
    """Return the message with which the module has to fail, or None."""
    if not errors:
        return None
    named = name_some((f"{group}: {error}" for group, error in sorted(errors.items())), most=_MOST_GROUPS)
    return f"The offsets of {len(errors)} of {groups} groups could not be set: {named}."


def save_before(path: str, cluster_id: str, plans: t.Iterable[GroupPlan], check_mode: bool) -> None:
    """Save what was committed before a change; in check mode only check that it can be saved."""
    saved = snapshot_file.load_json(path) if os.path.exists(path) else None
    merged = merge_saved(saved, cluster_id, {plan.group: (plan.state, plan.before) for plan in plans})
    if merged != saved and not check_mode:
        snapshot_file.save_json(path, merged)
