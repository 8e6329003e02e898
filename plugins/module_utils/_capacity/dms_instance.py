# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A DMS instance as dms_instance_info returns it: an option of the module, and as such checked."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure


@dataclasses.dataclass(frozen=True)
class Product:
    """A flavor in the figures of the API, which are those of one broker."""

    product_id: str | None
    product_alias: str | None
    max_partition_per_broker: int | None
    max_tps_per_broker: int | None
    max_consumer_per_broker: int | None


@dataclasses.dataclass(frozen=True)
class Instance:
    """An instance. A field is ``None`` where the API does not return it."""

    name: str
    specification: str | None
    resource_spec_code: str | None
    product_id: str | None
    broker_num: int | None
    node_num: int | None
    partition_num: int | None
    storage_space: int | None  # GB that messages can use
    used_storage_space: int | None  # GB
    product: Product | None
    remain_partitions: int | None
    topic_max_partitions: int | None
    disk_usage: dict[str, int] | None  # topic -> bytes of all replicas

    @property
    def brokers(self) -> int | None:
        """The number of brokers."""
        return self.broker_num or self.node_num


def parse_instance(option: str, result: object) -> Instance | None:
    """Parse an option that contains a whole result of dms_instance_info. Raises KafkaFailure, which names the fault."""
    if result is None:
        return None
    whole = _Fields(option, "", result if isinstance(result, dict) else {})
    fields = whole.get("instance")
    if not isinstance(fields, dict) or not (fields.get("name") or fields.get("id")):
        raise whole.invalid("it has no instance with a name or id")
    instance = _Fields(option, "instance.", fields)
    return Instance(
        name=str(fields.get("name") or fields["id"]),
        specification=instance.text("specification"),
        resource_spec_code=instance.text("resource_spec_code"),
        product_id=instance.text("product_id"),
        broker_num=instance.number("broker_num"),
        node_num=instance.number("node_num"),
        partition_num=instance.number("partition_num"),
        storage_space=instance.number("storage_space"),
        used_storage_space=instance.number("used_storage_space"),
        product=_product(whole),
        remain_partitions=whole.number("remain_partitions"),
        topic_max_partitions=whole.number("topic_max_partitions"),
        disk_usage=_disk_usage(whole),
    )


class _Fields:
    """The fields of a dictionary in the option; their names in messages have a prefix."""

    def __init__(self, option: str, prefix: str, fields: dict[str, t.Any]) -> None:
        self.option, self.prefix, self.fields = option, prefix, fields

    def get(self, key: str) -> object:
        """Return a field of any type."""
        return self.fields.get(key)

    def text(self, key: str) -> str | None:
        """Return a string; ``None`` for an empty one."""
        value = self.get(key)
        if value is not None and not isinstance(value, str):
            raise self.invalid(f"{self.prefix}{key} is {value!r}, not a string")
        return value or None

    def number(self, key: str, name: str = "") -> int | None:
        """Return a whole number, which may be a string; ``None`` for an empty one. A message can have another name."""
        value = self.get(key)
        if value is None or value == "":
            return None
        if not re.fullmatch(r"\d+", str(value)):
            raise self.invalid(f"{name or self.prefix + key} is {value!r}, not a whole number")
        return int(str(value))

    def invalid(self, why: str) -> KafkaFailure:
        """Return the failure to raise."""
        return KafkaFailure(
            f"{self.option} is not what dms_instance_info returns: {why}; give the whole registered result."
        )


def _product(whole: _Fields) -> Product | None:
    product = whole.get("product")
    if product is not None and not isinstance(product, dict):
        raise whole.invalid("its product is not a dictionary")
    if not product:
        return None
    fields = _Fields(whole.option, "product.", product)
    return Product(
        product_id=fields.text("product_id"),
        product_alias=fields.text("product_alias"),
        max_partition_per_broker=fields.number("max_partition_per_broker"),
        max_tps_per_broker=fields.number("max_tps_per_broker"),
        max_consumer_per_broker=fields.number("max_consumer_per_broker"),
    )


def _disk_usage(whole: _Fields) -> dict[str, int] | None:
    usage = whole.get("disk_usage")
    if usage is None:
        return None
    if not isinstance(usage, list):
        raise whole.invalid("its disk_usage is not a list of topics")
    found: dict[str, int] = {}
    for entry in usage:
        if not isinstance(entry, dict) or not isinstance(entry.get("topic"), str):
            raise whole.invalid("its disk_usage is not a list of topics")
        number = _Fields(whole.option, "", entry).number("bytes", f"disk_usage of {entry['topic']}")
        if number is not None:
            found[entry["topic"]] = number
    return found
