# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse a checksum in the forms that people and release managers write."""

from __future__ import annotations

import dataclasses
import re

_LENGTHS = {"sha256": 64, "sha512": 128}


class ChecksumError(ValueError):
    """The text holds no checksum of the file; the message, a clause about the text, describes its content."""


@dataclasses.dataclass(frozen=True)
class Checksum:
    """The checksum of a file."""

    algorithm: str
    digest: str


def parse(text: str, file_name: str) -> Checksum:
    """Find the checksum of a file in ``sha512:HEX``, or in the output of ``sha512sum`` or ``gpg --print-md``.

    The last is the layout of Apache's ``.sha512`` files: the name, a colon, and groups of digits over several lines.
    Raises ChecksumError.
    """
    explicit = re.fullmatch(r"\s*(sha256|sha512):\s*([0-9A-Fa-f]+)\s*", text)
    if explicit:
        return _validated(explicit.group(2), explicit.group(1))
    grouped = re.fullmatch(r"\s*(?P<name>[^\n:]*[^\s:]):\s*(?P<digits>[0-9A-Fa-f\s]+)", text)
    if grouped:
        _check_name(grouped.group("name"), file_name)
        return _validated(re.sub(r"\s", "", grouped.group("digits")))
    found = dict(_listed(text))
    if len(found) == 1 and None in found:
        return _validated(found[None])
    if file_name in found:
        return _validated(found[file_name])
    if found:
        raise ChecksumError(f"it has no line for {file_name}, but for {', '.join(sorted(str(name) for name in found))}")
    start = re.sub(r"\s+", " ", text.strip())[:60]
    raise ChecksumError(f"it begins with '{start}'" if start else "it is empty")


def _listed(text: str) -> list[tuple[str | None, str]]:
    """Return the lines of sha512sum ('HEX  name', 'HEX *name'), BSD's 'SHA512 (name) = HEX', or one bare number."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found: list[tuple[str | None, str]] = []
    for line in lines:
        plain = re.fullmatch(r"([0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})(?:\s+\*?(\S.*))?", line)
        tagged = re.fullmatch(r"SHA(?:256|512) \((.+)\) = ([0-9A-Fa-f]+)", line)
        if plain and (plain.group(2) or len(lines) == 1):
            name = plain.group(2)
            found.append((name.rpartition("/")[2] if name else None, plain.group(1)))
        elif tagged:
            found.append((tagged.group(1).rpartition("/")[2], tagged.group(2)))
    return found


def _check_name(named: str, file_name: str) -> None:
    if named.strip().rpartition("/")[2] != file_name:
        raise ChecksumError(f"it is for {named.strip()}, not for {file_name}")


def _validated(digits: str, algorithm: str | None = None) -> Checksum:
    for name, length in _LENGTHS.items():
        if len(digits) == length and algorithm in (None, name):
            return Checksum(name, digits.lower())
    expected = f"{algorithm} has {_LENGTHS[algorithm]}" if algorithm else "SHA-512 has 128, SHA-256 has 64"
    raise ChecksumError(f"its number has {len(digits)} hexadecimal digits; {expected}")
