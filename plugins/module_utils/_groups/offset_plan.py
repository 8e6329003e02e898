# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The offsets that groups shall have committed, and what that changes; nothing here connects to a cluster."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import OptionalOffsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    KafkaFailure,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import (
    CLASSIC,
    DEAD,
    EMPTY,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

_MOST_MEMBERS = 5  # that a message names


class LogRange(t.NamedTuple):
    """Where a log starts and ends now."""

    start: int
    end: int

    def nearest(self, offset: int) -> int:
        """Return the offset itself, or the nearer end of the log where it is outside."""
        return min(max(offset, self.start), self.end)


@dataclasses.dataclass(frozen=True)
class OffsetChange:
    """The committed offset of a group on one partition, before and after."""

    partition: Partition
    before: int | None
    after: int | None  # None: left without a commit
    wanted: int | None  # differs from after where it is outside of the log

    @property
    def is_needed(self) -> bool:
        """Whether a commit is needed; one that the snapshot does not have is left as it is."""
        return self.after is not None and self.after != self.before

    @property
    def is_left(self) -> bool:
        """Whether the group had no commit when the snapshot was taken, and has one now."""
        return self.wanted is None and self.before is not None

    def to_result(self) -> dict[str, t.Any]:
        """Return this partition as the module does."""
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "before": self.before,
            "after": self.before if self.wanted is None else self.after,
            "clamped_from": self.wanted if self.wanted != self.after else None,
        }


@dataclasses.dataclass(frozen=True)
class GroupPlan:
    """What happens to one group."""

    group: str
    state: str
    offsets: tuple[OffsetChange, ...]

    @property
    def changes(self) -> dict[Partition, int]:
        """The offsets to commit."""
        return {
            offset.partition: offset.after for offset in self.offsets if offset.is_needed and offset.after is not None
        }

    @property
    def before(self) -> OptionalOffsets:
        """What was committed for every partition of the plan."""
        return {offset.partition: offset.before for offset in self.offsets}

    @property
    def left(self) -> list[Partition]:
        """Partitions that keep a commit that the snapshot does not have."""
        return [offset.partition for offset in self.offsets if offset.is_left]

    def to_result(self, detail: str, error: str | None = None) -> dict[str, t.Any]:
        """Return this group as the module does."""
        shown = [offset for offset in self.offsets if detail == "all" or offset.is_needed]
        return {
            "group": self.group,
            "state": self.state,
            "unchanged_partitions": len(self.offsets) - len(self.changes),
            "partitions": [offset.to_result() for offset in shown],
            "error": error,
        }

    def to_diff(self) -> dict[str, str]:
        """Return the changes, partition by partition, as Ansible shows them with --diff."""
        changes, before = self.changes, self.before
        return {
            "before_header": f"group {self.group}",
            "after_header": f"group {self.group}",
            "before": "".join(f"{part}: {before[part]}\n" for part in changes if before[part] is not None),
            "after": "".join(f"{part}: {offset}\n" for part, offset in changes.items()),
        }


def require_idle(descriptions: t.Mapping[str, Answer[GroupDescription]]) -> dict[str, str]:
    """Return the states of the groups; raises KafkaFailure when one is active, unknown or not a group of consumers."""
    problems = {group: _problem(description) for group, description in sorted(descriptions.items())}
    bad = [f"{group} {problem}" for group, problem in problems.items() if problem]
    if bad:
        raise KafkaFailure(
            f"Nothing was changed: offsets can be set only where no consumer is active. {name_some(bad)}. Stop the "
            "consumers and wait until the group is Empty (one that is killed stays a member until its "
            "session.timeout.ms has passed)."
        )
    return {
        group: description.state
        for group, description in descriptions.items()
        if not isinstance(description, BrokerError)
    }


def _problem(description: Answer[GroupDescription]) -> str | None:
    if isinstance(description, BrokerError):
        remedy = "; grant DESCRIBE on it" if description.code == ErrorCode.GROUP_AUTHORIZATION_FAILED else ""
        return f"cannot be described ({description}{remedy})"
    if description.state not in (EMPTY, DEAD):
        return f"is {description.state} with {_members(description)}"
    if description.exists and not description.is_consumer:
        kind = description.kind if description.kind != CLASSIC else f"protocol type {description.protocol_type}"
        return f"is a group of another kind ({kind}), whose offsets are not those of a consumer"
    return None


def _members(description: GroupDescription) -> str:
    members = description.members
    count = "1 member" if len(members) == 1 else f"{len(members)} members"
    named = name_some((f"{member.client_id} at {member.host}" for member in members), most=_MOST_MEMBERS)
    return f"{count} ({named})" if members else count


def plan_groups(
    states: t.Mapping[str, str],
    wanted: t.Mapping[str, OptionalOffsets],
    committed: t.Mapping[str, t.Mapping[Partition, int]],
    logs: t.Mapping[Partition, LogRange],
    clamp: bool,
) -> list[GroupPlan]:
    """Plan all groups; raises KafkaFailure when an offset is outside of its log and clamp is not set."""
    plans = [
        GroupPlan(
            group,
            states[group],
            tuple(
                _change(partition, offset, committed[group].get(partition), logs)
                for partition, offset in sorted(offsets.items())
            ),
        )
        for group, offsets in sorted(wanted.items())
    ]
    outside = [
        f"{plan.group}: {offset.partition} at {offset.wanted}, which {_outside(offset.wanted, logs[offset.partition])}"
        for plan in plans
        for offset in plan.offsets
        if offset.wanted is not None and offset.wanted != offset.after
    ]
    if outside and not clamp:
        raise KafkaFailure(
            f"Nothing was changed: these offsets are outside of the logs, where consumers would follow their "
            f"auto.offset.reset, which can skip everything. {name_some(outside)}. Set out_of_range: clamp to use the "
            "nearer end of the log instead."
        )
    return plans


def _change(
    partition: Partition, wanted: int | None, before: int | None, logs: t.Mapping[Partition, LogRange]
) -> OffsetChange:
    return OffsetChange(partition, before, None if wanted is None else logs[partition].nearest(wanted), wanted)


def _outside(offset: int, log: LogRange) -> str:
    if offset < log.start:
        return f"was deleted from the log (it starts at {log.start})"
    return f"the log has not reached (it ends at {log.end})"


def require_all_partitions(existing: t.Iterable[Partition], known: t.Container[Partition]) -> None:
    """Refuse a snapshot of log ends that lacks partitions: a group would have no position there."""
    lacking = [partition for partition in existing if partition not in known]
    if lacking:
        raise KafkaFailure(
            f"Nothing was changed: the snapshot has no end of {name_some(sorted(lacking))}, which were added since; "
            "take it again."
        )
