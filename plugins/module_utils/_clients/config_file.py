# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set one value in a client's configuration file and leave every other byte of it unchanged."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import (
    escape_value,
    logical_lines,
    unescape,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

try:
    import yaml

    HAS_YAML = True
except ImportError:
    HAS_YAML = False

FORMATS = ["properties", "yaml", "json", "env", "regexp"]
Value = t.Union[str, list[str]]


class EditFailure(Failure):
    """The text cannot be edited as requested; the message gives the cause."""


@dataclasses.dataclass(frozen=True)
class Occurrence:
    """The position of a value in a text, the value, and the text that replaces it."""

    start: int
    end: int
    old: Value
    new_text: str


@dataclasses.dataclass(frozen=True)
class Edit:
    """The new text, the value that was found, and whether the two texts differ."""

    text: str
    before: Value
    changed: bool


def edit(text: str, file_format: str, key: str, servers: t.Sequence[str]) -> Edit:
    """Set every occurrence of a key to a list of brokers.

    Raises :class:`EditFailure` when the text is not in the format or does not have the key.
    """
    occurrences = _FINDERS[file_format](text, key, list(servers))
    if not occurrences:
        what = "nothing that matches" if file_format == "regexp" else "no"
        raise EditFailure(f"it has {what} {key}")
    result = text
    changed = [occurrence for occurrence in occurrences if as_list(occurrence.old) != list(servers)]
    for occurrence in sorted(changed, key=lambda occurrence: occurrence.start, reverse=True):
        result = result[: occurrence.start] + occurrence.new_text + result[occurrence.end :]
    return Edit(result, (changed or occurrences)[0].old, bool(changed))


def as_list(value: Value) -> list[str]:
    """Return brokers as a list, without the blanks around them, which all Kafka clients ignore."""
    entries = value.split(",") if isinstance(value, str) else value
    return [str(entry).strip() for entry in entries if str(entry).strip()]


def _in_properties(text: str, key: str, servers: list[str]) -> list[Occurrence]:
    return [
        Occurrence(line.start, line.end, unescape(line.value), escape_value(",".join(servers)))
        for line in logical_lines(text)
        if unescape(line.key) == key
    ]


def _in_environment(text: str, key: str, servers: list[str]) -> list[Occurrence]:
    occurrences = []
    for found in re.finditer(
        rf"^[ \t]*(?:export[ \t]+)?{re.escape(key)}[ \t]*=[ \t]*(?P<value>\"[^\"\r\n]*\"|'[^'\r\n]*'|[^\s#]*)",
        text,
        re.MULTILINE,
    ):
        old = found.group("value")
        quote = old[0] if old[:1] in ("'", '"') else ""
        occurrences.append(
            Occurrence(
                found.start("value"),
                found.end("value"),
                old.strip(quote) if quote else old,
                f"{quote}{','.join(servers)}{quote}",
            )
        )
    return occurrences


def _in_regexp(text: str, key: str, servers: list[str]) -> list[Occurrence]:
    try:
        pattern = re.compile(key, re.MULTILINE)
    except re.error as error:
        raise EditFailure(f"the key '{key}' is not a regular expression: {error}") from error
    if pattern.groups != 1:
        raise EditFailure(f"the key '{key}' has {pattern.groups} groups; put exactly the value into one group")
    return [
        Occurrence(found.start(1), found.end(1), found.group(1), ",".join(servers))
        for found in pattern.finditer(text)
        if found.group(1) is not None
    ]


def _in_json(text: str, key: str, servers: list[str]) -> list[Occurrence]:
    try:
        json.loads(text)
        spans = list(_JsonSpans(text).find(key))
    except ValueError as error:
        raise EditFailure(f"it is not JSON: {error}") from error
    return [_json_place(text, start, end, key, servers) for start, end in spans]


def _json_place(text: str, start: int, end: int, key: str, servers: list[str]) -> Occurrence:
    old = json.loads(text[start:end])
    if isinstance(old, str):
        return Occurrence(start, end, old, json.dumps(",".join(servers)))
    if not isinstance(old, list) or not all(isinstance(entry, str) for entry in old):
        raise EditFailure(f"{key} is neither a string nor a list of strings")
    entries = [json.dumps(server) for server in servers]
    # Keep the layout of the list: one entry a line, indented as the first one, or all on one line.
    indent = re.match(r"\[(\s*\n\s*)", text[start:end])
    if not indent:
        return Occurrence(start, end, old, f"[{', '.join(entries)}]")
    inner, separator = text[start : end - 1], f",{indent.group(1)}"
    blanks_at_end = inner[len(inner.rstrip()) :]
    return Occurrence(start, end, old, f"[{indent.group(1)}{separator.join(entries)}{blanks_at_end}]")


class _JsonSpans:
    """The positions of values in a JSON text, which the standard library does not report."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.decoder = json.JSONDecoder()

    def find(self, path: str) -> t.Iterator[tuple[int, int]]:
        """Yield start and end of each value that a dotted path means; the names in it may have dots themselves."""
        yield from self._in_value(self._skip_blanks(0), path)

    def _skip_blanks(self, index: int) -> int:
        while self.text[index : index + 1].isspace():
            index += 1
        return index

    def _in_value(self, index: int, path: str) -> t.Iterator[tuple[int, int]]:
        if self.text[index : index + 1] != "{":
            return
        index = self._skip_blanks(index + 1)
        while self.text[index] != "}":
            name, index = self.decoder.raw_decode(self.text, index)
            index = self._skip_blanks(self._skip_blanks(index) + 1)
            _value, end = self.decoder.raw_decode(self.text, index)
            if path == name:
                yield index, end
            elif path.startswith(f"{name}."):
                yield from self._in_value(index, path[len(name) + 1 :])
            index = self._skip_blanks(end)
            if self.text[index] == ",":
                index = self._skip_blanks(index + 1)


def _in_yaml(text: str, key: str, servers: list[str]) -> list[Occurrence]:
    offset = 1 if text.startswith("\ufeff") else 0
    try:
        nodes = [
            node
            for document in yaml.compose_all(text[offset:], Loader=yaml.SafeLoader)
            if document is not None
            for node in _yaml_nodes(document, key)
        ]
    except yaml.YAMLError as error:
        raise EditFailure(f"it is not YAML: {' '.join(str(error).split())}") from error
    # By position, because an alias leads to its anchor's node again.
    occurrences = {node.start_mark.index: _yaml_place(text[offset:], node, key, servers) for node in nodes}
    return [
        dataclasses.replace(occurrence, start=occurrence.start + offset, end=occurrence.end + offset)
        for occurrence in occurrences.values()
    ]


def _yaml_nodes(node: yaml.Node, path: str) -> t.Iterator[yaml.Node]:
    """Yield the nodes that a dotted path means; a key in it may have dots itself, as spring.kafka often is one key."""
    if not isinstance(node, yaml.MappingNode):
        return
    for name, value in node.value:
        if name.value == path:
            yield value
        elif isinstance(name.value, str) and path.startswith(f"{name.value}."):
            yield from _yaml_nodes(value, path[len(name.value) + 1 :])


def _yaml_place(text: str, node: yaml.Node, key: str, servers: list[str]) -> Occurrence:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        quote = node.style if node.style in ("'", '"') else ""
        new_text = f"{quote}{','.join(servers)}{quote}"
        if node.style in ("|", ">"):
            new_text += "\r\n" if text[start:end].endswith("\r\n") else "\n"
        return Occurrence(
            start,
            end,
            "" if node.tag.endswith(":null") else node.value,
            new_text if text[start:end] else f" {new_text}",
        )
    if (
        not isinstance(node, yaml.SequenceNode)
        or not all(isinstance(entry, yaml.ScalarNode) for entry in node.value)
        or not node.value
    ):
        raise EditFailure(f"{key} is neither a string nor a list of strings")
    old = [entry.value for entry in node.value]
    quote = node.value[0].style if node.value[0].style in ("'", '"') else ""
    entries = [f"{quote}{server}{quote}" for server in servers]
    if node.flow_style:
        return Occurrence(start, end, old, "[" + ", ".join(entries) + "]")
    # A block list: each dash is indented as the first one. The list ends with its last entry, not with its node, which
    # includes the blank lines and comments after it.
    indent = " " * node.start_mark.column
    line_end = "\r\n" if "\r\n" in text else "\n"
    return Occurrence(
        start, node.value[-1].end_mark.index, old, f"{line_end}{indent}".join(f"- {entry}" for entry in entries)
    )


_FINDERS: dict[str, t.Callable[[str, str, list[str]], list[Occurrence]]] = {
    "properties": _in_properties,
    "yaml": _in_yaml,
    "json": _in_json,
    "env": _in_environment,
    "regexp": _in_regexp,
}
