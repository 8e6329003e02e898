# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of module mirror_maker_config to the text of MirrorMaker's properties file."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import as_text, render
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.flow import Flow, flows_problems
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.property_check import Checker
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.secrets import MASK, is_secret
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.sections import POLICIES, Section, sections

_HEADER = "# Written by the module otc.kafka_migration.mirror_maker_config: changes made here are lost.\n"


@dataclasses.dataclass(frozen=True)
class MirrorConfig:
    """A checked configuration of MirrorMaker."""

    flow: Flow
    version: str | None
    problems: list[str]  # a sentence each; where there are any, there are no sections
    further: dict[str, str]  # further properties, as they are written
    replaced: list[str]  # the generated lines that further properties take the place of
    sections: list[Section]

    @property
    def properties(self) -> dict[str, str]:
        """All properties in the order of the file."""
        generated = {name: as_text(value) for section in self.sections for name, value in section.properties.items()}
        return {
            **{name: value for name, value in generated.items() if name not in self.replaced},
            **self.further,
        }

    @property
    def secret(self) -> bool:
        """Whether a password or a key is among the properties."""
        return any(is_secret(name) for name in self.properties)

    @property
    def text(self) -> str:
        """The file."""
        release = f" of Kafka {self.version}" if self.version else ""
        parts = [f"{_HEADER}# MirrorMaker{release}; started with --clusters {self.flow.target_alias}.\n"]
        further = [Section("Further properties (option properties).", dict(self.further))] if self.further else []
        for section in self.sections:
            kept = {name: value for name, value in section.properties.items() if name not in self.replaced}
            parts.append(_section_text(section.comment, kept))
        parts += [_section_text(section.comment, section.properties) for section in further]
        return "\n".join(parts)

    def to_result(self, path: str) -> dict[str, t.Any]:
        """What the module returns; secrets are masked."""
        return {
            "path": path,
            "source_alias": self.flow.source_alias,
            "target_alias": self.flow.target_alias,
            "properties": {name: MASK if is_secret(name) else value for name, value in self.properties.items()},
            "replaced": self.replaced,
            "secret": self.secret,
        }


def _section_text(comment: str, properties: t.Mapping[str, t.Any]) -> str:
    return "".join(f"# {line}\n" for line in comment.splitlines()) + render(properties)


def plan(params: t.Mapping[str, t.Any]) -> MirrorConfig:
    """Check the module's parameters, and plan the file."""
    flow = Flow.parse(params["flows"][0] if params["flows"] else {})
    problems = flows_problems(params["flows"]) + _setting_problems(params["replication_policy"], params["mode"])
    checker = Checker(flow.source_alias, flow.target_alias, params["version"])
    further, replaced = {}, set()
    for key, value in (params["properties"] or {}).items():
        verdict = checker.check(str(key), value)
        if verdict.problem:
            problems.append(f"properties: {verdict.problem}.")
            continue
        further[str(key)] = as_text(value).strip()  # 'true ' is false to Boolean.parseBoolean
        replaced |= {verdict.replaces} if verdict.replaces else set()
    planned = [] if problems else sections(flow, params)
    return MirrorConfig(flow, params["version"], problems, further, sorted(replaced), planned)


def _setting_problems(policy: str, mode: str) -> list[str]:
    problems = []
    if policy not in POLICIES:
        legacy = (
            "; LegacyReplicationPolicy, which the vendor's document advises, is not in Kafka: "
            "MirrorMaker would stay up and copy nothing"
            if "legacy" in policy.lower()
            else ""
        )
        problems.append(
            f"replication_policy is {policy}; set identity (names stay) or default (names get the alias){legacy}."
        )
    if mode != "dedicated":
        problems.append(
            f"mode is {mode}; this version configures MirrorMaker in the mode dedicated only. "
            "(The permissions of the file are always 0600.)"
        )
    return problems
