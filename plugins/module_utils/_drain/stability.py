# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Distinguish what is stable from what still changes."""

from __future__ import annotations

import typing as t

# Two polls with the same offsets can fall into a pause of the producer; three are taken for stable.
FEWEST_POLLS = 3


class _Kept(t.NamedTuple):
    value: t.Any
    since: float
    polls: int


class StabilityTracker:
    """Tracks since when, and over how many polls, named values have been the same."""

    def __init__(self) -> None:
        self._kept: dict[t.Hashable, _Kept] = {}

    def note(self, key: t.Hashable, value: t.Any, now: float) -> bool:
        """Note a value; return whether it differs from the one at the poll before."""
        before = self._kept.get(key, _Kept(value, now, 0))
        changed = bool(before.value != value)
        self._kept[key] = _Kept(value, now, 1) if changed else before._replace(polls=before.polls + 1)
        return changed

    def is_stable(self, key: t.Hashable, now: float, window: float) -> bool:
        """Whether the value has been the same for that many seconds, and over enough polls."""
        kept = self._kept.get(key)
        return kept is not None and kept.polls >= FEWEST_POLLS and now - kept.since >= window
