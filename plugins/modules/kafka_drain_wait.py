#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_drain_wait
short_description: Wait until everything in Kafka topics is consumed
version_added: 0.1.0
description:
  - Waits until no topic is written to any more and every consumer group has read everything. It succeeds only then.
  - After each poll it prints what every group has still to read, how fast it reads and how long that will take.
  - It fails at once, or after O(settle) seconds without a change, where waiting does not help. That is when a group
    does not exist, is not one of consumers, has stopped with something to read, or has no known position; when a topic
    has no consumer, or is still written to O(settle) seconds after the wait has begun; when a topic or partition does
    not exist or may not be read; when there can be groups or topics in question that the user does not see. A failure
    returns the same values as success.
  - A partition that cannot be read for a cause that can pass by itself, such as a missing leader, is unknown. It counts
    neither as written to nor as quiesced, and the wait goes on until O(stall_timeout).
  - If the first poll fails, or the host is unreachable, the task ends at once. Later polls may fail until O(timeout),
    or until none has succeeded for O(stall_timeout) seconds; then the task fails with the cause and the result of the
    last successful poll.
  - A group that was waited for once stays waited for. When it cannot be described any more, its position is unknown; it
    is dropped only when the brokers answer, asked by name, that it does not exist (see RV(deleted_groups)).
  - It may be run again after any failure or interruption.
  - In check mode it polls once, reports what it would wait for, and does not fail because of that.
options:
  settle:
    description:
      - Seconds for which the ends of all logs and the states of all groups must be stable.
      - Twice the longest interval at which consumers commit, and at least 30, is reliable.
      - Producers have this long to finish after the wait has begun.
    type: float
    default: 30
  interval:
    description:
      - Seconds between two polls.
    type: float
    default: 5
  timeout:
    description:
      - Seconds after which the wait fails.
    type: float
    default: 3600
  stall_timeout:
    description:
      - Seconds without a change of any position, state or commit after which the wait fails.
      - A failed poll, or a lost connection to the host, is retried for this long too, but not longer than O(timeout).
    type: float
    default: 300
  _request:
    description:
      - Not for use in a play. The action plugin on the control node passes the remainders to scan, and the groups that
        it waits for, to the module with it.
    type: dict
    default: {}
seealso:
  - module: otc.kafka_migration.kafka_drain_info
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
- name: Wait until the application has read everything from the source
  otc.kafka_migration.kafka_drain_wait:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["app\\..*"]
    ignore_groups: [app-audit]
    settle: 30
    timeout: 3600

- name: Wait for two groups and all topics that they read, as a user who may describe only these
  otc.kafka_migration.kafka_drain_wait:
    cluster: "{{ kafka_migration_source }}"
    groups: [billing, shipping]
    stall_timeout: 120
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster.
  returned: always
  type: str
  sample: kXo5tSm3TgKzHFl2q1GRtw
drained:
  description: Whether everything is consumed. In check mode it may be null, when nothing seems to remain.
  returned: always
  type: bool
quiesced:
  description:
    - Whether the ends of all logs were stable for O(settle) seconds and at least three polls, without an open
      transaction.
    - Null when the watch was too short to know, or the end of a log cannot be read.
  returned: always
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
    - V(stalled), nothing has moved, or no poll has succeeded, for O(stall_timeout) seconds; V(timeout), it took longer
      than O(timeout).
  returned: always
  type: str
message:
  description: The verdict in words, with names.
  returned: always
  type: str
remaining:
  description: The number of records that the groups have still to read, or null when a part is unknown or unseen.
  returned: always
  type: int
lost:
  description: >-
    The number of offsets that were deleted from the logs before a group had read them. They do not keep a group from
    being drained.
  returned: always
  type: int
producing_topics:
  description: Topics that were found to be written to, or that have an open transaction.
  returned: always
  type: list
  elements: str
open_transactions:
  description: Topics that have an open transaction.
  returned: always
  type: list
  elements: str
unconsumed_topics:
  description: Topics that hold records in a partition that no group is required to read.
  returned: always
  type: list
  elements: str
errors:
  description: Errors of topics, and of partitions that no group is required to read, by name.
  returned: always
  type: dict
incomplete:
  description:
    - Why there can be groups or topics in question that the user does not see, each reason with its remedy.
    - Empty where everything is seen, or where all topics and groups are named.
  returned: always
  type: list
  elements: str
deleted_groups:
  description: >-
    Groups that were waited for and were deleted meanwhile, sorted. A group that cannot be described any more is not one
    of them.
  returned: always
  type: list
  elements: str
ignored:
  description: The groups named in O(ignore_groups), as in RV(groups).
  returned: always
  type: list
  elements: dict
groups:
  description: The groups, sorted by name.
  returned: always
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
  returned: always
  type: float
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import PollRequest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import wait_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Poll once; the action plugin of the same name calls this repeatedly, and judges what it returns."""
    question = observe.Question.parse(module.params)
    with module.connection("cluster") as cluster:
        observation = observe.observe(cluster, question, PollRequest.from_json(module.params["_request"]))
    return {"changed": False, "observation": observation.to_json()}


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec={**wait_spec(), "_request": {"type": "dict", "default": {}}}).run(read)


if __name__ == "__main__":
    main()
