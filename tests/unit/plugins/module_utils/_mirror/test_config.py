# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What MirrorMaker would ignore is refused, with a sentence that says where it belongs."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.filter.mirror_maker_plan import mirror_maker_plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.config import Checker

SOURCE = {"alias": "old", "bootstrap_servers": ["s:1"]}
TARGET = {"alias": "new", "bootstrap_servers": ["t:1"]}
FLOW = {"source": SOURCE, "target": TARGET, "topics": [".*"], "groups": [".*"]}


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
def test_what_reaches_something(key: str, replaced: str | None) -> None:
    assert Checker("A", "B", "3.3.1").check(key, "1") == (None, replaced)


@pytest.mark.parametrize(
    ("key", "said"),
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
        ("A->B.topics", "set topics of the flow in mirror_maker_flows"),
        ("clusters", "set mirror_maker_flows"),
        ("A.bootstrap.servers", "set bootstrap_servers of the cluster"),
        ("replication.policy.class", "set mirror_maker_replication_policy"),
        ("heartbeats.topic.retention.ms", "does not exist in Kafka"),
        ("refresh.topic.interval.seconds", "did you mean refresh.topics.interval.seconds"),
        ("sync.group.offset.enabled", "did you mean sync.group.offsets.enabled"),
        ("B.producer.batchsize", "did you mean B.producer.batch.size"),
        ("use.incremental.alter.configs", "(newer releases do)"),
        ("C.producer.acks", "not known to MirrorMaker 3.3.1"),
    ],
)
def test_what_would_be_ignored(key: str, said: str) -> None:
    problem, replaced = Checker("A", "B", "3.3.1").check(key, "1")
    assert said in problem
    assert replaced is None


def test_names_of_later_releases() -> None:
    assert Checker("A", "B", "3.9.1").check("use.incremental.alter.configs", "never") == (
        None,
        "use.incremental.alter.configs",
    )
    assert Checker("A", "B", None).check("use.incremental.alter.configs", "never")[0] is None


def test_a_plan_without_problems() -> None:
    plan = mirror_maker_plan(
        [FLOW], properties={"old->new.tasks.max": 3, "errors.log.enable": " true "}, version="3.3.1"
    )
    assert plan == {
        "problems": [],
        "source_alias": "old",
        "target_alias": "new",
        "secret": False,
        "properties": {"old->new.tasks.max": "3", "errors.log.enable": "true"},
        "replaced": ["errors.log.enable", "tasks.max"],
    }


def test_aliases_have_defaults() -> None:
    plan = mirror_maker_plan([{"source": {"bootstrap_servers": "s:1"}, "target": {"bootstrap_servers": "t:1"}}])
    assert (plan["source_alias"], plan["target_alias"], plan["problems"]) == ("A", "B", [])


@pytest.mark.parametrize(
    "flow",
    [
        {"source": {**SOURCE, "sasl_password": "x"}},
        {"target": {**TARGET, "ssl_keystore_password": "x"}},
        {"target": {**TARGET, "ssl_keyfile": "x"}},
    ],
)
def test_secrets_are_noticed(flow: dict[str, object]) -> None:
    assert mirror_maker_plan([{**FLOW, **flow}])["secret"]


def test_secrets_among_further_properties_are_noticed() -> None:
    assert mirror_maker_plan([FLOW], properties={"old.sasl.jaas.config": "x"})["secret"]


@pytest.mark.parametrize(
    ("flows", "options", "said"),
    [
        ([], {}, "mirror_maker_flows is empty"),
        (None, {}, "mirror_maker_flows is empty"),
        ([FLOW, {**FLOW, "source": TARGET, "target": SOURCE}], {}, "goes both ways"),
        ([FLOW, FLOW], {}, "has 2 flows"),
        ([{"source": SOURCE}], {}, "has no target"),
        ([{**FLOW, "source": {**SOURCE, "alias": "a.b"}}], {}, "The alias 'a.b' of the source"),
        ([{**FLOW, "source": {**SOURCE, "alias": "a->b"}}], {}, "The alias 'a->b' of the source"),
        ([{**FLOW, "source": {**SOURCE, "alias": "new"}}], {}, "the same alias 'new'"),
        ([{**FLOW, "topics": ["order{1,3}s"]}], {}, "'order{1,3}s' has a comma"),
        ([{**FLOW, "source": {"alias": "x"}}], {}, "bootstrap_servers is empty"),
        ([FLOW], {"policy": "LegacyReplicationPolicy"}, "is not in Kafka"),
        ([FLOW], {"policy": "x"}, "give identity (names stay) or default"),
        ([FLOW], {"mode": "connect"}, "dedicated only"),
        ([FLOW], {"properties": {"tasks.max": None}}, "has no value"),
        (
            [FLOW],
            {"properties": {"replication.policy.class": "LegacyReplicationPolicy"}},
            "LegacyReplicationPolicy does not exist",
        ),
    ],
)
def test_problems(flows: object, options: dict[str, object], said: str) -> None:
    problems = mirror_maker_plan(flows, **options)["problems"]
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].endswith(".")
