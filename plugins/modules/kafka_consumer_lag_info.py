#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_consumer_lag_info
short_description: Gather information about the lag of Kafka consumer groups
version_added: 0.1.0
description:
  - Reads kind, state, commits and lag of many groups in one call, with a number of requests that does not depend on
    the number of groups. (Before Kafka 3.0 brokers accept only one group in a request for commits; all of these
    requests are sent at once.)
  - A partition counts for a group when the group has a commit on it or a member it is assigned to.
  - What is unknown is null and makes every sum that it is part of null. Where the reason is known, C(error) gives it.
    Unknown is the position of a group that cannot be described, that is rebalancing, or that has not committed; the
    log of a partition without a leader; and what this user may not see (see RV(incomplete)).
  - A share group has no lag, because its members take records one by one. It is returned with an error and the offsets
    from which its partitions may still be read, and makes RV(total_lag) null.
  - The commits of a V(streams) group are positions in its source topics, and count like those of consumers. So do the
    commits of a group of any other protocol type. A group without any, such as that of Connect workers, does not count.
  - Commits are read before the ends of the logs, so a lag may be reported larger than it was, never smaller.
  - The lag is the difference of two offsets. Transaction markers, aborted and compacted records take up offsets too,
    so a group may have read everything and still have a lag. M(otc.kafka_migration.kafka_drain_info) reads such
    remainders to see whether they hold any records.
options:
  topics:
    description:
      - Exact names of topics. Only these count for the lag, and of the groups that are not named only those are
        returned that read one of them, or for which that cannot be excluded.
      - If no topics are selected or excluded, every topic that a group has a commit on or is assigned counts, internal
        ones included.
    type: list
    elements: str
    default: []
  topics_matching:
    description:
      - Regular expressions that match the whole name of a topic. These count like O(topics).
    type: list
    elements: str
    default: []
  exclude_topics_matching:
    description:
      - Regular expressions that match the whole name of a topic. These topics do not count. Where neither O(topics) nor
        O(topics_matching) is set, all others count except internal ones.
    type: list
    elements: str
    default: []
  missing:
    description:
      - What to do when a group that is named in O(groups) does not exist.
      - With V(report) it is returned with the state V(Dead), a lag of null and an error.
    type: str
    choices: [fail, report]
    default: fail
  isolation_level:
    description:
      - The end up to which a log counts. With V(read_committed) it is the last stable offset, where the first open
        transaction begins.
    type: str
    choices: [read_uncommitted, read_committed]
    default: read_uncommitted
  detail:
    description:
      - Which partitions to return. Ansible needs more time to transfer a large result than the module needs to read
        it.
      - V(behind) returns those with a lag, lost records, an error or an unknown position, V(all) returns all, and
        V(groups) none.
    type: str
    choices: [behind, all, groups]
    default: behind
  save:
    description:
      - A JSON file, on the host where the module runs, to which the result is saved with all partitions, regardless
        of O(detail), and with mode 0600.
      - It is a snapshot from which M(otc.kafka_migration.kafka_consumer_offset) can restore the offsets of groups.
      - It is also written in check mode, since it changes nothing in Kafka.
    type: path
seealso:
  - module: otc.kafka_migration.kafka_drain_info
  - module: otc.kafka_migration.kafka_consumer_offset
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.groups
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
  - otc.kafka_migration.group_kinds
  - otc.kafka_migration.group_kinds.visibility
"""

EXAMPLES = r"""
- name: Read the lag of the application's groups
  otc.kafka_migration.kafka_consumer_lag_info:
    cluster: "{{ kafka_migration_source }}"
    groups_matching: ["app-.*"]
  register: lag

- name: Show the groups that are behind
  ansible.builtin.debug:
    msg: "{{ item.group }} is {{ item.lag | default('an unknown number of', true) }} records behind"
  loop: "{{ lag.groups | rejectattr('lag', 'equalto', 0) }}"
  loop_control:
    label: "{{ item.group }}"

- name: Read how far all groups are behind on the topics to migrate, and fail if groups may be unseen
  otc.kafka_migration.kafka_consumer_lag_info:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["app\\..*"]
    detail: groups
  register: lag
  failed_when: lag is failed or not lag.complete

- name: Save the offsets of all groups for a rollback
  otc.kafka_migration.kafka_consumer_lag_info:
    cluster: "{{ kafka_migration_source }}"
    detail: groups
    save: /var/lib/kafka-migration/positions.json
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster.
  returned: success
  type: str
  sample: kXo5tSm3TgKzHFl2q1GRtw
total_lag:
  description: The lag of all groups together, or null when a part of it is unknown or may be unseen.
  returned: success
  type: int
complete:
  description: >-
    Whether RV(groups) are known to be all groups that were asked for. False also makes RV(total_lag) null.
  returned: success
  type: bool
incomplete:
  description: >-
    Why there can be groups that are not in RV(groups), each reason with its remedy. Empty where RV(complete) is true.
  returned: success
  type: list
  elements: str
unknown_groups:
  description: The groups that make RV(total_lag) null.
  returned: success
  type: list
  elements: str
groups:
  description: The chosen groups, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    group:
      description: The group's name.
      type: str
    kind:
      description: V(classic), V(consumer), V(share) or V(streams). Before Kafka 3.7 all groups are V(classic).
      type: str
    state:
      description: >-
        V(Stable), V(Empty) (no member), V(PreparingRebalance), V(CompletingRebalance), V(Assigning), V(Reconciling) or
        V(Dead) (the group does not exist). Empty where the group cannot be described.
      type: str
    protocol_type:
      description: >-
        Of a group of the kind V(classic): V(consumer), empty for a consumer with manually assigned partitions, or the
        type of Connect or another user of groups. Otherwise the kind.
      type: str
    members:
      description: The number of members.
      type: int
    topics:
      description: >-
        All topics that it is known to read (committed, assigned or subscribed to), sorted, also those that do not count
        for the lag.
      type: list
      elements: str
    lag:
      description:
        - The sum of its partitions' lag, or null when a part of it is unknown.
        - Also null for a share group, and for a group of another protocol type that has nothing to do with topics, such
          as Connect workers; only the latter does not count in RV(total_lag).
      type: int
    lost:
      description: The number of offsets that were deleted from the logs before the group had read them.
      type: int
    unknown_partitions:
      description: The number of partitions whose lag is unknown.
      type: int
    error:
      description: Why the lag of the group as a whole is unknown, or null.
      type: str
    partitions:
      description: The partitions that O(detail) asks for, sorted.
      returned: unless O(detail=groups)
      type: list
      elements: dict
      contains:
        topic:
          description: The topic's name.
          type: str
        partition:
          description: The partition's number.
          type: int
        committed:
          description: The offset that the group will read next, or null when it has committed none.
          type: int
        log_start:
          description: The first offset that still exists, or null when it is unknown.
          type: int
        log_end:
          description: >-
            The offset of the next record (or the last stable offset, see O(isolation_level)), or null when it is
            unknown.
          type: int
        lag:
          description: >-
            Offsets from the commit, or from the log's start if that is later, to the log's end. Null when it is
            unknown. Without a commit it is known only where the log is empty.
          type: int
        lost:
          description: >-
            Offsets between the commit and the log's start, deleted before they were read. Null when it is unknown.
          type: int
        member_id:
          description: The member that reads the partition, or null.
          type: str
        client_id:
          description: That member's client id.
          type: str
        host:
          description: That member's host.
          type: str
        error:
          description: >-
            What is wrong, or null; for example that the topic was deleted, that the partition has no leader, or that
            the commit is beyond the log's end.
          type: str
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups import lag
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import ISOLATION_LEVELS
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Read the groups, and save them where requested."""
    params = module.params
    groups, topics = Selection.parse("groups", params), Selection.parse("topics", params)
    with module.connection("cluster") as cluster:
        report = lag.read_lag(cluster, groups, topics, params["isolation_level"])
        if params["missing"] == "fail":
            report.require_existing(cluster.label)
        result = {
            "cluster_id": cluster.cluster_id,
            "total_lag": report.total,
            "complete": not report.incomplete,
            "incomplete": list(report.incomplete),
            "unknown_groups": report.unknown_groups,
        }
    if params["save"]:
        saved = [group.to_result("all") for group in report.groups]
        snapshot_file.save_json(params["save"], {**result, "groups": saved})
    return {"changed": False, **result, "groups": [group.to_result(params["detail"]) for group in report.groups]}


def main() -> None:
    """Run the module."""
    module = KafkaModule(
        argument_spec={
            "cluster": cluster_spec(),
            **selection_spec("groups"),
            **selection_spec("topics"),
            "missing": {"type": "str", "choices": ["fail", "report"], "default": "fail"},
            "isolation_level": {"type": "str", "choices": list(ISOLATION_LEVELS), "default": "read_uncommitted"},
            "detail": {"type": "str", "choices": lag.DETAILS, "default": "behind"},
            "save": {"type": "path"},
        },
    )
    module.run(read)


if __name__ == "__main__":
    main()
