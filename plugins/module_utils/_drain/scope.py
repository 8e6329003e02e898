# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the chosen topics, groups and services belong together, so that moving them loses and strands no record."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import give_up
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import (
    MISSING,
    OTHER_KIND,
    PARTITION_ERROR,
    STOPPED,
    UNKNOWN,
    GroupStatus,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import GroupPositions

_ALWAYS_FOUND = (MISSING, OTHER_KIND, PARTITION_ERROR, STOPPED)


@dataclasses.dataclass(frozen=True)
class Service:
    """A client of the migration, as the inventory describes it."""

    name: str
    host: str = ""
    group: str | None = None  # of a consumer
    topics: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"service {self.name}" + (f" on {self.host}" if self.host else "")

    @classmethod
    def parse(cls, params: dict[str, t.Any]) -> Service:
        """Read an element of the option services."""
        return cls(params["name"], params["host"] or "", params["group"], tuple(params["topics"]))


@dataclasses.dataclass(frozen=True)
class OtherGroups:
    """The groups that read the chosen topics and were not chosen."""

    groups: tuple[GroupPositions, ...] = ()
    unseen_reason: str | None = None  # why there can be more of them

    def remarks(self) -> list[str]:
        """Return that they stay behind."""
        found = []
        if self.groups:
            named = name_some(f"{one.group} ({one.kind}, {one.state or 'unknown'})" for one in self.groups)
            found.append(
                f"groups that were not chosen read the chosen topics too: {named}; they stay on the source, where they "
                "get nothing more once the producers have moved; choose those that are to be moved"
            )
        if self.unseen_reason:
            found.append(f"whether other groups read the chosen topics cannot be seen: {self.unseen_reason}")
        return found


@dataclasses.dataclass(frozen=True)
class Scope:
    """What is migrated, what speaks against it, and what stays behind."""

    watch: Watch  # after a poll
    services: tuple[Service, ...] = ()
    ignore_topics: frozenset[str] = frozenset()  # they may stay behind although chosen groups read them
    hidden: tuple[str, ...] = ()  # topics that this user may not describe, so whether groups read them is unknown
    hidden_reason: str | None = None  # why there are, or can be, such topics
    others: OtherGroups = OtherGroups()

    @property
    def topics(self) -> list[str]:
        """The chosen topics."""
        return self.watch.observation.topics if self.watch.observation else []

    @property
    def left_out(self) -> list[str]:
        """Topics that the selection would include, if their names did not look internal."""
        return list(self.watch.observation.left_out) if self.watch.observation else []

    @property
    def groups(self) -> list[GroupStatus]:
        """The groups to move."""
        return [status for status in self.watch.waited_for if status.view.is_consumer and status.verdict != MISSING]

    @property
    def findings(self) -> list[str]:
        """Return what must be settled first, each with the remedy."""
        return [
            *self.watch.incomplete,
            *(f"{name}: {error}" for name, error in sorted(self.watch.errors.items())),
            *([] if self.topics else ["no topic is chosen"]),
            *(status.message for status in self.watch.waited_for if _is_finding(status)),
            *(finding for status in self.groups for finding in [self._beyond_selection(status)] if finding),
            *self._hidden_findings(),
            *self._unconsumed(),
            *(finding for service in self.services for finding in self._of_service(service)),
        ]

    @property
    def remarks(self) -> list[str]:
        """Return what stays behind without harm."""
        read = {topic for status in self.groups for topic in status.view.topics}
        unread = [topic for topic in self.left_out if topic not in read]
        ignored = [status for name, status in self.watch.statuses.items() if name in self.watch.rules.ignore_groups]
        remarks = self.others.remarks()
        if self.hidden_reason and not self.hidden and self.hidden_reason not in self.watch.incomplete:
            remarks.append(f"not all topics that the groups read may be seen: {self.hidden_reason}")
        if unread:
            remarks.append(
                f"not migrated, because their names look internal: {name_some(unread)}; name those in topics that are "
                "to be migrated"
            )
        if ignored:
            remarks.append(
                "left to you (ignore_groups): "
                + name_some(f"{status.group} ({status.view.kind}, {status.view.state})" for status in ignored)
            )
        behind = sorted(self.ignore_topics & read - set(self.topics))
        if behind:
            remarks.append(f"left behind although groups read them (ignore_topics): {name_some(behind)}")
        return remarks

    def _beyond_selection(self, status: GroupStatus) -> str | None:
        others = sorted(status.view.topics - set(self.topics) - self.ignore_topics)
        if not others:
            return None
        internal = " (left out, because their names look internal)" if set(others) <= set(self.left_out) else ""
        return (
            f"group {status.group} also reads {name_some(others)}, which are not chosen{internal}: their records would "
            "be stranded when it moves; choose them too, name them in ignore_topics, or the group in ignore_groups"
        )

    def _hidden_findings(self) -> t.Iterator[str]:
        """Brokers leave out what a group has committed on topics that the user may not describe."""
        others = sorted(set(self.hidden) - self.ignore_topics)
        if others and self.hidden_reason not in self.watch.incomplete:
            yield (
                f"whether the groups also read {name_some(others)} cannot be seen: {self.hidden_reason}, or name "
                "them in ignore_topics"
            )

    def _unconsumed(self) -> list[str]:
        if not self.watch.unconsumed or self.watch.rules.allow_unconsumed or not self.watch.sees_all_groups:
            return []
        return [give_up.unconsumed_message(self.watch.unconsumed)]

    def _of_service(self, service: Service) -> t.Iterator[str]:
        moving = {status.group for status in self.groups}
        if service.group and service.group not in moving:
            yield (
                f"{service} reads with group {service.group}, which is not among the groups to move; choose it in "
                "groups, start it once, or take the service out of the inventory"
            )
        others = sorted(set(service.topics) - set(self.topics) - self.ignore_topics)
        if others:
            yield f"{service} works on {name_some(others)}, which are not chosen; choose them too"

    def to_result(self) -> dict[str, t.Any]:
        """Return the result of the module."""
        return {
            "changed": False,
            "cluster_id": self.watch.observation.cluster_id if self.watch.observation else None,
            "topics": self.topics,
            "left_out_topics": self.left_out,
            "groups": [_group(status) for status in self.groups],
            "other_groups": [_group(status) for status in self.watch.statuses.values() if status not in self.groups],
            "incomplete": list(self.watch.incomplete),
            "findings": self.findings,
            "remarks": self.remarks,
        }


def _is_finding(status: GroupStatus) -> bool:
    """Whether the state of a group speaks against a migration; a live one may still commit."""
    return status.verdict in _ALWAYS_FOUND or (
        status.verdict == UNKNOWN and (bool(status.view.error) or not status.view.members)
    )


def _group(status: GroupStatus) -> dict[str, t.Any]:
    return {
        "group": status.group,
        "kind": status.view.kind,
        "state": status.view.state,
        "members": status.view.members,
        "remaining": status.remaining,
        "verdict": status.verdict,
        "topics": sorted(status.view.topics),
    }
