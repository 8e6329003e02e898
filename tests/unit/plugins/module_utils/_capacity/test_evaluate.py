# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brokers, versions, quotas and the limits of DMS; and that all is said at once."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity import evaluate
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import parse_instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._capacity.cases import (
    DENIED,
    check_of,
    instance,
    judge,
    log_dir,
    move,
    old,
    state,
)
from hypothesis import given, settings
from hypothesis import strategies as st

ORDER = [
    "specification_bandwidth", "specification_tps", "specification_partitions", "specification_connections", "brokers", "version",
    "partitions", "topic_partitions", "storage", "storage_per_broker", "retention", "message_size", "topic_names",
]  # fmt: skip
HOUR = 3_600_000


def brokers(number: int) -> t.Any:
    """A cluster of so many."""
    return state(*(log_dir() for _broker in range(number)))


def empty(*moves: t.Any) -> t.Any:
    """A source on which the topics hold nothing."""
    return state(log_dir({f"{one.name}-{number}": 0 for one in moves for number in range(one.topic.partitions)}))


@pytest.mark.parametrize(
    ("factor", "exists", "there", "verdict"),
    [(3, False, 3, "pass"), (3, False, 2, "fail"), (3, True, 2, "pass"), (1, False, 1, "pass")],
)
def test_each_replica_needs_a_broker(factor: int, exists: bool, there: int, verdict: str) -> None:
    """Topics that exist have their replicas already."""
    chosen = [move("orders", factor=factor, exists=exists), move("audit", factor=1)]
    check = check_of(judge(chosen, empty(*chosen), brokers(there)), "brokers")
    assert check["verdict"] == verdict
    assert check["value"] == there
    assert check["topics"] == (["orders"] if verdict == "fail" else [])


def test_fewer_brokers_than_before() -> None:
    """It may do."""
    check = check_of(judge([], brokers(3), brokers(2)), "brokers")
    assert (check["verdict"], check["value"], check["limit"]) == ("warn", 2, 3)
    assert check_of(judge([], brokers(2), brokers(3)), "brokers")["verdict"] == "pass"


@pytest.mark.parametrize(
    ("here", "there", "verdict"),
    [
        ("2.7", "2.7", "pass"),
        ("2.7", "3.3", "pass"),
        ("3.3", "2.7", "warn"),
        ("3.10", "3.9", "warn"),
        ("2.3.0", "2.7", "pass"),
        ("4.0", "3.9", "warn"),
    ],
)
def test_an_older_target(here: str, there: str, verdict: str) -> None:
    """Releases are numbers, not texts."""
    check = check_of(judge([], state(version=here), state(version=there)), "version")
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, there, here)


@pytest.mark.parametrize(
    ("remain", "verdict"), [(30, "pass"), (29, "warn"), (10, "warn"), (9, "fail"), (0, "fail"), (None, "unknown")]
)
def test_the_quota_of_partitions(remain: int | None, verdict: str) -> None:
    """Ten partitions of three replicas; between both figures it depends on what DMS counts."""
    chosen = [
        move("orders", partitions=4, factor=3),
        move("audit", partitions=6, factor=3),
        move("there", partitions=99, factor=3, exists=True),
    ]
    result = judge(chosen, empty(*chosen), brokers(3), target_instance=instance(remain_partitions=remain))
    check = check_of(result, "partitions")
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, 10, remain)
    assert result["partitions_to_create"] == 10
    assert result["fits"] is (verdict != "fail")
    assert bool(check["remedy"]) is (verdict != "pass")


def test_where_nothing_is_created_no_quota_is_needed() -> None:
    """Even if it is used up or not told."""
    for remain in (0, None):
        result = judge([move(exists=True)], empty(move()), target_instance=instance(remain_partitions=remain))
        assert check_of(result, "partitions")["verdict"] == "pass"


@settings(deadline=None)  # what is tested here is not time
@given(partitions=st.integers(0, 50), more=st.integers(0, 50), factor=st.integers(1, 3), remain=st.integers(0, 200))
def test_more_partitions_never_turn_fail_into_pass(partitions: int, more: int, factor: int, remain: int) -> None:
    """The verdict only gets worse."""

    def rank(count: int) -> int:
        chosen = [move("t", partitions=count, factor=factor)]
        check = check_of(
            judge(chosen, empty(*chosen), target_instance=instance(remain_partitions=remain)), "partitions"
        )
        return ["pass", "warn", "fail"].index(check["verdict"])

    assert rank(partitions) <= rank(partitions + more)


@pytest.mark.parametrize(
    ("partitions", "most", "verdict"),
    [
        (200, 200, "pass"),
        (201, 200, "warn"),
        (201, None, "warn"),
        (200, None, "pass"),
        (60, 50, "warn"),
    ],
)
def test_partitions_of_one_topic(partitions: int, most: int | None, verdict: str) -> None:
    """The manual recommends 200 for topics that a client creates; the API may tell another limit."""
    chosen = [move("wide", partitions=partitions), move("there", partitions=999, exists=True)]
    check = check_of(
        judge(chosen, empty(*chosen), target_instance=instance(topic_max_partitions=most)), "topic_partitions"
    )
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, partitions, most or 200)
    assert check["topics"] == (["wide"] if verdict == "warn" else [])


@pytest.mark.parametrize(
    ("configs", "reason"),
    [
        ({"retention.ms": str(HOUR)}, None),
        ({"retention.ms": str(720 * HOUR)}, None),
        ({"retention.ms": str(721 * HOUR)}, "721 h"),
        ({"retention.ms": "-1"}, "for ever"),
        ({"retention.ms": str(HOUR // 2)}, "0.5 h"),
        ({"retention.ms": str(HOUR + 1)}, "1 h"),
        ({"retention.ms": "0"}, "0 h"),
        ({"retention.ms": str(72 * HOUR), "retention.bytes": "-1"}, None),
        ({"retention.ms": str(72 * HOUR), "retention.bytes": "1000"}, "retention.bytes 1000"),
        ({"retention.ms": "-1", "cleanup.policy": "compact"}, None),
        ({"retention.ms": "-1", "cleanup.policy": "compact,delete"}, "for ever"),
        ({}, None),
    ],
)
@pytest.mark.parametrize("by", ["overrides", "inherited"])
def test_retention_that_dms_cannot_express(configs: dict[str, str], reason: str | None, by: str) -> None:
    """A warning: Kafka's protocol can. What brokers set counts as what topics do."""
    chosen = [move("fine", overrides={"retention.ms": str(24 * HOUR)}), move("orders", **{by: configs})]
    check = check_of(judge(chosen, empty(*chosen), target_instance=instance()), "retention")
    assert check["verdict"] == ("warn" if reason else "pass")
    assert check["topics"] == (["orders"] if reason else [])
    assert f"orders ({reason})" in check["message"] or not reason


@pytest.mark.parametrize(
    ("size", "by", "verdict"),
    [
        (10_485_760, "overrides", "pass"),
        (10_485_761, "overrides", "fail"),
        (10_485_761, "inherited", "warn"),
        (1_048_588, "inherited", "pass"),
    ],
)
def test_messages_that_dms_refuses(size: int, by: str, verdict: str) -> None:
    """Set for a topic it was meant; inherited from brokers it may never be used."""
    chosen = [move("small"), move("large", **{by: {"max.message.bytes": str(size)}})]
    check = check_of(judge(chosen, empty(*chosen), target_instance=instance()), "message_size")
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, size, 10_485_760)
    assert check["topics"] == ([] if verdict == "pass" else ["large"])


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("abc", "pass"),
        ("ab", "warn"),
        ("a" * 200, "pass"),
        ("a" * 201, "warn"),
        ("_under", "warn"),
        ("1st", "warn"),
        ("A.b-c_9", "pass"),
        ("__trace", "fail"),
        ("__dms_dial_test", "fail"),
        ("__trace2", "warn"),
    ],
)
def test_names(name: str, verdict: str) -> None:
    """Its own topics are not to be written to; what its console would not make can still be there."""
    check = check_of(judge([move(name)], empty(move(name)), target_instance=instance()), "topic_names")
    assert check["verdict"] == verdict
    assert check["topics"] == ([] if verdict == "pass" else [name])


def test_limits_of_dms_are_none_of_kafka() -> None:
    """Between plain clusters they are skipped, and there is nothing to remark."""
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


def test_everything_that_fails_is_said_at_once() -> None:
    """In the order of the checks, with remedies."""
    chosen = [
        move("__trace", partitions=800, factor=3, overrides={"max.message.bytes": "99999999", "retention.ms": "-1"})
    ]
    result = judge(chosen, state(DENIED), brokers(2), old(1200, used_storage_space=None), instance())
    assert [check["check"] for check in result["checks"]] == ORDER
    failed = [check["check"] for check in result["checks"] if check["verdict"] == "fail"]
    assert failed == [*ORDER[:5], "partitions", "storage", "message_size", "topic_names"]
    assert len(result["findings"]) == len(failed) and not result["fits"]
    assert all(check["remedy"] for check in result["checks"] if check["verdict"] in ("fail", "warn", "unknown"))
    assert (
        result["findings"][4]
        == "the target has 2 brokers, and topics have a replication factor of up to 3: __trace; add brokers, or set replication_factor"
    )
    assert len(result["remarks"]) == 2  # topic_partitions, retention


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({}, "it has no instance with a name or id"),
        ({"changed": False, "skipped": True}, "it has no instance"),
        ({"instance": []}, "it has no instance"),
        ({"instance": {"name": ""}}, "it has no instance"),
        (instance(broker_num="three"), "instance.broker_num is 'three' and no whole number"),
        (instance(storage_space=-1), "instance.storage_space is -1"),
        (instance(partition_num=True), "instance.partition_num is True"),
        (instance(specification=100), "instance.specification is 100 and no text"),
        (instance(product="c6"), "its product is no dictionary"),
        (instance(product={"max_tps_per_broker": "many"}), "product.max_tps_per_broker is 'many'"),
        (instance(remain_partitions=[]), "remain_partitions is []"),
        (instance(disk_usage={"orders": 1}), "its disk_usage is no list of topics"),
        (instance(disk_usage=[{"bytes": 1}]), "its disk_usage is no list of topics"),
        (instance(disk_usage=[{"topic": "orders", "bytes": "12K"}]), "disk_usage of orders is '12K'"),
    ],
)
def test_what_is_no_result_of_dms_instance_info(result: dict[str, t.Any], why: str) -> None:
    """One sentence that names the option and the field."""
    with pytest.raises(KafkaFailure) as failure:
        parse_instance("target_instance", result)
    assert str(failure.value).startswith("target_instance is not what dms_instance_info returns: ")
    assert why in str(failure.value) and str(failure.value).endswith("; give the whole registered result.")


def test_numbers_may_come_as_texts() -> None:
    """As the API has some of them, and older Jinja makes of them."""
    parsed = parse_instance("target_instance", instance(partition_num="300", used_storage_space="", specification=""))
    assert parsed is not None and (parsed.partition_num, parsed.used_storage_space, parsed.specification) == (
        300,
        None,
        None,
    )
    assert parse_instance("target_instance", None) is None


@pytest.mark.parametrize(
    ("option", "bad"), [("head_room_percent", -1), ("target_storage_bytes", -1), ("replication_factor", 0)]
)
def test_figures_that_cannot_be_meant(option: str, bad: int) -> None:
    """Refused with the least that can."""
    good = {"head_room_percent": 0, "target_storage_bytes": None, "replication_factor": None, "history": "mirror"}
    assert evaluate.parse_limits(good).mirrored
    with pytest.raises(KafkaFailure, match=f"^{option} is {bad}; give"):
        evaluate.parse_limits({**good, option: bad})
