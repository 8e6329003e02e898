# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A property that MirrorMaker would ignore is refused, with a sentence that names the right place for it."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.property_check import Checker, Verdict


@pytest.mark.parametrize(
    ("key", "replaced"),
    [
        ("tasks.max", "tasks.max"),
        ("A->B.tasks.max", "tasks.max"),
        ("refresh.topics.interval.seconds", "refresh.topics.interval.seconds"),
        ("A.consumer.fetch.min.bytes", "A.consumer.fetch.min.bytes"),
        ("A->B.consumer.fetch.min.bytes", "A.consumer.fetch.min.bytes"),
        ("B.producer.linger.ms", "B.producer.linger.ms"),
        ("A->B.producer.override.linger.ms", "B.producer.linger.ms"),
        ("B.offset.flush.interval.ms", "B.offset.flush.interval.ms"),
        ("offset.storage.replication.factor", "offset.storage.replication.factor"),
        ("B.offset.storage.replication.factor", "offset.storage.replication.factor"),
        ("A.ssl.cipher.suites", "A.ssl.cipher.suites"),
        ("A->B.transforms", "transforms"),
        ("A->B.transforms.x.type", None),
        ("config.providers.file.class", None),
        ("A.admin.request.timeout.ms", "A.admin.request.timeout.ms"),
    ],
)
def test_property_with_an_effect(key: str, replaced: str | None) -> None:
    assert Checker("A", "B", "3.3.1").check(key, "1") == Verdict(None, replaced)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("producer.linger.ms", "producer.linger.ms without an alias is ignored; write B.producer.linger.ms"),
        ("consumer.isolation.level", "write A.consumer.isolation.level"),
        ("linger.ms", "it belongs to the producer: write B.producer.linger.ms"),
        (
            "A->B.producer.linger.ms",
            "reaches only the producer of offset-syncs; records are written by B.producer.linger.ms",
        ),
        ("A.producer.linger.ms", "does not reach the data; records are written by B.producer.linger.ms"),
        ("B.consumer.isolation.level", "does not reach the data; records are read by A.consumer.isolation.level"),
        ("offset.flush.interval.ms", "it belongs to the worker: write B.offset.flush.interval.ms"),
        ("A->B.offset.flush.interval.ms", "it belongs to the worker: write B.offset.flush.interval.ms"),
        ("A.plugin.path", "no worker runs for A; write B.plugin.path"),
        ("B.tasks.max", "write tasks.max or A->B.tasks.max"),
        ("security.protocol", "would go to both clusters"),
        ("sasl.jaas.config", "write A.sasl.jaas.config"),
        ("transforms.x.type", "write A->B.transforms.x.type"),
        ("B->A.enabled", "belongs to the way back"),
        ("A->B.topics", "set topics of the flow in flows"),
        ("clusters", "set flows"),
        ("A.bootstrap.servers", "set bootstrap_servers of the cluster"),
        ("replication.policy.class", "set replication_policy"),
        ("heartbeats.topic.retention.ms", "does not exist in Kafka"),
        ("refresh.topic.interval.seconds", "did you mean refresh.topics.interval.seconds"),
        ("sync.group.offset.enabled", "did you mean sync.group.offsets.enabled"),
        ("B.producer.batchsize", "did you mean B.producer.batch.size"),
        ("A.ssl.truststore.locaton", "did you mean A.ssl.truststore.location"),
        ("use.incremental.alter.configs", "(newer releases do)"),
        ("B.producer.compression.lz4.level", "(newer releases do)"),
        ("C.producer.acks", "not known to MirrorMaker 3.3.1"),
    ],
)
def test_property_without_an_effect(key: str, message: str) -> None:
    verdict = Checker("A", "B", "3.3.1").check(key, "1")
    assert message in (verdict.problem or "")
    assert verdict.replaces is None


@pytest.mark.parametrize("value", [None, {"a": 1}])
def test_value_that_does_not_fit_on_a_line(value: object) -> None:
    assert "has no value" in (Checker("A", "B").check("tasks.max", value).problem or "")


def test_names_of_later_releases() -> None:
    known = Verdict(None, "use.incremental.alter.configs")
    assert Checker("A", "B", "3.9.1").check("use.incremental.alter.configs", "never") == known
    assert Checker("A", "B", None).check("use.incremental.alter.configs", "never").problem is None


def test_login_setting_that_came_after_3_3() -> None:
    """KAFKA-17326: 3.3.1 would ignore it."""
    key = "A.sasl.oauthbearer.header.urlencode"
    assert "not known to MirrorMaker 3.3.1 (newer releases do)" in (
        Checker("A", "B", "3.3.1").check(key, "true").problem or ""
    )
    assert Checker("A", "B", "3.9.1").check(key, "true") == Verdict(None, key)
