# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the results and messages of a clone."""

from __future__ import annotations

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import NewTopic
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import Difference, TopicPlan
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.report import (
    diff,
    failure,
    refusal,
    summary,
    topic_result,
)

WANTED = NewTopic("orders", 6, 2, {"retention.ms": "5"})
PARTITIONS, RETENTION = Difference("partitions", 6, 3), Difference("configs.retention.ms", "5", "7")
NEW = TopicPlan("orders", WANTED, exists=False)
DIFFERING = TopicPlan("orders", WANTED, exists=True, differences=(RETENTION,))
GROWING = TopicPlan("orders", WANTED, exists=True, differences=(PARTITIONS, RETENTION), grow=True)
IMPOSSIBLE = TopicPlan("orders", WANTED, exists=True, problem="it cannot match")


def test_failure() -> None:
    """The message names the topic, the difference and the remedy."""
    results = [topic_result(DIFFERING, "differs"), topic_result(NEW, "unchanged")]
    assert failure(results, "report") is None
    assert failure(results, "fail") == (
        "1 of 2 topics do not match on the target: "
        "orders (configs.retention.ms is 7 instead of 5; update_configs changes them)."
    )
    assert summary(results)["differs"] == summary(results)["unchanged"] == 1


def test_refusal() -> None:
    """A known problem of one topic keeps all from being changed."""
    assert refusal([NEW]) is None
    assert refusal([NEW, IMPOSSIBLE]) == (
        "Nothing was changed: 1 of 2 topics cannot match on the target. orders: it cannot match."
    )


def test_diff() -> None:
    """A new topic has all its fields, an existing one those that change; one that cannot match has none."""
    new, growing = diff([NEW, GROWING, DIFFERING, IMPOSSIBLE])
    assert (new["before"], new["after"]) == ("", "partitions: 6\nreplication_factor: 2\nconfigs.retention.ms: 5\n")
    assert (growing["before"], growing["after"]) == ("partitions: 3\n", "partitions: 6\n")
