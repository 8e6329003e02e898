# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of log offsets: each partition has its own answer."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import EARLIEST, LATEST, list_offsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster


def test_offsets_of_good_bad_and_leaderless_partitions(connect: t.Callable) -> None:
    """One bad partition neither hides nor fails the others (the library raises an error for all)."""
    with FakeCluster(brokers=2) as cluster:
        cluster.topics = {"good": [0, 1], "headless": [-1]}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        wanted = [
            Partition("good", 0),
            Partition("good", 1),
            Partition("good", 2),
            Partition("headless", 0),
            Partition("gone", 0),
        ]
        answers = list_offsets(connection, wanted, [EARLIEST, LATEST])
        assert answers[Partition("good", 0)] == answers[Partition("good", 1)] == (0, 100)
        errors = {partition: error for partition, error in answers.items() if isinstance(error, BrokerError)}
        assert errors[Partition("good", 2)].message == "topic good has no partition 2"
        assert errors[Partition("headless", 0)].name == "LEADER_NOT_AVAILABLE"
        assert errors[Partition("gone", 0)].name == "UNKNOWN_TOPIC_OR_PARTITION"
        assert cluster.requests["ListOffsets"] == 4


def test_moved_leader(connect: t.Callable) -> None:
    """After NOT_LEADER_OR_FOLLOWER the leaders are read again."""
    with FakeCluster(brokers=2) as cluster:
        cluster.topics = {"moving": [0]}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        good = cluster.on["ListOffsets"]

        def move(broker_id: int, version: int, request: t.Any) -> t.Any:
            cluster.topics["moving"] = [1]
            return good(broker_id, version, request)

        cluster.on["ListOffsets"] = move
        assert list_offsets(connection, [Partition("moving", 0)], [LATEST]) == {Partition("moving", 0): (100,)}
        assert cluster.requests["ListOffsets"] == 2


def test_throttled_response(connect: t.Callable) -> None:
    """A throttled connection refuses the next request at once; it is sent again later."""
    with FakeCluster() as cluster:
        cluster.topics = {"t": [0]}
        connection = connect(bootstrap_servers=cluster.bootstrap)
        good = cluster.on["ListOffsets"]

        def throttle(broker_id: int, version: int, request: t.Any) -> t.Any:
            response = good(broker_id, version, request)
            response.throttle_time_ms = 200
            return response

        cluster.on["ListOffsets"] = throttle
        assert list_offsets(connection, [Partition("t", 0)], [LATEST]) == {Partition("t", 0): (100,)}
        assert list_offsets(connection, [Partition("t", 0)], [LATEST]) == {Partition("t", 0): (100,)}
