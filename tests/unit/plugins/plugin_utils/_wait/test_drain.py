# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the wait for a drain lasts, and how it ends."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.drain import DrainSubject
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.loop import Surroundings, wait

P0, P1, OTHER = Partition("orders", 0), Partition("orders", 1), Partition("other", 0)


def run(scene: t.Any, **patience: float) -> dict[str, t.Any]:
    """Wait, and return the result of the module; the lines of progress are in ``lines``."""
    subject = DrainSubject(scene.watch, scene.read, scene.clock)
    lines: list[str] = []
    world = Surroundings(lines.append, lines.append, lambda: None, scene.clock, scene.sleep)
    seconds = {"interval": 5, "timeout": 1000, "stall_timeout": 900, **patience}
    return {**subject.result(wait(subject, Patience(**seconds), world)), "lines": lines}


def test_done_after_three_polls_that_span_the_window(see: t.Callable, scene: t.Any) -> None:
    """Neither sooner nor later."""
    result = run(scene([see({P0: (0, 9)}, {"g": {P0: 9}})]))
    assert (result["drained"], result["quiesced"], result["verdict"], result["seconds"]) == (True, True, "drained", 10)
    assert run(scene([see({P0: (0, 9)}, {"g": {P0: 9}})], settle=0))["seconds"] == 10
    assert run(scene([see({P0: (0, 9)}, {"g": {P0: 9}})], settle=12))["seconds"] == 15


def test_waits_for_a_group_that_reads(see: t.Callable, scene: t.Any) -> None:
    """The window passes in the meantime; progress lines have what is left, the rate and the time."""
    result = run(scene([see({P0: (0, 9000)}, {"g": {P0: committed}}) for committed in (0, 1000, 5000, 9000)]))
    assert (result["drained"], result["seconds"]) == (True, 15)
    assert result["lines"] == [
        "g: 9,000 to read",
        "g: 8,000 to read, 200/s, about 40 s left",
        "g: 4,000 to read, 500/s, about 8 s left",
    ]


def test_late_records_restart_the_window(see: t.Callable, scene: t.Any) -> None:
    """Producers have the window to finish; it starts again with their last record."""
    result = run(scene([see({P0: (0, end)}, {"g": {P0: end}}) for end in (5, 6, 7)]))
    assert (result["drained"], result["seconds"], result["producing_topics"]) == (True, 20, [])


def test_a_producer_that_goes_on(see: t.Callable, scene: t.Any) -> None:
    """After the window it is a reason to give up, and the topic is named."""
    result = run(scene([see({P0: (0, end), OTHER: (0, 1)}, {"g": {P0: end, OTHER: 1}}) for end in range(9)]))
    assert (result["drained"], result["verdict"], result["producing_topics"], result["seconds"]) == (
        False,
        "producers_active",
        ["orders"],
        15,
    )
    assert result["message"] == "orders is still being written to; stop its producers"


def test_a_producer_that_comes_back_during_the_drain(see: t.Callable, scene: t.Any) -> None:
    """However long nothing was written."""
    idle = [see({P0: (0, 90)}, {"g": {P0: committed}}) for committed in range(10)]
    result = run(scene([*idle, see({P0: (0, 91)}, {"g": {P0: 10}})]))
    assert (result["verdict"], result["seconds"], result["quiesced"]) == ("producers_active", 50, False)


def test_an_open_transaction_is_waited_for(see: t.Callable, scene: t.Any) -> None:
    """The broker may end it late; nothing is drained until then, and in the end the wait stalls."""
    opened, ended = see({P0: (0, 9, 4)}, {"g": {P0: 9}}), see({P0: (0, 10, 10)}, {"g": {P0: 10}})  # with its marker
    assert run(scene([*[opened] * 5, ended]))["drained"]
    result = run(scene([opened]), stall_timeout=60)
    assert (result["verdict"], result["quiesced"], result["open_transactions"], result["seconds"]) == (
        "stalled",
        False,
        ["orders"],
        60,
    )
    assert "a transaction is open on orders" in result["message"]


STOPPED = GroupView("g", "Empty", "consumer", commits={P0: 4})
LASTING = {
    "stopped": ({P0: (0, 5000)}, {"g": STOPPED}, "group_stopped_with_lag"),
    "unknown": ({P0: (0, 9)}, {"g": GroupView("g", "Empty", "consumer", commits={OTHER: 1})}, "unknown_position"),
    "beyond": ({P0: (0, 9)}, {"g": {P0: 10}}, "partition_error"),
    "unread": ({P0: (0, 9), OTHER: (0, 1)}, {"g": {P0: 9}}, "unconsumed_topic"),
    "may not be read": ({P0: (0, 9), OTHER: "TOPIC_AUTHORIZATION_FAILED"}, {"g": {P0: 9}}, "partition_error"),
}


@pytest.mark.parametrize(("logs", "groups", "verdict"), LASTING.values(), ids=LASTING)
def test_gives_up_what_cannot_recover(see: t.Callable, scene: t.Any, logs: dict, groups: dict, verdict: str) -> None:
    """After the window, not at once: a member may be joining, or a broker not know a topic yet."""
    result = run(scene([see(logs, groups)]))
    assert (result["drained"], result["verdict"], result["seconds"]) == (False, verdict, 10)
    assert result["message"]


def test_a_missing_group_fails_at_once(see: t.Callable, scene: t.Any) -> None:
    """There is nothing to wait for, and the verdicts of other groups do not hide it."""
    result = run(scene([see({P0: (0, 9)}, {"g": STOPPED}, missing_groups=("nobody",))]))
    assert (result["verdict"], result["seconds"], result["remaining"]) == ("missing_group", 0, None)
    assert result["message"].startswith("group nobody does not exist")


def test_a_manually_assigned_consumer_is_alive_while_it_moves(see: t.Callable, scene: t.Any) -> None:
    """Its group appears stopped; its commits show that it is not."""
    observations = [
        see({P0: (0, 90)}, {"g": GroupView("g", "Empty", "", commits={P0: committed})}) for committed in range(0, 91, 9)
    ]
    assert run(scene(observations))["drained"]


def test_a_group_that_restarts_is_waited_for(see: t.Callable, scene: t.Any) -> None:
    """Stopped, rebalancing and back: its state is stable one window after the last change."""
    rebalancing = GroupView("g", "PreparingRebalance", "consumer", 1, error="rebalancing", commits={P0: 9})
    observations = [see({P0: (0, 9)}, {"g": view}) for view in (STOPPED, rebalancing, {P0: 9})]
    result = run(scene(observations))
    assert (result["drained"], result["seconds"]) == (True, 20)


def test_a_member_that_never_commits_stalls(see: t.Callable, scene: t.Any) -> None:
    """It might still commit; after the stall timeout the wait gives up."""
    result = run(
        scene([see({P0: (0, 9)}, {"g": GroupView("g", "Stable", "consumer", 1, assigned=frozenset([P0]))})]),
        stall_timeout=60,
    )
    assert (result["verdict"], result["seconds"], result["groups"][0]["verdict"]) == ("stalled", 60, "unknown_position")
    assert "committed no position on orders-0" in result["message"]


def test_progress_delays_the_stall_but_not_the_timeout(see: t.Callable, scene: t.Any) -> None:
    """One record a poll is progress."""
    observations = [see({P0: (0, 900)}, {"g": {P0: committed}}) for committed in range(900)]
    result = run(scene(observations), stall_timeout=20, timeout=200)
    assert (result["verdict"], result["seconds"], result["groups"][0]["eta_seconds"]) == ("timeout", 200, 4300)


def test_an_ignored_group_does_not_count_as_progress(see: t.Callable, scene: t.Any) -> None:
    """A wait stalls although an ignored group reads."""
    observations = [see({P0: (0, 99), OTHER: (0, 99)}, {"g": {P0: 1}, "audit": {OTHER: index}}) for index in range(99)]
    assert run(scene(observations, ignore_groups=frozenset(["audit"])), stall_timeout=30)["seconds"] == 30


@pytest.mark.parametrize(("stable", "seconds", "verdict"), [(11, 10, "group_stopped_with_lag"), (10, 60, "stalled")])
def test_a_stopped_group_before_an_open_transaction(
    see: t.Callable, scene: t.Any, stable: int, seconds: int, verdict: str
) -> None:
    """Open records may still be aborted and then do not count: only a scan is certain."""
    view = GroupView("g", "Empty", "consumer", commits={P0: 10})
    before, found = (
        see({P0: (0, 11, stable)}, {"g": view}),
        see({P0: (0, 11, stable)}, {"g": view}, scanned_tails={P0: (10, 11, (10,))}),
    )
    observations = [before, before, found] if stable == 11 else [before]
    result = run(scene(observations), stall_timeout=60)
    assert (result["verdict"], result["seconds"], result["drained"]) == (verdict, seconds, False)
