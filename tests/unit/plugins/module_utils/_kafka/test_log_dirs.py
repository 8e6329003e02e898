# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the description of log directories."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import describe_log_dirs
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin


def test_denied_log_dirs_are_an_error(connect: t.Callable) -> None:
    """A user without DESCRIBE on the cluster gets no directories and no error from old brokers: not zero bytes."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        cluster.on["DescribeLogDirs"] = lambda _broker, _version, _request: admin.DescribeLogDirsResponse(
            throttle_time_ms=0, error_code=0, results=[]
        )
        (answer,) = describe_log_dirs(connection).values()
        assert isinstance(answer, BrokerError) and "DESCRIBE on the cluster" in answer.message
