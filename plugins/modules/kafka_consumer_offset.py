#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_consumer_offset
short_description: Set the committed offsets of consumer groups
version_added: 0.1.0
description:
  - Commits offsets for groups that have no active consumer, on every partition of the chosen topics including empty
    ones, so that a consumer that starts next never falls back to its C(auto.offset.reset).
  - Everything is read and checked before anything is changed, also in check mode. A group with members, one that is
    not of consumers, an unknown topic, a partition without a leader or an offset outside of its log is named, and
    nothing is changed then.
  - Offsets can be set of groups of consumers, both V(classic) and V(consumer) (KIP-848), while they are Empty. A group
    that does not exist becomes a V(classic) one, which a consumer with C(group.protocol=consumer) takes over. Groups of
    Connect workers and the kinds V(share) and V(streams) are refused.
  - The user needs DESCRIBE and READ on the groups and topics. With O(groups_matching) or O(topics_matching) the list of
    groups or topics must be known to be complete, otherwise nothing is changed, since the offsets of what is not seen
    would stay as they are. That needs DESCRIBE on the cluster, and for groups on the topic C(__consumer_offsets) too.
    The alternative is to name the groups and topics.
  - After the commit the offsets are read back and compared.
  - A consumer that assigns partitions to itself and only commits is not a member of its group, which therefore
    appears empty. Make sure yourself that such a consumer is stopped.
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
      - Groups that are not of consumers (Kafka Connect workers, V(share), V(streams)) are excluded.
    type: list
    elements: str
    default: []
  exclude_groups_matching:
    description:
      - Regular expressions that match the whole name of a group to exclude.
    type: list
    elements: str
    default: []
  topics:
    description:
      - Exact names of topics.
      - Either this or O(topics_matching) is required, unless O(snapshot) is set; then all of its topics are meant.
    type: list
    elements: str
    default: []
  topics_matching:
    description:
      - Regular expressions that match the whole name of a topic. Internal topics of Kafka, MirrorMaker, Kafka Connect
        and Schema Registry are excluded.
    type: list
    elements: str
    default: []
  exclude_topics_matching:
    description:
      - Regular expressions that match the whole name of a topic to exclude.
    type: list
    elements: str
    default: []
  position:
    description:
      - V(start) is where the log starts, and V(end) where it ends, so that only what is produced from now on is read.
      - V(timestamp) is the first record at or after O(timestamp_ms), or the end where no such record exists.
      - V(snapshot) is the offset in O(snapshot).
    type: str
    choices: [start, end, timestamp, snapshot]
    required: true
  timestamp_ms:
    description:
      - Milliseconds since 1970-01-01 in UTC.
    type: int
  snapshot:
    description:
      - What M(otc.kafka_migration.kafka_consumer_lag_info) or O(snapshot_before) saved, to restore the offsets that
        groups had. Or what M(otc.kafka_migration.kafka_topic_info) saved with its
        O(otc.kafka_migration.kafka_topic_info#module:offsets=true), to set groups to the ends that the logs had then.
      - The value itself, or the path of the JSON file. From M(otc.kafka_migration.kafka_consumer_lag_info) use the
        file, or set its O(otc.kafka_migration.kafka_consumer_lag_info#module:detail=all), since otherwise partitions
        without lag are missing.
      - Where a group had no commit its offset is left as it is, with a warning if it has one now.
    type: raw
  snapshot_of_other_cluster:
    description:
      - Accept a O(snapshot) of another cluster. The same offset is a different record there, unless the copy is
        exact.
    type: bool
    default: false
  subscriptions:
    description:
      - What M(otc.kafka_migration.kafka_consumer_lag_info) saved, of this or another cluster, or the path of that
        file. The offsets of each group are then set only on those of the chosen topics that it reads there, that is
        where it has a commit or a member.
      - Without it every group gets a commit on every chosen topic, and counts as a reader of it from then on.
    type: raw
  out_of_range:
    description:
      - What to do where an offset is before the start of a log or beyond its end, which only happens with a
        O(snapshot).
      - With V(fail) nothing is changed. A consumer with such an offset would jump to one end of the log, possibly the
        wrong one.
      - With V(clamp) the nearer end is used. Records that were deleted since are then skipped, and where a log was
        truncated the same offsets are used again.
    type: str
    choices: [fail, clamp]
    default: fail
  snapshot_before:
    description:
      - A JSON file, on the host where the module runs, to which the offsets that the groups had committed on the
        chosen partitions are saved before anything is changed, with mode 0600. Give it to O(snapshot) to undo the
        change.
      - An existing file is added to, and its entries stay as they are, so that a run after an aborted one does not
        take half-done changes for the original offsets. Give each migration a file of its own.
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
  - otc.kafka_migration.group_kinds
seealso:
  - module: otc.kafka_migration.kafka_consumer_lag_info
  - module: otc.kafka_migration.kafka_topic_info
"""

EXAMPLES = r"""
- name: Set each group to the first record produced to the target, on the topics that it reads
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [billing, analytics]
    position: snapshot
    snapshot: /var/lib/otc-kafka-migration/target_ends.json
    subscriptions: /var/lib/otc-kafka-migration/source_groups.json

- name: Set a group to the end, so that it reads only what is produced from now on
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [billing]
    topics: [orders]
    position: end
    snapshot_before: /var/lib/kafka-migration/offsets-before.json

- name: Save the log end offsets of the target before anybody produces there
  otc.kafka_migration.kafka_topic_info:
    cluster: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    offsets: true
    save: /var/lib/kafka-migration/target-ends.json

- name: Set groups to these ends after they have read everything older on the source
  otc.kafka_migration.kafka_consumer_offset:
    cluster: "{{ kafka_migration_target }}"
    groups: [app-billing, app-shipping]
    position: snapshot
    snapshot: /var/lib/kafka-migration/target-ends.json

- name: Restore the offsets of a group
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
      description: Its state before. V(Dead) is Kafka's state of a group that does not exist.
      type: str
    unchanged_partitions:
      description: The number of chosen partitions that have the right offset already, or are left as they are.
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
          description: >-
            The offset in O(snapshot), where it is outside of the log and the nearer end was used; otherwise null.
          type: int
    error:
      description: Why the commits of the group failed, or null.
      type: str
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.offset_apply import (
    OffsetSetter,
    PlacementRequest,
    failure,
    save_before,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec


def set_offsets(module: KafkaModule) -> dict[str, t.Any]:
    """Set the offsets of the groups."""
    params = module.params
    request = PlacementRequest.parse(params)
    with module.connection("cluster") as cluster:
        if request.snapshot is not None:
            request.snapshot.require_cluster(cluster.cluster_id, params["snapshot_of_other_cluster"])
        setter = OffsetSetter(cluster)
        plans = setter.plan(request)
        if params["snapshot_before"]:
            save_before(params["snapshot_before"], cluster.cluster_id, plans, module.check_mode)
        errors = {} if module.check_mode else setter.apply(plans)
        cluster_id = cluster.cluster_id
    for plan in plans:
        if plan.left:
            module.warn(
                f"The snapshot has no commit of {plan.group} on {name_some(plan.left)}; what is committed there stays."
            )
    return {
        "changed": any(plan.changes for plan in plans),
        "cluster_id": cluster_id,
        "groups": [plan.to_result(params["detail"], errors.get(plan.group)) for plan in plans],
        "diff": [plan.to_diff() for plan in plans if plan.changes],
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
    module.run(set_offsets)


if __name__ == "__main__":
    main()
