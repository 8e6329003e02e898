#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_cluster_info
short_description: Read id, brokers, versions and sizes of a Kafka cluster
version_added: 0.1.0
description:
  - Connects to a cluster and tells what it is. With a wrong address, port, protocol or login it fails with the cause within
    the O(cluster.connect_timeout).
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
"""

EXAMPLES = r"""
- name: Look at the source
  otc.kafka_migration.kafka_cluster_info:
    cluster: "{{ kafka_migration_source }}"
  register: source

- name: Say how much disk a copy with three replicas takes
  ansible.builtin.debug:
    msg: "{{ (source.single_replica_bytes * 3) | ansible.builtin.human_readable }}"
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster. Two addresses with the same id are the same cluster.
  returned: success
  type: str
  sample: kXo5tSm3TgKzHFl2q1GRtw
controller_id:
  description: The broker to which changes are sent. Under KRaft any broker may be named, another one each time.
  returned: success
  type: int
version:
  description: The release that the offered request versions point to; brokers do not tell their version.
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
      description: The host that it advertises.
      type: str
    port:
      description: The port that it advertises.
      type: int
    rack:
      description: Its rack or availability zone, or null.
      type: str
    log_dirs:
      description: Its log directories, each with C(path), C(bytes), C(total_bytes) and C(usable_bytes); the last two are null before Kafka 3.3.
      type: list
      elements: dict
    log_dirs_error:
      description: Why its log directories cannot be read, or null.
      type: str
single_replica_bytes:
  description: Size of one replica of every partition of the cluster, or null when any broker does not tell its sizes.
  returned: success
  type: int
apis:
  description: Lowest and highest version of each request that the brokers offer, by the request's name in the protocol.
  sample: {ListGroups: [0, 4]}
  returned: success
  type: dict
"""

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule, cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import describe


def read(module: KafkaModule) -> dict:
    """Read the cluster."""
    with module.connection("cluster") as cluster:
        return {"changed": False, **describe(cluster)}


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec={"cluster": cluster_spec()}).run(read)


if __name__ == "__main__":
    main()
