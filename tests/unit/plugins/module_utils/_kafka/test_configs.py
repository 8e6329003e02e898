# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of topic configs: each topic has its own answer."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import describe_configs
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin


def test_denied_configs_are_an_error(connect: t.Callable) -> None:
    """A topic that the user may not read is an error next to the configs of others (the library returns none)."""
    result_of = admin.DescribeConfigsResponse.DescribeConfigsResult
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        cluster.on["DescribeConfigs"] = lambda _broker, _version, request: admin.DescribeConfigsResponse(
            throttle_time_ms=0,
            results=[
                result_of(
                    error_code=29 if name == "theirs" else 0,
                    error_message=None,
                    resource_type=2,
                    resource_name=name,
                    configs=[],
                )
                for name in (resource.resource_name for resource in request.resources)
            ],
        )
        answers = describe_configs(connection, ["mine", "theirs"])
        assert answers["mine"] == {}
        assert isinstance(answers["theirs"], BrokerError)
        assert answers["theirs"].name == "TOPIC_AUTHORIZATION_FAILED"
