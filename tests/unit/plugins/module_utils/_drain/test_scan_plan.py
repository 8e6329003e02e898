# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which remainders are read, and how often."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)


def test_a_tail_is_scanned_once_when_nothing_moves(see: t.Callable, scene: t.Any) -> None:
    """From the position that is furthest behind; the result is kept."""
    logs = {P0: (0, 11), P1: (0, 5)}
    before = see(logs, {"g": {P0: 10, P1: 5}, "h": {P0: 8, P1: 5}})
    found = see(logs, {"g": {P0: 10, P1: 5}, "h": {P0: 8, P1: 5}}, scanned_tails={P0: (8, 11, (9,))})
    play = scene([before, before, found, before])
    result = play.play(polls=8)
    assert play.scans == [{P0: 8}]
    assert [(group["group"], group["remaining"], group["verdict"]) for group in result["groups"]] == [
        ("g", 0, "drained"),
        ("h", 1, "draining"),
    ]


@pytest.mark.parametrize(
    ("log", "commits"),
    [((0, 11), (3, 4, 5, 6)), ((0, 5000), (10,)), ((0, 11, 10), (10,))],
    ids=["the position moves", "too much", "a transaction is open"],
)
def test_no_scan(see: t.Callable, scene: t.Any, log: tuple, commits: tuple) -> None:
    """Where the remainder is obviously data, or reading it would block."""
    play = scene([see({P0: log}, {"g": {P0: commit}}) for commit in commits])
    play.play(polls=4)
    assert play.scans == []


def test_a_scan_is_limited_to_its_budget(see: t.Callable, scene: t.Any) -> None:
    """The shortest come first; the others still count as unread."""
    partitions = [Partition("wide", index) for index in range(500)]
    observation = see(
        {partition: (0, 1000) for partition in partitions},
        {"g": {partition: index % 2 for index, partition in enumerate(partitions)}},
    )
    play = scene([observation], settle=0)
    play.poller.poll_to_settle()
    assert len(play.scans[0]) == 100
    assert set(play.scans[0].values()) == {1}
