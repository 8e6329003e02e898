#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_drain_info
short_description: Gather information about what is left to consume in Kafka topics
version_added: 0.1.0
description:
  - Reads the ends of topics and the positions of consumer groups, and reports what is left to read, by which group,
    and what is wrong.
  - M(otc.kafka_migration.kafka_drain_wait) repeats the same check until everything is consumed.
  - A single poll (O(settle=0)) shows what remains. It cannot show whether producers have stopped, so RV(quiesced) is
    null, and RV(drained) is false or null, never true. With a higher O(settle) the module watches for that long, and
    can show it.
  - What cannot be seen is not taken for consumed. Where a group or a topic may not be described, or a list of them is
    not known to be complete, RV(drained) is false and RV(remaining) null.
  - In a single poll a group without members that has something to read is V(group_stopped_with_lag). So is a live
    consumer with manually assigned partitions.
options:
  settle:
    description:
      - Seconds to watch whether ends and groups are stable, with three polls or more.
      - Twice the longest interval at which consumers commit, and at least 30, is reliable.
    type: float
    default: 0
  detail:
    description:
      - Which partitions of the groups to return. Ansible needs more time to transfer a large result than the module
        needs to read it.
      - V(behind) returns those where something is left, lost, wrong or unknown, V(all) returns all.
    type: str
    choices: [behind, all]
    default: behind
seealso:
  - module: otc.kafka_migration.kafka_drain_wait
  - module: otc.kafka_migration.kafka_consumer_lag_info
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.groups
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
  - otc.kafka_migration.drain
  - otc.kafka_migration.group_kinds
  - otc.kafka_migration.group_kinds.visibility
"""

EXAMPLES = r"""
- name: Read what is left to consume
  otc.kafka_migration.kafka_drain_info:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["app\\..*"]
  register: drain

- name: Show the verdict
  ansible.builtin.debug:
    msg: "{{ drain.verdict }}: {{ drain.message }}"

- name: Fail unless the source is quiesced and everything in it is consumed
  otc.kafka_migration.kafka_drain_info:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["app\\..*"]
    settle: 30
  register: drain
  failed_when: drain is failed or not drain.drained
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster.
  returned: success
  type: str
  sample: kXo5tSm3TgKzHFl2q1GRtw
drained:
  description: >-
    Whether everything is consumed; null when nothing seems to remain, but the watch was too short to be sure (see
    O(settle)).
  returned: success
  type: bool
quiesced:
  description:
    - Whether the ends of all logs were stable for O(settle) seconds and at least three polls, without an open
      transaction.
    - Null when the watch was too short to know, or the end of a log cannot be read.
  returned: success
  type: bool
verdict:
  description:
    - The most serious verdict that applies to the groups and topics.
    - V(drained), everything is consumed; V(settling), nothing is left, but the watch was too short to be sure that it
      stays so; V(draining), groups are reading.
    - V(producers_active), topics are still written to, or a transaction is open; V(unconsumed_topic), no group reads
      a topic that holds records.
    - V(group_stopped_with_lag), a group has no members and something to read; V(unknown_position), a group has not
      committed its position, or cannot be described.
    - V(partition_error), a topic or partition does not exist, has no leader, may not be read, or has a commit beyond
      its end; V(missing_group), a group does not exist.
    - V(incomplete), there can be groups or topics in question that the user does not see (see RV(incomplete));
      V(other_kind), a group that reads the topics is not one of consumers, so that what it has to read is not known.
  returned: success
  type: str
message:
  description: The verdict in words, with names.
  returned: success
  type: str
remaining:
  description: The number of records that the groups have still to read, or null when a part is unknown or unseen.
  returned: success
  type: int
lost:
  description: >-
    The number of offsets that were deleted from the logs before a group had read them. They do not keep a group from
    being drained.
  returned: success
  type: int
producing_topics:
  description: Topics that were found to be written to, or that have an open transaction.
  returned: success
  type: list
  elements: str
open_transactions:
  description: Topics that have an open transaction.
  returned: success
  type: list
  elements: str
unconsumed_topics:
  description: Topics that hold records in a partition that no group is required to read.
  returned: success
  type: list
  elements: str
errors:
  description: Errors of topics, and of partitions that no group is required to read, by name.
  returned: success
  type: dict
incomplete:
  description:
    - Why there can be groups or topics in question that the user does not see, each reason with its remedy.
    - Empty where everything is seen, or where all topics and groups are named.
  returned: success
  type: list
  elements: str
deleted_groups:
  description: >-
    Groups that were waited for and were deleted meanwhile, sorted. A group that cannot be described any more is not one
    of them.
  returned: success
  type: list
  elements: str
ignored:
  description: The groups named in O(ignore_groups), as in RV(groups).
  returned: success
  type: list
  elements: dict
groups:
  description: The groups, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    group:
      description: The group's name.
      type: str
    verdict:
      description: The verdict on this group alone.
      type: str
    message:
      description: The verdict in words.
      type: str
    kind:
      description: V(classic), V(consumer), V(share) or V(streams). Before Kafka 3.7 all groups are V(classic).
      type: str
    state:
      description: >-
        V(Stable), V(Empty), V(PreparingRebalance), V(CompletingRebalance), V(Assigning), V(Reconciling) or V(Dead).
        Empty where the group cannot be described.
      type: str
    members:
      description: The number of members.
      type: int
    commits_read:
      description:
        - Whether the commits of the group could be read. Otherwise RV(groups[].partitions[].committed) is null.
        - Where the commit of a single partition could not be read, RV(groups[].partitions[].error) has the cause.
      type: bool
    remaining:
      description: >-
        The number of records it has still to read, or null when a part is unknown, as it always is for a group that is
        not one of consumers.
      type: int
    lost:
      description: The number of offsets that were deleted before it had read them.
      type: int
    records_per_second:
      description: How fast it has read during the last polls, or null after a single poll.
      type: float
    eta_seconds:
      description: Seconds until it has read what is left, at this rate; null when they cannot be estimated.
      type: int
    partitions:
      description: The partitions that O(detail) asks for, sorted.
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
          description: The offset of the next record, or null when it is unknown.
          type: int
        remaining:
          description: >-
            The number of records it has still to read, or null when it is unknown. Where the remainder was scanned,
            only records count, otherwise offsets.
          type: int
        lost:
          description: Offsets between its commit and the log's start.
          type: int
        error:
          description: What is wrong, or null.
          type: str
seconds:
  description: How long the watch took.
  returned: success
  type: float
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import observe, report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, drain_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Watch for as long as settle requires, and report."""
    watch = Watch(Rules.for_info(module.params))
    question = observe.Question.parse(module.params)
    with module.connection("cluster") as cluster:
        Poller(watch, lambda request: observe.observe(cluster, question, request)).poll_to_settle()
    return report.result(watch, detail=module.params["detail"])


def main() -> None:
    """Run the module."""
    detail = {"type": "str", "choices": [report.BEHIND, report.ALL], "default": report.BEHIND}
    KafkaModule(argument_spec={**drain_spec(settle=0), "detail": detail}).run(read)


if __name__ == "__main__":
    main()
