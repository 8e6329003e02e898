# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The meaning of DMS's answers: the documents' examples, verbatim, and what may be answered instead."""

from __future__ import annotations

import typing as t

import dms_examples as examples
import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import values
from hypothesis import given, settings
from hypothesis import strategies as st

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["false", "12K", "300", "10.0.0.1,10.0.0.2"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("instance_id", "tags", *values.TEXTS, *values.NUMBERS, *values.BOOLEANS, *values.LISTS)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("300", 300),
        (300, 300),
        (" 300 ", 300),
        ("-1", -1),
        ("492.0", 492),
        (492.9, 492),
        ("1585618587087", 1585618587087),
        (None, None),
        ("", None),
        ("many", None),
        (True, None),
        ("nan", None),
        (float("inf"), None),
        ([300], None),
    ],
)
def test_number(value: t.Any, wanted: int | None) -> None:
    assert values.number(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("false", False),
        ("False", False),
        (None, None),
        ("", None),
        (1, None),
    ],
)
def test_boolean(value: t.Any, wanted: bool | None) -> None:
    assert values.boolean(value) is wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("12K", 12288),
        ("8.0K", 8192),
        ("53M", 53 << 20),
        ("66G", 66 << 30),
        ("1.5T", 3 << 39),
        ("0", 0),
        ("17", 17),
        ("4KB", 4096),
        ("4 KiB", 4096),
        ("4k", 4096),
        (512, 512),
        ("", None),
        (None, None),
        ("-1K", None),
        ("much", None),
        ("12K of 66G", None),
    ],
)
def test_size(value: t.Any, wanted: int | None) -> None:
    assert values.size(value) == wanted


def test_documented_instance() -> None:
    fields = values.instance(examples.INSTANCE)
    assert fields["id"] == examples.INSTANCE_ID
    assert {
        name: fields[name]
        for name in (
            "partition_num",
            "storage_space",
            "total_storage_space",
            "used_storage_space",
            "port",
            "created_at",
        )
    } == {
        "partition_num": 300,
        "storage_space": 492,
        "total_storage_space": 600,
        "used_storage_space": 25,
        "port": 9092,
        "created_at": 1585618587087,
    }
    assert fields["connect_address"] == ["192.168.0.100", "192.168.0.61", "192.168.0.72"]
    assert (fields["specification"], fields["resource_spec_code"]) == ("100MB", "dms.instance.kafka.cluster.c3.mini")
    assert (fields["ssl_enable"], fields["enable_publicip"], fields["new_spec_billing_enable"]) == (False, False, False)
    # The example lacks them.
    assert [
        fields[name]
        for name in (
            "broker_num",
            "node_num",
            "public_connect_address",
            "public_access_enabled",
            "sasl_enabled_mechanisms",
        )
    ] == [None] * 5
    assert values.bootstrap_servers(fields) == {
        "private": ["192.168.0.100:9092", "192.168.0.61:9092", "192.168.0.72:9092"],
        "public": [],
    }
    assert values.security_protocol(fields) == "PLAINTEXT"  # although kafka_security_protocol is SASL_SSL


def test_new_style_instance() -> None:
    fields = values.instance(
        {**examples.NEW_INSTANCE, "new_spec_billing_enable": "true", "broker_num": "3", "public_access_enabled": True}
    )
    assert (fields["new_spec_billing_enable"], fields["broker_num"], fields["partition_num"]) == (True, 3, 750)
    assert (fields["tags"], fields["public_access_enabled"]) == ({"aaa": "111"}, "true")
    assert values.bootstrap_servers(fields) == {
        "private": ["192.168.0.100:9093", "192.168.0.61:9093", "192.168.0.72:9093"],
        "public": ["80.158.0.11:9095", "80.158.0.12:9095", "80.158.0.13:9095"],
    }
    assert values.security_protocol(fields) == "SASL_SSL"


def test_secrets_are_left_out() -> None:
    found = values.instance(
        {**examples.INSTANCE, "password": "hidden", "disk_encrypted_key": "hidden", "kafka_manager_password": "hidden"}
    )
    assert "hidden" not in str(found)
    assert not {
        "user_id",
        "user_name",
        "disk_encrypted_key",
        "pod_connect_address",
        "management_connect_address",
    } & set(found)


@pytest.mark.parametrize(
    ("changes", "private", "public"),
    [
        ({}, ["10.0.0.1:9092"], ["80.0.0.1:9094"]),
        ({"ssl_enable": "true", "port": 9093}, ["10.0.0.1:9093"], ["80.0.0.1:9095"]),
        (
            {"ssl_enable": True, "kafka_security_protocol": "SASL_PLAINTEXT", "port": 9093},
            ["10.0.0.1:9093"],
            ["80.0.0.1:9095"],
        ),
        ({"ssl_enable": True, "port": None}, ["10.0.0.1:9093"], ["80.0.0.1:9095"]),
        (
            {"ssl_enable": True, "public_connect_address": "80.0.0.2:9094,80.0.0.1:9094"},
            ["10.0.0.1:9092"],
            ["80.0.0.1:9094", "80.0.0.2:9094"],
        ),
        ({"ssl_enable": None, "port": None}, [], []),
        ({"enable_publicip": "false"}, ["10.0.0.1:9092"], []),
        ({"enable_publicip": None}, ["10.0.0.1:9092"], ["80.0.0.1:9094"]),
        (
            {"connect_address": "", "kafka_private_connect_address": "10.0.0.9:9092"},
            ["10.0.0.9:9092"],
            ["80.0.0.1:9094"],
        ),
        (
            {"connect_address": ["fd00::1", "[fd00::2]", "[fd00::3]:9192"]},
            ["[fd00::1]:9092", "[fd00::2]:9092", "[fd00::3]:9192"],
            ["80.0.0.1:9094"],
        ),
    ],
)
def test_bootstrap_servers(changes: dict[str, t.Any], private: list[str], public: list[str]) -> None:
    answer = {
        "connect_address": "10.0.0.1",
        "port": 9092,
        "ssl_enable": False,
        "enable_publicip": True,
        "public_connect_address": "80.0.0.1",
        **changes,
    }
    assert values.bootstrap_servers(values.instance(answer)) == {"private": private, "public": public}


@pytest.mark.parametrize(
    ("ssl_enable", "protocol", "wanted"),
    [
        (None, "SASL_SSL", None),
        (False, "SASL_SSL", "PLAINTEXT"),
        (True, "SASL_PLAINTEXT", "SASL_PLAINTEXT"),
        (True, "", "SASL_SSL"),
        (True, None, "SASL_SSL"),
    ],
)
def test_security_protocol(ssl_enable: bool | None, protocol: str | None, wanted: str | None) -> None:
    assert (
        values.security_protocol(values.instance({"ssl_enable": ssl_enable, "kafka_security_protocol": protocol}))
        == wanted
    )


def test_product() -> None:
    assert values.product(examples.PRODUCTS, "c6.4u8g.cluster") == {
        "product_id": "c6.4u8g.cluster",
        "product_alias": "kafka.4u8g.cluster",
        "type": "cluster",
        "ecs_flavor_id": "c6.xlarge.2",
        "max_partition_per_broker": 500,
        "max_broker": 30,
        "min_broker": 3,
        "max_storage_per_node": 20000,
        "min_storage_per_node": 400,
        "max_consumer_per_broker": 4000,
        "max_bandwidth_per_broker": 100,
        "max_tps_per_broker": 100000,
    }
    assert values.product(examples.PRODUCTS, examples.INSTANCE["product_id"]) is None
    assert values.product({"products": [{"product_id": None}]}, None) is None
    assert values.product({"products": [{"product_id": "a"}]}, "a")["max_broker"] is None


def test_topic() -> None:
    assert values.topic(examples.TOPICS["topics"][0]) == {
        "name": "Topic-test01",
        "partitions": 3,
        "replication": 3,
        "retention_time": 72,
        "sync_replication": False,
        "sync_message_flush": False,
        "policies_only": False,
        "internal": False,
        "configs": {"max.message.bytes": "10485760", "message.timestamp.type": "LogAppendTime"},
        "description": "This is a test topic",
        "created_at": 1688112779916,
    }
    assert values.topic({"topic_type": 1, "sync_replication": "true"})["internal"] is True


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("EMPTY", "Empty"),
        ("STABLE", "Stable"),
        ("Stable", "Stable"),
        ("PREPARING_REBALANCE", "PreparingRebalance"),
        ("PreparingRebalance", "PreparingRebalance"),
        ("ASSIGNING", "ASSIGNING"),
        (None, None),
    ],
)
def test_group(state: str | None, wanted: str | None) -> None:
    found = values.group({**examples.GROUPS["groups"][0], "state": state, "lag": "7"})
    assert found == {
        "group": "consumer-1",
        "state": wanted,
        "lag": 7,
        "coordinator_id": 1,
        "description": None,
        "created_at": 1691401194847,
    }


def test_disk_usage_counts_all_replicas() -> None:
    broker = examples.DISK_USAGE["broker_list"][0]
    both = {"broker_list": [{**broker, "broker_name": "broker-1"}, broker]}
    assert values.disk_usage(both) == [
        {"topic": "__consumer_offsets", "bytes": 2 * 32 * 1024},
        {"topic": "__trace", "bytes": 2 * 32 * 1024},
        {"topic": "topic-1568537362", "bytes": 2 * 8 * 1024},
        {"topic": "topic-test", "bytes": 2 * 20 * 1024},
    ]
    assert values.broker_disks(both)[0] == {
        "broker": "broker-0",
        "total_bytes": 66 << 30,
        "used_bytes": 53 << 20,
        "free_bytes": 63 << 30,
    }
    assert not values.unread_brokers(both)


def test_invalid_size_is_not_zero() -> None:
    sizes = [
        {"topic_name": "a", "size": "1K"},
        {"topic_name": "a", "size": "?"},
        {"topic_name": "a", "size": "1K"},
        {"topic_name": "b", "size": "1K"},
    ]
    assert values.disk_usage({"broker_list": [{"topic_list": sizes}]}) == [
        {"topic": "a", "bytes": None},
        {"topic": "b", "bytes": 1024},
    ]


def test_unread_broker_is_named() -> None:
    brokers = [
        {"broker_name": "broker-0", "status": "Success get info"},
        {"broker_name": "broker-1", "status": "timeout"},
        {"broker_name": "b"},
    ]
    assert values.unread_brokers({"broker_list": brokers}) == ["broker-1: timeout"]


@settings(deadline=None)  # the time depends on the load of the machine
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8))
def test_any_instance_is_parsed(answer: dict[str, t.Any]) -> None:
    fields = values.instance(answer)
    assert set(fields) == {"id", "tags", *values.TEXTS, *values.NUMBERS, *values.BOOLEANS, *values.LISTS}
    assert all(isinstance(fields[name], (int, type(None))) for name in values.NUMBERS)
    assert all(fields[name] in (True, False, None) for name in values.BOOLEANS)
    assert all(isinstance(fields[name], (str, type(None))) for name in ("id", *values.TEXTS))
    servers = values.bootstrap_servers(fields)
    assert all(server.rpartition(":")[2].isdigit() for kind in servers.values() for server in kind)
    values.security_protocol(fields)


@settings(deadline=None)
@given(JSON)
def test_any_answer_is_parsed(answer: t.Any) -> None:
    for shape in (
        {"broker_list": answer},
        {"broker_list": [{"topic_list": answer}]},
        {"products": answer},
        {"topic_other_configs": answer},
    ):
        values.disk_usage(shape)
        values.broker_disks(shape)
        values.unread_brokers(shape)
        values.product(shape, "a")
        values.topic(shape)
        values.group(shape)
