# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters, topics and instances for the tests of capacity, each as small as its test allows."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity import evaluate
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import Clusters, ClusterState, Move
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import OVERRIDE, SOURCES, Config
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

GB = 2**30
OPTIONS = ("replication_factor", "target_storage_bytes", "source_instance", "target_instance")
DENIED = BrokerError(
    31, "CLUSTER_AUTHORIZATION_FAILED", "the broker shows no log directory: the user needs DESCRIBE on the cluster"
)
BROKEN = BrokerError(56, "KAFKA_STORAGE_ERROR", "log directory /data cannot be read")


def log_dir(sizes: dict[str, int] | None = None, usable: int | None = 1000, total: int | None = 10_000) -> list[LogDir]:
    """Return the only directory of a broker; the keys of sizes are partitions, such as orders-0."""
    replicas = {
        Partition(name.rpartition("-")[0], int(name.rpartition("-")[2])): number
        for name, number in (sizes or {}).items()
    }
    return [LogDir("/data", total, usable, replicas)]


def state(*log_dirs: Answer[list[LogDir]], version: str = "3.3") -> ClusterState:
    """Return a cluster of one broker for each of these directories."""
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
    """Return a topic to migrate; overrides are configs of the topic, inherited ones are of its brokers."""
    overrides, inherited = given.pop("overrides", {}), given.pop("inherited", {})
    effective = {key: Config(value, SOURCES[4]) for key, value in inherited.items()}
    effective.update({key: Config(value, OVERRIDE) for key, value in overrides.items()})
    topic = Topic(name, partitions, factor, overrides, effective_configs=effective, **given)
    return Move(topic, exists, to or factor)


def brokers(number: int) -> ClusterState:
    """Return a cluster with this number of brokers."""
    return state(*(log_dir() for _broker in range(number)))


def empty(*moves: Move) -> ClusterState:
    """Return a source on which these topics are empty."""
    return state(log_dir({f"{one.name}-{number}": 0 for one in moves for number in range(one.topic.partitions)}))


def instance(**given: t.Any) -> dict[str, t.Any]:
    """Return a result of dms_instance_info, by default three brokers of kafka.2u4g.cluster.

    Options are fields of the instance, or those next to it, such as product.
    """
    outer = {
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
    return {"changed": False, "instance": {**fields, **given}, **whole, **outer}


def old(bandwidth: int, **given: t.Any) -> dict[str, t.Any]:
    """Return an instance of the old style."""
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
    **options: t.Any,
) -> dict[str, t.Any]:
    """Return the module's result with these options, by default without head room."""
    params = {**dict.fromkeys(OPTIONS), "head_room_percent": 0, "history": "mirror", **options}
    clusters = Clusters(source or state(), target or state(), tuple(moves))
    return evaluate.evaluate(clusters, evaluate.parse_options(params))


def check_of(result: dict[str, t.Any], name: str) -> dict[str, t.Any]:
    """Return one check of a result."""
    (found,) = [check for check in result["checks"] if check["check"] == name]
    return found
