# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rates and estimates from the positions at the last polls."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.history import PositionHistory
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import judge
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0 = Partition("orders", 0)


def test_rate_and_eta(see: t.Callable[..., t.Any]) -> None:
    """Unknown after the first poll; a group that has read everything needs no time."""
    history = PositionHistory()
    polls = [judge(see({P0: (0, 100)}, {"g": {P0: committed}}), {}) for committed in (0, 20, 100)]
    history.add(polls[0], now=0)
    assert (history.previous, history.rate(polls[0]["g"]), history.eta(polls[0]["g"])) == (None, None, None)
    history.add(polls[1], now=10)
    assert (history.previous, history.rate(polls[1]["g"]), history.eta(polls[1]["g"])) == ({"g": {P0: 0}}, 2, 40)
    history.add(polls[2], now=20)
    assert (history.rate(polls[2]["g"]), history.eta(polls[2]["g"])) == (5, 0)
