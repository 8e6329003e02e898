# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which limits of DMS the chosen topics exceed.

Topics are created through Kafka's own protocol, which the manual allows ("Creating a Topic on the Client"). What only
the console and the API limit is therefore a warning; what the service itself refuses is a failure.
Sources: opentelekomcloud-docs/distributed-message-service of 2026-04-22, quoted by page.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    WARN,
    Check,
    Clusters,
    Measure,
    Move,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_instance import Instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some

# Manual, "Notes and Constraints": "The maximum length of a message is 10 MB. If the length exceeds 10 MB, the
# production fails."
_LARGEST_MESSAGE = 10_485_760
# API, "Creating a Topic for a Kafka Instance": retention_time 1-720 hours; the manual's aging time is the same.
_HOUR = 3_600_000  # milliseconds
_MOST_HOURS = 720
# The same two pages: 1-200 partitions; for creation by a client the manual only recommends it.
_MOST_PARTITIONS = 200
# Manual, "Creating a Kafka Topic": preset topics, and names of 3 to 200 characters that start with a letter (API) or
# underscore (console).
_PRESET = frozenset(
    (
        "__consumer_offsets",
        "__transaction_state",
        "__trace",
        "__connect-status",
        "__connect-configs",
        "__connect-offsets",
        "__dms_dial_test",
    )
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{2,199}")
_NO_MEASURE = Measure()


def partition_check(clusters: Clusters, instance: Instance | None) -> Check:
    """Check that the instance allows the missing topics to be created.

    No document states whether replicas count. That 750 partitions make 250 topics of three, while three replicas are
    the default (manual, "Cluster Kafka Instances"), indicates that they do not: so the number of partitions decides,
    and a quota that is sufficient only without replicas is a warning.
    """
    partitions = sum(move.topic.partitions for move in clusters.created)
    replicas = sum(move.replicas for move in clusters.created)
    if instance is None:
        return _skipped("partitions", Measure(partitions, unit="partitions"))
    remaining = instance.remain_partitions
    measure = Measure(partitions, remaining, "partitions")
    if not partitions:
        return Check("partitions", PASS, "no topic is to be created", measure=measure)
    if remaining is None:
        message = (
            f"{partitions} partitions are to be created, and it is not known how many more {instance.name} accepts"
        )
        remedy = "set target_instance to a result with the topics, or check the instance's topics in the console"
        return Check("partitions", UNKNOWN, message, remedy, measure)
    message = (
        f"{partitions} partitions ({replicas} replicas) are to be created, and {instance.name} accepts {remaining} more"
    )
    if partitions > remaining:
        remedy = "add brokers, choose a larger flavor, or leave topics out"
        return Check("partitions", FAIL, message, remedy, measure)
    if replicas > remaining:
        remedy = "DMS does not document whether replicas count: be prepared to add brokers"
        return Check("partitions", WARN, message, remedy, measure)
    return Check("partitions", PASS, message, measure=measure)


def topic_partition_check(clusters: Clusters, instance: Instance | None) -> Check:
    """Check that no topic to create has more partitions than DMS allows per topic."""
    if instance is None:
        return _skipped("topic_partitions", Measure(unit="partitions"))
    limit = instance.topic_max_partitions or _MOST_PARTITIONS
    largest = max((move.topic.partitions for move in clusters.created), default=0)
    wide = tuple(move.name for move in clusters.created if move.topic.partitions > limit)
    measure = Measure(largest, limit, "partitions")
    if not wide:
        return Check("topic_partitions", PASS, f"no topic to create has more than {limit} partitions", measure=measure)
    message = f"topics have more than the {limit} partitions that the DMS console allows per topic: {name_some(wide)}"
    remedy = "they can only be created through Kafka's protocol (as kafka_topic_clone does), and DMS advises against it"
    return Check("topic_partitions", WARN, message, remedy, measure, wide)


def topic_checks(clusters: Clusters, instance: Instance | None) -> list[Check]:
    """Return the checks that come after those of storage: topics that DMS would not create with these properties."""
    if instance is None:
        return [_skipped(check) for check in ("retention", "message_size", "topic_names")]
    return [_retention(clusters.moves), _message_size(clusters.moves), _names(clusters.moves)]


def _retention(moves: t.Iterable[Move]) -> Check:
    reasons = {move.name: reason for move in moves if (reason := retention_problem(move))}
    measure = Measure(None, _MOST_HOURS, "hours")
    if not reasons:
        message = f"the retention of all topics is a number of whole hours from 1 to {_MOST_HOURS}"
        return Check("retention", PASS, message, measure=measure)
    shown = name_some(f"{name} ({reason})" for name, reason in reasons.items())
    message = f"topics have a retention that the console and API of DMS cannot express: {shown}"
    remedy = "they keep it as long as nobody sets an aging time there; monitor their disk usage"
    return Check("retention", WARN, message, remedy, measure, tuple(reasons))


def retention_problem(move: Move) -> str | None:
    """Return why the retention of a topic cannot be expressed as an aging time.

    It is ``None`` if it can, and for topics that are only compacted.
    """
    policy = move.config("cleanup.policy")[0]
    if policy is not None and "delete" not in policy:
        return None
    most_bytes = _config_number(move, "retention.bytes")
    if most_bytes is not None and most_bytes >= 0:
        return f"retention.bytes {most_bytes}"
    milliseconds = _config_number(move, "retention.ms")
    if milliseconds is None:
        return None
    if milliseconds < 0:
        return "forever"
    if milliseconds % _HOUR or not _HOUR <= milliseconds <= _MOST_HOURS * _HOUR:
        return f"{milliseconds / _HOUR:g} h"
    return None


def _message_size(moves: t.Sequence[Move]) -> Check:
    """Check that no topic accepts messages that DMS refuses.

    A limit that was set for a topic is intended, and its producers would fail; one that the brokers set for all topics
    may never be used.
    """
    sizes = {move.name: _config_number(move, "max.message.bytes") or 0 for move in moves}
    over = tuple(name for name, size in sizes.items() if size > _LARGEST_MESSAGE)
    overridden = {move.name for move in moves if move.config("max.message.bytes")[1]}
    intended = tuple(name for name in over if name in overridden)
    measure = Measure(max(sizes.values(), default=0), _LARGEST_MESSAGE, "bytes")
    found = f"topics accept messages of more than the {_LARGEST_MESSAGE} bytes that DMS accepts"
    if intended:
        remedy = "lower their max.message.bytes on the source if no message is larger, or leave them out"
        return Check("message_size", FAIL, f"{found}: {name_some(intended)}", remedy, measure, intended)
    if over:
        message = f"{found}, by the default of their brokers: {name_some(over)}"
        remedy = "make sure that no message is larger, as DMS would refuse it"
        return Check("message_size", WARN, message, remedy, measure, over)
    return Check("message_size", PASS, "no topic accepts messages that DMS refuses", measure=measure)


def _names(moves: t.Sequence[Move]) -> Check:
    measure = Measure(unit="characters")
    preset = tuple(move.name for move in moves if move.name in _PRESET)
    if preset:
        message = f"topics have the names of DMS's own topics: {name_some(preset)}"
        return Check("topic_names", FAIL, message, "leave them out", measure, preset)
    strange = tuple(move.name for move in moves if not _NAME.fullmatch(move.name))
    if strange:
        message = (
            "topics have names that the console and API of DMS do not accept "
            f"(3 to 200 characters, the first a letter): {name_some(strange)}"
        )
        remedy = "they can be used, but DMS may not manage them or show their metrics"
        return Check("topic_names", WARN, message, remedy, measure, strange)
    return Check("topic_names", PASS, "DMS accepts the names of all topics", measure=measure)


def _config_number(move: Move, key: str) -> int | None:
    value = move.config(key)[0]
    try:
        return None if value is None else int(value)
    except ValueError:
        return None


def _skipped(check: str, measure: Measure = _NO_MEASURE) -> Check:
    return Check(check, SKIPPED, "a limit of DMS, compared only with target_instance", measure=measure)
