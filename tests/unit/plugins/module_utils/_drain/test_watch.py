# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many looks: what stands still, what is worth waiting for, and what is not."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import look_around
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.drain import wait

P0, P1, OTHER = Partition("orders", 0), Partition("orders", 1), Partition("other", 0)


def run(scene: t.Any) -> dict[str, t.Any]:
    """Wait, and return what the module would."""
    ended = wait(
        scene.watch, scene.look, lambda watch: scene.lines.append(report.progress(watch)), scene.clock, scene.sleep
    )
    return report.result(scene.watch, ended)


def test_done_after_three_looks_that_span_the_window(see: t.Callable, scene: t.Any) -> None:
    """Neither sooner nor later."""
    result = run(scene([see({P0: (0, 9)}, {"g": {P0: 9}})]))
    assert (result["drained"], result["quiesced"], result["verdict"], result["seconds"]) == (True, True, "drained", 10)
    assert run(scene([see({P0: (0, 9)}, {"g": {P0: 9}})], settle=0))["seconds"] == 10
    assert run(scene([see({P0: (0, 9)}, {"g": {P0: 9}})], settle=12))["seconds"] == 15


def test_waits_for_a_group_that_reads(see: t.Callable, scene: t.Any) -> None:
    """The window of quiet passes meanwhile; progress tells what is left, the rate and the time."""
    play = scene([see({P0: (0, 9000)}, {"g": {P0: committed}}) for committed in (0, 1000, 5000, 9000)])
    result = run(play)
    assert (result["drained"], result["seconds"]) == (True, 15)
    assert play.lines == [
        ["g: 9,000 to read"],
        ["g: 8,000 to read, 200/s, about 40 s left"],
        ["g: 4,000 to read, 500/s, about 8 s left"],
    ]


def test_late_records_begin_the_window_again(see: t.Callable, scene: t.Any) -> None:
    """Producers have the window to finish; from their last record it counts anew."""
    result = run(scene([see({P0: (0, end)}, {"g": {P0: end}}) for end in (5, 6, 7)]))
    assert (result["drained"], result["seconds"], result["producing_topics"]) == (True, 20, [])


def test_a_producer_that_goes_on(see: t.Callable, scene: t.Any) -> None:
    """After the window it is a reason to stop, and the topic is named."""
    result = run(scene([see({P0: (0, end), OTHER: (0, 1)}, {"g": {P0: end, OTHER: 1}}) for end in range(9)]))
    assert (result["drained"], result["verdict"], result["producing_topics"], result["seconds"]) == (
        False,
        "producers_active",
        ["orders"],
        15,
    )
    assert result["message"] == "orders is still being written to; stop its producers"


def test_a_producer_that_comes_back_during_the_drain(see: t.Callable, scene: t.Any) -> None:
    """However long it was quiet."""
    quiet = [see({P0: (0, 90)}, {"g": {P0: committed}}) for committed in range(10)]
    result = run(scene([*quiet, see({P0: (0, 91)}, {"g": {P0: 10}})]))
    assert (result["verdict"], result["seconds"], result["quiesced"]) == ("producers_active", 50, False)


def test_an_open_transaction_is_waited_for(see: t.Callable, scene: t.Any) -> None:
    """Its end is a record of the broker's and may come late; until then nothing is done, and in the end it is a stall."""
    opened, ended = see({P0: (0, 9, 4)}, {"g": {P0: 9}}), see({P0: (0, 9, 9)}, {"g": {P0: 9}})
    assert run(scene([*[opened] * 5, ended]))["drained"]
    result = run(scene([opened], stall_timeout=60))
    assert (result["verdict"], result["quiesced"], result["open_transactions"], result["seconds"]) == (
        "stalled",
        False,
        ["orders"],
        60,
    )
    assert "a transaction is open on orders" in result["message"]


STOPPED = GroupView("g", "Empty", "consumer", commits={P0: 4})
HOPELESS = {
    "stopped": ({P0: (0, 5000)}, {"g": STOPPED}, "group_stopped_with_lag"),
    "unknown": ({P0: (0, 9)}, {"g": GroupView("g", "Empty", "consumer", commits={OTHER: 1})}, "unknown_position"),
    "beyond": ({P0: (0, 9)}, {"g": {P0: 10}}, "partition_error"),
    "unread": ({P0: (0, 9), OTHER: (0, 1)}, {"g": {P0: 9}}, "unconsumed_topic"),
    "leaderless, read by nobody": ({P0: (0, 9), OTHER: "no leader"}, {"g": {P0: 9}}, "partition_error"),
}


@pytest.mark.parametrize(("logs", "groups", "verdict"), HOPELESS.values(), ids=HOPELESS)
def test_fails_when_waiting_does_not_help(
    see: t.Callable, scene: t.Any, logs: dict, groups: dict, verdict: str
) -> None:
    """After the window, not at first sight: a member may be joining, a leader be elected."""
    result = run(scene([see(logs, groups)]))
    assert (result["drained"], result["verdict"], result["seconds"]) == (False, verdict, 10)
    assert result["message"]


def test_a_missing_group_fails_at_once(see: t.Callable, scene: t.Any) -> None:
    """Nothing to wait for, and other groups' verdicts do not hide it."""
    result = run(scene([see({P0: (0, 9)}, {"g": STOPPED}, missing_groups=("nobody",))]))
    assert (result["verdict"], result["seconds"], result["remaining"]) == ("missing_group", 0, None)
    assert result["message"].startswith("group nobody does not exist")


def test_a_consumer_assigned_by_hand_is_alive_when_it_moves(see: t.Callable, scene: t.Any) -> None:
    """Its group looks stopped; its commits say that it is not."""
    looks = [
        see({P0: (0, 90)}, {"g": GroupView("g", "Empty", "", commits={P0: committed})}) for committed in range(0, 91, 9)
    ]
    assert run(scene(looks))["drained"]


def test_a_group_that_restarts_is_waited_for(see: t.Callable, scene: t.Any) -> None:
    """Stopped, rebalancing and back: its state counts as settled a window after the last change."""
    rebalancing = GroupView("g", "PreparingRebalance", "consumer", 1, error="rebalancing", commits={P0: 9})
    looks = [see({P0: (0, 9)}, {"g": view}) for view in (STOPPED, rebalancing, {P0: 9})]
    result = run(scene(looks))
    assert (result["drained"], result["seconds"]) == (True, 20)


def test_a_member_that_never_commits_stalls(see: t.Callable, scene: t.Any) -> None:
    """It might; after the stall timeout it is given up."""
    result = run(
        scene(
            [see({P0: (0, 9)}, {"g": GroupView("g", "Stable", "consumer", 1, assigned=frozenset([P0]))})],
            stall_timeout=60,
        )
    )
    assert (result["verdict"], result["seconds"], result["groups"][0]["verdict"]) == ("stalled", 60, "unknown_position")
    assert "committed no position on orders-0" in result["message"]


def test_progress_puts_off_the_stall_but_not_the_timeout(see: t.Callable, scene: t.Any) -> None:
    """One record a look is progress."""
    looks = [see({P0: (0, 900)}, {"g": {P0: committed}}) for committed in range(900)]
    result = run(scene(looks, stall_timeout=20, timeout=200))
    assert (result["verdict"], result["seconds"], result["groups"][0]["eta_seconds"]) == ("timeout", 200, 4300)


def test_ignored_groups(see: t.Callable, scene: t.Any) -> None:
    """Reported, not waited for, and their topics count as read."""
    result = run(
        scene([see({P0: (0, 9), OTHER: (0, 1)}, {"g": STOPPED, "h": {OTHER: 1}})], ignore_groups=frozenset(["g"]))
    )
    assert (result["drained"], result["remaining"], result["unconsumed_topics"]) == (True, 0, [])
    assert [group["group"] for group in result["groups"]] == ["h"]
    assert [(group["group"], group["verdict"], group["remaining"]) for group in result["ignored"]] == [
        ("g", "group_stopped_with_lag", 5)
    ]


def test_an_ignored_group_is_no_progress(see: t.Callable, scene: t.Any) -> None:
    """Its reading does not keep a stalled wait alive."""
    looks = [see({P0: (0, 99), OTHER: (0, 99)}, {"g": {P0: 1}, "audit": {OTHER: index}}) for index in range(99)]
    assert run(scene(looks, stall_timeout=30, ignore_groups=frozenset(["audit"])))["seconds"] == 30


def test_allow_unconsumed(see: t.Callable, scene: t.Any) -> None:
    """Allowed, and told."""
    result = run(scene([see({P0: (0, 9), OTHER: (0, 1)}, {"g": {P0: 9}})], allow_unconsumed=True))
    assert (result["drained"], result["unconsumed_topics"]) == (True, ["other"])


def test_a_topic_that_vanishes(see: t.Callable, scene: t.Any) -> None:
    """Deleted during the wait: that is not how it becomes empty."""
    result = run(scene([see({P0: (0, 9), OTHER: (0, 9)}, {"g": {P0: 9, OTHER: 3}}), see({P0: (0, 9)}, {"g": {P0: 9}})]))
    assert (result["drained"], result["verdict"], list(result["errors"])) == (False, "partition_error", ["other"])


def test_loss_is_remembered(see: t.Callable, scene: t.Any) -> None:
    """A consumer that goes on behind the hole has lost what was in it."""
    result = run(scene([see({P0: (60, 100)}, {"g": {P0: committed}}) for committed in (10, 70, 100)]))
    assert (result["drained"], result["lost"]) == (True, 50)
    assert result["groups"][0]["partitions"][0]["lost"] == 50


def test_a_scan_is_asked_for_once_when_nothing_moves(see: t.Callable, scene: t.Any) -> None:
    """From the position that is furthest behind, and its answer is kept."""
    logs = {P0: (0, 11), P1: (0, 5)}
    before = see(logs, {"g": {P0: 10, P1: 5}, "h": {P0: 8, P1: 5}})
    found = see(logs, {"g": {P0: 10, P1: 5}, "h": {P0: 8, P1: 5}}, scanned_tails={P0: (8, 11, (9,))})
    play = scene([before, before, found, before], stall_timeout=30)
    result = run(play)
    assert play.scans == [{P0: 8}]
    assert [(group["group"], group["remaining"], group["verdict"]) for group in result["groups"]] == [
        ("g", 0, "drained"),
        ("h", 1, "draining"),
    ]
    assert result["verdict"] == "stalled"


@pytest.mark.parametrize(
    ("log", "commits"),
    [((0, 11), (3, 4, 5, 6)), ((0, 5000), (10,)), ((0, 11, 10), (10,))],
    ids=["the position moves", "too much", "a transaction is open"],
)
def test_no_scan(see: t.Callable, scene: t.Any, log: tuple, commits: tuple) -> None:
    """Where data is plain to see, or reading would block."""
    play = scene([see({P0: log}, {"g": {P0: commit}}) for commit in commits], timeout=11)
    run(play)
    assert play.scans == []


@pytest.mark.parametrize(("stable", "seconds", "verdict"), [(11, 10, "group_stopped_with_lag"), (10, 60, "stalled")])
def test_a_stopped_group_before_an_open_transaction(
    see: t.Callable, scene: t.Any, stable: int, seconds: int, verdict: str
) -> None:
    """What is open may be aborted, and then it is no record: only what a scan has seen is certain."""
    view = GroupView("g", "Empty", "consumer", commits={P0: 10})
    before, found = (
        see({P0: (0, 11, stable)}, {"g": view}),
        see({P0: (0, 11, stable)}, {"g": view}, scanned_tails={P0: (10, 11, (10,))}),
    )
    looks = [before, before, found] if stable == 11 else [before]
    result = run(scene(looks, stall_timeout=60))
    assert (result["verdict"], result["seconds"], result["drained"]) == (verdict, seconds, False)


def test_a_scan_is_cut_to_its_budget(see: t.Callable, scene: t.Any) -> None:
    """Shortest first; the others keep counting."""
    partitions = [Partition("wide", index) for index in range(500)]
    look = see(
        {partition: (0, 1000) for partition in partitions},
        {"g": {partition: index % 2 for index, partition in enumerate(partitions)}},
    )
    play = scene([look], settle=0)
    look_around(play.watch, play.look, play.clock, play.sleep)
    assert len(play.scans[0]) == 100
    assert set(play.scans[0].values()) == {1}


def test_one_look(see: t.Callable, scene: t.Any) -> None:
    """Nothing remains, but that is all it can tell."""
    play = scene([see({P0: (0, 9)}, {"g": {P0: 9}})], settle=0)
    look_around(play.watch, play.look, play.clock, play.sleep)
    result = report.result(play.watch)
    assert (result["drained"], result["quiesced"], result["verdict"]) == (None, None, "settling")
    assert play.now == 100


def test_one_look_at_an_error_that_belongs_to_no_group(see: t.Callable, scene: t.Any) -> None:
    """It is a verdict, not a gap."""
    play = scene([see({P0: (0, 9), OTHER: "no leader"}, {"g": {P0: 9}})], settle=0)
    look_around(play.watch, play.look, play.clock, play.sleep)
    result = report.result(play.watch)
    assert (result["drained"], result["verdict"], result["errors"]) == (
        False,
        "partition_error",
        {"other-0": "no leader"},
    )


def test_looking_for_a_while(see: t.Callable, scene: t.Any) -> None:
    """It ends with the window, whatever was seen."""
    still, moving = see({P0: (0, 9)}, {"g": {P0: 9}}), [see({P0: (0, end)}, {"g": {P0: 0}}) for end in range(9)]
    for looks, verdict in (([still], "drained"), (moving, "producers_active")):
        play = scene(looks)
        look_around(play.watch, play.look, play.clock, play.sleep)
        assert (report.result(play.watch)["verdict"], play.now) == (verdict, 110)


PARAMS = {
    "settle": 30,
    "interval": 5,
    "timeout": 3600,
    "stall_timeout": 300,
    "ignore_groups": ["g"],
    "allow_unconsumed": True,
}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"interval": 0}, "interval is 0"),
        ({"timeout": 30}, "timeout .30 s. must be greater than settle"),
        ({"settle": -1}, "settle is -1"),
    ],
)
def test_rules_that_make_no_sense(wrong: dict[str, t.Any], says: str) -> None:
    """The option is named."""
    with pytest.raises(KafkaFailure, match=says):
        Rules.for_wait({**PARAMS, **wrong})
    assert Rules.for_wait(PARAMS) == Rules(30, 5, 3600, 300, frozenset(["g"]), True)


def test_many_groups_make_few_lines(see: t.Callable, scene: t.Any) -> None:
    """Those with the most to read first."""
    play = scene([see({P0: (0, 99)}, {f"g{index}": {P0: index} for index in range(9)})], timeout=1)
    play.watch.add(play.look({}), 0)
    lines = report.progress(play.watch)
    assert lines[0] == "g0: 99 to read"
    assert lines[5] == "and 4 more groups"


def test_a_line_with_an_unknown_part(see: t.Callable, scene: t.Any) -> None:
    """What is known is told, and that it is not all."""
    play = scene([see({P0: (0, 99), P1: (0, 1)}, {"g": {P0: 1}})])
    play.watch.add(play.look({}), 0)
    assert report.progress(play.watch) == ["g: 98 to read, and an unknown number in 1 partition"]
