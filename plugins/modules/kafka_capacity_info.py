#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_capacity_info
short_description: Check that a target cluster has the capacity for a migration
version_added: 0.1.0
description:
  - Compares what the chosen topics of O(source) need with what O(target) has, and returns all comparisons, each with
    its figure, its limit, a verdict and a remedy. A failed comparison does not fail the module; check RV(fits) and
    RV(findings).
  - Works between any two clusters. With O(source_instance) and O(target_instance) the specifications, quotas and limits
    of DMS are compared too.
  - A size that cannot be read never counts as zero. If the user may not read a broker's log directories (which takes
    C(DESCRIBE) on the cluster), or the broker cannot read one, and the size is not known from elsewhere, the check
    C(storage) fails.
  - Both clusters are only read.
options:
  source:
    required: true
  replication_factor:
    description:
      - The replication factor of all topics that are to be created. Unless set, each has that of the source.
    type: int
  history:
    description:
      - With V(mirror) the records of the source are copied.
      - With V(none) they are not, so nothing is needed now. If the target lacks the storage for the size that the
        topics have on the source, that is a warning, as they will grow to it while producers write to the target.
    type: str
    choices: [mirror, none]
    default: mirror
  head_room_percent:
    description:
      - How much more than the data must fit. It is a percentage of all the data, on all replicas, and not only of what
        is still to be copied, so the verdict stays the same while a mirror runs.
      - It is for the indexes of the logs, and for what producers write meanwhile.
    type: int
    default: 20
  target_storage_bytes:
    description:
      - How many bytes of the target may be used. For brokers before Kafka 3.3, which do not report what is free on
        their disks; if they report it, the lesser of both counts.
    type: int
  source_instance:
    description:
      - The whole result of M(otc.kafka_migration.dms_instance_info) for the source. Its disk usage is also used if log
        directories cannot be read.
    type: dict
  target_instance:
    description:
      - The whole result of M(otc.kafka_migration.dms_instance_info) for the target. Its storage is also used if log
        directories cannot be read or brokers do not report what is free, and O(target_storage_bytes) is not set.
    type: dict
notes:
  - The size of a partition is that of its largest replica. That is the upper bound of what is copied from any leader,
    as leaders change.
  - The free space is the sum over all log directories; two on one file system are counted twice.
  - Only 95 % of a DMS instance's disks count. That is its capacity threshold, above which DMS stops production or
    deletes messages.
  - GB in DMS's figures count as 10^9 bytes for free space and as 2^30 for needed space, as its documentation does not
    define them.
  - Topics are created through Kafka's protocol, which DMS allows. What only DMS's console and API limit (retention,
    partitions of one topic, names) is therefore a warning; what the service refuses (more partitions than its quota,
    larger messages) is a failure.
extends_documentation_fragment:
  - otc.kafka_migration.source_target
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
seealso:
  - module: otc.kafka_migration.kafka_topic_clone
  - module: otc.kafka_migration.kafka_cluster_info
  - name: Cluster Kafka Instances
    description: The flavors of DMS with their figures, and which old and new ones are equivalent.
    link: https://docs.otc.t-systems.com/distributed-message-service/umn/service_overview/kafka_instance_specifications/cluster_kafka_instances.html
"""

EXAMPLES = r"""
- name: Compare what the topics need with what the target has
  otc.kafka_migration.kafka_capacity_info:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    head_room_percent: 30
  register: capacity

- name: Fail with all findings if the target is too small
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
  description: Whether all chosen topics were read and no check has failed.
  returned: success
  type: bool
incomplete_reason:
  description: Why there can be topics that are chosen and were not read, and the remedy, or V(null).
  returned: success
  type: str
checks:
  description:
    - All comparisons, always the same ones in the same order. C(specification_bandwidth), C(specification_tps),
      C(specification_partitions), C(specification_connections), C(brokers), C(version), C(partitions),
      C(topic_partitions), C(storage), C(storage_per_broker), C(retention), C(message_size), C(topic_names).
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
        - V(warn) if the capacity may be sufficient, and somebody should check it.
        - V(unknown) if a figure is missing that should be known.
        - V(skipped) if the comparison does not apply, such as a limit of DMS without O(target_instance), or the storage
          of each broker if not even the sum is sufficient.
      type: str
    value:
      description:
        - What was found, or null. For C(storage) what is needed, for C(partitions) what is to be created, for all
          others what the target or the topics have.
      type: raw
    limit:
      description: What the value was compared with, or null.
      type: raw
    unit:
      description: The unit of both, or null.
      type: str
    topics:
      description: The topics that were found, or none.
      type: list
      elements: str
    message:
      description: What was found, as a text.
      type: str
    remedy:
      description: What to do about it, or an empty text.
      type: str
findings:
  description:
    - RV(incomplete_reason), if there is one, and message and remedy of every check with the verdict V(fail), ready to
      be joined.
  returned: success
  type: list
  elements: str
  sample:
    - >-
      the target has 9.31 GB free on the brokers' disks and needs 11.18 GB, 20 % head room included; add storage, or
      shorten the retention of the largest topics
remarks:
  description: The same for every check with the verdict V(warn) or V(unknown).
  returned: success
  type: list
  elements: str
single_replica_bytes:
  description: Size of one replica of every partition of the chosen topics, or null if it is not known.
  returned: success
  type: int
needed_bytes:
  description:
    - Bytes that must be free on the target. All replicas of the chosen topics, less what the target already holds of
      them, plus the head room. Null if it is not known, and 0 if no history is copied.
  returned: success
  type: int
usable_bytes:
  description: Bytes that are free on the target, or null if it is not known.
  returned: success
  type: int
partitions_to_create:
  description: Partitions of the chosen topics that the target lacks.
  returned: success
  type: int
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.evaluate import evaluate, parse_options
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.observe import read_clusters
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import require_different


def compare(module: KafkaModule) -> dict[str, t.Any]:
    """Read both clusters and evaluate them."""
    selection = Selection.parse("topics", module.params)
    options = parse_options(module.params)
    with module.connection("source") as source, module.connection("target") as target:
        require_different(source.cluster_id, target.cluster_id)
        clusters = read_clusters(source, target, selection, module.params["replication_factor"])
        return {
            "changed": False,
            "source_cluster_id": source.cluster_id,
            "target_cluster_id": target.cluster_id,
            **evaluate(clusters, options),
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
