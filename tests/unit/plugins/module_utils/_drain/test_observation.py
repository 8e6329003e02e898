# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Observations and scan requests as JSON."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    Observation,
    PollRequest,
    ScanRequest,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import GroupPositions
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)


def test_an_observation_survives_the_transfer_to_the_control_node(see: t.Callable) -> None:
    """JSON has neither tuples nor numbers as keys."""
    before = see(
        {P0: (0, 9, 4), P1: "no leader"},
        {
            "g": GroupView(
                "g", "Stable", "consumer", 1, "doubt", "consumer", frozenset({"t"}), frozenset({P1}), {P0: 3, P1: "no"}
            ),
            "h": GroupView("h", "Stable", "consumer", commits_read=False),
        },
        topic_errors={"secret": "denied"},
        passing=frozenset({"orders-1"}),
        missing_groups=("nobody",),
        deleted_groups=("gone",),
        incomplete=("topics may not be described",),
        scanned_tails={P0: (3, 9, (3, 4))},
    )
    assert Observation.from_json(json.loads(json.dumps(before.to_json()))) == before


def test_a_request_survives_the_transfer_to_the_host() -> None:
    """An empty request asks for nothing."""
    request = PollRequest(ScanRequest({P1: 4, P0: 8}), ("billing",))
    assert PollRequest.from_json(json.loads(json.dumps(request.to_json()))) == request
    assert request.scan and not PollRequest.from_json({}).scan


def test_commits_of_a_group_that_could_not_be_read() -> None:
    """Of a partition it is the partition's error, of all of them it is known that they were not read."""
    read = {P0: 3, P1: BrokerError(88, "UNSTABLE_OFFSET_COMMIT", "wait")}
    view = GroupView.of(GroupPositions("g", "Stable", "consumer", commits=read))
    assert (view.commits_read, view.commits[P0]) == (True, 3)
    assert str(view.commits[P1]).startswith("the commit cannot be read: UNSTABLE_OFFSET_COMMIT")
    assert not GroupView.of(GroupPositions("g", "Stable", "consumer", commits_read=False)).commits_read
