#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_mirror_info
short_description: Gather information about the health and progress of MirrorMaker 2
version_added: 0.1.0
description:
  - In dedicated mode MirrorMaker 2 has neither a REST interface nor a consumer group on the source. It stores its state
    in topics on the target, C(mm2-status.<source alias>.internal) and C(mm2-offsets.<source alias>.internal). This
    module reads both, and compares the stored positions with the source's logs.
  - A stored position is what survives a crash. When all have reached the ends of a source that nobody writes to,
    nothing is left to copy. MirrorMaker stores positions every C(offset.flush.interval.ms) (60 seconds unless set), so
    a mirror never seems further than it is.
  - A killed worker leaves its tasks stored as running. Whether a worker lives is therefore read from the group
    C(<source alias>-mm2) that it is a member of on the target, which it leaves 10 seconds after it was killed.
  - The target does not show whether a task hangs, for example for a topic that cannot be created there. It stays stored
    as running. The sign of it is RV(remaining) that stays the same from one call to the next while nothing new is
    stored (RV(last_stored)).
  - MirrorMaker knows topics by name. When a topic is deleted and created again under it, it goes on at the position
    that it stored for the former topic, and the first records of the new one are never copied. This is recognised by
    the topics' ids, see O(noted_topics). Without them, and before Kafka 2.8, which has no ids, it is recognised only
    while a stored position is beyond the end of the source's log, or while a log starts or ends before what was noted.
    RV(identity) returns which of the two was possible.
  - The module does not wait; M(otc.kafka_migration.kafka_mirror_wait) does.
options:
  source:
    required: true
  replication_policy:
    description:
      - How the mirror names the copies, by C(replication.policy.class).
      - V(identity) is C(IdentityReplicationPolicy), which keeps the names. V(default) is C(DefaultReplicationPolicy),
        which puts the source's alias and a dot before them.
    type: str
    choices: [identity, default]
    default: identity
  isolation_level:
    description:
      - How the mirror reads the source, by C(consumer.isolation.level).
      - The role P(otc.kafka_migration.mirror_maker#role) sets C(read_committed). MirrorMaker's own default is
        C(read_uncommitted).
    type: str
    choices: [read_committed, read_uncommitted]
    default: read_committed
  scan_limit:
    description:
      - Where no more than this many offsets of a partition are not copied, they are read, since transaction markers,
        aborted and compacted records take offsets but are nothing to copy. With V(0) all of them count as records.
    type: int
    default: 1000
  allow_lost:
    description:
      - Go on without the records that the source deleted before they were copied. They are still counted in RV(lost).
      - A topic that had transactions and has long been empty can seem to have lost records, although only a transaction
        marker is gone.
    type: bool
    default: false
  noted_topics:
    description:
      - The topics as they were when the mirror began, each the result of M(otc.kafka_migration.kafka_topic_info) or the
        path of the JSON file that it saved on the host where this module runs. Read them just before MirrorMaker starts
        for the first time, and again only after its positions were removed. O(topics) should select at least the same
        topics.
      - A selected topic that has another id now was created again; RV(healthy) and RV(caught_up) are then false.
      - For clusters before Kafka 2.8 read them with C(offsets=true), so that logs that went backwards are recognised.
    type: dict
    suboptions:
      source:
        description: The topics of the source.
        type: raw
      target:
        description: The topics of the target, with the copies.
        type: raw
  allow_incomplete:
    description:
      - Go on without topics that may be selected and that the user may not describe on the source. Without it, a list
        of topics that is not known to be complete is a problem, see M(otc.kafka_migration.kafka_topic_info).
    type: bool
    default: false
  detail:
    description:
      - V(behind) returns the partitions that are not caught up, V(all) returns all, V(summary) returns none.
    type: str
    choices: [behind, all, summary]
    default: behind
  save:
    description:
      - A JSON file on the host where the module runs, for the whole result with all partitions. Its mode is 0600.
      - It is also written in check mode, since it changes nothing of Kafka.
    type: path
extends_documentation_fragment:
  - otc.kafka_migration.source_target
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
notes:
  - The aliases are O(source.alias), V(A) unless set, and O(target.alias), V(B). They must be those of MirrorMaker's
    C(clusters) property.
  - O(topics) and O(topics_matching) should choose what the mirror copies; a topic that it does not copy is reported as
    not started.
  - It needs READ on the two topics of MirrorMaker, and DESCRIBE on its group and on the copies.
seealso:
  - module: otc.kafka_migration.kafka_mirror_wait
  - module: otc.kafka_migration.kafka_topic_clone
  - module: otc.kafka_migration.kafka_consumer_offset
"""

EXAMPLES = r"""
- name: Wait until everything has been copied
  otc.kafka_migration.kafka_mirror_info:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
  register: mirror
  until: mirror.caught_up
  retries: 60
  delay: 5

- name: Fail if the mirror is not healthy
  otc.kafka_migration.kafka_mirror_info:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    detail: summary
  register: mirror
  failed_when: mirror is failed or not mirror.healthy

# Before MirrorMaker starts for the first time:
- name: Record the topics with which the mirror begins
  otc.kafka_migration.kafka_topic_info:
    cluster: "{{ item.cluster }}"
    topics_matching: ["app\\..*"]
    offsets: true
    save: /var/lib/kafka-migration/{{ item.side }}-topics.json
  loop:
    - {side: source, cluster: "{{ kafka_migration_source }}"}
    - {side: target, cluster: "{{ kafka_migration_target }}"}
  loop_control:
    label: "{{ item.side }}"

# At any time after that:
- name: Fail if a topic was created again under the mirror
  otc.kafka_migration.kafka_mirror_info:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    noted_topics:
      source: /var/lib/kafka-migration/source-topics.json
      target: /var/lib/kafka-migration/target-topics.json
  register: mirror
  failed_when: mirror is failed or not mirror.healthy or mirror.identity != 'ids'
"""

RETURN = r"""
running:
  description:
    - Whether a worker lives, and the connector that copies and at least one of its tasks are stored as running.
  returned: success
  type: bool
healthy:
  description: Whether it runs and there are no problems.
  returned: success
  type: bool
caught_up:
  description:
    - Whether the stored positions of all chosen partitions have reached the ends of their logs. It also holds after the
      mirror was stopped.
    - False where nothing was chosen, where the progress of a partition is unknown, where a topic was created again,
      where there can be topics that were not seen, and while a transaction is open that may still be committed.
  returned: success
  type: bool
remaining:
  description: Records left to copy, at most; null where those of any partition are unknown.
  returned: success
  type: int
lost:
  description: Offsets that the source deleted before a stored position shows that they were copied.
  returned: success
  type: int
problems:
  description: What is wrong, where, and what to do, a sentence each.
  returned: success
  type: list
  elements: str
lasting_problems:
  description:
    - Those of RV(problems) that no wait ends, since a topic was created again.
      M(otc.kafka_migration.kafka_mirror_wait) gives up at once.
    - A connector or task that has failed is not among them, since a single call cannot show whether the failure is of
      the present run, see RV(failures).
  returned: success
  type: list
  elements: str
failures:
  description:
    - The connectors and tasks that are stored as failed. Nothing but a restart of MirrorMaker starts them again.
    - A failure stays stored until a worker starts the task again. Without a worker, or within seconds after one has
      started, it is of an earlier run. M(otc.kafka_migration.kafka_mirror_wait) gives up at once for one that appears
      while the same workers run, and for another once the same workers have left it for 15 seconds in which nothing
      was copied, or for 60 seconds.
  returned: success
  type: list
  elements: dict
  contains:
    connector:
      description: The connector's name.
      type: str
    task:
      description: The number of the task, or null for the connector itself.
      type: int
    stored:
      description: When it was stored, in UTC by the clock of MirrorMaker's host, or null.
      type: str
    problem:
      description: The failure with its cause, as in RV(problems).
      type: str
worker:
  description:
    - The group of the workers on the target, with C(group), C(state), C(members) (C(id), C(client_id) and C(host)
      each), and C(error) or null. Each start of a worker has another C(id).
  returned: success
  type: dict
  sample:
    group: A-mm2
    state: Stable
    members: [{id: connect-1-2cdba64c-ec7b-4f80-aa72-b4c973cae47f, client_id: connect-1, host: 10.0.0.5}]
    error: null
last_stored:
  description: When a position was last stored, in UTC by the clock of MirrorMaker's host, or null.
  returned: success
  type: str
  sample: "2026-11-24T08:15:30Z"
connectors:
  description:
    - The states of its connectors that MirrorMaker stored last, sorted by name. Without a worker they are those of an
      earlier run.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The connector's name; C(MirrorSourceConnector) copies.
      type: str
    state:
      description: V(RUNNING), V(PAUSED), V(FAILED), V(UNASSIGNED) (as an orderly stop leaves it) or V(DESTROYED).
      type: str
    worker_id:
      description: >-
        The worker that stored it. With Kafka 3.3 it is the name of the flow, so that it is the same after a restart.
      type: str
    stored:
      description: When it was stored, in UTC by the clock of MirrorMaker's host, or null.
      type: str
    trace:
      description: The Java stack trace of a failure, or null.
      type: str
    tasks:
      description: Its tasks, each with C(id), C(state), C(trace), C(worker_id) and C(stored).
      type: list
      elements: dict
identity:
  description:
    - By what it is known that the topics are those with which the mirror began. V(ids) if the ids of all chosen topics
      were compared on both sides.
    - V(logs) if for at least one of them only the logs show it, because O(noted_topics) does not have it or its id.
  returned: success
  type: str
unidentified_topics:
  description: The chosen topics whose ids were not compared on both sides.
  returned: success
  type: list
  elements: str
incomplete_reason:
  description: Why there can be topics that are selected and were not seen, and the remedy, or V(null).
  returned: success
  type: str
states:
  description: How many of the chosen partitions are in each state.
  returned: success
  type: dict
  sample:
    caught_up: 11
    behind: 1
    not_started: 0
    open_transaction: 0
    lost: 0
    recreated: 0
    ahead: 0
    no_target: 0
    target_empty: 0
    target_recreated: 0
    error: 0
partitions:
  description: The partitions that O(detail) asks for, sorted.
  returned: success
  type: list
  elements: dict
  contains:
    topic:
      description: The topic's name on the source.
      type: str
    partition:
      description: The partition's number.
      type: int
    position:
      description: The next offset to copy as it is stored, or null where none is.
      type: int
    log_start:
      description: Where the source's log starts.
      type: int
    log_end:
      description: Where it ends for O(isolation_level).
      type: int
    remaining:
      description: Records left to copy, at most, or null where unknown.
      type: int
    lost:
      description: Offsets that the source deleted before a stored position shows that they were copied.
      type: int
    state:
      description:
        - V(caught_up), V(behind) or V(not_started) (there are records, and no position is stored).
        - V(open_transaction) when everything committed was copied, and a transaction is open.
        - V(lost) when the source deleted records first; not with O(allow_lost=true).
        - V(recreated) when the topic was created again on the source. Its id is another one, its log starts or ends
          before what was noted, or the position is beyond its end.
        - V(ahead) when it is beyond the source's last stable offset, so that the mirror does not read with
          C(read_committed).
        - V(no_target) when the target lacks the topic or the partition.
        - V(target_empty) when the copy never held a record although a position is stored, so that it must have been
          created again.
        - V(target_recreated) when the copy has another id than the one that was noted.
        - V(error) when one side returned an error.
      type: str
    error:
      description: That error, or null.
      type: str
source_cluster_id:
  description: The id of the source.
  returned: success
  type: str
target_cluster_id:
  description: The id of the target.
  returned: success
  type: str
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.observe import MirrorQuestion, read_mirror
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.options import mirror_spec


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Read the mirror's state, and save it if requested."""
    params = module.params
    question = MirrorQuestion.parse(params)
    with module.connection("source") as source, module.connection("target") as target:
        state = read_mirror(source, target, question)
        ids = {"source_cluster_id": source.cluster_id, "target_cluster_id": target.cluster_id}
    if params["save"]:
        snapshot_file.save_json(params["save"], {**ids, **state.to_result("all")})
    return {"changed": False, **ids, **state.to_result(params["detail"])}


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec=mirror_spec()).run(read)


if __name__ == "__main__":
    main()
