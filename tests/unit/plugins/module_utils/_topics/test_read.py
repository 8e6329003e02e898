# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the selection of topics on a cluster, and of what is read of them."""

from __future__ import annotations

import typing as t
import uuid

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import (
    Topic,
    TopicSelection,
    read_topics,
    select_topics,
)
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._topics.fake_topics import FakeTopics


@pytest.fixture(name="select")
def select_fixture(connect: t.Callable) -> t.Iterator[t.Callable[..., TopicSelection]]:
    """Select topics of a cluster with an authorizer, on which the user may not describe secret topics."""
    with FakeTopics(brokers=2) as cluster:
        for name in ("app.a", "app.secret", "pay-internal", "device.heartbeats", "__consumer_offsets", "mm2-secret"):
            cluster.add(name)
        cluster.authorizer, cluster.hidden = True, {"app.secret", "mm2-secret", "never.existed"}

        def select(operations: set[int] | None = None, **params: list[str]) -> TopicSelection:
            cluster.operations = cluster.operations if operations is None else operations
            return select_topics(connect(bootstrap_servers=cluster.bootstrap), Selection.parse("topics", params))

        yield select


def test_everything(select: t.Callable[..., TopicSelection]) -> None:
    """B7: what looks internal is named as left out, but for the topics of Kafka itself; what is hidden is named."""
    found = select()
    assert found.chosen == ["app.a"] and list(found.topics) == ["app.a"]
    assert found.left_out == ["device.heartbeats", "pay-internal"]
    assert found.hidden == ["app.secret"] and not found.complete
    assert "1 topics of source may not be described (app.secret)" in (found.incomplete_reason or "")


def test_expressions(select: t.Callable[..., TopicSelection]) -> None:
    """Only what the expressions select is left out or hidden."""
    found = select(topics_matching=["pay.*", "app[.]a"], topics=["device.heartbeats"])
    assert found.chosen == ["app.a", "device.heartbeats"]
    assert (found.left_out, found.hidden, found.complete) == (["pay-internal"], [], True)


def test_names(select: t.Callable[..., TopicSelection]) -> None:
    """Named topics are asked for by name, so that the list is whole without any right on the cluster."""
    found = select(operations=set(), topics=["app.a", "pay-internal"])
    assert (found.chosen, found.left_out, found.complete) == (["app.a", "pay-internal"], [], True)


def test_without_rights_on_the_cluster(select: t.Callable[..., TopicSelection]) -> None:
    """Then there can be others, whose names are not known."""
    found = select(operations=set())
    assert found.hidden == [] and not found.complete
    assert "lacks DESCRIBE on the cluster" in (found.incomplete_reason or "")


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"topics": ["absent"]}, "^source has no topics named absent; check the option topics.$"),
        (
            {"topics": ["app.secret"]},
            "^The topic app.secret of source may not be described; grant DESCRIBE on it to user ANONYMOUS.$",
        ),
        (
            {"topics": ["absent", "app.secret", "never.existed", "app.a"], "topics_matching": ["app.*"]},
            "named absent; .* The topics app.secret, never.existed of source may not be described; grant DESCRIBE on t",
        ),
        (
            {"topics_matching": ["app[.]s.*"]},
            "No topics of source match .* The list is incomplete: 1 topics of source may not be described",
        ),
        ({"topics": ["app.a"], "exclude_topics_matching": ["app.*"]}, "No topics of source are left once exclude"),
    ],
)
def test_refusals(select: t.Callable[..., TopicSelection], params: dict, message: str) -> None:
    """A8: what does not exist and what may not be described are distinguished, in one message."""
    with pytest.raises(Failure, match=message):
        select(**params)


def test_topic_ids(connect: t.Callable) -> None:
    """An id is printed as Kafka prints it; brokers before 2.8 have none."""
    for version, expected in (((3, 3), "ASNFZ4mrze_-3LqYdlQyEA"), ((2, 7), None)):
        with FakeTopics(version) as cluster:
            cluster.add("pay")
            cluster.topic_ids["pay"] = uuid.UUID("0123456789abcdeffedcba9876543210")
            connection = connect(bootstrap_servers=cluster.bootstrap)
            selected = select_topics(connection, Selection.parse("topics", {"topics": ["pay"]}))
            (topic,) = read_topics(connection, selected, sizes=False)
            assert topic.topic_id == expected
            assert Topic.from_result(topic.to_result()) == topic
