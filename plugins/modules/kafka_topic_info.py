#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_topic_info
short_description: Read topics of a Kafka cluster
version_added: 0.1.0
description:
  - Reads shape, configs and size of topics.
  - What it returns or saves is a snapshot that M(otc.kafka_migration.kafka_topic_clone) takes in place of a cluster.
options:
  effective:
    description:
      - Also return every config that is in effect and where it comes from.
      - A topic without an override takes its value from its brokers, and other brokers may give another value.
    type: bool
    default: false
  offsets:
    description:
      - Also return where the log of each partition starts and ends.
      - M(otc.kafka_migration.kafka_consumer_offset) can place groups at the ends that were saved.
    type: bool
    default: false
  save:
    description:
      - A JSON file on the host where the module runs that takes the whole answer, with mode 0600.
      - It is also written in check mode, since it changes nothing of Kafka.
    type: path
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
"""

EXAMPLES = r"""
- name: Save what the source has
  otc.kafka_migration.kafka_topic_info:
    cluster: "{{ kafka_migration_source }}"
    topics_matching: ["app\\..*"]
    effective: true
    save: /var/lib/kafka-migration/topics.json
  register: source_topics
"""

RETURN = r"""
cluster_id:
  description: The id of the cluster.
  returned: success
  type: str
  sample: kXo5tSm3TgKzHFl2q1GRtw
topics:
  description: The chosen topics, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The topic's name.
      type: str
    partitions:
      description: The number of partitions.
      type: int
    replication_factor:
      description: The number of replicas of a partition.
      type: int
    configs:
      description: What was set for this topic, by key.
      type: dict
    bytes:
      description: Size of one replica of every partition, or null where the brokers do not tell (it needs DESCRIBE on the cluster).
      type: int
    leaderless:
      description: Partitions that have no leader.
      type: list
      elements: int
    effective_configs:
      description: Every config by key, with C(value) and C(source), for example V(STATIC_BROKER_CONFIG).
      returned: with O(effective=true)
      type: dict
    offsets:
      description:
        - C(partition), C(log_start), C(log_end) (the offset of the next record) and C(error) of each partition.
        - Where there is an error the offsets are null.
      returned: with O(offsets=true)
      type: list
      elements: dict
"""

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule, cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import read_topics


def read(module: KafkaModule) -> dict:
    """Read the topics and save them where asked."""
    selection = Selection.parse("topics", module.params)
    with module.connection("cluster") as cluster:
        topics = read_topics(cluster, selection, module.params["effective"], module.params["offsets"])
        result = {"cluster_id": cluster.cluster_id, "topics": [topic.to_result() for topic in topics]}
    if module.params["save"]:
        snapshot_file.save_json(module.params["save"], result)
    return {"changed": False, **result}


def main() -> None:
    """Run the module."""
    module = KafkaModule(
        argument_spec={
            "cluster": cluster_spec(),
            **selection_spec("topics"),
            "effective": {"type": "bool", "default": False},
            "offsets": {"type": "bool", "default": False},
            "save": {"type": "path"},
        },
    )
    module.run(read)


if __name__ == "__main__":
    main()
