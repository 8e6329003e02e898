# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations, sizes and lists of names for messages."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.text.formatters import bytes_to_human

# A duration is shown in the smaller unit up to this many of them: "90 s" rather than "1 min".
_MOST_OF_A_UNIT = 120


def duration(seconds: float) -> str:
    """Return a duration in seconds for people: 119 s, 2 min, 2 h 1 min."""
    seconds = round(seconds)
    if seconds < _MOST_OF_A_UNIT:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < _MOST_OF_A_UNIT else f"{minutes // 60} h {minutes % 60} min"


def size(number: int) -> str:
    """Return a number of bytes for people, in powers of 1024 like Ansible's filter human_readable."""
    return bytes_to_human(number)


def name_some(items: t.Iterable[t.Any], most: int = 10) -> str:
    """Join items for a message; of more than most items only the first, and the number of the others."""
    listed = [str(item) for item in items]
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
