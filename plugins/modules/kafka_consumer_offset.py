#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_consumer_offset
short_description: Place consumer groups at offsets of topics
version_added: 0.1.0
description:
  - Commits offsets for groups that have no active consumer, on every partition of the chosen topics, empty ones too, so that a consumer
    that starts next never falls back on its C(auto.offset.reset).
  - Everything is read and checked before anything is changed. A group with members, an unknown topic, a partition without a leader or
    an offset outside of its log stops it there, with the name of each.
  - What was committed is then read back and compared.
  - A consumer that assigns partitions to itself and only commits is not a member of its group, which therefore looks empty. Nobody
    but you can know that it is stopped.
options:
  groups:
    description:
      - Exact names of consumer groups. One that does not exist is created by its first commit.
      - Either this or O(groups_matching) is required, unless O(snapshot) holds groups; then all of those are meant.
    type: list
    elements: str
    default: []
  groups_matching:
    description:
      - Regular expressions that match the whole name of an existing group, or of one in O(snapshot).
      - Groups of Kafka Connect and the like, which commit no offsets, are left out.
    type: list
    elements: str
    default: []
  exclude_groups_matching:
    description:
      - Regular expressions that match the whole name of a group that is left out.
    type: list
    elements: str
    default: []
  topics:
    description:
      - Exact names of topics.
      - Either this or O(topics_matching) is required, unless there is a O(snapshot); then all of its topics are meant.
    type: list
    elements: str
    default: []
  topics_matching:
    description:
      - Regular expressions that match the whole name of a topic. Those of Kafka itself, MirrorMaker, Kafka Connect and Schema Registry
        are left out.
    type: list
    elements: str
    default: []
  exclude_topics_matching:
    description:
      - Regular expressions that match the whole name of a topic that is left out.
    type: list
    elements: str
    default: []
  position:
    description:
      - V(start) is where the log starts, and V(end) where it ends, so that only what is produced from now on is read.
      - V(timestamp) is the first record at or after O(timestamp_ms), or the end where there is none.
      - V(snapshot) is what O(snapshot) says.
    type: str
    choices: [start, end, timestamp, snapshot]
    required: true
  timestamp_ms:
    description:
      - Milliseconds since 1970-01-01 in UTC.
    type: int
  snapshot:
    description:
      - What M(otc.kafka_migration.kafka_consumer_lag_info) or O(snapshot_before) saved, to put groups back to where they stood. Or what
        M(otc.kafka_migration.kafka_topic_info) saved with its O(otc.kafka_migration.kafka_topic_info#module:offsets=true), to place
        groups at the ends that the logs had then.
      - The value itself, or the path of the JSON file. Of what M(otc.kafka_migration.kafka_consumer_lag_info) returns use the file, or set
        its O(otc.kafka_migration.kafka_consumer_lag_info#module:detail=all), since otherwise partitions without lag are missing.
      - Where a group had no commit it is left as it is, with a warning if it has one now.
    type: raw
  snapshot_of_other_cluster:
    description:
      - Take a O(snapshot) of another cluster. Offsets of one cluster are other records on another one, unless the copy is exact.
    type: bool
    default: false
  subscriptions:
    description:
      - What M(otc.kafka_migration.kafka_consumer_lag_info) saved, of this or another cluster, or the path of that file. Each group is then
        placed only on those of the chosen topics that it reads there, that is where it has a commit or a member.
      - Without it every group gets a commit on every chosen topic, and counts as one that reads it from then on.
    type: raw
  out_of_range:
    description:
      - What to do where an offset lies before the start of a log or beyond its end, which only happens with a O(snapshot).
      - With V(fail) nothing is changed. A consumer placed there would jump to one end of the log, and maybe to the wrong one.
      - With V(clamp) the nearer end is taken. Records that were deleted since are then skipped, and after a truncated log
        the same offsets are used anew.
    type: str
    choices: [fail, clamp]
    default: fail
  snapshot_before:
    description:
      - A JSON file on the host where the module runs that takes what the groups had committed on the chosen partitions before anything
        is changed, with mode 0600. O(snapshot) takes it to undo this.
      - A file that exists is added to, and what it says already stays, so that a run after an aborted one does not take a half-done
        change for the beginning. Give each migration a file of its own.
    type: path
  detail:
    description:
      - V(changed) returns the partitions that change, V(all) returns all.
    type: str
    choices: [changed, all]
    default: changed
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.changes
  - otc.kafka_migration.cluster.action_group
seealso:
  - module: otc.kafka_migration.kafka_consumer_lag_info
  - module: otc.kafka_migration.kafka_topic_info
"""

EXAMPLES = r"""
- name: Place each group on what it reads, before the first record that was produced to the target
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [billing, analytics]
    position: snapshot
    snapshot: /var/lib/otc-kafka-migration/cutover.json
    subscriptions: /var/lib/otc-kafka-migration/source_groups.json

- name: Let a group read only what is produced from now on
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [billing]
    topics: [orders]
    position: end
    snapshot_before: /var/lib/kafka-migration/offsets-before.json

- name: Note where the logs of the target end while nobody produces there yet
  otc.kafka_migration.kafka_topic_info:
    cluster: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    offsets: true
    save: /var/lib/kafka-migration/target-ends.json

- name: Place groups there when they have read everything older on the source
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [app-billing, app-shipping]
    position: snapshot
    snapshot: /var/lib/kafka-migration/target-ends.json

- name: Put a group back to where it stood
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [billing]
    position: snapshot
    snapshot: /var/lib/kafka-migration/offsets-before.json
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster.
  returned: success
  type: str
groups:
  description: The chosen groups, sorted by name.
  returned: success, and when commits failed
  type: list
  elements: dict
  contains:
    group:
      description: The group's name.
      type: str
    state:
      description: Its state before. V(Dead) is Kafka's word for a group that does not exist.
      type: str
    unchanged_partitions:
      description: How many of the chosen partitions are where they should be, or are left as they are.
      type: int
    partitions:
      description: The partitions that O(detail) asks for, sorted.
      type: list
      elements: dict
      contains:
        topic:
          description: The topic.
          type: str
        partition:
          description: The partition.
          type: int
        before:
          description: What was committed, or null.
          type: int
        after:
          description: What is committed now, or would be in check mode; null where nothing is.
          type: int
        clamped_from:
          description: The offset that O(snapshot) says, where it lies outside of the log and the nearer end was taken; otherwise null.
          type: int
    error:
      description: Why commits of the group failed, or null.
      type: str
"""

import os

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_apply import (
    PlacementRequest,
    Placer,
    failure,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_plan import GroupPlan, diff
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.snapshot import Snapshot, merge_saved
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule, cluster_spec


def read_snapshot(content: object) -> Snapshot | None:
    """A snapshot that was given as a value or as the path of its file."""
    if content is None:
        return None
    return Snapshot.parse(snapshot_file.load_json(content) if isinstance(content, str) else content)


def read_wish(params: dict) -> PlacementRequest:
    """What the options say."""
    return PlacementRequest(
        groups=Selection.parse("groups", params),
        topics=Selection.parse("topics", params),
        position=params["position"],
        timestamp_ms=params["timestamp_ms"],
        snapshot=read_snapshot(params["snapshot"]),
        subscriptions=read_snapshot(params["subscriptions"]),
        clamp=params["out_of_range"] == "clamp",
    )


def save_before(path: str, cluster_id: str, plans: list[GroupPlan], check_mode: bool) -> None:
    """Keep what was there; in check mode only see whether that could be done."""
    saved = snapshot_file.load_json(path) if os.path.exists(path) else None
    merged = merge_saved(saved, cluster_id, {plan.group: (plan.state, plan.before) for plan in plans})
    if merged != saved and not check_mode:
        snapshot_file.save_json(path, merged)


def place(module: KafkaModule) -> dict:
    """Place the groups."""
    params = module.params
    wish = read_wish(params)
    with module.connection("cluster") as cluster:
        if wish.snapshot is not None:
            wish.snapshot.require_cluster(cluster.cluster_id, params["snapshot_of_other_cluster"])
        placer = Placer(cluster)
        plans = placer.plan(wish)
        if params["snapshot_before"]:
            save_before(params["snapshot_before"], cluster.cluster_id, plans, module.check_mode)
        errors = {} if module.check_mode else placer.apply(plans)
        cluster_id = cluster.cluster_id
    for plan in plans:
        if plan.left:
            module.warn(
                f"The snapshot knows no commit of {plan.group} on {name_some(plan.left)}; what is committed there stays."
            )
    return {
        "changed": any(plan.changes for plan in plans),
        "cluster_id": cluster_id,
        "groups": [plan.to_result(params["detail"], errors.get(plan.group)) for plan in plans],
        "diff": diff(plans),
        "failed_message": failure(errors, len(plans)),
    }


def main() -> None:
    """Run the module."""
    module = KafkaModule(
        argument_spec={
            "cluster": cluster_spec(),
            **selection_spec("groups"),
            **selection_spec("topics"),
            "position": {"type": "str", "choices": ["start", "end", "timestamp", "snapshot"], "required": True},
            "timestamp_ms": {"type": "int"},
            "snapshot": {"type": "raw"},
            "snapshot_of_other_cluster": {"type": "bool", "default": False},
            "subscriptions": {"type": "raw"},
            "out_of_range": {"type": "str", "choices": ["fail", "clamp"], "default": "fail"},
            "snapshot_before": {"type": "path"},
            "detail": {"type": "str", "choices": ["changed", "all"], "default": "changed"},
        },
        required_if=[("position", "timestamp", ["timestamp_ms"]), ("position", "snapshot", ["snapshot"])],
    )
    module.run(place)


if __name__ == "__main__":
    main()
