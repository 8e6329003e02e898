# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which remainders to read: a short one that a group does not get past may hold no record at all."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    LogState,
    ScannedTail,
    ScanRequest,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import GroupStatus, PartitionPosition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

# A longer remainder is taken for records without reading it.
_LONGEST_TAIL = 1000
# Offsets that one scan may read, all partitions together; what exceeds it counts as unread until a later poll.
_LARGEST_SCAN = 100_000


def is_unscanned_tail(position: PartitionPosition, scanned_tails: t.Mapping[Partition, ScannedTail]) -> bool:
    """Whether there is a remainder that is short enough to read, and that no scan covers yet."""
    log, next_offset = position.log, position.next_offset
    if log is None or next_offset is None or not position.remaining or log.end - next_offset > _LONGEST_TAIL:
        return False
    known = scanned_tails.get(position.partition)
    return known is None or known.end != log.end or known.start > next_offset


def plan_scan(
    statuses: t.Iterable[GroupStatus],
    previous: t.Mapping[str, t.Mapping[Partition, int]] | None,
    changing_topics: t.Container[str],
    scanned_tails: t.Mapping[Partition, ScannedTail],
) -> ScanRequest:
    """Request the short remainders where neither the log nor the position has changed since the poll before.

    What changes is data. Without a poll before (None) only the topics that are changing are left out.
    """
    starts: dict[Partition, int] = {}
    ends: dict[Partition, int] = {}
    for status in statuses:
        before = None if previous is None else previous.get(status.group, {})
        for position in status.positions:
            partition, log, start = position.partition, position.log, position.next_offset
            if log is None or start is None or not is_unscanned_tail(position, scanned_tails):
                continue
            unchanged = before is None or before.get(partition) == start
            if unchanged and _is_at_rest(log) and partition.topic not in changing_topics:
                starts[partition] = min(start, starts.get(partition, start))
                ends[partition] = log.end
    return ScanRequest(_within_budget(starts, ends))


def _is_at_rest(log: LogState) -> bool:
    """Whether no transaction is open; reading up to the records of an open one would block."""
    return log.stable == log.end


def _within_budget(starts: t.Mapping[Partition, int], ends: t.Mapping[Partition, int]) -> dict[Partition, int]:
    """Choose the shortest remainders."""
    lengths = {partition: ends[partition] - start for partition, start in starts.items()}
    wanted, budget = {}, _LARGEST_SCAN
    for partition in sorted(starts, key=lambda partition: (lengths[partition], partition)):
        budget -= lengths[partition]
        if budget < 0:
            break
        wanted[partition] = starts[partition]
    return wanted
