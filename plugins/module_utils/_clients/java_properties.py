# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render and parse the format of java.util.Properties."""

from __future__ import annotations

import re
import typing as t

_SHORT_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}


def render(properties: t.Mapping[str, t.Any], prefix: str = "") -> str:
    """Return the lines of a properties file, in the order of the mapping, each with its line ending."""
    return "".join(
        f"{escape_key(prefix + key)} = {escape_value(as_text(value))}\n" for key, value in properties.items()
    )


def as_text(value: t.Any) -> str:
    """Return a value as Kafka parses it: lists joined with commas, booleans in lower case."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ",".join(as_text(entry) for entry in value)
    return str(value)


def escape_key(key: str) -> str:
    """Escape a key for java.util.Properties; a blank, = or : would end it, # or ! at the start make it a comment."""
    return "".join(f"\\{character}" if character in " =:#!" else _escape(character) for character in key)


def escape_value(value: str) -> str:
    """Escape a value for java.util.Properties, which drops leading blanks and keeps trailing ones."""
    text = "".join(_escape(character) for character in value)
    kept = text.strip(" ")
    if not kept:
        return "\\u0020" * len(text)
    # As escapes, blanks at both ends are visible and survive editors.
    start, end = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return "\\u0020" * start + kept + "\\u0020" * end


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if " " <= character <= "~":
        return character
    # Java reads the file as ISO-8859-1 and other characters as UTF-16 code units.
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def parse(text: str) -> dict[str, str]:
    """Return what java.util.Properties reads from a text; the last value of a repeated key counts."""
    return {unescape(line.key): unescape(line.value) for line in logical_lines(text)}


class Line(t.NamedTuple):
    """One property in a text: its escaped key and value, and the position of the value."""

    key: str
    value: str
    start: int
    end: int


def logical_lines(text: str) -> t.Iterator[Line]:
    """Yield the properties of a text; a backslash at the end of a line continues it on the next."""
    position = 0
    while position < len(text):
        position, begin = _end_of_logical_line(text, position), position
        line = text[begin:position].rstrip("\r\n")
        content = line.lstrip(" \t\f\r\n")
        if content and content[0] not in "#!":
            key = _key_length(content)
            value = content[key:].lstrip(" \t\f")
            if value[:1] in ("=", ":"):
                value = value[1:].lstrip(" \t\f")
            yield Line(content[:key], value, begin + len(line) - len(value), begin + len(line))


def _end_of_logical_line(text: str, position: int) -> int:
    comment = text[position:].lstrip(" \t\f")[:1] in ("#", "!")
    while position < len(text):
        end = min(
            (found for found in (text.find("\n", position), text.find("\r", position)) if found >= 0), default=len(text)
        )
        line = text[position:end]
        position = end + (2 if text[end : end + 2] == "\r\n" else 1)
        if comment or (len(line) - len(line.rstrip("\\"))) % 2 == 0:
            break
    return min(position, len(text))


def _key_length(content: str) -> int:
    index = 0
    while index < len(content) and content[index] not in " \t\f=:":
        joined = re.compile(r"\\(?:\r\n|\r|\n)[ \t\f]*").match(content, index)
        index = joined.end() if joined else index + (2 if content[index] == "\\" else 1)
    return min(index, len(content))


def unescape(text: str) -> str:
    """Undo the escapes of a key or value."""
    result, index = [], 0
    while index < len(text):
        character = text[index]
        index += 1
        if character != "\\":
            result.append(character)
            continue
        character, index = text[index : index + 1], index + 1
        if character == "u":
            result.append(chr(int(text[index : index + 4], 16)))
            index += 4
        elif character in ("\r", "\n"):
            while text[index : index + 1] and text[index] in " \t\f\r\n":
                index += 1
        else:
            result.append({"t": "\t", "n": "\n", "r": "\r", "f": "\f"}.get(character, character))
    return "".join(result).encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")
