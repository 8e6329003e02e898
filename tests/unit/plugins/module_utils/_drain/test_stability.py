# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that stay the same, and values that change."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.stability import StabilityTracker


@pytest.mark.parametrize(
    ("polled", "stable"),
    [
        ([(0, "a"), (5, "a"), (10, "a")], True),
        ([(0, "a"), (10, "a")], False),
        ([(0, "a"), (1, "a"), (2, "a")], False),
        ([(0, "a"), (5, "b"), (10, "b")], False),
        ([(0, "a"), (5, "b"), (10, "b"), (15, "b")], True),
    ],
    ids=["long enough", "too few polls", "too short", "changed", "changed long ago"],
)
def test_is_stable(polled: list[tuple[float, str]], stable: bool) -> None:
    """Stable means the same value over three polls and the whole window."""
    tracker = StabilityTracker()
    for now, value in polled:
        tracker.note("key", value, now)
    assert tracker.is_stable("key", polled[-1][0], window=10) is stable


def test_note_returns_changes() -> None:
    """The first value is not a change; a value that was never noted is not stable."""
    tracker = StabilityTracker()
    assert [tracker.note("key", value, 0) for value in ("a", "a", "b")] == [False, False, True]
    assert not tracker.is_stable("other", 0, window=0)
