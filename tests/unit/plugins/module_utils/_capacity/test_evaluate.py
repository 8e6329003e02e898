# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All checks together, and those of brokers and versions."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity import evaluate
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._capacity.cases import (
    DENIED,
    OPTIONS,
    brokers,
    check_of,
    empty,
    instance,
    judge,
    move,
    old,
    state,
)

ORDER = [
    "specification_bandwidth",
    "specification_tps",
    "specification_partitions",
    "specification_connections",
    "brokers",
    "version",
    "partitions",
    "topic_partitions",
    "storage",
    "storage_per_broker",
    "retention",
    "message_size",
    "topic_names",
]


@pytest.mark.parametrize(
    ("factor", "exists", "on_target", "verdict"),
    [(3, False, 3, "pass"), (3, False, 2, "fail"), (3, True, 2, "pass"), (1, False, 1, "pass")],
)
def test_each_replica_needs_a_broker(factor: int, exists: bool, on_target: int, verdict: str) -> None:
    """Topics that exist have their replicas already."""
    chosen = [move("orders", factor=factor, exists=exists), move("audit", factor=1)]
    check = check_of(judge(chosen, empty(*chosen), brokers(on_target)), "brokers")
    assert check["verdict"] == verdict
    assert check["value"] == on_target
    assert check["topics"] == (["orders"] if verdict == "fail" else [])


def test_fewer_brokers_than_before() -> None:
    """That may be sufficient."""
    check = check_of(judge([], brokers(3), brokers(2)), "brokers")
    assert (check["verdict"], check["value"], check["limit"]) == ("warn", 2, 3)
    assert check_of(judge([], brokers(2), brokers(3)), "brokers")["verdict"] == "pass"


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ("2.7", "2.7", "pass"),
        ("2.7", "3.3", "pass"),
        ("3.3", "2.7", "warn"),
        ("3.10", "3.9", "warn"),
        ("2.3.0", "2.7", "pass"),
        ("4.0", "3.9", "warn"),
    ],
)
def test_older_target(before: str, after: str, verdict: str) -> None:
    """Releases are compared as numbers, not as texts."""
    check = check_of(judge([], state(version=before), state(version=after)), "version")
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, after, before)


def test_limits_of_dms_are_skipped_for_plain_kafka() -> None:
    """They are not even remarks."""
    chosen = [move("_x", partitions=500, overrides={"retention.ms": "-1", "max.message.bytes": "99999999"})]
    result = judge(chosen, empty(*chosen))
    skipped = [check["check"] for check in result["checks"] if check["verdict"] == "skipped"]
    assert skipped == [*ORDER[:4], "partitions", "topic_partitions", "retention", "message_size", "topic_names"]
    assert result["fits"] and result["findings"] == [] and result["remarks"] == []
    assert check_of(result, "partitions")["value"] == 500


def test_nothing_chosen_fits() -> None:
    """An empty source needs nothing."""
    result = judge([], target_instance=instance(), source_instance=instance())
    assert result["fits"] and result["needed_bytes"] == result["single_replica_bytes"] == 0
    assert judge([], state(DENIED), source_instance=instance())["needed_bytes"] == 0


def test_all_failures_are_reported() -> None:
    """In the order of the checks, with remedies."""
    chosen = [
        move("__trace", partitions=800, factor=3, overrides={"max.message.bytes": "99999999", "retention.ms": "-1"})
    ]
    result = judge(
        chosen,
        state(DENIED),
        brokers(2),
        source_instance=old(1200, used_storage_space=None),
        target_instance=instance(),
    )
    assert [check["check"] for check in result["checks"]] == ORDER
    failed = [check["check"] for check in result["checks"] if check["verdict"] == "fail"]
    assert failed == [*ORDER[:5], "partitions", "storage", "message_size", "topic_names"]
    assert len(result["findings"]) == len(failed) and not result["fits"]
    assert all(check["remedy"] for check in result["checks"] if check["verdict"] in ("fail", "warn", "unknown"))
    assert result["findings"][4] == (
        "the target has 2 brokers, and topics have a replication factor of up to 3: __trace; "
        "add brokers, or set replication_factor"
    )
    assert len(result["remarks"]) == 2  # topic_partitions, retention


@pytest.mark.parametrize(
    ("option", "bad"), [("head_room_percent", -1), ("target_storage_bytes", -1), ("replication_factor", 0)]
)
def test_invalid_option(option: str, bad: int) -> None:
    """The message names the least valid value."""
    good = {**dict.fromkeys(OPTIONS), "head_room_percent": 0, "history": "mirror"}
    assert evaluate.parse_options(good).limits.mirrored
    with pytest.raises(KafkaFailure, match=f"^{option} is {bad}; give"):
        evaluate.parse_options({**good, option: bad})
