# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan the edits of several configuration files, so that nothing is written unless all of them can be edited."""

from __future__ import annotations

import dataclasses
import os
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients import config_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure, FileFailure


@dataclasses.dataclass(frozen=True)
class Place:
    """A value in a file, and the service that it belongs to."""

    path: str  # with symbolic links resolved
    file_format: str
    key: str
    service: str | None = None

    @classmethod
    def parse(cls, options: t.Mapping[str, t.Any]) -> Place:
        """Read the options of one file."""
        return cls(os.path.realpath(options["path"]), options["format"], options["key"], options.get("service"))


@dataclasses.dataclass(frozen=True)
class PlannedEdit:
    """What a place has before the task, and what afterwards."""

    place: Place
    before: list[str]
    after: list[str]
    changed: bool


@dataclasses.dataclass(frozen=True)
class Plan:
    """The edits in the order of the places, and the new text of each file that changes."""

    edits: tuple[PlannedEdit, ...]
    texts: dict[str, str]  # by path

    @property
    def services(self) -> list[dict[str, t.Any]]:
        """Whether any of its files changes, of each service that a place names."""
        changed: dict[str, bool] = {}
        for edit in self.edits:
            if edit.place.service is not None:
                changed[edit.place.service] = edit.changed or changed.get(edit.place.service, False)
        return [{"name": name, "done": True, "changed": value} for name, value in changed.items()]


def plan(places: t.Iterable[Place], servers: list[str], read: t.Callable[[str], str]) -> Plan:
    """Plan to set all places to a list of brokers; read returns the text of a file, or raises Failure.

    Raises Failure that names every file that cannot be read or edited. A file may have several places; what each of
    them has before the task does not depend on their order.
    """
    originals: dict[str, str] = {}
    texts: dict[str, str] = {}
    edits: list[PlannedEdit] = []
    problems: dict[str, None] = {}  # a file that cannot be read is named once
    for place in places:
        try:
            if place.path not in originals:
                originals[place.path] = read(place.path)
            found = _edit(originals[place.path], place, servers)
            text = texts.get(place.path, originals[place.path])
            texts[place.path] = _edit(text, place, servers).text
        except Failure as failure:
            problems[str(failure)] = None
            continue
        edits.append(PlannedEdit(place, config_file.as_list(found.before), servers, found.changed))
    if problems:
        raise FileFailure(" ".join(problems))
    return Plan(tuple(edits), {path: text for path, text in texts.items() if text != originals[path]})


def _edit(text: str, place: Place, servers: list[str]) -> config_file.Edit:
    try:
        return config_file.edit(text, place.file_format, place.key, servers)
    except config_file.EditFailure as failure:
        raise Failure(f"{place.path} cannot be edited: {failure}; check format and key.") from failure
