# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of selections of topics and groups."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, is_internal_topic

NAMES = ["app.a", "app.b", "other", "__consumer_offsets", "mm2-offsets.A.internal"]


def choose(**params: list[str]) -> list[str]:
    """Select from NAMES."""
    return Selection.parse("topics", params).choose(NAMES, is_internal_topic)


def test_empty_selection_is_all_but_internal() -> None:
    """By default the topics of other tools are left out."""
    assert choose() == ["app.a", "app.b", "other"]
    assert choose(topics_matching=[".*"]) == ["app.a", "app.b", "other"]


def test_expressions_match_whole_names() -> None:
    """An expression matches the whole name, as in MirrorMaker."""
    assert choose(topics_matching=["app"]) == []
    assert choose(topics_matching=["app[.].", "oth.*"]) == ["app.a", "app.b", "other"]


def test_names_and_exclusions() -> None:
    """A name adds even an internal topic; exclusions win."""
    assert choose(topics=["mm2-offsets.A.internal"], topics_matching=["app.*"], exclude_topics_matching=[".*b"]) == [
        "app.a",
        "mm2-offsets.A.internal",
    ]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"topics": ["absent", "app.a"]}, "The cluster has no topics named absent"),
        ({"topics_matching": ["no.*"]}, r"No topics of The cluster match topics_matching 'no\.\*'"),
        ({"topics_matching": ["("]}, r"topics_matching: '\(' is not a regular expression"),
        ({"exclude_topics_matching": ["["]}, r"exclude_topics_matching: '\['"),
    ],
)
def test_invalid_selection(params: dict, message: str) -> None:
    """The option and the value are named."""
    with pytest.raises(Failure, match=message):
        Selection.parse("topics", params).require(NAMES, "The cluster", is_internal_topic)


@pytest.mark.parametrize(
    "name",
    [
        "__x",
        "mm2-offset-syncs.A.internal",
        "A.checkpoints.internal",
        "heartbeats",
        "A.heartbeats",
        "connect-offsets",
        "my-connect-configs",
        "_schemas",
        "_confluent-license",
        "orders.replica",
        "x-internal",
        ".hidden",
    ],
)
def test_internal(name: str) -> None:
    """Topics with the state of other tools are internal."""
    assert is_internal_topic(name)


@pytest.mark.parametrize("name", ["internal", "internal-orders", "myheartbeats", "connections", "_orders", "mm2"])
def test_not_internal(name: str) -> None:
    """Similar names are not internal."""
    assert not is_internal_topic(name)
