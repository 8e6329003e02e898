# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fake cluster on which topics and their configs can be created, read and altered."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster
from kafka.protocol import admin

_OVERRIDE, _DEFAULT = 1, 5  # org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource


class FakeTopics(FakeCluster):
    """Knows the config keys of ``defaults`` and no others; ``refused`` are values that it does not accept."""

    def __init__(self, version: tuple[int, ...] = (3, 3), cluster_id: str = "fake", brokers: int = 1) -> None:
        super().__init__(version, brokers)
        self.cluster_id = cluster_id
        self.defaults: dict[str, str] = {"cleanup.policy": "delete", "retention.ms": "604800000"}
        self.overrides: dict[str, dict[str, str]] = {}
        self.refused: dict[tuple[str, str], str] = {}

    def add(self, name: str, partitions: int = 1, **overrides: str) -> None:
        """Put a topic there; the names of configs have _ instead of dots."""
        self.topics[name] = [0] * partitions
        self.overrides[name] = {key.replace("_", "."): value for key, value in overrides.items()}

    def _on_Metadata(self, broker_id: int, version: int, request: t.Any) -> t.Any:
        response = super()._on_Metadata(broker_id, version, request)
        response.cluster_id = self.cluster_id
        return response

    def _on_CreateTopics(self, _broker_id: int, version: int, request: t.Any) -> t.Any:
        topics = [self._create(topic, request.validate_only, version) for topic in request.topics]
        return admin.CreateTopicsResponse(throttle_time_ms=0, topics=topics)

    def _create(self, topic: t.Any, validate_only: bool, version: int) -> t.Any:
        configs = {config.name: config.value for config in topic.configs}
        code, message = self._refusal(configs)
        if topic.name in self.topics:
            code, message = 36, f"Topic '{topic.name}' already exists."
        if not code and not validate_only:
            self.add(topic.name, topic.num_partitions)
            self.overrides[topic.name] = configs
        of = admin.CreateTopicsResponse.CreatableTopicResult
        return of(
            name=topic.name,
            error_code=code,
            error_message=message,
            num_partitions=topic.num_partitions,
            replication_factor=1,
            configs=[
                of.CreatableTopicConfigs(name=key, value=value, read_only=False, config_source=5, is_sensitive=False)
                for key, value in {**self.defaults, **configs}.items()
            ]
            if version >= 5 and not code
            else None,
        )

    def _refusal(self, configs: dict[str, str]) -> tuple[int, str | None]:
        unknown = [key for key in configs if key not in self.defaults]
        if unknown:
            return 40, f"Unknown topic config name: {unknown[0]}"
        refused = [reason for pair, reason in self.refused.items() if pair in configs.items()]
        return (40, refused[0]) if refused else (0, None)

    def _on_DescribeConfigs(self, _broker_id: int, _version: int, request: t.Any) -> t.Any:
        response = admin.DescribeConfigsResponse
        result_of = response.DescribeConfigsResult
        return response(
            throttle_time_ms=0,
            results=[
                result_of(
                    error_code=0,
                    error_message=None,
                    resource_type=2,
                    resource_name=resource.resource_name,
                    configs=[
                        result_of.DescribeConfigsResourceResult(
                            name=key,
                            value=value,
                            read_only=False,
                            config_source=_OVERRIDE if key in self.overrides[resource.resource_name] else _DEFAULT,
                            is_default=False,
                            is_sensitive=False,
                            synonyms=[],
                            config_type=1,
                            documentation=None,
                        )
                        for key, value in {**self.defaults, **self.overrides[resource.resource_name]}.items()
                    ],
                )
                for resource in request.resources
            ],
        )

    def _on_IncrementalAlterConfigs(self, _broker_id: int, _version: int, request: t.Any) -> t.Any:
        response = admin.IncrementalAlterConfigsResponse
        answers = []
        for resource in request.resources:
            configs = {config.name: config.value for config in resource.configs}
            code, message = self._refusal(configs)
            if not code and not request.validate_only:
                self.overrides[resource.resource_name].update(configs)
            answers.append(
                response.AlterConfigsResourceResponse(
                    error_code=code, error_message=message, resource_type=2, resource_name=resource.resource_name
                )
            )
        return response(throttle_time_ms=0, responses=answers)
