# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a DMS instance, and under which names it is returned."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import values
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms.client import Dms
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import Cloud, CloudFailure

Result = dict[str, t.Any]

LIMITS = ("max_partitions", "remain_partitions", "topic_max_partitions")  # returned with the topics
RETURNED = ("product", "topics", *LIMITS, "groups", "disk_usage", "broker_disks")


def read(params: dict[str, t.Any]) -> Result:
    """Find the instance and read what is to be gathered; everything else is ``None``. Raises CloudFailure."""
    wanted = params["instance"].strip()
    if not wanted:
        raise CloudFailure("instance is empty; give the name or id of a DMS instance.")
    dms = Dms(Cloud(params), params["endpoint"])
    instance = values.instance(dms.find(wanted))
    result: Result = {
        "instance": instance,
        "bootstrap_servers": values.bootstrap_servers(instance),
        "security_protocol": values.security_protocol(instance),
        **dict.fromkeys(RETURNED),
    }
    for name, reader in READERS.items():
        if name in params["gather"]:
            result.update(reader(dms, instance))
    return result


def _doing(what: str, instance: Result) -> str:
    """Return what is being done; that the instance is not running is often why it fails."""
    status = "" if instance["status"] in ("RUNNING", None) else f", which is {instance['status']}"
    return f"read the {what} of DMS instance {instance['name']}{status}"


def _product(dms: Dms, instance: Result) -> Result:
    return {"product": values.product(dms.products(_doing("product", instance)), instance["product_id"])}


def _topics(dms: Dms, instance: Result) -> Result:
    entries, last = dms.topics(instance["id"], _doing("topics", instance))
    return {
        "topics": sorted((values.topic(entry) for entry in entries), key=lambda topic: str(topic["name"])),
        **{name: values.number(last.get(name)) for name in LIMITS},
    }


def _groups(dms: Dms, instance: Result) -> Result:
    entries = dms.groups(instance["id"], _doing("consumer groups", instance))
    return {"groups": sorted((values.group(entry) for entry in entries), key=lambda group: str(group["group"]))}


def _disk_usage(dms: Dms, instance: Result) -> Result:
    doing = _doing("disk usage", instance)
    answer = dms.disk_usage(instance["id"], doing)
    missing = values.unread_brokers(answer)
    if missing:  # every sum would lack what these brokers hold
        raise CloudFailure(
            f"Cannot {doing}: DMS could not read the disk of every broker ({', '.join(missing)}); "
            "try again later, or leave disk_usage out."
        )
    return {"disk_usage": values.disk_usage(answer), "broker_disks": values.broker_disks(answer)}


READERS: dict[str, t.Callable[[Dms, Result], Result]] = {
    "product": _product,
    "topics": _topics,
    "groups": _groups,
    "disk_usage": _disk_usage,
}
