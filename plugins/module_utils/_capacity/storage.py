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
    Measure,
    Move,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_instance import Instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some, size
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, ErrorCode, split
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import single_replica_sizes

# The documents of DMS do not state what GB means: it is the larger unit for needed bytes here, the smaller one for free
# bytes.
_LARGE_GB, _SMALL_GB = 2**30, 10**9
# At this usage of a disk DMS refuses production or deletes the oldest tenth of the messages (manual, "Which Capacity
# Threshold Policy Should I Use?"), so the rest is not available.
_DMS_THRESHOLD_PERCENT = 95


@dataclasses.dataclass(frozen=True)
class Limits:
    """The user's options on storage."""

    head_room_percent: int
    target_storage_bytes: int | None
    mirrored: bool  # whether the source's records are copied


class UnknownSize(Exception):
    """A size is not known, and must not count as zero. The message explains why."""

    def __init__(self, message: str, remedy: str, verdict: str = FAIL) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.verdict = verdict


@dataclasses.dataclass(frozen=True)
class Need:
    """Bytes of the chosen topics."""

    single_replica: int  # on the source
    data: int  # all replicas on the target, when all records are there
    remaining: int  # the part of them that the target does not hold yet
    largest_partition: int  # the largest part for one replica of one partition; 0 if only totals are known
    basis: str = ""

    def with_head_room(self, percent: int) -> int:
        """Return the bytes that must be free now.

        The head room is a percentage of all the data, not of what is still to be copied: so the verdict stays the same
        while a mirror turns free space into used space.
        """
        return self.remaining + _divide_up(self.data * percent, 100)


@dataclasses.dataclass(frozen=True)
class Room:
    """Bytes that are free on the target."""

    total: int
    smallest_broker: int
    basis: str


def need_of(clusters: Clusters, instance: Instance | None) -> Need:
    """Return what the topics need, by the source's log directories, else by DMS's figures. Raises UnknownSize."""
    held = _held(clusters.target)
    log_dirs, errors = split(clusters.source.log_dirs)
    if not errors:
        return _measured(clusters, log_dirs, held)
    by_topic: dict[str, int] = {}
    for partition, number in held.items():
        by_topic[partition.topic] = by_topic.get(partition.topic, 0) + number
    need = _by_dms(clusters.moves, by_topic, instance) if instance else None
    if need:
        return need
    raise _unreadable("source", errors, "source_instance")


def _measured(clusters: Clusters, log_dirs: dict[int, list[LogDir]], held: dict[Partition, int]) -> Need:
    """Return the need by the largest replica of each partition.

    The leader's replica is the one that will be copied, but the leader can change before: the largest replica is the
    upper bound of what any leader can make the target store. A follower that is behind holds less; one whose cleaner or
    retention has not run yet holds more. Indexes are not included; they are under 1 % and part of the head room.
    """
    sizes = single_replica_sizes(log_dirs)
    lost: list[Partition] = []
    single = data = remaining = largest = 0
    for move in clusters.moves:
        for number in range(move.topic.partitions):
            partition = Partition(move.name, number)
            if partition not in sizes or number in move.topic.leaderless:
                lost.append(partition)
                continue
            bytes_needed = sizes[partition] * move.replication_factor
            missing = max(0, bytes_needed - held.get(partition, 0))
            single += sizes[partition]
            data += bytes_needed
            remaining += missing
            largest = max(largest, _divide_up(missing, move.replication_factor))
    if lost:
        raise UnknownSize(
            f"{len(lost)} partitions of the source have no leader or no replica on a live broker, "
            f"so their size is not known: {name_some(lost)}",
            "bring the source's brokers back, or leave these topics out",
        )
    return Need(single, data, remaining, largest)


def _by_dms(moves: t.Sequence[Move], held: dict[str, int], instance: Instance) -> Need | None:
    """Return the need by DMS's figures, which count all replicas; ``None`` if they are not known either."""
    usage = instance.disk_usage
    if usage is not None and all(move.name in usage for move in moves):
        sizes = {move.name: _divide_up(usage[move.name], move.topic.replication_factor) for move in moves}
        data = {move.name: sizes[move.name] * move.replication_factor for move in moves}
        remaining = sum(max(0, data[name] - held.get(name, 0)) for name in data)
        return Need(sum(sizes.values()), sum(data.values()), remaining, 0, " (by the disk usage that DMS reports)")
    if instance.used_storage_space is None:
        return None
    # The used space contains all topics. No chosen topic can need more of it on the target than its share times the
    # largest growth of a replication factor. The figure is in whole GB: add one for what was rounded off.
    used = (instance.used_storage_space + 1) * _LARGE_GB
    single = max((_divide_up(used, move.topic.replication_factor) for move in moves), default=0)
    data_bytes = max(
        (_divide_up(used * move.replication_factor, move.topic.replication_factor) for move in moves), default=0
    )
    missing = max(0, data_bytes - sum(held.get(move.name, 0) for move in moves))
    return Need(single, data_bytes, missing, 0, " (at most, by the used storage space that DMS reports)")


def _held(target: ClusterState) -> dict[Partition, int]:
    """Return the bytes of all replicas of each partition on the target.

    What a broker does not report is left out, which makes the need larger.
    """
    held: dict[Partition, int] = {}
    for log_dirs in split(target.log_dirs)[0].values():
        for log_dir in log_dirs:
            for partition, number in log_dir.replicas.items():
                held[partition] = held.get(partition, 0) + number
    return held


def room_of(target: ClusterState, limits: Limits, instance: Instance | None) -> Room:
    """Return what is free on the target. Raises UnknownSize.

    It is what the brokers measure now, and at most what the user grants. DMS's figures, which are rounded to whole GB,
    are used only if the brokers report none.
    """
    log_dirs, errors = split(target.log_dirs)
    measured = None if errors else _free(log_dirs, managed=instance is not None)
    granted = limits.target_storage_bytes
    if measured and (granted is None or sum(measured) <= granted):
        return Room(sum(measured), min(measured), "on the brokers' disks")
    if granted is not None:
        share = granted // max(1, target.brokers)
        return Room(granted, min([*(measured or ()), share]), "by target_storage_bytes")
    if instance and instance.storage_space is not None and instance.used_storage_space is not None:
        whole = instance.storage_space * _SMALL_GB * _DMS_THRESHOLD_PERCENT // 100
        free = max(0, whole - (instance.used_storage_space + 1) * _LARGE_GB)
        brokers = max(1, instance.brokers or target.brokers)
        return Room(free, free // brokers, "by the storage space that DMS reports")
    if errors:
        raise _unreadable("target", errors, "target_storage_bytes or target_instance")
    raise UnknownSize(
        f"the target's brokers (Kafka {target.version}) do not report what is free on their disks, "
        "which they do since Kafka 3.3",
        "set target_storage_bytes or target_instance",
        UNKNOWN,
    )


def _free(log_dirs: dict[int, list[LogDir]], managed: bool) -> list[int] | None:
    """Return the usable bytes of each broker; ``None`` if one does not report them (KIP-827, Kafka 3.3).

    On an instance that DMS manages, the bytes above its threshold are not usable.
    """
    reserved_percent = 100 - _DMS_THRESHOLD_PERCENT if managed else 0
    free = []
    for of_broker in log_dirs.values():
        usable = 0
        for log_dir in of_broker:
            if log_dir.usable_bytes is None or log_dir.total_bytes is None:
                return None
            usable += max(0, log_dir.usable_bytes - log_dir.total_bytes * reserved_percent // 100)
        free.append(usable)
    return free


def _unreadable(side: str, errors: dict[int, BrokerError], option: str) -> UnknownSize:
    causes = name_some(f"broker {broker}: {error}" for broker, error in sorted(errors.items()))
    denied = all(error.code == ErrorCode.CLUSTER_AUTHORIZATION_FAILED for error in errors.values())
    remedy = f"grant the user of {side} DESCRIBE on the cluster" if denied else "fix the broker or its disk"
    return UnknownSize(f"the {side} does not report what is on its disks ({causes})", f"{remedy}, or set {option}")


def storage_checks(
    clusters: Clusters, need: Need | UnknownSize, room: Room | UnknownSize, limits: Limits
) -> list[Check]:
    """Check that everything fits, and that it fits on each broker."""
    value = None if isinstance(need, UnknownSize) else need.with_head_room(limits.head_room_percent)
    measure = Measure(value, None if isinstance(room, UnknownSize) else room.total, "bytes")
    if isinstance(need, UnknownSize):
        return _unknown_storage(need, measure, limits)
    if isinstance(room, UnknownSize):
        return _unknown_storage(room, measure, limits)
    total = _storage(need, room, limits)
    if total.verdict != PASS:
        return [total, _not_per_broker("not even all brokers together have the space")]
    return [total, _per_broker(clusters, need, room, limits)]


def _unknown_storage(unknown: UnknownSize, measure: Measure, limits: Limits) -> list[Check]:
    verdict = unknown.verdict if limits.mirrored else UNKNOWN
    return [
        Check("storage", verdict, unknown.message, unknown.remedy, measure),
        _not_per_broker("the needed or the free bytes are not known"),
    ]


def _storage(need: Need, room: Room, limits: Limits) -> Check:
    value = need.with_head_room(limits.head_room_percent)
    measure = Measure(value, room.total, "bytes")
    found = f"the target has {size(room.total)} free {room.basis}"
    needed = f"{size(value)}{need.basis}, {limits.head_room_percent} % head room included"
    if limits.mirrored:
        message = f"{found} and needs {needed}"
    else:
        # Nothing is copied, but what the producers write is kept for as long as it was on the source.
        message = f"{found}, and its topics will grow to the size that they have on the source, {needed}"
    if value <= room.total:
        return Check("storage", PASS, message, measure=measure)
    remedy = "add storage, or shorten the retention of the largest topics"
    return Check("storage", FAIL if limits.mirrored else WARN, message, remedy, measure)


def _per_broker(clusters: Clusters, need: Need, room: Room, limits: Limits) -> Check:
    """Check the fullest broker: Kafka spreads partitions by number, not by size, and each must fit on one broker."""
    share = _divide_up(need.with_head_room(limits.head_room_percent), clusters.target.brokers)
    value = max(share, need.largest_partition)
    measure = Measure(value, room.smallest_broker, "bytes")
    if value <= room.smallest_broker:
        message = f"each broker of the target has room for its share of {size(value)}"
        return Check("storage_per_broker", PASS, message, measure=measure)
    what = "an even share" if share == value else "the largest partition"
    message = f"the target's fullest broker has {size(room.smallest_broker)} free, and {what} takes {size(value)}"
    remedy = "add storage to that broker, or reassign partitions to others"
    return Check("storage_per_broker", WARN, message, remedy, measure)


def _not_per_broker(why: str) -> Check:
    return Check("storage_per_broker", SKIPPED, f"{why}, see storage", measure=Measure(unit="bytes"))


def _divide_up(number: int, by: int) -> int:
    """Return the quotient, rounded up: in integers, as a float would not be exact."""
    return -(-number // max(1, by))
