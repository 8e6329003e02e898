#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_topic_info
short_description: Gather information about Kafka topics
version_added: 0.1.0
description:
  - Reads the partitions, replication factor, configs and size of topics.
  - The result is a snapshot, which M(otc.kafka_migration.kafka_topic_clone) accepts instead of a source cluster.
  - Topics in O(topics) are asked for by name, so that a topic that does not exist is distinguished from one that the
    user may not describe; both fail.
  - Brokers leave out topics that the user may not describe. Unless all topics are named, the module therefore also
    reads which topics are on the brokers' disks, which needs DESCRIBE on the cluster, and returns in RV(complete)
    whether it knows that it has seen all topics.
options:
  effective:
    description:
      - Also return every config that is in effect, and its source.
      - A topic without an override takes the value of its brokers, which may be a different one on another cluster.
    type: bool
    default: false
  offsets:
    description:
      - Also return the log start offset and the log end offset of each partition.
      - M(otc.kafka_migration.kafka_consumer_offset) can set the offsets of groups to log end offsets that were saved.
    type: bool
    default: false
  save:
    description:
      - The path of a JSON file on the host where the module runs. The result is written to it, with mode 0600.
      - It is also written in check mode, since it changes nothing in Kafka.
    type: path
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
"""

EXAMPLES = r"""
- name: Save a snapshot of the application's topics
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
complete:
  description:
    - Whether it is known that no topic was missed that the options select. Always true if only O(topics) is set.
  returned: success
  type: bool
incomplete_reason:
  description: Why there can be others, and the remedy, or V(null).
  returned: success
  type: str
hidden_topics:
  description: The topics that the options select and that the user may not describe, as far as they are known.
  returned: success
  type: list
  elements: str
left_out:
  description:
    - The topics that the options select but for their names, which look like those of MirrorMaker, Kafka Connect or
      another tool, for example V(pay-internal), V(device.heartbeats) or V(stock.replica). The option O(topics) takes
      them.
    - Topics of the brokers themselves, such as V(__consumer_offsets), are not listed.
  returned: success
  type: list
  elements: str
topics:
  description: The selected topics, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The topic's name.
      type: str
    topic_id:
      description:
        - The topic's id, as Kafka prints it. A topic that is deleted and created again has another one.
        - V(null) before Kafka 2.8, and on clusters with ZooKeeper whose C(inter.broker.protocol.version) is older.
      type: str
      sample: p6CvgW5rQNiMPw_2Vr1bGw
    partitions:
      description: The number of partitions.
      type: int
    replication_factor:
      description: The number of replicas of a partition.
      type: int
    configs:
      description: The overrides, which are the configs set on the topic itself, by key.
      type: dict
    bytes:
      description:
        - Size of one replica of every partition.
        - V(null) if a broker does not report its sizes, for example because the user lacks DESCRIBE on the cluster.
      type: int
    leaderless:
      description: Partitions without a leader.
      type: list
      elements: int
    effective_configs:
      description: Every config by key, with C(value) and C(source), for example V(STATIC_BROKER_CONFIG).
      returned: with O(effective=true)
      type: dict
    offsets:
      description:
        - C(partition), C(log_start), C(log_end) (the offset of the next record) and C(error) of each partition.
        - The offsets are V(null) if there is an error.
      returned: with O(offsets=true)
      type: list
      elements: dict
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import read_topics, select_topics


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Read the topics and, with the option save, save them."""
    selection = Selection.parse("topics", module.params)
    with module.connection("cluster") as cluster:
        selected = select_topics(cluster, selection)
        topics = read_topics(cluster, selected, module.params["effective"], module.params["offsets"])
        result = {
            "cluster_id": cluster.cluster_id,
            **selected.to_result(),
            "topics": [topic.to_result() for topic in topics],
        }
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
