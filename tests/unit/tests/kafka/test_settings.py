# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/settings.py."""

from __future__ import annotations

import pathlib
from typing import Any

import cluster
import distribution
import pytest
import settings
from spec import Spec


def _properties(version: str, **options: Any) -> settings.Properties:
    """The configuration of the first broker; nothing is written."""
    recipe = distribution.RECIPES[version]
    broker = cluster.Broker(1, 1001, 1002, pathlib.Path("/b"), sasl_port=1003)
    keeper = None if recipe.kraft else cluster.ZooKeeper(1004, pathlib.Path("/z"))
    spec = Spec("s", version=version, **options)
    known = distribution.Distribution(version, pathlib.Path("/a"), pathlib.Path("/h"))
    made = cluster.Cluster("s", known, "id", [broker], zookeeper=keeper, users=spec.passwords)
    return settings.server_properties(made, broker, spec)


@pytest.mark.parametrize(
    ("version", "authorizer"),
    [
        ("2.3.1", "kafka.security.auth.SimpleAclAuthorizer"),
        ("2.8.2", "kafka.security.authorizer.AclAuthorizer"),
        ("3.9.1", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
        ("4.2.0", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
    ],
)
def test_authorizer(version: str, authorizer: str) -> None:
    """Each version has its own class; admin and the brokers may do everything, users can log in."""
    properties = _properties(version, authorizer=True, users=("alice",))
    assert properties["authorizer.class.name"] == authorizer
    assert properties["super.users"] == "User:admin;User:ANONYMOUS"
    jaas = properties["listener.name.sasl_plaintext.plain.sasl.jaas.config"]
    assert jaas.endswith('required user_admin="admin-secret" user_alice="alice-secret";')
    assert "SASL_PLAINTEXT://127.0.0.1:1003" in properties["advertised.listeners"]


@pytest.mark.parametrize("version", sorted(distribution.RECIPES))
def test_offsets_topic(version: str) -> None:
    """Its size can be chosen; a property of the user goes before all."""
    properties = _properties(version, brokers=3, offsets_replicas=2, offsets_partitions=7, properties={"a.b": "c"})
    assert properties["offsets.topic.replication.factor"] == "2"
    assert properties["offsets.topic.num.partitions"] == "7"
    assert properties["a.b"] == "c"
    assert "authorizer.class.name" not in properties


@pytest.mark.parametrize(("version", "unstable"), [("3.9.1", False), ("4.1.2", True), ("4.2.0", False)])
def test_features_that_are_not_complete(version: str, unstable: bool) -> None:
    """They are enabled only where a version has them and does not enable them itself."""
    assert ("unstable.api.versions.enable" in _properties(version)) is unstable
    assert ("group.share.enable" in _properties(version)) is (version[0] == "4")


def test_logging() -> None:
    """Each log4j has its own option and keys."""
    assert settings.log4j_properties(1)[0] == "-Dlog4j.configuration=file:"
    assert settings.log4j_properties(2)[0] == "-Dlog4j2.configurationFile="
    assert "rootLogger.level=INFO\n" in settings.text(settings.log4j_properties(2)[1])
