# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests of the Kafka layer."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions, cluster_spec


@pytest.fixture(name="parse")
def parse_fixture() -> t.Callable[..., ClusterOptions]:
    """Parse cluster options like a module, with defaults for the missing ones."""

    def parse(**given: t.Any) -> ClusterOptions:
        params = {name: spec.get("default") for name, spec in cluster_spec()["options"].items()}
        return ClusterOptions.parse("source", {**params, "connect_timeout": 1.0, "request_timeout": 1.5, **given})

    return parse


@pytest.fixture(name="connect")
def connect_fixture(parse: t.Callable[..., ClusterOptions]) -> t.Iterator[t.Callable[..., Connection]]:
    """Open connections, and close them after the test."""
    opened: list[Connection] = []

    def connect(**given: t.Any) -> Connection:
        connection = Connection(parse(**given))
        opened.append(connection)
        connection.open()
        return connection

    yield connect
    for connection in opened:
        connection.close()
