# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading what the capacity is judged by from brokers that deny it, are old, or have a broken disk."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.evaluate import evaluate, parse_options
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.observe import read_clusters
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import (
    HANG_UP,
    FakeCluster,
)
from kafka.protocol import admin

ALL = Selection("topics", (), (), ())


def holding(sizes: dict[tuple[str, int], int], error: int = 0) -> t.Callable:
    """Return how a broker describes its only directory: 1000 bytes are free, or unknown before version 4."""
    result_of = admin.DescribeLogDirsResponse.DescribeLogDirsResult
    topic_of = result_of.DescribeLogDirsTopic

    def answer(_broker: int, version: int, _request: t.Any) -> t.Any:
        topics = [
            topic_of(
                name=name,
                partitions=[
                    topic_of.DescribeLogDirsPartition(
                        partition_index=number, partition_size=size, offset_lag=0, is_future_key=False
                    )
                ],
            )
            for (name, number), size in sizes.items()
        ]
        totals = {"total_bytes": 9000, "usable_bytes": 1000} if version >= 4 else {}
        return admin.DescribeLogDirsResponse(
            throttle_time_ms=0,
            error_code=0,
            results=[result_of(error_code=error, log_dir="/data", topics=[] if error else topics, **totals)],
        )

    return answer


def denied(_broker: int, _version: int, _request: t.Any) -> t.Any:
    """Answer as a broker before Kafka 3.0 to a user without the permission: without directories and without error."""
    return admin.DescribeLogDirsResponse(throttle_time_ms=0, error_code=0, results=[])


def configs(_broker: int, _version: int, request: t.Any) -> t.Any:
    """Answer that every topic keeps records forever."""
    result_of = admin.DescribeConfigsResponse.DescribeConfigsResult
    value = result_of.DescribeConfigsResourceResult(
        name="retention.ms",
        value="-1",
        read_only=False,
        config_source=1,
        is_sensitive=False,
        synonyms=[],
        config_type=5,
        documentation=None,
    )
    return admin.DescribeConfigsResponse(
        throttle_time_ms=0,
        results=[
            result_of(
                error_code=0, error_message=None, resource_type=2, resource_name=resource.resource_name, configs=[value]
            )
            for resource in request.resources
        ],
    )


@pytest.fixture(name="pair")
def pair_fixture(connect: t.Callable) -> t.Iterator[t.Callable[..., dict[str, t.Any]]]:
    """Evaluate a source whose brokers answer like this, and a target of two brokers that has one of its topics."""
    with FakeCluster(brokers=2) as source, FakeCluster(brokers=2) as target, FakeCluster((2, 7)) as ancient:

        def run(
            on_source: t.Callable, old_target: bool = False, target_instance: t.Any = None, hidden: t.Any = ()
        ) -> dict[str, t.Any]:
            used = ancient if old_target else target
            source.authorizer, source.hidden = bool(hidden), set(hidden)
            source.topics = {"orders": [0, 1], "audit": [0], "__consumer_offsets": [0]}
            used.topics = {"orders": [0, 0]}
            for cluster, answer in ((source, on_source), (used, holding({("orders", 0): 5}))):
                cluster.on.update(DescribeLogDirs=answer, DescribeConfigs=configs)
            clusters = read_clusters(
                connect(bootstrap_servers=source.bootstrap), connect(bootstrap_servers=used.bootstrap), ALL, 2
            )
            params = {
                "replication_factor": 2,
                "history": "mirror",
                "head_room_percent": 0,
                "target_storage_bytes": None,
                "source_instance": None,
                "target_instance": target_instance,
            }
            return evaluate(clusters, parse_options(params))

        yield run


def verdicts(result: dict[str, t.Any]) -> dict[str, str]:
    """Return the verdict of each check that is not skipped."""
    return {check["check"]: check["verdict"] for check in result["checks"] if check["verdict"] != "skipped"}


def test_sizes_of_both_sides(pair: t.Callable) -> None:
    """An existing topic keeps its one replica; both brokers hold 5 bytes of its first partition."""
    result = pair(holding({("orders", 0): 100, ("orders", 1): 50, ("audit", 0): 7, ("__consumer_offsets", 0): 999}))
    assert (result["single_replica_bytes"], result["needed_bytes"], result["usable_bytes"]) == (
        157,
        150 - 10 + 14,
        2000,
    )
    assert result["partitions_to_create"] == 1
    assert verdicts(result) == {"brokers": "pass", "version": "pass", "storage": "pass", "storage_per_broker": "pass"}


def test_configs_in_effect_are_read_too(pair: t.Callable) -> None:
    """The limits of DMS are compared with them."""
    on_source = holding({("orders", 0): 1, ("orders", 1): 1, ("audit", 0): 1})
    result = pair(on_source, target_instance={"instance": {"name": "shop"}, "remain_partitions": 1})
    assert "audit (forever), orders (forever)" in next(remark for remark in result["remarks"] if "retention" in remark)
    assert verdicts(result)["partitions"] == "warn"


def test_denied_disk_is_not_empty(pair: t.Callable) -> None:
    """The broker's answer is empty, and has no error."""
    result = pair(denied)
    assert verdicts(result)["storage"] == "fail" and result["needed_bytes"] is None
    assert "user of source DESCRIBE on the cluster" in result["findings"][0]


def test_a_topic_that_may_not_be_described(pair: t.Callable) -> None:
    """What is read of the others fits, and whether all of it does is unknown."""
    result = pair(holding({("orders", 0): 1, ("orders", 1): 1, ("audit", 0): 1}), hidden=["audit"])
    assert verdicts(result)["storage"] == "pass" and not result["fits"]
    assert len(result["findings"]) == 1 and "audit" in result["findings"][0] and "grant" in result["findings"][0]
    assert "audit" in result["incomplete_reason"]


def test_broken_disk_is_not_empty(pair: t.Callable) -> None:
    """On one broker of two."""
    good = holding({("orders", 0): 1, ("orders", 1): 1, ("audit", 0): 1})
    result = pair(
        lambda broker, version, request: (holding({}, error=56) if broker else good)(broker, version, request)
    )
    assert verdicts(result)["storage"] == "fail"
    assert "broker 1: KAFKA_STORAGE_ERROR: log directory /data cannot be read" in result["findings"][0]


def test_old_target_does_not_report_free_space(pair: t.Callable) -> None:
    """That of Kafka 2.7 is unknown; and it is older than the source."""
    result = pair(holding({("orders", 0): 1, ("orders", 1): 1, ("audit", 0): 1}), old_target=True)
    assert verdicts(result) == {"brokers": "fail", "version": "warn", "storage": "unknown"}
    assert len(result["findings"]) == 1 and len(result["remarks"]) == 2


@pytest.mark.slow
def test_broker_that_does_not_answer(pair: t.Callable) -> None:
    """The module fails, without a verdict."""
    with pytest.raises(KafkaFailure, match="DescribeLogDirs failed at broker"):
        pair(lambda _broker, _version, _request: HANG_UP)
