#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_scope_info
short_description: Check that the topics, groups and services of a migration belong together
description:
  - Reads which groups read the chosen topics, what else these groups read, and how many records they have still to
    read, and returns what would be lost or stranded if just these topics and groups moved.
  - It judges what it sees. What this user cannot see, such as groups and topics that may not be described, is a finding
    of its own, because a migration cannot be complete then.
  - Groups that have nothing to do with the chosen topics are not looked at.
version_added: 0.1.0
options:
  ignore_groups:
    description: Groups that are left to you. They are returned, and are no finding.
    type: list
    elements: str
    default: []
  ignore_topics:
    description: Topics that may stay behind although chosen groups read them.
    type: list
    elements: str
    default: []
  allow_unconsumed:
    description: Accept topics with records that no group reads.
    type: bool
    default: false
  isolation_level:
    description: How the groups read; see M(otc.kafka_migration.kafka_drain_info).
    type: str
    choices: [read_uncommitted, read_committed]
    default: read_committed
  services:
    description: The clients that are moved, to be compared with the chosen topics and groups.
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the service, for messages.
        type: str
        required: true
      host:
        description: Its host, for messages.
        type: str
      group:
        description: The group of a consumer.
        type: str
      topics:
        description: The topics that it writes or reads.
        type: list
        elements: str
        default: []
seealso:
  - module: otc.kafka_migration.kafka_drain_info
  - module: otc.kafka_migration.kafka_consumer_lag_info
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.groups
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
"""

EXAMPLES = r"""
- name: Check what belongs to the topics of the shop
  otc.kafka_migration.kafka_scope_info:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["shop[.].*"]
    ignore_groups: [yearly-report]
    services:
      - {name: billing, host: app-1, group: billing, topics: [shop.orders]}
  register: scope

- name: Stop where records would be lost or stranded
  ansible.builtin.assert:
    that: scope.findings | length == 0
    fail_msg: "{{ scope.findings | join('; ') }}"
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster.
  returned: success
  type: str
topics:
  description: The chosen topics.
  returned: success
  type: list
  elements: str
left_out_topics:
  description: Topics that the selection would include, if their names did not look internal.
  returned: success
  type: list
  elements: str
groups:
  description: The groups of consumers to move.
  returned: success
  type: list
  elements: dict
  contains: &group
    group:
      description: The name of the group.
      type: str
    kind:
      description: Its kind, V(classic), V(consumer), V(share) or V(streams).
      type: str
    state:
      description: Its state, as Kafka names it; empty when unknown.
      type: str
    members:
      description: The number of its members.
      type: int
    remaining:
      description: >-
        The number of records of the chosen topics that it has still to read, or null when unknown. Transaction markers
        and aborted records of a short remainder do not count.
      type: int
    verdict:
      description: The verdict of M(otc.kafka_migration.kafka_drain_info) on it.
      type: str
    topics:
      description: All topics that it is known to read, chosen or not.
      type: list
      elements: str
other_groups:
  description: Other groups that read the chosen topics, such as ignored ones, and those of other kinds.
  returned: success
  type: list
  elements: dict
  contains: *group
incomplete:
  description: Why there can be topics or groups that this user does not see; these are among the findings too.
  returned: success
  type: list
  elements: str
findings:
  description: What would lose or strand records, or cannot be seen; each with the remedy. Empty when nothing was found.
  returned: success
  type: list
  elements: str
remarks:
  description: What stays behind, such as other groups that read the chosen topics.
  returned: success
  type: list
  elements: str
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, scope_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.scope import OtherGroups, Scope, Service
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import read_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import describe_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.visibility import (
    groups_verdict,
    read_hidden_topics,
)


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Poll once, and judge."""
    watch = Watch(Rules.for_info({**module.params, "settle": 0}))
    question = observe.Question.parse(module.params)
    with module.connection("cluster") as cluster:
        Poller(watch, lambda request: observe.observe(cluster, question, request)).poll()
        others = read_others(cluster, question, watch)
        hidden, verdict = read_hidden_topics(cluster, describe_topics(cluster), lambda name: not name.startswith("__"))
    services = tuple(Service.parse(service) for service in module.params["services"])
    ignored = frozenset(module.params["ignore_topics"])
    return Scope(watch, services, ignored, hidden, verdict.reason, others).to_result()


def read_others(cluster: Connection, question: observe.Question, chosen: Watch) -> OtherGroups:
    """Read the groups that were not chosen and read the chosen topics."""
    topics = chosen.observation.topics if chosen.observation else []
    if not topics or (question.groups.is_everything and not question.groups.excluding):
        return OtherGroups()
    found = read_groups(cluster, Selection("groups", (), (), ())).values()
    others = [group for group in found if group.group not in chosen.statuses and not group.topics.isdisjoint(topics)]
    return OtherGroups(tuple(others), groups_verdict(cluster).reason)


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec=scope_spec()).run(read)


if __name__ == "__main__":
    main()
