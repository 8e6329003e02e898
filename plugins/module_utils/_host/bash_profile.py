# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a .bash_profile holds: the block of role bash_profile, and what may get in its way."""

from __future__ import annotations

import dataclasses
import re

_SETS_JAVA_HOME = re.compile(r"(?<![\w$-])JAVA_HOME=[^\s;]*")


@dataclasses.dataclass(frozen=True)
class Contents:
    """What was found; ``block`` is null without a block, ``torn`` says that its markers do not stand there as they were written."""

    block: list[str] | None
    torn: bool
    crlf: bool
    utf8: bool
    others: list[str]
    only_own: bool


def read(text: str, begin: str, end: str, own: list[str]) -> Contents:
    """Look at a file; own are the lines, beside the block, of a file that the role made, the first of which tells that it did."""
    lines = text.split("\n")
    marks = [number for number, line in enumerate(lines) if line.rstrip("\r") in (begin, end)]
    torn = [lines[number] for number in marks] not in ([], [begin, end])
    first, last = marks if marks and not torn else (len(lines), len(lines))
    outside = [(number, line) for number, line in enumerate(lines, 1) if not first < number <= last + 1]
    filled = [line for _number, line in outside if line.strip()]
    return Contents(
        block=lines[first + 1 : last] if marks and not torn else None,
        torn=torn,
        crlf=any(line.endswith("\r") for line in filled),
        utf8=not re.search("[\udc80-\udcff]", text),  # how Ansible hands on bytes that it cannot decode
        others=[f"line {number}: {setting}" for number, line in outside for setting in _settings(line)],
        only_own=own[0] in filled and set(filled) <= set(own),
    )


def _settings(line: str) -> list[str]:
    """Where a line sets JAVA_HOME; the rest of the line may be secret, and its bytes need not be UTF-8."""
    if line.lstrip().startswith("#"):
        return []
    return [setting.encode("utf-8", "replace").decode() for setting in _SETS_JAVA_HOME.findall(line)]
