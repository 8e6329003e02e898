# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the comparison of topics with those with which a mirror began."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import error_answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.identity import (
    Identity,
    NotedTopic,
    Side,
    compare,
    parse_noted,
)


def side(name: str, noted: dict | None, now: t.Any, ends: dict | None = None) -> Side:
    """One side with the topic pay, which has this id now."""
    topic = TopicMetadata("pay", False, {0: 1}, {0: (1,)}, now) if now is None or isinstance(now, str) else now
    return Side(name, noted, {"pay": topic}, {"pay": ends or {0: (0, 150)}})


def noted(topic_id: str | None, **ends: tuple[int, int]) -> dict[str, NotedTopic]:
    """The topic pay as it was noted, with the ends of p0, p1 ..."""
    return {"pay": NotedTopic(topic_id, {int(name[1:]): pair for name, pair in ends.items()})}


def judged(source: Side, target: Side | None = None) -> Identity:
    """Compare pay with itself."""
    return compare({"pay": "pay"}, source, target or side("target", noted("t"), "t"))


def test_the_same_topics() -> None:
    """Both ids are those that were noted."""
    assert judged(side("source", noted("s"), "s")) == Identity()
    assert Identity().basis == "ids"


def test_another_id() -> None:
    """A6: 150 records in a log of which 100 were copied look like a mirror that is caught up; the id tells."""
    found = judged(side("source", noted("s", p0=(0, 100)), "new"))
    assert list(map(str, found.recreated)) == [
        "pay of the source was created again since the mirror began: its id is new, and it was s"
    ]
    assert (found.recreated_on("source"), found.recreated_on("target"), found.basis) == ({"pay"}, set(), "ids")
    copy = judged(side("source", noted("s"), "s"), side("target", noted("t"), "new"))
    assert copy.recreated_on("target") == {"pay"}


@pytest.mark.parametrize(
    ("before", "now", "recreated"),
    [
        ({"p0": (0, 100)}, {0: (0, 150)}, False),  # the limit: nothing shows that it is another topic
        ({"p0": (0, 100)}, {0: (0, 99)}, True),
        ({"p0": (50, 100)}, {0: (0, 150)}, True),
        ({"p0": (0, 100)}, {0: (100, 100)}, False),
        ({"p0": (0, 0), "p1": (0, 5)}, {0: (0, 1), 1: (0, 4)}, True),
        ({}, {0: (0, 1)}, False),
    ],
)
def test_by_logs(before: dict, now: dict, recreated: bool) -> None:
    """Without ids a log that goes backwards is another topic's."""
    for noted_id, id_now in ((None, None), ("s", None), (None, "s")):
        found = judged(side("source", noted(noted_id, **before), id_now, now))
        assert bool(found.recreated) is recreated
        assert (found.basis, found.uncertain) == ("logs", ("pay",))


@pytest.mark.parametrize(
    "source",
    [
        side("source", None, "s"),
        side("source", {}, "s"),
        side("source", noted("s"), error_answer(29)),
        Side("source", noted("s"), {}, {}),
    ],
)
def test_what_was_not_noted_or_cannot_be_described(source: Side) -> None:
    """It is not known to be the same topic."""
    found = judged(source)
    assert (found.basis, found.uncertain, found.recreated) == ("logs", ("pay",), ())


def test_snapshot() -> None:
    """It is what kafka_topic_info returns, with offsets that may have errors."""
    offsets = [
        {"partition": 0, "log_start": 1, "log_end": 5, "error": None},
        {"partition": 1, "log_start": None, "log_end": None, "error": "no leader"},
    ]
    snapshot = {"cluster_id": "x", "topics": [{"name": "pay", "topic_id": "s", "offsets": offsets}]}
    assert parse_noted(snapshot, "noted_topics.source", "x") == {"pay": NotedTopic("s", {0: (1, 5)})}
    with pytest.raises(Failure, match="noted_topics.source was read from another cluster .x. than .* .y."):
        parse_noted(snapshot, "noted_topics.source", "y")


@pytest.mark.parametrize("snapshot", [None, [], {}, {"cluster_id": "x", "topics": [{}]}, {"cluster_id": "x"}])
def test_what_is_no_snapshot(snapshot: t.Any) -> None:
    """The option is named."""
    with pytest.raises(Failure, match="noted_topics.target is not what kafka_topic_info returns"):
        parse_noted(snapshot, "noted_topics.target", "x")
