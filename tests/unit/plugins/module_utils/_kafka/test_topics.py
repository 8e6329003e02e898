# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the creation of topics."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import NewTopic, create_topics
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin


def test_moved_controller(connect: t.Callable) -> None:
    """After NOT_CONTROLLER the topic is sent to the new controller; a topic that exists has an error of its own."""
    with FakeCluster(brokers=2) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        codes = {"new": iter([41, 0]), "old": iter([36])}
        topic_of = admin.CreateTopicsResponse.CreatableTopicResult
        cluster.on["CreateTopics"] = lambda _broker, _version, request: admin.CreateTopicsResponse(
            throttle_time_ms=0,
            topics=[
                topic_of(
                    name=topic.name,
                    error_code=next(codes[topic.name]),
                    error_message=None,
                    num_partitions=1,
                    replication_factor=1,
                    configs=[],
                )
                for topic in request.topics
            ],
        )
        answers = create_topics(connection, [NewTopic("new", 1, 1, {}), NewTopic("old", 1, 1, {})])
        assert answers["new"] == {}
        assert isinstance(answers["old"], BrokerError)
        assert answers["old"].name == "TOPIC_ALREADY_EXISTS"
        assert cluster.requests["CreateTopics"] == 2
