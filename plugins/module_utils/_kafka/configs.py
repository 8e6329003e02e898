# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe and alter the configs of topics."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    BrokerError,
    ErrorCode,
    answer_in_chunks,
    error_answer,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of

_TOPIC_RESOURCE = 2
_SET, _DELETE = 0, 1
# A response holds about 30 keys per topic.
_TOPICS_PER_REQUEST = 500

# org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource
SOURCES = {
    1: "DYNAMIC_TOPIC_CONFIG",
    2: "DYNAMIC_BROKER_CONFIG",
    3: "DYNAMIC_DEFAULT_BROKER_CONFIG",
    4: "STATIC_BROKER_CONFIG",
    5: "DEFAULT_CONFIG",
    6: "DYNAMIC_BROKER_LOGGER_CONFIG",
}
OVERRIDE = SOURCES[1]

Configs = dict[str, t.Optional[str]]  # config key -> value, None where it is sensitive or unset


@dataclasses.dataclass(frozen=True)
class Config:
    """The value of a config key and its source; the brokers return sensitive values as None."""

    value: str | None
    source: str


def describe_configs(connection: Connection, topics: t.Iterable[str]) -> dict[str, Answer[dict[str, Config]]]:
    """Read all configs of topics, by topic and config key."""

    def query(names: list[str]) -> dict[str, Answer[dict[str, Config]]]:
        requests = [(_describe_request(chunk), None) for chunk in chunks(names, _TOPICS_PER_REQUEST)]
        results = [result for response in connection.send_all(requests) for result in response.results]
        return {result.resource_name: _configs_answer(result, connection) for result in results}

    return connection.retry_transient(sorted(set(topics)), query)


def _describe_request(topics: t.Sequence[str]) -> t.Any:
    describe = library.admin.DescribeConfigsRequest
    return describe(
        resources=[
            describe.DescribeConfigsResource(resource_type=_TOPIC_RESOURCE, resource_name=name, configuration_keys=None)
            for name in topics
        ],
        include_synonyms=False,
        include_documentation=False,
    )


def _configs_answer(result: t.Any, connection: Connection) -> Answer[dict[str, Config]]:
    if result.error_code:
        return _denied_or_error(result, "DESCRIBE_CONFIGS", connection)
    return {
        config.name: Config(config.value, SOURCES.get(config.config_source, "UNKNOWN")) for config in result.configs
    }


def _denied_or_error(result: t.Any, right: str, connection: Connection) -> BrokerError:
    denied = result.error_code == ErrorCode.TOPIC_AUTHORIZATION_FAILED
    remedy = f"grant {right} on the topic to {user_of(connection.options)}"
    return error_answer(result.error_code, remedy if denied else result.error_message)


def alter_configs(
    connection: Connection, changes: t.Mapping[str, t.Mapping[str, str | None]], validate_only: bool = False
) -> dict[str, Answer[None]]:
    """Set keys of topics, or delete their overrides where the value is None; other keys stay as they are (KIP-339).

    A request without response is the answer for its topics, see :func:`answer_in_chunks`; the others keep theirs.
    """
    if not changes:
        return {}

    def query(names: t.Sequence[str]) -> dict[str, Answer[None]]:
        request = _alter_request({name: changes[name] for name in names}, validate_only)
        return {
            result.resource_name: _denied_or_error(result, "ALTER_CONFIGS", connection) if result.error_code else None
            for result in connection.send(request, connection.controller_id).responses
        }

    return connection.retry_transient(changes, lambda names: answer_in_chunks(names, _TOPICS_PER_REQUEST, query))


def _alter_request(changes: t.Mapping[str, t.Mapping[str, str | None]], validate_only: bool) -> t.Any:
    alter = library.admin.IncrementalAlterConfigsRequest
    return alter(
        resources=[
            (_TOPIC_RESOURCE, name, [(key, _DELETE if value is None else _SET, value) for key, value in keys.items()])
            for name, keys in changes.items()
        ],
        validate_only=validate_only,
    )
