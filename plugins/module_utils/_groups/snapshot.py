# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots of offsets: those that groups had committed, or those at which logs ended."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

OptionalOffsets = dict[Partition, t.Optional[int]]  # of one group; None: it has no commit there


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """What kafka_consumer_lag_info or kafka_topic_info saved; exactly one of groups and log_ends is set."""

    cluster_id: str
    groups: dict[str, OptionalOffsets] | None = None
    unknown: dict[str, str] = dataclasses.field(default_factory=dict)  # why not all offsets of a group were read
    log_ends: dict[Partition, int] | None = None

    @classmethod
    def parse(cls, content: t.Any) -> Snapshot:
        """Read a snapshot; raises KafkaFailure when it is invalid, or holds errors instead of offsets."""
        if not isinstance(content, dict) or not isinstance(content.get("cluster_id"), str):
            raise KafkaFailure(
                "snapshot must be what kafka_consumer_lag_info or kafka_topic_info saved: it has no cluster_id."
            )
        try:
            if isinstance(content.get("groups"), list):
                entries = {entry["group"]: entry for entry in content["groups"]}
                unknown = {name: _unknown(entry) for name, entry in entries.items()}
                return cls(
                    content["cluster_id"],
                    groups={name: _commits(entry) for name, entry in entries.items()},
                    unknown={name: reason for name, reason in unknown.items() if reason},
                )
            if isinstance(content.get("topics"), list):
                ends = (end for entry in content["topics"] for end in _log_ends(entry))
                return cls(content["cluster_id"], log_ends=dict(ends))
        except (KeyError, TypeError, ValueError) as error:
            wrong = "The snapshot has an entry that neither kafka_consumer_lag_info nor kafka_topic_info saves"
            raise KafkaFailure(f"{wrong}: {error!r}.") from error
        raise KafkaFailure(
            "snapshot holds neither groups (kafka_consumer_lag_info) nor topics (kafka_topic_info with offsets: true)."
        )

    def require_cluster(self, cluster_id: str, other_allowed: bool) -> None:
        """Refuse a snapshot of another cluster: its offsets are those of other records here."""
        if self.cluster_id != cluster_id and not other_allowed:
            raise KafkaFailure(
                f"The snapshot is of the cluster {self.cluster_id}, and this is {cluster_id}, where the same offset is "
                "another record. If the copy has identical offsets, set snapshot_of_other_cluster: true."
            )

    def choose_groups(self, groups: Selection, topics: Selection) -> dict[str, OptionalOffsets]:
        """The commits of the chosen groups on the chosen topics; raises Failure where not all of them were read."""
        known = self.groups or {}
        # A group of Connect workers has no commits: there is nothing to restore unless it is named.
        empty = {name for name, commits in known.items() if not commits and name not in self.unknown}
        chosen = {name: known[name] for name in groups.require(known, "The snapshot", empty.__contains__)}
        unknown = [f"{name} ({self.unknown[name]})" for name in chosen if name in self.unknown]
        if unknown:
            raise KafkaFailure(
                f"The snapshot does not have all offsets of the groups {name_some(unknown)}; exclude them "
                "(exclude_groups_matching)."
            )
        names = _choose_topics(topics, {partition for commits in chosen.values() for partition in commits})
        return {
            name: {part: offset for part, offset in commits.items() if part.topic in names}
            for name, commits in chosen.items()
        }

    def topics_of(self, group: str) -> set[str]:
        """The topics on which a group has commits or members; raises KafkaFailure for a group not in the snapshot."""
        known = self.groups or {}
        if group not in known:
            raise KafkaFailure(
                f"subscriptions has no group {group}; save it with a kafka_consumer_lag_info that includes the group."
            )
        return {partition.topic for partition in known[group]}

    def choose_log_ends(self, topics: Selection) -> dict[Partition, int]:
        """The ends of the chosen topics' logs."""
        ends = self.log_ends or {}
        names = _choose_topics(topics, ends)
        return {partition: end for partition, end in ends.items() if partition.topic in names}


def _choose_topics(selection: Selection, partitions: t.Iterable[Partition]) -> set[str]:
    return set(selection.require({partition.topic for partition in partitions}, "The snapshot"))


def _unknown(group: dict[str, t.Any]) -> str | None:
    unread = [part for part in group["partitions"] if part.get("error") and part["committed"] is None]
    return (
        group.get("error")
        or name_some(f"{part['topic']}-{part['partition']}: {part['error']}" for part in unread)
        or None
    )


def _commits(group: dict[str, t.Any]) -> OptionalOffsets:
    return {
        Partition(part["topic"], int(part["partition"])): _offset(part["committed"]) for part in group["partitions"]
    }


def _log_ends(topic: dict[str, t.Any]) -> t.Iterator[tuple[Partition, int]]:
    if topic.get("offsets") is None:
        raise KafkaFailure(
            f"The snapshot has no offsets of the topic {topic['name']}; take it with kafka_topic_info and "
            "offsets: true."
        )
    for part in topic["offsets"]:
        partition = Partition(topic["name"], int(part["partition"]))
        if part["log_end"] is None:
            raise KafkaFailure(
                f"The snapshot does not have the end of {partition} ({part.get('error')}); take it again."
            )
        yield partition, int(part["log_end"])


def _offset(value: t.Any) -> int | None:
    return None if value is None else int(value)


def merge_saved(saved: t.Any, cluster_id: str, groups: dict[str, tuple[str, OptionalOffsets]]) -> dict[str, t.Any]:
    """Add groups (state and commits) to a saved snapshot; entries that it has already stay, since they are older.

    An aborted run leaves some partitions changed; the next run must not take those for the original offsets.
    """
    known = Snapshot.parse(saved) if saved is not None else Snapshot(cluster_id, groups={})
    if known.cluster_id != cluster_id or known.groups is None:
        raise KafkaFailure(
            f"snapshot_before is a file that does not hold groups of the cluster {cluster_id}; give another path."
        )
    states = {entry["group"]: entry.get("state") for entry in saved["groups"]} if saved is not None else {}
    merged = {name: {**commits, **known.groups.get(name, {})} for name, (_state, commits) in groups.items()}
    commits_of = {**known.groups, **merged}
    return {
        "cluster_id": cluster_id,
        "groups": [
            {
                "group": name,
                "state": states[name] if name in states else groups[name][0],
                "partitions": [
                    {"topic": partition.topic, "partition": partition.partition, "committed": offset}
                    for partition, offset in sorted(commits_of[name].items())
                ],
            }
            for name in sorted(commits_of)
        ],
    }
