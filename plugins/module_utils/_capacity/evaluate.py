# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a target is large enough for a migration: all checks, in their order."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import (
    FAIL,
    PASS,
    UNKNOWN,
    WARN,
    Check,
    Clusters,
    Measure,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_instance import Instance, parse_instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import (
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
    UnknownSize,
    need_of,
    room_of,
    storage_checks,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure

Found = t.TypeVar("Found")


@dataclasses.dataclass(frozen=True)
class Options:
    """What the user set."""

    limits: Limits
    source_instance: Instance | None
    target_instance: Instance | None


def parse_options(params: dict[str, t.Any]) -> Options:
    """Parse the module's options. Raises KafkaFailure for an invalid one."""
    for option, least in (("head_room_percent", 0), ("target_storage_bytes", 0), ("replication_factor", 1)):
        if params[option] is not None and params[option] < least:
            raise KafkaFailure(f"{option} is {params[option]}; give {least} or more.")
    return Options(
        Limits(params["head_room_percent"], params["target_storage_bytes"], params["history"] == "mirror"),
        parse_instance("source_instance", params["source_instance"]),
        parse_instance("target_instance", params["target_instance"]),
    )


def evaluate(clusters: Clusters, options: Options) -> dict[str, t.Any]:
    """Return the part of the module's result that is about the comparisons."""
    limits, target = options.limits, options.target_instance
    need = _known(lambda: need_of(clusters, options.source_instance))
    room = _known(lambda: room_of(clusters.target, limits, target))
    checks = [
        *specification_checks(clusters, options.source_instance, target),
        broker_check(clusters),
        version_check(clusters),
        partition_check(clusters, target),
        topic_partition_check(clusters, target),
        *storage_checks(clusters, need, room, limits),
        *topic_checks(clusters, target),
    ]
    findings = [check.sentence for check in checks if check.verdict == FAIL]
    if clusters.incomplete_reason:
        findings.insert(0, f"there can be topics that were chosen and not read, since {clusters.incomplete_reason}")
    return {
        "fits": not findings,
        "incomplete_reason": clusters.incomplete_reason,
        "checks": [check.to_result() for check in checks],
        "findings": findings,
        "remarks": [check.sentence for check in checks if check.verdict in (WARN, UNKNOWN)],
        "single_replica_bytes": None if isinstance(need, UnknownSize) else need.single_replica,
        "needed_bytes": _needed(need, limits),
        "usable_bytes": None if isinstance(room, UnknownSize) else room.total,
        "partitions_to_create": sum(move.topic.partitions for move in clusters.created),
    }


def _known(find: t.Callable[[], Found]) -> Found | UnknownSize:
    try:
        return find()
    except UnknownSize as unknown:
        return unknown


def _needed(need: Need | UnknownSize, limits: Limits) -> int | None:
    if not limits.mirrored:
        return 0
    return None if isinstance(need, UnknownSize) else need.with_head_room(limits.head_room_percent)


def broker_check(clusters: Clusters) -> Check:
    """Check that each replica has a broker of its own; fewer brokers than before only have more load each."""
    brokers, brokers_before = clusters.target.brokers, clusters.source.brokers
    most = max((move.replication_factor for move in clusters.created), default=0)
    wide = [move.name for move in clusters.created if move.replication_factor > brokers]
    found = f"the target has {brokers} brokers"
    if wide:
        message = f"{found}, and topics have a replication factor of up to {most}: {name_some(wide)}"
        remedy = "add brokers, or set replication_factor"
        return Check("brokers", FAIL, message, remedy, Measure(brokers, most, "brokers"), tuple(wide))
    if brokers < brokers_before:
        message, remedy = f"{found}, the source {brokers_before}", "make sure that fewer brokers can carry the load"
        return Check("brokers", WARN, message, remedy, Measure(brokers, brokers_before, "brokers"))
    return Check("brokers", PASS, found, measure=Measure(brokers, max(most, brokers_before), "brokers"))


def version_check(clusters: Clusters) -> Check:
    """Check that the target is not older: it might lack what clients of the source use."""
    before, after = clusters.source.version, clusters.target.version
    measure = Measure(after, before, "release")
    if _release(after) < _release(before):
        message = f"the target's Kafka is {after}, older than the source's {before}"
        remedy = "make sure that no client needs a feature of the newer release, or choose a newer version"
        return Check("version", WARN, message, remedy, measure)
    return Check("version", PASS, f"the target's Kafka is {after}, the source's {before}", measure=measure)


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
