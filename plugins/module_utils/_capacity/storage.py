# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many bytes the chosen topics take on the target, and how many it has: decided from what was read."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    WARN,
    Check,
    Clusters,
    ClusterState,
    Move,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import Instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some, size
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, split
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import single_replica_sizes

_DENIED = 31  # CLUSTER_AUTHORIZATION_FAILED
# DMS says GB and not which: as many bytes as can be meant where it is needed, as few where it is free.
_LARGE_GB, _SMALL_GB = 2**30, 10**9
# At this share of a disk DMS refuses production or deletes the oldest tenth of the messages (manual, "Which Capacity Threshold
# Policy Should I Use?"), so that the rest cannot be counted on.
_DMS_THRESHOLD_PERCENT = 95


@dataclasses.dataclass(frozen=True)
class Limits:
    """What the user says about storage."""

    head_room_percent: int
    target_storage_bytes: int | None
    mirrored: bool  # whether the source's records are copied


class NotKnown(Exception):
    """A size that cannot be told; never to be taken for zero."""

    def __init__(self, message: str, remedy: str, verdict: str = FAIL) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.verdict = verdict


@dataclasses.dataclass(frozen=True)
class Need:
    """Bytes of the chosen topics."""

    single_replica: int  # on the source
    data: int  # all replicas on the target, once all is there
    remaining: int  # of these, what the target does not hold yet
    largest_partition: int  # of these, most of one replica of one partition; 0 where only totals are known
    basis: str = ""

    def with_head_room(self, percent: int) -> int:
        """Bytes that must be free now.

        The head room is a part of all the data and not of what is still to be copied: so the answer stays the same while a
        mirror turns what is free into what is there.
        """
        return self.remaining + _divide_up(self.data * percent, 100)


@dataclasses.dataclass(frozen=True)
class Room:
    """Bytes that are free on the target."""

    total: int
    smallest_broker: int
    basis: str


def need_of(clusters: Clusters, instance: Instance | None) -> Need:
    """What the topics need, from the source's log directories, else from what DMS tells; raises NotKnown."""
    held = _held(clusters.target)
    errors = split(clusters.source.log_dirs)[1]
    if not errors:
        return _measured(clusters, held)
    by_topic: dict[str, int] = {}
    for partition, number in held.items():
        by_topic[partition.topic] = by_topic.get(partition.topic, 0) + number
    told = _told(clusters.moves, by_topic, instance) if instance else None
    if told:
        return told
    raise _untold("source", errors, "source_instance")


def _measured(clusters: Clusters, held: dict[Partition, int]) -> Need:
    """The largest replica of each partition counts.

    The leader's is what will be copied, but which one leads can change before it is: the largest is the upper bound of what any
    of them can make the target store. A follower that is behind holds less; one whose cleaner or retention has not run yet
    holds more. Indexes are not in these sizes; they are under 1 % and part of the head room.
    """
    sizes = single_replica_sizes(clusters.source.log_dirs)
    lost, single, data, remaining, largest = [], 0, 0, 0, 0
    for move in clusters.moves:
        for number in range(move.topic.partitions):
            partition = Partition(move.name, number)
            if partition not in sizes or number in move.topic.leaderless:
                lost.append(partition)
                continue
            bytes_there = sizes[partition] * move.replication_factor
            missing = max(0, bytes_there - held.get(partition, 0))
            single += sizes[partition]
            data += bytes_there
            remaining += missing
            largest = max(largest, _divide_up(missing, move.replication_factor))
    if lost:
        raise NotKnown(
            f"{len(lost)} partitions of the source have no leader or no replica on a broker that lives, so that their size is unknown: {name_some(lost)}",
            "bring the source's brokers back, or leave these topics out",
        )
    return Need(single, data, remaining, largest)


def _told(moves: t.Sequence[Move], held: dict[str, int], instance: Instance) -> Need | None:
    """The same from DMS, which counts all replicas; null when it does not tell either."""
    usage = instance.disk_usage
    if usage is not None and all(move.name in usage for move in moves):
        sizes = {move.name: _divide_up(usage[move.name], move.topic.replication_factor) for move in moves}
        data = {move.name: sizes[move.name] * move.replication_factor for move in moves}
        remaining = sum(max(0, data[name] - held.get(name, 0)) for name in data)
        return Need(sum(sizes.values()), sum(data.values()), remaining, 0, " (by the disk usage that DMS tells)")
    if instance.used_storage_space is None:
        return None
    # Used space holds every topic there is. No chosen topic can need more of it on the target than its share times the largest growth of a
    # replication factor. The figure is in whole GB: one more, for what was rounded away.
    used = (instance.used_storage_space + 1) * _LARGE_GB
    single = max((_divide_up(used, move.topic.replication_factor) for move in moves), default=0)
    data_bytes = max(
        (_divide_up(used * move.replication_factor, move.topic.replication_factor) for move in moves), default=0
    )
    missing = max(0, data_bytes - sum(held.get(move.name, 0) for move in moves))
    return Need(single, data_bytes, missing, 0, " (at most, by the used storage space that DMS tells)")


def _held(target: ClusterState) -> dict[Partition, int]:
    """What all replicas of each partition take on the target; nothing where it does not tell, so that more is asked for."""
    held: dict[Partition, int] = {}
    for log_dirs in split(target.log_dirs)[0].values():
        for log_dir in log_dirs:
            for partition, number in log_dir.replicas.items():
                held[partition] = held.get(partition, 0) + number
    return held


def room_of(target: ClusterState, limits: Limits, instance: Instance | None) -> Room:
    """What is free on the target; raises NotKnown.

    What brokers measure now counts, and no more than the user grants. DMS's figures, whole and rounded, are only for brokers
    that do not tell.
    """
    errors = split(target.log_dirs)[1]
    measured = None if errors else _free(target, managed=instance is not None)
    granted = limits.target_storage_bytes
    if measured and (granted is None or sum(measured) <= granted):
        return Room(sum(measured), min(measured), "on the brokers' disks")
    if granted is not None:
        even = granted // max(1, target.brokers)
        return Room(granted, min([*(measured or ()), even]), "by target_storage_bytes")
    if instance and instance.storage_space is not None and instance.used_storage_space is not None:
        whole = instance.storage_space * _SMALL_GB * _DMS_THRESHOLD_PERCENT // 100
        free = max(0, whole - (instance.used_storage_space + 1) * _LARGE_GB)
        return Room(free, free // max(1, instance.brokers or target.brokers), "by the storage space that DMS tells")
    if errors:
        raise _untold("target", errors, "target_storage_bytes or target_instance")
    raise NotKnown(
        f"the target's brokers (Kafka {target.version}) do not tell what is free on their disks, which they do since Kafka 3.3",
        "give target_storage_bytes or target_instance",
        UNKNOWN,
    )


def _free(target: ClusterState, managed: bool) -> list[int] | None:
    """Usable bytes of each broker, of which those above DMS's threshold are none; null when any is not told."""
    free = []
    for log_dirs in target.log_dirs.values():
        if any(log_dir.usable_bytes is None or log_dir.total_bytes is None for log_dir in log_dirs):
            return None
        kept = [log_dir.total_bytes * (100 - _DMS_THRESHOLD_PERCENT) // 100 if managed else 0 for log_dir in log_dirs]
        free.append(sum(max(0, log_dir.usable_bytes - less) for log_dir, less in zip(log_dirs, kept)))
    return free


def _untold(side: str, errors: dict[int, BrokerError], option: str) -> NotKnown:
    causes = name_some(f"broker {broker}: {error}" for broker, error in sorted(errors.items()))
    denied = all(error.code == _DENIED for error in errors.values())
    cure = f"grant the user of {side} DESCRIBE on the cluster" if denied else "mend the broker or its disk"
    return NotKnown(f"the {side} does not tell what lies on its disks ({causes})", f"{cure}, or give {option}")


def storage_checks(clusters: Clusters, need: Need | NotKnown, room: Room | NotKnown, limits: Limits) -> list[Check]:
    """Whether all fits, and whether it fits on each broker."""
    shown = {
        "value": need.with_head_room(limits.head_room_percent) if isinstance(need, Need) else None,
        "limit": room.total if isinstance(room, Room) else None,
        "unit": "bytes",
    }
    unknown = next((side for side in (need, room) if isinstance(side, NotKnown)), None)
    if unknown:
        verdict = unknown.verdict if limits.mirrored else UNKNOWN
        return [
            Check("storage", verdict, unknown.message, unknown.remedy, **shown),
            _not_per_broker("what is needed or free is not known"),
        ]
    whole = _storage(need, room, limits, shown)
    if whole.verdict != PASS:
        return [whole, _not_per_broker("not even all brokers together have room")]
    return [whole, _per_broker(clusters, need, room, shown["value"])]


def _storage(need: Need, room: Room, limits: Limits, shown: dict[str, t.Any]) -> Check:
    lacks = shown["value"] > shown["limit"]
    has = f"the target has {size(room.total)} free {room.basis}"
    head_room = f"{limits.head_room_percent} % head room"
    if limits.mirrored:
        verdict, message = (
            (FAIL if lacks else PASS),
            f"{has} and needs {size(shown['value'])}{need.basis}, {head_room} included",
        )
    else:
        # Nothing is copied, but what producers write stays for as long as it did on the source.
        grows = f"and its topics will grow to what they hold on the source, {size(shown['value'])}{need.basis}, {head_room} included"
        verdict, message = (WARN if lacks else PASS), f"{has}, {grows}"
    return Check(
        "storage",
        verdict,
        message,
        "add storage, or shorten the retention of the largest topics" if lacks else "",
        **shown,
    )


def _per_broker(clusters: Clusters, need: Need, room: Room, needed: int) -> Check:
    """Kafka spreads partitions by their number, whatever they hold, and one partition must fit on one broker."""
    share = _divide_up(needed, clusters.target.brokers)
    value = max(share, need.largest_partition)
    shown = {"value": value, "limit": room.smallest_broker, "unit": "bytes"}
    if value <= room.smallest_broker:
        return Check(
            "storage_per_broker", PASS, f"each broker of the target has room for its share of {size(value)}", **shown
        )
    what = "an even share" if share == value else "the largest partition"
    return Check(
        "storage_per_broker",
        WARN,
        f"the target's fullest broker has {size(room.smallest_broker)} free, and {what} takes {size(value)}",
        "add storage to that broker, or reassign partitions away from it",
        **shown,
    )


def _not_per_broker(why: str) -> Check:
    return Check("storage_per_broker", SKIPPED, f"{why}, see storage", unit="bytes")


def _divide_up(number: int, by: int) -> int:
    """Whole bytes, and exact where a float would not be."""
    return -(-number // max(1, by))
