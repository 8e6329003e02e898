# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a mirror is with a partition: each state, and that nothing passes for done which is not."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.progress import SourceLog, judge
from hypothesis import given
from hypothesis import strategies as st

ORDERS = Partition("orders", 3)
NO_LEADER = BrokerError(5, "LeaderNotAvailable", "the partition has no leader")


@pytest.mark.parametrize(
    ("position", "log", "copy_end", "state", "remaining"),
    [
        (100, SourceLog(0, 100, 100), 90, "caught_up", 0),
        (42, SourceLog(0, 100, 100), 42, "behind", 58),
        (None, SourceLog(0, 100, 100), 0, "not_started", 100),
        (None, SourceLog(40, 100, 100), 0, "not_started", 60),
        (None, SourceLog(100, 100, 100), 0, "caught_up", 0),
        (100, SourceLog(0, 100, 107), 100, "open_transaction", 0),
        (90, SourceLog(0, 100, 107), 90, "behind", 10),
        (30, SourceLog(40, 100, 100), 30, "lost", 60),
        (90, SourceLog(100, 100, 100), 90, "lost", 0),
        (101, SourceLog(0, 100, 100), 101, "recreated", None),
        (105, SourceLog(0, 100, 107), 105, "ahead", None),
        (100, SourceLog(0, 100, 100), None, "no_target", 0),
        (None, SourceLog(0, 100, 100), None, "no_target", 100),
        (100, SourceLog(0, 100, 100), 0, "target_empty", None),
        (100, NO_LEADER, 100, "error", None),
        (100, SourceLog(0, 100, 100), NO_LEADER, "error", None),
    ],
)
def test_state_of_a_partition(
    position: int | None, log: SourceLog, copy_end: int | None, state: str, remaining: int | None
) -> None:
    """Each way to be behind or wrong has a name of its own."""
    progress = judge(ORDERS, position, log, copy_end)
    assert (progress.state, progress.remaining) == (state, remaining)


def test_lost_records_are_counted_and_may_be_accepted() -> None:
    """With leave to lose them the position counts as if it were at the log's start."""
    log = SourceLog(40, 100, 100)
    assert judge(ORDERS, 30, log, 30).lost == judge(ORDERS, 30, log, 30, allow_lost=True).lost == 10
    assert judge(ORDERS, 30, log, 30, allow_lost=True).state == "behind"
    assert judge(ORDERS, 30, SourceLog(40, 40, 40), 30, allow_lost=True).state == "caught_up"


OFFSETS = st.integers(0, 50)
LOGS = st.builds(
    lambda start, length, unstable: SourceLog(start, start + length, start + length + unstable),
    OFFSETS,
    OFFSETS,
    OFFSETS,
)


@given(st.none() | OFFSETS, LOGS, st.none() | OFFSETS, st.booleans())
def test_caught_up_means_nothing_left(
    position: int | None, log: SourceLog, copy_end: int | None, allow_lost: bool
) -> None:
    """No combination of offsets passes for done while there is an offset that was not copied, or may still come."""
    progress = judge(ORDERS, position, log, copy_end, allow_lost)
    if progress.state == "caught_up":
        assert max(log.start, position or 0) == log.end == log.high_watermark
        assert copy_end is not None and (allow_lost or progress.lost == 0)
    assert progress.remaining is None or 0 <= progress.remaining <= log.end - log.start


def test_scan_sees_only_what_can_be_markers() -> None:
    """Offsets that hold no record are nothing to copy, but what an open transaction wrote may be."""
    behind = judge(ORDERS, 98, SourceLog(0, 100, 100), 90)
    assert behind.uncopied == (98, 100)
    assert behind.with_records(0).state == "caught_up"
    assert (behind.with_records(1).state, behind.with_records(1).remaining) == ("behind", 1)
    assert judge(ORDERS, 98, SourceLog(0, 100, 105), 90).with_records(0).state == "open_transaction"
    assert judge(ORDERS, None, SourceLog(0, 2, 2), 0).with_records(0).state == "caught_up"
    assert judge(ORDERS, 30, SourceLog(40, 42, 42), 30).with_records(0).state == "lost"


@pytest.mark.parametrize("position", [100, 101])
def test_nothing_to_scan(position: int) -> None:
    """Neither where all was copied, nor where the position means nothing."""
    assert judge(ORDERS, position, SourceLog(0, 100, 100), 100).uncopied is None
