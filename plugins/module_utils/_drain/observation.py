# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one poll of a cluster found, in a form that can be sent from the host that reads Kafka to the one that waits."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import GroupPositions
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import CLASSIC, is_consumer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

Packed = dict[str, list[list[t.Any]]]


class LogState(t.NamedTuple):
    """The offsets of a partition's log."""

    start: int  # of the first record that still exists
    end: int  # of the next record
    stable: int  # the last stable offset, where the first open transaction begins, otherwise the end


class ScannedTail(t.NamedTuple):
    """The data records that a scan found between two offsets."""

    start: int
    end: int
    offsets: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class ScanRequest:
    """The tails of logs to read: the offset to start at, by partition."""

    starts: dict[Partition, int] = dataclasses.field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything is to be read."""
        return bool(self.starts)

    def to_json(self) -> Packed:
        """Pack the request for the module."""
        return _pack(self.starts)

    @classmethod
    def from_json(cls, packed: Packed) -> ScanRequest:
        """Return the request that to_json() packed."""
        return cls(_unpack(packed))


@dataclasses.dataclass(frozen=True)
class PollRequest:
    """What one poll reads besides the chosen topics and groups."""

    scan: ScanRequest = dataclasses.field(default_factory=ScanRequest)
    groups: tuple[str, ...] = ()  # waited for so far: read by name, even if no list shows them any more

    def to_json(self) -> dict[str, t.Any]:
        """Pack the request for the module."""
        return {"scan": self.scan.to_json(), "groups": list(self.groups)}

    @classmethod
    def from_json(cls, packed: t.Mapping[str, t.Any]) -> PollRequest:
        """Return the request that to_json() packed; from nothing, an empty one."""
        return cls(ScanRequest.from_json(packed.get("scan", {})), tuple(packed.get("groups", ())))


# The fields of a GroupView that are JSON as they are.
_PLAIN = ("group", "state", "protocol_type", "members", "error", "kind", "commits_read")


@dataclasses.dataclass(frozen=True)
class GroupView:
    """What the drain needs to know of a group; errors are strings here."""

    group: str
    state: str
    protocol_type: str
    members: int = 0
    error: str | None = None
    kind: str = CLASSIC
    subscribed: frozenset[str] = frozenset()
    assigned: frozenset[Partition] = frozenset()
    commits: dict[Partition, int | str] = dataclasses.field(default_factory=dict)
    commits_read: bool = True  # otherwise commits is empty because they could not be read

    @property
    def partitions(self) -> set[Partition]:
        """Committed and assigned ones."""
        return self.commits.keys() | self.assigned

    @property
    def topics(self) -> set[str]:
        """Those that it is known to read."""
        return {partition.topic for partition in self.partitions} | self.subscribed

    @property
    def is_consumer(self) -> bool:
        """Whether its committed offsets are positions in the topics that it reads."""
        return is_consumer(self.kind, self.protocol_type)

    @classmethod
    def of(cls, positions: GroupPositions) -> GroupView:
        """Convert the positions of a group."""
        return cls(
            group=positions.group,
            state=positions.state,
            protocol_type=positions.protocol_type,
            members=positions.members,
            error=positions.error,
            kind=positions.kind,
            subscribed=positions.subscribed,
            assigned=frozenset(positions.assigned),
            commits={
                partition: f"the commit cannot be read: {answer}" if isinstance(answer, BrokerError) else answer
                for partition, answer in positions.commits.items()
            },
            commits_read=positions.commits_read,
        )

    def to_json(self) -> dict[str, t.Any]:
        """Pack the group for JSON."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "subscribed": sorted(self.subscribed),
            "assigned": _pack({partition: None for partition in self.assigned}),
            "commits": _pack(self.commits),
        }

    @classmethod
    def from_json(cls, packed: dict[str, t.Any]) -> GroupView:
        """Return the group that to_json() packed."""
        return cls(
            **{
                **packed,
                "subscribed": frozenset(packed["subscribed"]),
                "assigned": frozenset(_unpack(packed["assigned"])),
                "commits": _unpack(packed["commits"]),
            }
        )


@dataclasses.dataclass(frozen=True)
class Observation:
    """The result of one poll: the ends of the logs were read first, the commits after them."""

    cluster_id: str
    logs: dict[Partition, LogState | str]
    groups: dict[str, GroupView]
    topic_errors: dict[str, str] = dataclasses.field(default_factory=dict)
    passing: frozenset[str] = frozenset()  # the topics and partitions whose error can pass by itself, by name
    missing_groups: tuple[str, ...] = ()
    deleted_groups: tuple[str, ...] = ()  # waited for so far, and seen to be gone
    left_out: tuple[str, ...] = ()  # topics that are not in question only because their names look internal
    incomplete: tuple[str, ...] = ()  # why there can be groups or topics that are not in here
    scanned_tails: dict[Partition, ScannedTail] = dataclasses.field(default_factory=dict)

    @property
    def topics(self) -> list[str]:
        """The topics that were read, sorted."""
        return sorted({partition.topic for partition in self.logs} | self.topic_errors.keys())

    def to_json(self) -> dict[str, t.Any]:
        """Pack the observation for JSON; short lists, because Ansible transfers a large result slowly."""
        return {
            "cluster_id": self.cluster_id,
            "logs": _pack(self.logs),
            "groups": [view.to_json() for view in self.groups.values()],
            "topic_errors": self.topic_errors,
            "passing": sorted(self.passing),
            "missing_groups": list(self.missing_groups),
            "deleted_groups": list(self.deleted_groups),
            "left_out": list(self.left_out),
            "incomplete": list(self.incomplete),
            "scanned_tails": _pack(self.scanned_tails),
        }

    @classmethod
    def from_json(cls, packed: dict[str, t.Any]) -> Observation:
        """Return the observation that to_json() packed."""
        views = [GroupView.from_json(view) for view in packed["groups"]]
        return cls(
            cluster_id=packed["cluster_id"],
            logs={
                partition: log if isinstance(log, str) else LogState(*log)
                for partition, log in _unpack(packed["logs"]).items()
            },
            groups={view.group: view for view in views},
            topic_errors=dict(packed["topic_errors"]),
            passing=frozenset(packed["passing"]),
            missing_groups=tuple(packed["missing_groups"]),
            deleted_groups=tuple(packed["deleted_groups"]),
            left_out=tuple(packed["left_out"]),
            incomplete=tuple(packed["incomplete"]),
            scanned_tails={
                partition: ScannedTail(start, end, tuple(offsets))
                for partition, (start, end, offsets) in _unpack(packed["scanned_tails"]).items()
            },
        )


def _pack(values: t.Mapping[Partition, t.Any]) -> Packed:
    """Collect values by topic, for JSON: {topic: [[partition, value], ...]}."""
    packed: Packed = {}
    for partition, value in sorted(values.items(), key=lambda item: item[0]):
        packed.setdefault(partition.topic, []).append([partition.partition, value])
    return packed


def _unpack(packed: t.Mapping[str, t.Iterable[t.Sequence[t.Any]]]) -> dict[Partition, t.Any]:
    """Return the values that were packed."""
    return {Partition(topic, index): value for topic, pairs in packed.items() for index, value in pairs}
