# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Poll once, or for as long as settle requires."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, OTHER = Partition("orders", 0), Partition("other", 0)


def test_one_poll(see: t.Callable, scene: t.Any) -> None:
    """Nothing remains, but whether it stays so is unknown."""
    play = scene([see({P0: (0, 9)}, {"g": {P0: 9}})], settle=0)
    play.poller.poll_to_settle()
    result = report.result(play.watch)
    assert (result["drained"], result["quiesced"], result["verdict"]) == (None, None, "settling")
    assert play.now == 100


def test_one_poll_with_an_error_that_belongs_to_no_group(see: t.Callable, scene: t.Any) -> None:
    """The error is a verdict."""
    play = scene([see({P0: (0, 9), OTHER: "no leader"}, {"g": {P0: 9}})], settle=0)
    play.poller.poll_to_settle()
    result = report.result(play.watch)
    assert (result["drained"], result["verdict"], result["errors"]) == (
        False,
        "partition_error",
        {"other-0": "no leader"},
    )


def test_polling_to_settle(see: t.Callable, scene: t.Any) -> None:
    """It ends with the window, both for a stable and for a changing topic."""
    stable, changing = see({P0: (0, 9)}, {"g": {P0: 9}}), [see({P0: (0, end)}, {"g": {P0: 0}}) for end in range(9)]
    for observations, verdict in (([stable], "drained"), (changing, "producers_active")):
        play = scene(observations)
        play.poller.poll_to_settle()
        assert (report.result(play.watch)["verdict"], play.now) == (verdict, 110)
