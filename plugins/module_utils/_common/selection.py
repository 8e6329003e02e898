# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Selection of topics or groups: exact names, regular expressions that match whole names, and exclusions."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some

# Topics of Kafka itself, MirrorMaker 2, Kafka Connect, Schema Registry and Confluent: a migration must not copy the
# state of another tool. Sources: ReplicationPolicy.isInternalTopic, DefaultTopicFilter, DistributedConfig.
INTERNAL_TOPICS = re.compile(
    r"__.*|\..*|.*[-.]internal|mm2-.*|(?:.*\.)?heartbeats|.*\.replica"
    r"|(?:.*[-._])?connect-(?:configs|offsets|status)(?:[-._].*)?|_schemas|_confluent.*"
)


def _never(_name: str) -> bool:
    return False


@dataclasses.dataclass(frozen=True)
class Selection:
    """A user's selection of names; an empty one stands for all names except internal ones."""

    kind: str  # "topics" or "groups": the stem of the option names, for messages
    names: tuple[str, ...]
    matching: tuple[re.Pattern[str], ...]
    excluding: tuple[re.Pattern[str], ...]

    @classmethod
    def parse(cls, kind: str, params: dict[str, t.Any]) -> Selection:
        """Read the options <kind>, <kind>_matching and exclude_<kind>_matching.

        Raises Failure for an invalid regular expression.
        """
        return cls(
            kind=kind,
            names=tuple(params.get(kind) or ()),
            matching=_compile(f"{kind}_matching", params),
            excluding=_compile(f"exclude_{kind}_matching", params),
        )

    @property
    def is_everything(self) -> bool:
        """Whether the user selected neither names nor expressions."""
        return not self.names and not self.matching

    def choose(self, existing: t.Iterable[str], internal: t.Callable[[str], bool] = _never) -> list[str]:
        """Return the selected ones of the existing names, sorted; internal ones only if named exactly."""
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
        """Return the exact names that do not exist, sorted."""
        return sorted(set(self.names) - set(existing))

    def require(self, existing: t.Collection[str], where: str, internal: t.Callable[[str], bool] = _never) -> list[str]:
        """Like choose(), but raise Failure if a named one does not exist or if expressions select nothing.

        where is the owner of the names in the message, such as the label of a cluster.
        """
        missing = self.missing(existing)
        if missing:
            raise Failure(f"{where} has no {self.kind} named {name_some(missing)}; check the option {self.kind}.")
        chosen = self.choose(existing, internal)
        if not chosen and not self.is_everything:
            patterns = name_some(repr(pattern.pattern) for pattern in self.matching)
            raise Failure(
                f"No {self.kind} of {where} match {self.kind}_matching {patterns or '(none)'} "
                f"once exclude_{self.kind}_matching is applied."
            )
        return chosen


def is_internal_topic(name: str) -> bool:
    """Whether a topic belongs to Kafka, MirrorMaker, Connect or a schema registry rather than to an application."""
    return INTERNAL_TOPICS.fullmatch(name) is not None


def selection_spec(kind: str) -> dict[str, t.Any]:
    """Return the argument spec of a selection; kind is "topics" or "groups"."""
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
