# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The limits of DMS that the chosen topics exceed."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._capacity.cases import (
    brokers,
    check_of,
    empty,
    instance,
    judge,
    move,
)
from hypothesis import given, settings
from hypothesis import strategies as st

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("remain", "verdict"), [(30, "pass"), (29, "warn"), (10, "warn"), (9, "fail"), (0, "fail"), (None, "unknown")]
)
def test_quota_of_partitions(remain: int | None, verdict: str) -> None:
    """Ten partitions of three replicas; between both figures it depends on what DMS counts."""
    chosen = [
        move("orders", partitions=4, factor=3),
        move("audit", partitions=6, factor=3),
        move("existing", partitions=99, factor=3, exists=True),
    ]
    result = judge(chosen, empty(*chosen), brokers(3), target_instance=instance(remain_partitions=remain))
    check = check_of(result, "partitions")
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, 10, remain)
    assert result["partitions_to_create"] == 10
    assert result["fits"] is (verdict != "fail")
    assert bool(check["remedy"]) is (verdict != "pass")


def test_no_quota_needed_if_nothing_is_created() -> None:
    """Even if it is used up or unknown."""
    for remain in (0, None):
        result = judge([move(exists=True)], empty(move()), target_instance=instance(remain_partitions=remain))
        assert check_of(result, "partitions")["verdict"] == "pass"


@settings(deadline=None)  # the time depends on the load of the machine
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
    """The manual recommends 200 for topics that a client creates; the API may return another limit."""
    chosen = [move("wide", partitions=partitions), move("existing", partitions=999, exists=True)]
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
        ({"retention.ms": "-1"}, "forever"),
        ({"retention.ms": str(HOUR // 2)}, "0.5 h"),
        ({"retention.ms": str(HOUR + 1)}, "1 h"),
        ({"retention.ms": "0"}, "0 h"),
        ({"retention.ms": str(72 * HOUR), "retention.bytes": "-1"}, None),
        ({"retention.ms": str(72 * HOUR), "retention.bytes": "1000"}, "retention.bytes 1000"),
        ({"retention.ms": "-1", "cleanup.policy": "compact"}, None),
        ({"retention.ms": "-1", "cleanup.policy": "compact,delete"}, "forever"),
        ({}, None),
    ],
)
@pytest.mark.parametrize("by", ["overrides", "inherited"])
def test_retention_that_dms_cannot_express(configs: dict[str, str], reason: str | None, by: str) -> None:
    """A warning, as Kafka's protocol can. Configs of brokers count as those of topics."""
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
    """A limit of the topic is intended; one of its brokers may never be used."""
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
    """The topics of DMS must not be written to; one that its console would not create can exist."""
    check = check_of(judge([move(name)], empty(move(name)), target_instance=instance()), "topic_names")
    assert check["verdict"] == verdict
    assert check["topics"] == ([] if verdict == "pass" else [name])
