# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The flow that MirrorMaker copies: from one cluster to another, some topics, some consumer groups."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.connection_settings import (
    UnusableCluster,
    client_properties,
)

_ALIAS = re.compile("[A-Za-z0-9_-]+")
_EVERYTHING = (".*",)
# What holds no bracket of an expression: quoted text, an escaped character.
_LITERAL = re.compile(r"\\Q.*?(?:\\E|$)|\\.", re.DOTALL)
_CLOSING = {"{": "}", "(": ")"}


@dataclasses.dataclass(frozen=True)
class Flow:
    """One direction of copying."""

    source: t.Mapping[str, t.Any]
    target: t.Mapping[str, t.Any]
    topics: tuple[str, ...] = _EVERYTHING
    topics_exclude: tuple[str, ...] = ()
    groups: tuple[str, ...] = _EVERYTHING
    groups_exclude: tuple[str, ...] = ()

    @classmethod
    def parse(cls, params: t.Mapping[str, t.Any]) -> Flow:
        """Read a flow from module parameters; nothing chosen means everything."""
        chosen = {name: tuple(params.get(name) or _EVERYTHING) for name in ("topics", "groups")}
        excluded = {name: tuple(params.get(name) or ()) for name in ("topics_exclude", "groups_exclude")}
        return cls(params.get("source") or {}, params.get("target") or {}, **chosen, **excluded)

    @property
    def source_alias(self) -> str:
        """MirrorMaker's name for the source."""
        return str(self.source.get("alias") or "A")

    @property
    def target_alias(self) -> str:
        """MirrorMaker's name for the target."""
        return str(self.target.get("alias") or "B")

    @property
    def name(self) -> str:
        """The prefix of the flow's own properties."""
        return f"{self.source_alias}->{self.target_alias}"

    @property
    def way_back(self) -> str:
        """The name of the opposite flow."""
        return f"{self.target_alias}->{self.source_alias}"

    def problems(self) -> list[str]:
        """What is wrong with this flow, one sentence each."""
        found = []
        sides = (("source", self.source_alias, self.source), ("target", self.target_alias, self.target))
        for side, alias, cluster in sides:
            if not _ALIAS.fullmatch(alias):
                found.append(
                    f"The alias '{alias}' of the {side} has other characters than letters, digits, _ and -; "
                    "it becomes part of topic names and keys."
                )
            try:
                client_properties(cluster)
            except UnusableCluster as error:
                found.append(f"The {side} in flows: {error}.")
        if self.source_alias == self.target_alias:
            found.append(f"source and target have the same alias '{self.source_alias}'; set different ones.")
        for option in ("topics", "topics_exclude", "groups", "groups_exclude"):
            found += filter(None, (_split_problem(option, entry) for entry in getattr(self, option)))
        return found


def flows_problems(flows: t.Sequence[t.Mapping[str, t.Any]] | None) -> list[str]:
    """What is wrong with the list of flows as a whole: MirrorMaker can run several, this collection runs one."""
    if not flows:
        return ["flows is empty; give one flow with source and target."]
    parsed = [Flow.parse(flow) for flow in flows]
    if len(parsed) == 1:
        return parsed[0].problems()
    names = {flow.name for flow in parsed}
    if any(flow.way_back in names for flow in parsed):
        return [
            "flows goes both ways between two clusters; with unchanged topic names that copies every record forever. "
            "Keep one flow."
        ]
    return [f"flows has {len(flows)} flows; this version runs one."]


def _split_problem(option: str, expression: str) -> str | None:
    """MirrorMaker splits lists at commas, and so does Ansible where a list is given as one text."""
    if "," in expression and not option.endswith("_exclude"):
        return (
            f"{option} of the flow: '{expression}' has a comma, at which MirrorMaker splits; "
            "write it as several expressions without one."
        )
    if _is_part(expression):
        return (
            f"{option} of the flow: '{expression}' is only a part of an expression. "
            "If there was a comma in it, it was split there; write it as several expressions without one."
        )
    return None


def _is_part(expression: str) -> bool:
    """Whether a bracket is left open."""
    text = _LITERAL.sub("", expression)
    text = re.sub(r"\[\^?\]?[^\]]*\]", "", text)  # a class of characters, in which other brackets are literal
    return "[" in text or any(text.count(opening) > text.count(closing) for opening, closing in _CLOSING.items())
