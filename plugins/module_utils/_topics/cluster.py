# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe a cluster: id, brokers, versions, sizes."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Broker, Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    KafkaFailure,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir, describe_log_dirs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import read_visibility
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import single_replica_sizes


def describe(connection: Connection) -> dict[str, t.Any]:
    """Return what the module kafka_cluster_info returns."""
    answers = describe_log_dirs(connection)
    log_dirs, errors = split(answers)
    return {
        "cluster_id": connection.cluster_id,
        "controller_id": connection.controller_id,
        "version": connection.broker_version,
        "brokers": [_broker(broker, answers[broker.node_id]) for broker in connection.brokers],
        "single_replica_bytes": sum(single_replica_sizes(log_dirs).values()) if not errors else None,
        "visibility": dataclasses.asdict(read_visibility(connection)),
        "apis": {name: list(versions) for name, versions in sorted(connection.api_versions().items())},
    }


def _broker(broker: Broker, answer: Answer[list[LogDir]]) -> dict[str, t.Any]:
    log_dirs, error = ([], str(answer)) if isinstance(answer, BrokerError) else (answer, None)
    return {
        "id": broker.node_id,
        "host": broker.host,
        "port": broker.port,
        "rack": broker.rack,
        "log_dirs": [
            {
                "path": log_dir.path,
                "bytes": log_dir.bytes,
                "total_bytes": log_dir.total_bytes,
                "usable_bytes": log_dir.usable_bytes,
            }
            for log_dir in log_dirs
        ],
        "log_dirs_error": error,
    }


def require_different(source_id: str, target_id: str) -> None:
    """Raise :class:`KafkaFailure` if source and target are the same cluster, possibly under different addresses."""
    if source_id == target_id:
        raise KafkaFailure(
            f"source and target are the same cluster ({source_id}), although their addresses may differ; "
            "give the new cluster's bootstrap_servers as target."
        )
