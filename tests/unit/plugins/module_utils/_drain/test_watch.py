# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many polls: what a watch remembers, and what it leaves out."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, OTHER = Partition("orders", 0), Partition("other", 0)
STOPPED = GroupView("g", "Empty", "consumer", commits={P0: 4})


def test_ignored_groups(see: t.Callable, scene: t.Any) -> None:
    """Reported, not waited for, and their topics count as read."""
    observation = see({P0: (0, 9), OTHER: (0, 1)}, {"g": STOPPED, "h": {OTHER: 1}})
    result = scene([observation], ignore_groups=frozenset(["g"])).play(polls=3)
    assert (result["drained"], result["remaining"], result["unconsumed_topics"]) == (True, 0, [])
    assert [group["group"] for group in result["groups"]] == ["h"]
    assert [(group["group"], group["verdict"], group["remaining"]) for group in result["ignored"]] == [
        ("g", "group_stopped_with_lag", 5)
    ]


def test_allow_unconsumed(see: t.Callable, scene: t.Any) -> None:
    """They are allowed, and still reported."""
    observation = see({P0: (0, 9), OTHER: (0, 1)}, {"g": {P0: 9}})
    result = scene([observation], allow_unconsumed=True).play(polls=3)
    assert (result["drained"], result["unconsumed_topics"]) == (True, ["other"])


def test_a_topic_that_vanishes(see: t.Callable, scene: t.Any) -> None:
    """A topic that is deleted during the wait is not drained."""
    before, after = see({P0: (0, 9), OTHER: (0, 9)}, {"g": {P0: 9, OTHER: 3}}), see({P0: (0, 9)}, {"g": {P0: 9}})
    result = scene([before, after]).play(polls=4)
    assert (result["drained"], result["verdict"], list(result["errors"])) == (False, "partition_error", ["other"])
    assert result["remaining"] is None


def test_loss_is_remembered(see: t.Callable, scene: t.Any) -> None:
    """A consumer that continues after deleted records has lost them."""
    result = scene([see({P0: (60, 100)}, {"g": {P0: committed}}) for committed in (10, 70, 100)]).play(polls=3)
    assert (result["drained"], result["lost"]) == (True, 50)
    assert result["groups"][0]["partitions"][0]["lost"] == 50
