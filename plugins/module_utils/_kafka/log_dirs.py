# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe the log directories of brokers: disk space, and the size of each replica."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer, ErrorCode, error_answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


@dataclasses.dataclass(frozen=True)
class LogDir:
    """A log directory of a broker; total_bytes and usable_bytes are None before Kafka 3.3 (KIP-827)."""

    path: str
    total_bytes: int | None
    usable_bytes: int | None
    replicas: dict[Partition, int]  # partition -> bytes, without replicas that are still being moved here

    @property
    def bytes(self) -> int:
        """The size of all replicas in the directory."""
        return sum(self.replicas.values())


def describe_log_dirs(connection: Connection) -> dict[int, Answer[list[LogDir]]]:
    """Read the log directories of every broker, by broker id.

    A response without directories is an error, not zero bytes: brokers send it to a user who lacks the permission
    DESCRIBE on the cluster.
    """

    def query(broker_ids: list[int]) -> dict[int, Answer[list[LogDir]]]:
        requests = [(library.admin.DescribeLogDirsRequest(topics=None), broker_id) for broker_id in broker_ids]
        return dict(zip(broker_ids, map(_answer, connection.send_all(requests))))

    return connection.retry_transient([broker.node_id for broker in connection.brokers], query)


def _answer(response: t.Any) -> Answer[list[LogDir]]:
    if getattr(response, "error_code", None):
        return error_answer(response.error_code)
    if not response.results:
        return error_answer(
            ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
            "the broker shows no log directory: the user needs DESCRIBE on the cluster",
        )
    failed = next((result for result in response.results if result.error_code), None)
    if failed:
        return error_answer(failed.error_code, f"log directory {failed.log_dir or '(not named)'} cannot be read")
    return [_log_dir(result) for result in response.results]


def _log_dir(result: t.Any) -> LogDir:
    return LogDir(
        path=result.log_dir,
        total_bytes=_known(result, "total_bytes"),
        usable_bytes=_known(result, "usable_bytes"),
        replicas={
            Partition(topic.name, partition.partition_index): partition.partition_size
            for topic in result.topics
            for partition in topic.partitions
            if not partition.is_future_key
        },
    )


def _known(result: t.Any, name: str) -> int | None:
    """Return a size, or None where the broker does not report it: the field is missing or -1."""
    value = getattr(result, name, None)
    return value if value is not None and value >= 0 else None
