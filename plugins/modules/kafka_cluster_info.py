#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_cluster_info
short_description: Gather information about a Kafka cluster
version_added: 0.1.0
description:
  - Connects to a cluster and returns its id, brokers, versions and sizes.
  - With a wrong address, port, protocol or login it fails within O(cluster.connect_timeout) and reports the cause.
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
"""

EXAMPLES = r"""
- name: Read the source
  otc.kafka_migration.kafka_cluster_info:
    cluster: "{{ kafka_migration_source }}"
  register: source

- name: Print the disk space of a copy with three replicas
  ansible.builtin.debug:
    msg: "{{ (source.single_replica_bytes * 3) | ansible.builtin.human_readable }}"
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster. Addresses with the same id belong to the same cluster.
  returned: success
  type: str
  sample: kXo5tSm3TgKzHFl2q1GRtw
controller_id:
  description: The broker that receives changes. With KRaft it can be any broker, and a different one each time.
  returned: success
  type: int
version:
  description: The release that the offered request versions indicate; brokers do not report their version.
  returned: success
  type: str
  sample: "3.3"
brokers:
  description: The brokers, sorted by id.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The broker's id.
      type: int
    host:
      description: The host that the broker advertises.
      type: str
    port:
      description: The port that the broker advertises.
      type: int
    rack:
      description: The broker's rack or availability zone, or V(null).
      type: str
    log_dirs:
      description:
        - The broker's log directories, each with C(path), C(bytes), C(total_bytes) and C(usable_bytes).
        - The last two are V(null) before Kafka 3.3.
      type: list
      elements: dict
    log_dirs_error:
      description: Why the log directories cannot be read, or V(null).
      type: str
single_replica_bytes:
  description: Size of one replica of every partition of the cluster, or V(null) if a broker does not report its sizes.
  returned: success
  type: int
visibility:
  description:
    - How much of the cluster the user sees. Brokers leave out groups and topics that the user may not describe, and
      groups of partitions of C(__consumer_offsets) without a leader, without a word.
  returned: success
  type: dict
  contains:
    groups_complete:
      description: Whether a list of groups is complete. V(null) if that is unknown.
      type: bool
    groups_reason:
      description: Why it is not, or is not known to be, and the remedy.
      type: str
    topics_complete:
      description: Whether a list of topics is complete. V(null) if that is unknown.
      type: bool
    topics_reason:
      description: Why it is not, or is not known to be, and the remedy.
      type: str
    hidden_topics:
      description: Topics that exist and may not be described, as far as they are known.
      type: list
      elements: str
apis:
  description: Lowest and highest version of each request that the brokers offer, by the name of the request.
  sample: {ListGroups: [0, 4]}
  returned: success
  type: dict
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import describe


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Read the cluster."""
    with module.connection("cluster") as cluster:
        return {"changed": False, **describe(cluster)}


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec={"cluster": cluster_spec()}).run(read)


if __name__ == "__main__":
    main()
