# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many polls of a cluster that does not show everything: what is not seen is not drained."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, OTHER = Partition("orders", 0), Partition("other", 0)
REASON = "3 of 50 partitions of __consumer_offsets have no leader"
SHARE = GroupView("s", "Stable", "share", 1, kind="share", assigned=frozenset([P0]))
READER = GroupView("g", "Stable", "consumer", 1, assigned=frozenset([P0]), commits={P0: 45})
HIDDEN = GroupView("g", "", "", error="the group cannot be described: GROUP_AUTHORIZATION_FAILED")


def test_an_incomplete_list_is_never_drained(see: t.Callable, scene: t.Any) -> None:
    """It is given up once that is stable, with the reason; nothing is known to remain."""
    play = scene([see({P0: (0, 9)}, {"g": {P0: 9}}, incomplete=(REASON,))])
    first = play.play(polls=1)
    assert (first["drained"], first["verdict"], first["remaining"], first["message"]) == (
        False,
        "incomplete",
        None,
        REASON,
    )
    assert play.watch.give_up_reason() is None
    play.play(polls=3)
    assert play.watch.give_up_reason() == ("incomplete", REASON)


def test_an_error_that_lasts_next_to_one_that_passes(see: t.Callable, scene: t.Any) -> None:
    """It is given up once it is stable, whatever comes and goes; only the first is in the reason."""
    errors = {"secret": "TOPIC_AUTHORIZATION_FAILED"}
    calm = see({P0: (0, 9), OTHER: (0, 0)}, {"g": {P0: 9}}, topic_errors=errors)
    moment = see({P0: (0, 9), OTHER: "no leader"}, {"g": {P0: 9}}, topic_errors=errors, passing=frozenset(["other-0"]))
    play = scene([calm, moment, calm])
    play.play(polls=2)
    assert play.watch.give_up_reason() is None
    play.now += 5
    play.play(polls=1)
    assert play.watch.give_up_reason() == ("partition_error", "secret: TOPIC_AUTHORIZATION_FAILED")


def test_a_list_that_becomes_complete(see: t.Callable, scene: t.Any) -> None:
    """A partition of the offsets topic gets its leader back before the wait is given up."""
    whole = see({P0: (0, 9)}, {"g": {P0: 9}})
    play = scene([see({P0: (0, 9)}, {"g": {P0: 9}}, incomplete=(REASON,)), whole])
    result = play.play(polls=4)
    assert (result["drained"], result["incomplete"]) == (True, [])


@pytest.mark.parametrize("others", [{}, {"g": {P0: 9}}])
def test_a_group_of_another_kind_is_given_up_at_once(see: t.Callable, scene: t.Any, others: dict) -> None:
    """Waiting does not make it one of consumers; with it no number is known to remain."""
    play = scene([see({P0: (0, 9)}, {"s": SHARE, **others})])
    result = play.play(polls=1)
    assert (result["drained"], result["verdict"], result["remaining"]) == (False, "other_kind", None)
    reason = play.watch.give_up_reason()
    assert (reason.verdict, "group s is of the kind 'share'" in reason.message) == ("other_kind", True)


def test_an_ignored_group_of_another_kind(see: t.Callable, scene: t.Any) -> None:
    """It is reported, and its topics count as read."""
    observation = see({P0: (0, 9), OTHER: (0, 1)}, {"s": SHARE, "h": {OTHER: 1}})
    result = scene([observation], ignore_groups=frozenset(["s"])).play(polls=3)
    assert (result["drained"], result["remaining"], result["unconsumed_topics"]) == (True, 0, [])
    assert [(group["group"], group["kind"], group["verdict"]) for group in result["ignored"]] == [
        ("s", "share", "other_kind")
    ]


def test_an_unknown_group_that_is_ignored_does_not_make_the_rest_unknown(see: t.Callable, scene: t.Any) -> None:
    """The user has named it."""
    observation = see({P0: (0, 9)}, {"g": HIDDEN, "h": {P0: 9}})
    result = scene([observation], ignore_groups=frozenset(["g"])).play(polls=3)
    assert (result["drained"], result["remaining"], result["ignored"][0]["remaining"]) == (True, 0, None)


def test_a_group_once_waited_for_stays_waited_for(see: t.Callable, scene: t.Any) -> None:
    """Until it is described again, or is seen to be deleted; each poll asks for it by name."""
    reading, hidden, gone = (
        see({P0: (0, 100)}, {"g": READER, "h": {P0: 100}}, scanned_tails={P0: (45, 100, tuple(range(45, 100)))}),
        see({P0: (0, 100)}, {"g": HIDDEN, "h": {P0: 100}}),
        see({P0: (0, 100)}, {"h": {P0: 100}}, deleted_groups=("g",)),
    )
    play = scene([*[reading] * 5, hidden, reading, gone])
    result = play.play(polls=5)
    assert (result["verdict"], result["remaining"], play.asked[0], play.asked[4]) == ("draining", 55, (), ("g", "h"))
    result = play.play(polls=1)
    assert (result["drained"], result["verdict"], result["remaining"]) == (False, "unknown_position", None)
    assert "g: the group cannot be described" in result["message"]
    result = play.play(polls=1)
    assert (result["verdict"], result["remaining"], play.asked[-1]) == ("draining", 55, ("g", "h"))
    result = play.play(polls=4)
    assert (result["drained"], result["deleted_groups"], play.asked[-1]) == (True, ["g"], ("h",))


def test_a_hidden_group_is_given_up_once_that_is_stable(see: t.Callable, scene: t.Any) -> None:
    """A group without members does not move by itself; why it is hidden is in the reason."""
    play = scene([see({P0: (0, 100)}, {"g": READER}), see({P0: (0, 100)}, {"g": HIDDEN})])
    play.play(polls=2)
    assert play.watch.give_up_reason() is None
    play.play(polls=3)
    reason = play.watch.give_up_reason()
    assert (reason.verdict, "GROUP_AUTHORIZATION_FAILED" in reason.message) == ("unknown_position", True)


def test_a_deleted_group_leaves_a_topic_without_a_reader(see: t.Callable, scene: t.Any) -> None:
    """What it has not read is not drained either."""
    play = scene([see({P0: (0, 100)}, {"g": READER}), see({P0: (0, 100)}, {}, deleted_groups=("g",))])
    result = play.play(polls=4)
    assert (result["drained"], result["verdict"], result["unconsumed_topics"]) == (
        False,
        "unconsumed_topic",
        ["orders"],
    )


def test_a_deleted_group_that_comes_back(see: t.Callable, scene: t.Any) -> None:
    """It is waited for again, and not reported as deleted any more."""
    reading, gone = see({P0: (0, 100)}, {"g": READER}), see({P0: (0, 100)}, {}, deleted_groups=("g",))
    play = scene([reading, gone, reading])
    result = play.play(polls=3)
    assert (result["verdict"], result["deleted_groups"], play.watch.known_groups) == ("draining", [], ("g",))


def test_a_missing_group_is_not_waited_for_as_one_that_was_seen(see: t.Callable, scene: t.Any) -> None:
    """It stays missing, and is not taken for deleted."""
    play = scene([see({P0: (0, 9)}, {"g": {P0: 9}}, missing_groups=("nobody",))])
    result = play.play(polls=2)
    assert (result["verdict"], result["deleted_groups"], play.asked[-1]) == ("missing_group", [], ("g",))
