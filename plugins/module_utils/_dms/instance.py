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

RETURNED = (
    "product", "topics", "max_partitions", "remain_partitions", "topic_max_partitions", "groups", "disk_usage", "broker_disks",
)  # fmt: skip


def read(params: dict[str, t.Any]) -> Result:
    """Find the instance and read what is to be gathered; all that was not is null."""
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
    """What is being done; the status of an instance that does not run is often why it fails."""
    status = "" if instance["status"] in ("RUNNING", None) else f", which is {instance['status']}"
    return f"read the {what} of DMS instance {instance['name']}{status}"


def _product(dms: Dms, instance: Result) -> Result:
    return {"product": values.product(dms.products(_doing("product", instance)), instance["product_id"])}


def _topics(dms: Dms, instance: Result) -> Result:
    entries, last = dms.topics(instance["id"], _doing("topics", instance))
    totals = ("max_partitions", "remain_partitions", "topic_max_partitions")
    return {
        "topics": sorted((values.topic(entry) for entry in entries), key=lambda topic: str(topic["name"])),
        **{name: values.number(last.get(name)) for name in totals},
    }


def _groups(dms: Dms, instance: Result) -> Result:
    entries = dms.groups(instance["id"], _doing("consumer groups", instance))
    return {"groups": sorted((values.group(entry) for entry in entries), key=lambda group: str(group["group"]))}


def _disk_usage(dms: Dms, instance: Result) -> Result:
    doing = _doing("disk usage", instance)
    answer = dms.disk_usage(instance["id"], doing)
    silent = values.silent_brokers(answer)
    if silent:  # what it holds would be missing in every sum
        raise CloudFailure(
            f"Cannot {doing}: DMS could not look at every broker ({', '.join(silent)}); try again later, or leave disk_usage out."
        )
    return {"disk_usage": values.disk_usage(answer), "broker_disks": values.broker_disks(answer)}


READERS: dict[str, t.Callable[[Dms, Result], Result]] = {
    "product": _product,
    "topics": _topics,
    "groups": _groups,
    "disk_usage": _disk_usage,
}
