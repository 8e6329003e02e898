# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one look at a cluster found, in a form that travels from the host that reads Kafka to the one that watches."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import GroupPositions
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

Value = t.TypeVar("Value")
Packed = dict[str, list[list[t.Any]]]


class LogState(t.NamedTuple):
    """A partition's log: first offset, offset of the next record, and last stable offset (where an open transaction begins)."""

    start: int
    end: int
    stable: int


class ScannedTail(t.NamedTuple):
    """The data records that a scan found from one offset up to another."""

    start: int
    end: int
    offsets: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class GroupView:
    """What the drain needs of a group; errors are texts here."""

    group: str
    state: str
    protocol_type: str
    members: int = 0
    error: str | None = None
    assigned: frozenset[Partition] = frozenset()
    commits: dict[Partition, int | str] = dataclasses.field(default_factory=dict)

    @property
    def partitions(self) -> set[Partition]:
        """Committed and assigned ones."""
        return self.commits.keys() | self.assigned

    @classmethod
    def of(cls, positions: GroupPositions) -> GroupView:
        """Take over what the coordinator told."""
        return cls(
            group=positions.group,
            state=positions.state,
            protocol_type=positions.protocol_type,
            members=positions.members,
            error=positions.error,
            assigned=frozenset(positions.assigned),
            commits={
                partition: f"the commit cannot be read: {answer}" if isinstance(answer, BrokerError) else answer
                for partition, answer in positions.commits.items()
            },
        )

    def to_json(self) -> dict[str, t.Any]:
        """Pack it."""
        return {
            **{name: getattr(self, name) for name in ("group", "state", "protocol_type", "members", "error")},
            "assigned": pack({partition: None for partition in self.assigned}),
            "commits": pack(self.commits),
        }

    @classmethod
    def from_json(cls, packed: dict[str, t.Any]) -> GroupView:
        """The inverse of to_json()."""
        return cls(
            **{**packed, "assigned": frozenset(unpack(packed["assigned"])), "commits": unpack(packed["commits"])}
        )


@dataclasses.dataclass(frozen=True)
class Observation:
    """One look: the ends of the logs were read first, the commits after them."""

    cluster_id: str
    logs: dict[Partition, LogState | str]
    groups: dict[str, GroupView]
    topic_errors: dict[str, str] = dataclasses.field(default_factory=dict)
    missing_groups: tuple[str, ...] = ()
    scanned_tails: dict[Partition, ScannedTail] = dataclasses.field(default_factory=dict)

    @property
    def topics(self) -> list[str]:
        """The topics that were looked at, sorted."""
        return sorted({partition.topic for partition in self.logs} | self.topic_errors.keys())

    def to_json(self) -> dict[str, t.Any]:
        """Pack it: short lists, because a large result of a module is slow."""
        return {
            "cluster_id": self.cluster_id,
            "logs": pack(self.logs),
            "groups": [view.to_json() for view in self.groups.values()],
            "topic_errors": self.topic_errors,
            "missing_groups": list(self.missing_groups),
            "scanned_tails": pack(self.scanned_tails),
        }

    @classmethod
    def from_json(cls, packed: dict[str, t.Any]) -> Observation:
        """The inverse of to_json()."""
        views = [GroupView.from_json(view) for view in packed["groups"]]
        return cls(
            cluster_id=packed["cluster_id"],
            logs={
                partition: log if isinstance(log, str) else LogState(*log)
                for partition, log in unpack(packed["logs"]).items()
            },
            groups={view.group: view for view in views},
            topic_errors=dict(packed["topic_errors"]),
            missing_groups=tuple(packed["missing_groups"]),
            scanned_tails={
                partition: ScannedTail(start, end, tuple(offsets))
                for partition, (start, end, offsets) in unpack(packed["scanned_tails"]).items()
            },
        )


def pack(values: t.Mapping[Partition, t.Any]) -> Packed:
    """Collect values by topic, for JSON: {topic: [[partition, value], ...]}."""
    packed: Packed = {}
    for partition, value in sorted(values.items(), key=lambda item: item[0]):
        packed.setdefault(partition.topic, []).append([partition.partition, value])
    return packed


def unpack(packed: t.Mapping[str, t.Iterable[t.Sequence[t.Any]]]) -> dict[Partition, t.Any]:
    """The inverse of pack()."""
    return {Partition(topic, index): value for topic, pairs in packed.items() for index, value in pairs}
