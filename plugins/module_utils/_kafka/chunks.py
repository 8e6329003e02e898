# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Split long lists into requests of a limited size, and group them by their receiver."""

from __future__ import annotations

import typing as t

Key = t.TypeVar("Key")
Item = t.TypeVar("Item")


def chunks(items: t.Sequence[Item], size: int) -> t.Iterator[t.Sequence[Item]]:
    """Yield the items in order, at most size of them at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def grouped(pairs: t.Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    """Collect the second elements of pairs under their first."""
    groups: dict[Key, list[Item]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return groups
