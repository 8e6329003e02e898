#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_capacity_info
short_description: Tell whether a Kafka cluster is big enough for what is to be migrated to it
version_added: 0.1.0
description:
  - Compares what the chosen topics of O(source) need with what O(target) has, and returns all comparisons, each with its figure, its limit, a
    verdict and what to do. A comparison that turns out badly is no failure of the module; look at RV(fits) and RV(findings).
  - Works between any two clusters. With O(source_instance) and O(target_instance) the specifications, quotas and limits of DMS are compared too.
  - A size that cannot be read never counts as zero. Where a broker does not let its user see its log directories (that takes C(DESCRIBE) on the
    cluster), or cannot read one, and nothing else tells the size, the check C(storage) fails.
  - Both clusters are only read.
options:
  source:
    required: true
  replication_factor:
    description:
      - Another replication factor for all topics that are to be created. Each has its own unless given.
    type: int
  history:
    description:
      - With V(mirror) the records of the source are copied.
      - With V(none) they are not, so that nothing is needed now. Then too little storage for as much as the topics hold on the source is a warning,
        since they will hold as much again once producers have written to the target for as long as records are kept.
    type: str
    choices: [mirror, none]
    default: mirror
  head_room_percent:
    description:
      - How much more than the data must fit. The percentage is of all the data, on all replicas, and not only of what is still to be copied; so the
        verdict stays the same while a mirror runs.
      - Indexes of the logs, and what producers write meanwhile, come out of it.
    type: int
    default: 20
  target_storage_bytes:
    description:
      - How many bytes of the target may be used. For brokers before Kafka 3.3, which do not tell what is free on their disks; where they tell, the
        lesser of both counts.
    type: int
  source_instance:
    description:
      - What M(otc.kafka_migration.dms_instance_info) returned of the source, as a whole. Its disk usage also stands in for log directories that cannot be read.
    type: dict
  target_instance:
    description:
      - What M(otc.kafka_migration.dms_instance_info) returned of the target, as a whole. Its storage also stands in for log directories that cannot be read and
        brokers that do not tell, where O(target_storage_bytes) is not given.
    type: dict
notes:
  - The size of a partition is that of its largest replica. That is the upper bound of what any leader can have copied, as leaders change.
  - What is free is the sum over all log directories; two on one file system are counted twice.
  - Of a DMS instance's disks only 95 % count, its capacity threshold, above which DMS stops production or deletes messages.
  - DMS's GB count as 10^9 bytes where they are free and as 2^30 where they are needed, as its documentation does not say which they are.
  - Topics are created through Kafka's protocol, which DMS allows. What only DMS's console and API limit (retention, partitions of one topic, names) is
    therefore a warning; what the service refuses (more partitions than its quota, larger messages) is a failure.
extends_documentation_fragment:
  - otc.kafka_migration.source_target
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
seealso:
  - module: otc.kafka_migration.kafka_topic_clone
  - module: otc.kafka_migration.kafka_cluster_info
  - name: Cluster Kafka Instances
    description: The flavours of DMS and their figures, and which old and new ones are alike.
    link: https://docs.otc.t-systems.com/distributed-message-service/umn/service_overview/kafka_instance_specifications/cluster_kafka_instances.html
"""

EXAMPLES = r"""
- name: Compare what is needed with what there is
  otc.kafka_migration.kafka_capacity_info:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    head_room_percent: 30
  register: capacity

- name: Fail once, with everything that was found
  ansible.builtin.assert:
    that: capacity.fits
    fail_msg: "The target is too small: {{ capacity.findings | join('; ') }}."
"""

RETURN = r"""
source_cluster_id:
  description: The id of the source.
  returned: success
  type: str
target_cluster_id:
  description: The id of the target.
  returned: success
  type: str
fits:
  description: Whether no check has failed.
  returned: success
  type: bool
checks:
  description:
    - All comparisons, always the same ones in the same order. C(specification_bandwidth), C(specification_tps), C(specification_partitions),
      C(specification_connections), C(brokers), C(version), C(partitions), C(topic_partitions), C(storage), C(storage_per_broker), C(retention),
      C(message_size), C(topic_names).
  returned: success
  type: list
  elements: dict
  contains:
    check:
      description: Its name.
      type: str
    verdict:
      description:
        - V(pass) or V(fail).
        - V(warn) where it may do, and somebody should look.
        - V(unknown) where a figure that should be there is not.
        - V(skipped) where it does not apply, such as a limit of DMS without O(target_instance), or each broker's storage where not even the sum fits.
      type: str
    value:
      description:
        - What was found, or null. Of C(storage) what is needed, of C(partitions) what is to be created, of all others what the target or the topics have.
      type: raw
    limit:
      description: What it was compared with, or null.
      type: raw
    unit:
      description: What both are counted in, or null.
      type: str
    topics:
      description: The topics that it is about, or none.
      type: list
      elements: str
    message:
      description: What was found, in words.
      type: str
    remedy:
      description: What to do about it, or nothing.
      type: str
findings:
  description: Message and remedy of every check that failed, ready to be joined.
  returned: success
  type: list
  elements: str
  sample:
    - the target has 9.31 GB free on the brokers' disks and needs 11.18 GB, 20 % head room included; add storage, or shorten the retention of the largest topics
remarks:
  description: The same of every check whose verdict is V(warn) or V(unknown).
  returned: success
  type: list
  elements: str
single_replica_bytes:
  description: Size of one replica of every partition of the chosen topics, or null where it is not known.
  returned: success
  type: int
needed_bytes:
  description:
    - Bytes that must be free on the target. All replicas of the chosen topics, less what the target already holds of them, plus the head room. Null where
      it is not known, and 0 where no history is copied.
  returned: success
  type: int
usable_bytes:
  description: Bytes that are free on the target, or null where it is not known.
  returned: success
  type: int
partitions_to_create:
  description: Partitions of the chosen topics that the target lacks.
  returned: success
  type: int
"""

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity import evaluate
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import parse_instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.observe import read_clusters
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule, cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import require_different


def compare(module: KafkaModule) -> dict:
    """Read both clusters and judge."""
    selection = Selection.parse("topics", module.params)
    limits = evaluate.parse_limits(module.params)
    instances = [parse_instance(option, module.params[option]) for option in ("source_instance", "target_instance")]
    with module.connection("source") as source, module.connection("target") as target:
        require_different(source.cluster_id, target.cluster_id)
        clusters = read_clusters(source, target, selection, module.params["replication_factor"])
        return {
            "changed": False,
            "source_cluster_id": source.cluster_id,
            "target_cluster_id": target.cluster_id,
            **evaluate.judge(clusters, limits, *instances),
        }


def main() -> None:
    """Run the module."""
    module = KafkaModule(
        argument_spec={
            "source": cluster_spec(),
            "target": cluster_spec(),
            **selection_spec("topics"),
            "replication_factor": {"type": "int"},
            "history": {"type": "str", "choices": ["mirror", "none"], "default": "mirror"},
            "head_room_percent": {"type": "int", "default": 20},
            "target_storage_bytes": {"type": "int"},
            "source_instance": {"type": "dict"},
            "target_instance": {"type": "dict"},
        },
    )
    module.run(compare)


if __name__ == "__main__":
    main()
