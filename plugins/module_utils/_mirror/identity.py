# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether topics are still those with which a mirror began. Nothing here connects to a cluster.

A topic that was deleted and created again has its name, but not its id (KIP-516, Kafka 2.8). MirrorMaker knows names
only: it goes on at the stored position, and never copies the new records before it.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata

IDS, LOGS = "ids", "logs"
Ends = t.Mapping[int, tuple[int, int]]  # partition -> (log start, log end)


@dataclasses.dataclass(frozen=True)
class NotedTopic:
    """A topic as it was when the mirror began."""

    topic_id: str | None  # None before Kafka 2.8
    ends: dict[int, tuple[int, int]]  # partition -> (log start, log end), as far as they were noted


Noted = dict[str, NotedTopic]


@dataclasses.dataclass(frozen=True)
class Recreation:
    """A topic that is not the one with which the mirror began."""

    topic: str  # the name on the source
    side: str  # source or target
    name: str  # the name on that side
    evidence: str

    def __str__(self) -> str:
        return f"{self.name} of the {self.side} was created again since the mirror began: {self.evidence}"


@dataclasses.dataclass(frozen=True)
class Identity:
    """What became of the topics since the mirror began."""

    recreated: tuple[Recreation, ...] = ()
    gone: tuple[str, ...] = ()  # selected topics of the source that were noted and are not there any more
    uncertain: tuple[str, ...] = ()  # chosen topics that could not be compared by ids on both sides

    @property
    def basis(self) -> str:
        """By what the topics were compared: ids, or for at least one of them only logs."""
        return LOGS if self.uncertain else IDS

    def recreated_on(self, side: str) -> set[str]:
        """Return the source's names of the topics that were created again on this side."""
        return {recreation.topic for recreation in self.recreated if recreation.side == side}


def parse_noted(snapshot: t.Any, option: str, cluster_id: str) -> Noted:
    """Return the topics of what kafka_topic_info returned or saved, by name.

    Raises :class:`Failure` if it is not such a snapshot or of another cluster.
    """
    try:
        noted_id = snapshot["cluster_id"]
        topics = {topic["name"]: _noted_topic(topic) for topic in snapshot["topics"]}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Failure(f"{option} is not what kafka_topic_info returns: {error!r}.") from error
    if noted_id != cluster_id:
        raise Failure(
            f"{option} was read from another cluster ({noted_id}) than the one that the mirror uses ({cluster_id})."
        )
    return topics


def _noted_topic(topic: dict[str, t.Any]) -> NotedTopic:
    ends = {
        int(entry["partition"]): (int(entry["log_start"]), int(entry["log_end"]))
        for entry in topic.get("offsets") or ()
        if entry["log_start"] is not None and entry["log_end"] is not None
    }
    return NotedTopic(topic.get("topic_id"), ends)


@dataclasses.dataclass(frozen=True)
class Side:
    """One side of the mirror: what was noted when it began, and what is there now."""

    name: str  # source or target
    noted: Noted | None  # None: nothing was noted
    described: t.Mapping[str, Answer[TopicMetadata]]
    ends: t.Mapping[str, Ends]  # of topics, as far as they were read


def compare(names: t.Mapping[str, str], source: Side, target: Side) -> Identity:
    """Compare the chosen topics; names has their names on the source, each with the name of its copy.

    By logs a topic that was created again is recognised only while a log starts or ends before what was noted.
    """
    recreated, uncertain = [], []
    for topic, copy in sorted(names.items()):
        for side, name in ((source, topic), (target, copy)):
            certain, evidence = _compare_one(side, name)
            if evidence:
                recreated.append(Recreation(topic, side.name, name, evidence))
            if not certain:
                uncertain.append(topic)
    return Identity(tuple(recreated), uncertain=tuple(dict.fromkeys(uncertain)))


def _compare_one(side: Side, name: str) -> tuple[bool, str | None]:
    """Return whether ids were compared, and the evidence that the topic was created again."""
    now = side.described.get(name)
    if side.noted is None or not isinstance(now, TopicMetadata):
        return False, None
    noted = side.noted.get(name)
    if noted is None:  # it was created after the mirror began
        return False, None
    if noted.topic_id and now.topic_id:
        changed = noted.topic_id != now.topic_id
        return True, f"its id is {now.topic_id}, and it was {noted.topic_id}" if changed else None
    return False, _went_backwards(noted.ends, side.ends.get(name, {}))


def _went_backwards(noted: Ends, now: Ends) -> str | None:
    for partition, (start, end) in sorted(now.items()):
        noted_start, noted_end = noted.get(partition, (start, end))
        if start < noted_start or end < noted_end:
            was = f"it was from {noted_start} to {noted_end}"
            return f"the log of partition {partition} is from {start} to {end}, and {was}"
    return None
