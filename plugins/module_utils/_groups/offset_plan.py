# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where consumer groups shall stand, and what that changes; nothing here talks to a cluster."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import Commits
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError, KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import GroupDescription
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

EMPTY, DEAD = "Empty", "Dead"  # Dead is what brokers call a group that does not exist
_NO_SUCH_GROUP = 69  # said instead of Dead since Kafka 4.0 (KIP-1043)
_CONSUMER_TYPES = ("", "consumer")


class LogRange(t.NamedTuple):
    """Where a log starts and ends now."""

    start: int
    end: int

    def nearest(self, offset: int) -> int:
        """The offset itself, or the end of the log that it lies beyond."""
        return min(max(offset, self.start), self.end)


@dataclasses.dataclass(frozen=True)
class Placement:
    """One partition of a group, before and after."""

    partition: Partition
    before: int | None
    after: int | None  # null: left without a commit
    wanted: int | None  # other than after where that lies outside of the log

    @property
    def changes(self) -> bool:
        """Whether a commit is needed; one that the snapshot does not know is left as it is."""
        return self.after is not None and self.after != self.before

    @property
    def left(self) -> bool:
        """Whether the group had no commit when the snapshot was taken, and has one now."""
        return self.wanted is None and self.before is not None

    def to_result(self) -> dict[str, t.Any]:
        """This partition as the module returns it."""
        clamped = self.wanted if self.wanted != self.after else None
        after = self.before if self.wanted is None else self.after
        return {
            "topic": self.partition.topic,
            "partition": self.partition.partition,
            "before": self.before,
            "after": after,
            "clamped_from": clamped,
        }


@dataclasses.dataclass(frozen=True)
class GroupPlan:
    """What happens to one group."""

    group: str
    state: str
    placements: tuple[Placement, ...]

    @property
    def changes(self) -> dict[Partition, int]:
        """The offsets to commit."""
        return {placement.partition: placement.after for placement in self.placements if placement.changes}

    @property
    def before(self) -> Commits:
        """What was committed for every partition of the plan."""
        return {placement.partition: placement.before for placement in self.placements}

    @property
    def left(self) -> list[Partition]:
        """Partitions that keep a commit that the snapshot does not know."""
        return [placement.partition for placement in self.placements if placement.left]

    def to_result(self, detail: str, error: str | None = None) -> dict[str, t.Any]:
        """This group as the module returns it."""
        shown = [placement for placement in self.placements if detail == "all" or placement.changes]
        return {
            "group": self.group,
            "state": self.state,
            "unchanged_partitions": len(self.placements) - len(self.changes),
            "partitions": [placement.to_result() for placement in shown],
            "error": error,
        }


def state_of(description: Answer) -> Answer:
    """The state of a group, or the error that was given instead."""
    if isinstance(description, BrokerError):
        return DEAD if description.code == _NO_SUCH_GROUP else description
    return description.state


def require_idle(descriptions: dict[str, Answer]) -> dict[str, str]:
    """The states of the groups; raises KafkaFailure when one has members, or is no group of consumers."""
    bad = [
        f"{group} {problem}"
        for group, description in sorted(descriptions.items())
        for problem in _problems(description)
    ]
    if bad:
        raise KafkaFailure(
            f"Nothing was changed: offsets can be placed only where no consumer is active. {name_some(bad)}. Stop the consumers "
            "and wait until the group is Empty (one that does not say goodbye is a member until its session.timeout.ms has passed)."
        )
    return {group: state_of(description) for group, description in descriptions.items()}


def _problems(description: Answer) -> t.Iterator[str]:
    state = state_of(description)
    if isinstance(state, BrokerError):
        yield f"cannot be described ({state})"
    elif state not in (EMPTY, DEAD):
        yield f"is {state} with {_members(description)}"
    elif isinstance(description, GroupDescription) and description.protocol_type not in _CONSUMER_TYPES:
        yield f"is a group of another kind (protocol type {description.protocol_type}), which commits no offsets of topics"


def _members(description: GroupDescription) -> str:
    members = description.members
    count = "1 member" if len(members) == 1 else f"{len(members)} members"
    named = name_some((f"{member.client_id} at {member.host}" for member in members), most=5)
    return f"{count} ({named})" if members else count


def plan_groups(
    states: dict[str, str],
    wanted: dict[str, Commits],
    committed: dict[str, dict[Partition, int]],
    logs: dict[Partition, LogRange],
    clamp: bool,
) -> list[GroupPlan]:
    """Plan all groups; raises KafkaFailure when an offset lies outside of its log and clamp is not set."""
    plans = [
        GroupPlan(
            group,
            states[group],
            tuple(
                _place(partition, offset, committed[group].get(partition), logs)
                for partition, offset in sorted(offsets.items())
            ),
        )
        for group, offsets in sorted(wanted.items())
    ]
    outside = [
        (plan.group, placement)
        for plan in plans
        for placement in plan.placements
        if placement.wanted != placement.after
    ]
    if outside and not clamp:
        named = name_some(
            f"{group}: {place.partition} at {place.wanted}, which {_position(place, logs)}" for group, place in outside
        )
        raise KafkaFailure(
            f"Nothing was changed: these offsets lie outside of the logs, and consumers would jump as their auto.offset.reset says, which "
            f"can skip everything. {named}. Set out_of_range: clamp to place them at the nearer end of the log instead."
        )
    return plans


def _place(partition: Partition, wanted: int | None, before: int | None, logs: dict[Partition, LogRange]) -> Placement:
    return Placement(partition, before, None if wanted is None else logs[partition].nearest(wanted), wanted)


def _position(placement: Placement, logs: dict[Partition, LogRange]) -> str:
    start, end = logs[placement.partition]
    if placement.wanted < start:
        return f"was deleted from the log (it starts at {start})"
    return f"the log has not reached (it ends at {end})"


def require_all_partitions(existing: t.Iterable[Partition], known: t.Container[Partition]) -> None:
    """Refuse a snapshot of log ends that lacks partitions: a group would have no position there."""
    lacking = [partition for partition in existing if partition not in known]
    if lacking:
        raise KafkaFailure(
            f"Nothing was changed: the snapshot has no end of {name_some(sorted(lacking))}, which were added since; take it again."
        )


def diff(plans: t.Sequence[GroupPlan]) -> list[dict[str, str]]:
    """Before and after of every group that changes, partition by partition."""
    return [
        {
            "before_header": f"group {plan.group}",
            "after_header": f"group {plan.group}",
            "before": "".join(
                f"{partition}: {plan.before[partition]}\n"
                for partition in plan.changes
                if plan.before[partition] is not None
            ),
            "after": "".join(f"{partition}: {offset}\n" for partition, offset in plan.changes.items()),
        }
        for plan in plans
        if plan.changes
    ]
