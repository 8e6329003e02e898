# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the list of groups."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.groups import list_groups
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin


def test_broker_that_does_not_list_its_groups(connect: t.Callable) -> None:
    """An incomplete list would look like fewer groups: it is a failure that names the broker."""
    with FakeCluster(brokers=2) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        cluster.on["ListGroups"] = lambda broker, _version, _request: admin.ListGroupsResponse(
            throttle_time_ms=0, error_code=29 if broker else 0, groups=[]
        )
        with pytest.raises(KafkaFailure, match="groups of source at all brokers: 1: TOPIC_AUTHORIZATION_FAILED"):
            list_groups(connection)
