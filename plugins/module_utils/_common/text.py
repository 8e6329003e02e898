# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and figures as messages show them."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.text.formatters import bytes_to_human


def duration(seconds: float) -> str:
    """A time span as one would say it."""
    seconds = round(seconds)
    if seconds < 120:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


def size(number: int) -> str:
    """A number of bytes as one would say it, in powers of 1024 as Ansible's filter human_readable has them."""
    return bytes_to_human(number)


def name_some(things: t.Iterable[t.Any], most: int = 10) -> str:
    """Join things for a message; of many only the first, and how many more there are."""
    listed = [str(thing) for thing in things]
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more
