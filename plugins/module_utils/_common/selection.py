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
            matching=compile_patterns(f"{kind}_matching", params),
            excluding=compile_patterns(f"exclude_{kind}_matching", params),
        )

    @property
    def is_everything(self) -> bool:
        """Whether the user selected neither names nor expressions."""
        return not self.names and not self.matching

    @property
    def is_by_name(self) -> bool:
        """Whether the user selected exact names only, so that a list of all names is not needed."""
        return bool(self.names) and not self.matching

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

    def left_out(self, existing: t.Iterable[str], internal: t.Callable[[str], bool]) -> list[str]:
        """Return the names that are selected but for being internal, sorted; to name them exactly takes them."""
        names = list(existing)
        return sorted(set(self.choose(names)) - set(self.choose(names, internal)))

    def require(self, existing: t.Collection[str], where: str, internal: t.Callable[[str], bool] = _never) -> list[str]:
        """Like choose(), but raise Failure if a named one does not exist or if expressions select nothing.

        where is the owner of the names in the message, such as the label of a cluster.
        """
        missing = self.missing(existing)
        if missing:
            raise Failure(self.missing_message(missing, where))
        chosen = self.choose(existing, internal)
        if not chosen and not self.is_everything:
            raise Failure(self.nothing_message(where))
        return chosen

    def missing_message(self, missing: t.Iterable[str], where: str) -> str:
        """Return the message about named ones that do not exist."""
        return f"{where} has no {self.kind} named {name_some(missing)}; check the option {self.kind}."

    def nothing_message(self, where: str) -> str:
        """Return the message about a selection that chooses nothing."""
        if self.is_everything and not self.excluding:
            return f"{where} has no {self.kind}."
        patterns = name_some(repr(pattern.pattern) for pattern in self.matching)
        matching = f" match {self.kind}_matching {patterns}" if patterns else ""
        return f"No {self.kind} of {where}{matching or ' are left'} once exclude_{self.kind}_matching is applied."


def is_internal_topic(name: str) -> bool:
    """Whether a topic belongs to Kafka, MirrorMaker, Connect or a schema registry rather than to an application."""
    return INTERNAL_TOPICS.fullmatch(name) is not None


def selection_spec(kind: str) -> dict[str, t.Any]:
    """Return the argument spec of a selection; kind is "topics" or "groups"."""
    names = {"type": "list", "elements": "str", "default": []}
    return {kind: dict(names), f"{kind}_matching": dict(names), f"exclude_{kind}_matching": dict(names)}


def compile_patterns(option: str, params: dict[str, t.Any]) -> tuple[re.Pattern[str], ...]:
    """Read an option with regular expressions; raises :class:`Failure` that names the option and the invalid one."""
    patterns = []
    for text in params.get(option) or ():
        try:
            patterns.append(re.compile(text))
        except re.error as error:
            raise Failure(f"{option}: '{text}' is not a regular expression: {error}.") from error
    return tuple(patterns)
