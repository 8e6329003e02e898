# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a target is big enough for what is to be migrated: all checks, in their order."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import (
    FAIL,
    PASS,
    UNKNOWN,
    WARN,
    Check,
    Clusters,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import (
    Instance,
    partition_check,
    topic_checks,
    topic_partition_check,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_specification import (
    specification_checks,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.storage import (
    Limits,
    Need,
    NotKnown,
    Room,
    need_of,
    room_of,
    storage_checks,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure


def parse_limits(params: dict[str, t.Any]) -> Limits:
    """The user's figures; raises KafkaFailure for one that cannot be meant."""
    for option, least in (("head_room_percent", 0), ("target_storage_bytes", 0), ("replication_factor", 1)):
        if params[option] is not None and params[option] < least:
            raise KafkaFailure(f"{option} is {params[option]}; give {least} or more.")
    return Limits(params["head_room_percent"], params["target_storage_bytes"], params["history"] == "mirror")


def judge(clusters: Clusters, limits: Limits, source: Instance | None, target: Instance | None) -> dict[str, t.Any]:
    """Everything that kafka_capacity_info returns of what was compared."""
    need = _known(lambda: need_of(clusters, source))
    room = _known(lambda: room_of(clusters.target, limits, target))
    checks = [
        *specification_checks(clusters, source, target),
        broker_check(clusters),
        version_check(clusters),
        partition_check(clusters, target),
        topic_partition_check(clusters, target),
        *storage_checks(clusters, need, room, limits),
        *topic_checks(clusters, target),
    ]
    return {
        "fits": all(check.verdict != FAIL for check in checks),
        "checks": [check.to_result() for check in checks],
        "findings": [check.sentence for check in checks if check.verdict == FAIL],
        "remarks": [check.sentence for check in checks if check.verdict in (WARN, UNKNOWN)],
        "single_replica_bytes": need.single_replica if isinstance(need, Need) else None,
        "needed_bytes": _needed(need, limits),
        "usable_bytes": room.total if isinstance(room, Room) else None,
        "partitions_to_create": sum(move.topic.partitions for move in clusters.created),
    }


def _known(find: t.Callable[[], t.Any]) -> t.Any:
    try:
        return find()
    except NotKnown as gap:
        return gap


def _needed(need: Need | NotKnown, limits: Limits) -> int | None:
    if not limits.mirrored:
        return 0
    return need.with_head_room(limits.head_room_percent) if isinstance(need, Need) else None


def broker_check(clusters: Clusters) -> Check:
    """A replica each needs a broker of its own; fewer brokers than before only carry more."""
    brokers = clusters.target.brokers
    most = max((move.replication_factor for move in clusters.created), default=0)
    wide = [move.name for move in clusters.created if move.replication_factor > brokers]
    if wide:
        message = (
            f"the target has {brokers} brokers, and topics have a replication factor of up to {most}: {name_some(wide)}"
        )
        return Check(
            "brokers", FAIL, message, "add brokers, or set replication_factor", brokers, most, "brokers", tuple(wide)
        )
    if brokers < clusters.source.brokers:
        message = f"the target has {brokers} brokers, the source {clusters.source.brokers}"
        return Check(
            "brokers",
            WARN,
            message,
            "make sure that fewer brokers carry the load",
            brokers,
            clusters.source.brokers,
            "brokers",
        )
    return Check(
        "brokers", PASS, f"the target has {brokers} brokers", "", brokers, max(most, clusters.source.brokers), "brokers"
    )


def version_check(clusters: Clusters) -> Check:
    """An older target may lack what clients of the source use."""
    here, there = clusters.source.version, clusters.target.version
    if _release(there) < _release(here):
        remedy = "make sure that no client needs what came later, or choose a newer version"
        return Check(
            "version",
            WARN,
            f"the target's Kafka is {there}, older than the source's {here}",
            remedy,
            there,
            here,
            "release",
        )
    return Check("version", PASS, f"the target's Kafka is {there}, the source's {here}", "", there, here, "release")


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
