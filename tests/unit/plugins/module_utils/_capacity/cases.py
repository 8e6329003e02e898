# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of capacity judge: clusters, topics and instances, each as small as its test allows."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity import evaluate
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import Clusters, ClusterState, Move
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import parse_instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.storage import Limits
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import OVERRIDE, SOURCES, Config
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

GB = 2**30
DENIED = BrokerError(
    31, "CLUSTER_AUTHORIZATION_FAILED", "the broker shows no log directory: the user needs DESCRIBE on the cluster"
)
BROKEN = BrokerError(56, "KAFKA_STORAGE_ERROR", "log directory /data cannot be read")


def log_dir(sizes: dict[str, int] | None = None, usable: int | None = 1000, total: int | None = 10_000) -> list[LogDir]:
    """One directory of a broker; sizes by a partition as it is written, such as orders-0."""
    replicas = {
        Partition(name.rpartition("-")[0], int(name.rpartition("-")[2])): number
        for name, number in (sizes or {}).items()
    }
    return [LogDir("/data", total, usable, replicas)]


def state(*log_dirs: Answer, version: str = "3.3") -> ClusterState:
    """A cluster with these directories, one broker each."""
    answers = dict(enumerate(log_dirs or (log_dir(),)))
    return ClusterState(len(answers), version, answers)


def move(
    name: str = "orders",
    partitions: int = 1,
    factor: int = 1,
    to: int | None = None,
    exists: bool = False,
    **given: t.Any,
) -> Move:
    """A topic on its way; overrides: set for it, inherited: by its brokers."""
    overrides, inherited = given.pop("overrides", {}), given.pop("inherited", {})
    effective = {key: Config(value, SOURCES[4]) for key, value in inherited.items()}
    effective.update({key: Config(value, OVERRIDE) for key, value in overrides.items()})
    topic = Topic(name, partitions, factor, overrides, effective_configs=effective, **given)
    return Move(topic, exists, to or factor)


def instance(**given: t.Any) -> dict[str, t.Any]:
    """A result of dms_instance_info, three brokers of kafka.2u4g.cluster unless told; product, topics and the like stand beside instance."""
    beside = {
        key: given.pop(key)
        for key in ("product", "remain_partitions", "topic_max_partitions", "disk_usage")
        if key in given
    }
    fields = {
        "id": "0a1b",
        "name": "shop",
        "engine_version": "2.7",
        "specification": "",
        "resource_spec_code": "",
        "product_id": "c6.2u4g.cluster",
        "broker_num": 3,
        "node_num": 3,
        "partition_num": 750,
        "storage_space": 492,
        "used_storage_space": 25,
        "total_storage_space": 600,
        "new_spec_billing_enable": True,
    }
    whole = {
        "product": None,
        "topics": [],
        "remain_partitions": 700,
        "max_partitions": 750,
        "topic_max_partitions": 200,
        "groups": [],
        "disk_usage": None,
    }
    return {"changed": False, "instance": {**fields, **given}, **whole, **beside}


def old(bandwidth: int, **given: t.Any) -> dict[str, t.Any]:
    """An instance of the old style."""
    return instance(
        **{
            "specification": f"{bandwidth}MB",
            "product_id": "00300-30308-0--0",
            "partition_num": {100: 300, 300: 900, 600: 1800, 1200: 1800}.get(bandwidth),
            "new_spec_billing_enable": False,
            **given,
        }
    )


def judge(
    moves: t.Iterable[Move] = (),
    source: ClusterState | None = None,
    target: ClusterState | None = None,
    source_instance: dict | None = None,
    target_instance: dict | None = None,
    head_room: int = 0,
    storage: int | None = None,
    mirrored: bool = True,
) -> dict[str, t.Any]:
    """What the module returns of all this."""
    instances = [parse_instance("source_instance", source_instance), parse_instance("target_instance", target_instance)]
    return evaluate.judge(
        Clusters(source or state(), target or state(), tuple(moves)), Limits(head_room, storage, mirrored), *instances
    )


def check_of(result: dict[str, t.Any], name: str) -> dict[str, t.Any]:
    """One check of a result."""
    (found,) = [check for check in result["checks"] if check["check"] == name]
    return found
