# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which logs are written to, and which are still."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.log_ends import LogEnds
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import LogState
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)
UNREAD = "no leader"


def polled(*ends: t.Any, gaps: tuple[float, ...] = ()) -> LogEnds:
    """The ends of one partition, or (first, second) of two, read every five seconds from 0 unless there are gaps."""
    found, now = LogEnds(), 0.0
    for number, end in enumerate(ends):
        both = end if isinstance(end, tuple) else (end,)
        logs = {part: LogState(0, one, one) if isinstance(one, int) else one for part, one in zip((P0, P1), both)}
        found.add(logs, now, usual_gap=10)
        now += gaps[number] if number < len(gaps) else 5
    return found


@pytest.mark.parametrize(
    ("ends", "producing", "changing", "stable"),
    [
        ([9, 9, 9], [], set(), True),
        ([9, 9], [], set(), False),
        ([9, 9, 10], ["orders"], {"orders"}, False),
        ([9, 10, 10], ["orders"], set(), False),
        ([9, 10, 10, 10], [], set(), True),
        ([9, 9, 9, UNREAD], [], set(), True),
        ([9, UNREAD, UNREAD, 9], [], set(), False),
        ([9, UNREAD, 9, 9], [], set(), True),
        ([9, UNREAD, 10], ["orders"], {"orders"}, False),
        ([9, 10, UNREAD], [], set(), True),
        ([(9, 9), (9, UNREAD), (10, UNREAD)], ["orders"], {"orders"}, False),
        ([(9, 9), (9, 9), (9, UNREAD)], [], set(), True),
    ],
)
def test_ends(ends: list[t.Any], producing: list[str], changing: set[str], stable: bool) -> None:
    """Three polls with the same end that span the window are stable; one that was not read is neither."""
    found = polled(*ends)
    assert (found.producing(10), found.changing(), found.are_stable(10)) == (producing, changing, stable)


def test_when_it_was_written() -> None:
    """At the time that it was found, or, where it was not read for long, as early as the last time."""
    assert polled(9, 9, 10).producing_late(10, -1) == ["orders"]
    assert polled(9, UNREAD, UNREAD, 10).producing_late(10, -1) == []
    assert polled(9, UNREAD, UNREAD, 10).producing_late(10, -11) == ["orders"]
    assert polled(9, 10, gaps=(60,)).producing_late(10, 20) == []
    assert polled((9, 9), (10, 9), (10, 10)).last_write_at == 10 and polled(9, 9).last_write_at is None
