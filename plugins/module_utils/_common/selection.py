# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which topics or groups a play means: exact names, regular expressions that match whole names, and exclusions."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some

# Kafka's own topics, MirrorMaker 2's, Kafka Connect's, Schema Registry's and Confluent's: a migration tool must not copy
# what another tool keeps its state in. ReplicationPolicy.isInternalTopic, DefaultTopicFilter, DistributedConfig.
INTERNAL_TOPICS = re.compile(
    r"__.*|\..*|.*[-.]internal|mm2-.*|(?:.*\.)?heartbeats|.*\.replica"
    r"|(?:.*[-._])?connect-(?:configs|offsets|status)(?:[-._].*)?|_schemas|_confluent.*"
)


@dataclasses.dataclass(frozen=True)
class Selection:
    """A user's choice among names; nothing chosen means all but internal ones."""

    kind: str  # topics or groups: the stem of the option names, for messages
    names: tuple[str, ...]
    matching: tuple[re.Pattern[str], ...]
    excluding: tuple[re.Pattern[str], ...]

    @classmethod
    def parse(cls, kind: str, params: dict[str, t.Any]) -> Selection:
        """Read C(<kind>), C(<kind>_matching) and C(exclude_<kind>_matching); raises Failure for a bad expression."""
        return cls(
            kind=kind,
            names=tuple(params.get(kind) or ()),
            matching=_compile(f"{kind}_matching", params),
            excluding=_compile(f"exclude_{kind}_matching", params),
        )

    @property
    def is_everything(self) -> bool:
        """Whether the user named nothing."""
        return not self.names and not self.matching

    def choose(self, existing: t.Iterable[str], internal: t.Callable[[str], bool] = lambda name: False) -> list[str]:
        """The chosen names among the existing ones, sorted; internal ones only where they are named exactly."""
        chosen = set()
        for name in existing:
            if (
                name in self.names
                or not internal(name)
                and (self.is_everything or any(pattern.fullmatch(name) for pattern in self.matching))
            ):
                chosen.add(name)
        return sorted(name for name in chosen if not any(pattern.fullmatch(name) for pattern in self.excluding))

    def missing(self, existing: t.Iterable[str]) -> list[str]:
        """The names that were given exactly and do not exist."""
        return sorted(set(self.names) - set(existing))

    def require(
        self, existing: t.Collection[str], where: str, internal: t.Callable[[str], bool] = lambda name: False
    ) -> list[str]:
        """Like choose(), but raises Failure when a named one does not exist or nothing is left."""
        missing = self.missing(existing)
        if missing:
            raise Failure(f"{where} has no {self.kind} named {name_some(missing)}; check the option {self.kind}.")
        chosen = self.choose(existing, internal)
        if not chosen and not self.is_everything:
            patterns = name_some(repr(pattern.pattern) for pattern in self.matching)
            raise Failure(
                f"No {self.kind} of {where} are left by {self.kind}_matching {patterns or '(none)'} and its exclusions."
            )
        return chosen


def is_internal_topic(name: str) -> bool:
    """Whether a topic belongs to Kafka, MirrorMaker, Connect or a registry rather than to an application."""
    return INTERNAL_TOPICS.fullmatch(name) is not None


def selection_spec(kind: str) -> dict[str, t.Any]:
    """The options of a selection of topics or groups."""
    names = {"type": "list", "elements": "str", "default": []}
    return {kind: dict(names), f"{kind}_matching": dict(names), f"exclude_{kind}_matching": dict(names)}


def _compile(option: str, params: dict[str, t.Any]) -> tuple[re.Pattern[str], ...]:
    patterns = []
    for text in params.get(option) or ():
        try:
            patterns.append(re.compile(text))
        except re.error as error:
            raise Failure(f"{option}: '{text}' is not a regular expression: {error}.") from error
    return tuple(patterns)
