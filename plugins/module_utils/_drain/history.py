# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast groups read."""

from __future__ import annotations

import collections
import math
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import GroupStatus
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

_SAMPLES = 12  # polls over which the rate is measured


class PositionHistory:
    """The positions of groups at the last polls."""

    def __init__(self) -> None:
        self._samples: collections.deque[tuple[float, dict[str, dict[Partition, int]]]] = collections.deque(
            maxlen=_SAMPLES
        )

    def add(self, statuses: t.Mapping[str, GroupStatus], now: float) -> None:
        """Add the positions of one poll."""
        self._samples.append((now, {name: status.next_offsets for name, status in statuses.items()}))

    @property
    def previous(self) -> dict[str, dict[Partition, int]] | None:
        """The next offsets at the poll before the last, by group; None where there was only one poll."""
        return self._samples[-2][1] if len(self._samples) > 1 else None

    def rate(self, status: GroupStatus) -> float | None:
        """Return the records a second that a group has read lately; None after the first poll."""
        (first, before), (last, _positions) = self._samples[0], self._samples[-1]
        if last <= first:
            return None
        old = before.get(status.group, {})
        read = sum(max(0, offset - old[part]) for part, offset in status.next_offsets.items() if part in old)
        return read / (last - first)

    def eta(self, status: GroupStatus) -> int | None:
        """Return the seconds until a group has read what is left now; None when they cannot be estimated."""
        if status.remaining == 0:
            return 0
        rate = self.rate(status)
        return math.ceil(status.remaining / rate) if status.remaining and rate else None
