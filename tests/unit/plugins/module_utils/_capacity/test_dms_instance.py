# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that contain results of dms_instance_info."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_instance import parse_instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._capacity.cases import instance


@pytest.mark.parametrize(
    ("result", "why"),
    [
        ({}, "it has no instance with a name or id"),
        ({"changed": False, "skipped": True}, "it has no instance"),
        ({"instance": []}, "it has no instance"),
        ({"instance": {"name": ""}}, "it has no instance"),
        (instance(broker_num="three"), "instance.broker_num is 'three', not a whole number"),
        (instance(storage_space=-1), "instance.storage_space is -1"),
        (instance(partition_num=True), "instance.partition_num is True"),
        (instance(specification=100), "instance.specification is 100, not a string"),
        (instance(product="c6"), "its product is not a dictionary"),
        (instance(product={"max_tps_per_broker": "many"}), "product.max_tps_per_broker is 'many'"),
        (instance(remain_partitions=[]), "remain_partitions is []"),
        (instance(disk_usage={"orders": 1}), "its disk_usage is not a list of topics"),
        (instance(disk_usage=[{"bytes": 1}]), "its disk_usage is not a list of topics"),
        (instance(disk_usage=[{"topic": "orders", "bytes": "12K"}]), "disk_usage of orders is '12K'"),
    ],
)
def test_invalid_result(result: dict[str, t.Any], why: str) -> None:
    """The message names the option and the field."""
    with pytest.raises(KafkaFailure) as failure:
        parse_instance("target_instance", result)
    assert str(failure.value).startswith("target_instance is not what dms_instance_info returns: ")
    assert why in str(failure.value) and str(failure.value).endswith("; give the whole registered result.")


def test_numbers_as_strings() -> None:
    """The API returns some, and older versions of Jinja create them."""
    parsed = parse_instance("target_instance", instance(partition_num="300", used_storage_space="", specification=""))
    assert parsed is not None and (parsed.partition_num, parsed.used_storage_space, parsed.specification) == (
        300,
        None,
        None,
    )
    assert parse_instance("target_instance", None) is None
