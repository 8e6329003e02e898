#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_drain_info
short_description: Tell whether everything in Kafka topics is consumed
version_added: 0.1.0
description:
  - Looks at the ends of topics and at the positions of consumer groups, and says what is left to read, by whom, and what is wrong.
  - It is the question that M(otc.kafka_migration.kafka_drain_wait) asks again and again.
  - One look (O(settle=0)) tells what remains. It cannot tell whether producers have stopped, so RV(quiesced) is null, and RV(drained) is
    false or null, never true. With a O(settle) the module watches for that long and can tell.
  - In one look a group without members that has something to read is V(group_stopped_with_lag). A consumer that was assigned its partitions
    by hand looks the same while it is alive.
options:
  settle:
    description:
      - Seconds to watch whether ends and groups stand still, in three looks or more.
      - Twice the longest interval at which consumers commit, and at least 30, is enough to rely on.
    type: float
    default: 0
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
"""

EXAMPLES = r"""
- name: See what is left to read
  otc.kafka_migration.kafka_drain_info:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["app\\..*"]
  register: drain

- name: Say it
  ansible.builtin.debug:
    msg: "{{ drain.verdict }}: {{ drain.message }}"

- name: Make sure that the source is quiet and everything in it is consumed
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
  description: Whether everything is consumed; null when nothing is known to remain, but it was not watched for long enough (see O(settle)).
  returned: success
  type: bool
quiesced:
  description:
    - Whether the ends of all logs have stood still for O(settle) seconds and at least three looks, without an open transaction.
    - Null when it was not watched for long enough to tell.
  returned: success
  type: bool
verdict:
  description:
    - The most serious thing that is true of the groups and topics.
    - V(drained), everything is consumed; V(settling), nothing is left, but it has not been seen for long enough that it stays so;
      V(draining), groups are reading.
    - V(producers_active), topics are still written to, or a transaction is open; V(unconsumed_topic), no group reads a topic that holds records.
    - V(group_stopped_with_lag), a group has no members and something to read; V(unknown_position), a group has not committed where it stands.
    - V(partition_error), a topic or partition is missing, has no leader, may not be read, or holds a commit beyond its end;
      V(missing_group), a group does not exist.
  returned: success
  type: str
message:
  description: The same in words, with the names.
  returned: success
  type: str
remaining:
  description: How many records the groups have still to read, or null when a part is unknown.
  returned: success
  type: int
lost:
  description: How many offsets were deleted from the logs before a group had read them. They do not keep a group from being drained.
  returned: success
  type: int
producing_topics:
  description: Topics that were seen to be written to, or that have an open transaction.
  returned: success
  type: list
  elements: str
open_transactions:
  description: Topics that have an open transaction.
  returned: success
  type: list
  elements: str
unconsumed_topics:
  description: Topics that hold records in a partition that no group is obliged to read.
  returned: success
  type: list
  elements: str
errors:
  description: What is wrong with topics and partitions that no group has to do with, by name.
  returned: success
  type: dict
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
      description: The same in words.
      type: str
    state:
      description: V(Stable), V(Empty), V(PreparingRebalance), V(CompletingRebalance) or V(Dead).
      type: str
    members:
      description: The number of members.
      type: int
    remaining:
      description: How many records it has still to read, or null when a part is unknown.
      type: int
    lost:
      description: How many offsets were deleted before it had read them.
      type: int
    records_per_second:
      description: How fast it has read during the last looks, or null after a single look.
      type: float
    eta_seconds:
      description: Seconds until it has read what is there, at this speed; null when it cannot be told.
      type: int
    partitions:
      description: The partitions where something is left, lost, wrong or unknown, sorted.
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
          description: The first offset that is still there, or null when it is unknown.
          type: int
        log_end:
          description: The offset of the next record, or null when it is unknown.
          type: int
        remaining:
          description: >-
            How many records it has still to read, or null when that is unknown. Where a scan has looked, only records count, otherwise
            offsets.
          type: int
        lost:
          description: Offsets between its commit and the log's start.
          type: int
        error:
          description: What is wrong, or null.
          type: str
seconds:
  description: How long it was watched.
  returned: success
  type: float
"""

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import observe, report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, drain_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import look_around
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule


def read(module: KafkaModule) -> dict:
    """Watch for as long as asked, and tell what was seen."""
    watch = Watch(Rules.for_info(module.params))
    topics, groups = Selection.parse("topics", module.params), Selection.parse("groups", module.params)
    with module.connection("cluster") as cluster:
        look_around(
            watch, lambda scan: observe.observe(cluster, topics, groups, scan, module.params["isolation_level"])
        )
    return report.result(watch)


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec=drain_spec(settle=0)).run(read)


if __name__ == "__main__":
    main()
