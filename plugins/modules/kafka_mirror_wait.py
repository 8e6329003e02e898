#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_mirror_wait
short_description: Wait until MirrorMaker 2 has caught up
version_added: 0.1.0
description:
  - Polls a mirror with M(otc.kafka_migration.kafka_mirror_info) until little enough is left to copy, and prints what
    is left, the rate and the time that it will take.
  - The wait is on the control node; each poll is a run of the module, so that a lost connection does not end the
    wait. If the first poll fails, or the host is unreachable, the task ends at once. Later polls may fail until
    O(timeout), or until none has succeeded for O(stall_timeout) seconds; then the task fails with the cause and the
    result of the last successful poll.
  - It gives up at once when a topic was created again since the mirror began, and when a task of MirrorMaker has
    failed, since waiting repairs neither. A failure that was stored before the wait began may be of an earlier run, and
    counts only after a while, see RV(otc.kafka_migration.kafka_mirror_info#module:failures). With O(max_remaining=0)
    only the connector that copies counts, otherwise all.
  - In check mode it polls once.
options:
  source:
    required: true
  replication_policy:
    description:
      - How the mirror names the copies, see M(otc.kafka_migration.kafka_mirror_info).
    type: str
    choices: [identity, default]
    default: identity
  isolation_level:
    description:
      - How the mirror reads the source, see M(otc.kafka_migration.kafka_mirror_info).
    type: str
    choices: [read_committed, read_uncommitted]
    default: read_committed
  scan_limit:
    description:
      - How many offsets of a partition are read to check whether they hold records, see
        M(otc.kafka_migration.kafka_mirror_info).
    type: int
    default: 1000
  allow_lost:
    description:
      - Continue without the records that the source deleted before they were copied.
    type: bool
    default: false
  noted_topics:
    description:
      - The topics as they were when the mirror began, see M(otc.kafka_migration.kafka_mirror_info).
    type: dict
    suboptions:
      source:
        description: The topics of the source, or the path of the JSON file with them.
        type: raw
      target:
        description: The topics of the target, or the path of the JSON file with them.
        type: raw
  allow_incomplete:
    description:
      - Go on without topics that may be selected and that the user may not describe.
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
      - A JSON file, on the host where the module runs, to which the whole result of each poll is saved, with mode
        0600.
    type: path
  max_remaining:
    description:
      - How many records may be left. While producers write, a mirror is close behind the end and never at it.
      - With V(0) everything must be copied and stored.
    type: int
    default: 0
  interval:
    description:
      - Seconds from one poll to the next.
    type: float
    default: 5
  timeout:
    description:
      - Seconds after which the wait fails. A healthy mirror that falls behind its producers fails by it too.
    type: float
    default: 3600
  stall_timeout:
    description:
      - Seconds without movement after which the wait fails; the message gives the cause as far as it is known.
      - A mirror moves while it runs and stores positions, or has less left to copy than ever before. That more or less
        is left because producers write, or because the source deletes, is no movement.
      - It must be longer than the C(offset.flush.interval.ms) of the mirror.
    type: float
    default: 300
extends_documentation_fragment:
  - otc.kafka_migration.source_target
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
seealso:
  - module: otc.kafka_migration.kafka_mirror_info
"""

EXAMPLES = r"""
- name: Wait until the mirror is close behind the producers
  otc.kafka_migration.kafka_mirror_wait:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    max_remaining: 10000
    timeout: 86400
"""

RETURN = r"""
running:
  description: >-
    As M(otc.kafka_migration.kafka_mirror_info) returns it, like all that follows; also when the wait failed.
  returned: success, and when the wait failed
  type: bool
healthy:
  description: Whether it runs and there are no problems.
  returned: success, and when the wait failed
  type: bool
caught_up:
  description: Whether everything was copied.
  returned: success, and when the wait failed
  type: bool
remaining:
  description: Records left to copy, at most; null where those of any partition are unknown.
  returned: success, and when the wait failed
  type: int
problems:
  description: What is wrong, where, and what to do, one sentence each.
  returned: success, and when the wait failed
  type: list
  elements: str
lasting_problems:
  description: Those of RV(problems) that no wait ends.
  returned: success, and when the wait failed
  type: list
  elements: str
failures:
  description: The connectors and tasks that are stored as failed.
  returned: success, and when the wait failed
  type: list
  elements: dict
identity:
  description: Whether the topics were compared by V(ids) with those of O(noted_topics), or only by V(logs).
  returned: success, and when the wait failed
  type: str
partitions:
  description: The partitions that O(detail) asks for.
  returned: success, and when the wait failed
  type: list
  elements: dict
"""
