#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_topic_clone
short_description: Make the topics of one Kafka cluster exist alike on another
version_added: 0.1.0
description:
  - Creates on O(target) the topics of O(source) that it lacks, with the same name, partitions, replication factor and configs,
    compares those that it has, and changes them only where that is asked for.
  - Nothing is ever deleted or shrunk. The source is only read.
  - Copies topics, not records; those are copied by MirrorMaker, see the role P(otc.kafka_migration.mirror_maker#role).
  - Each topic is judged for itself, so that one that fails neither hides nor stops the others. What can be known beforehand (a name
    that Kafka takes for another's, a replication factor above the number of brokers, another number of partitions) is
    refused before anything is changed, unless O(on_difference=report).
  - Configs that only mean something on one cluster are not copied, such as replication throttles and C(message.format.version); the
    result names them.
options:
  snapshot:
    description:
      - What M(otc.kafka_migration.kafka_topic_info) returned, or the path of the JSON file that it saved, in place of O(source).
    type: raw
  config_mode:
    description:
      - With V(overrides) the configs that were set for a topic are copied.
      - With V(effective) the target's topics also keep, take and acknowledge records as the source's do where that comes from the
        source's broker settings. Where the target's brokers would not give the same value, it is set for the topic.
    type: str
    choices: [overrides, effective]
    default: overrides
  update_configs:
    description:
      - Change the configs of topics that exist. Keys that the source does not have stay as they are.
    type: bool
    default: false
  add_partitions:
    description:
      - Grow topics that exist and have fewer partitions. Records with the same key then go to other partitions than before.
    type: bool
    default: false
  replication_factor:
    description:
      - Another replication factor for all topics that are created, such as for a target with fewer brokers.
    type: int
  on_difference:
    description:
      - Whether a topic that exists and differs is a failure, or only reported.
    type: str
    choices: [fail, report]
    default: fail
extends_documentation_fragment:
  - otc.kafka_migration.source_target
  - otc.kafka_migration.cluster.topics
  - otc.kafka_migration.cluster.changes
  - otc.kafka_migration.cluster.action_group
seealso:
  - module: otc.kafka_migration.kafka_topic_info
"""

EXAMPLES = r"""
- name: Create the application's topics on the target
  otc.kafka_migration.kafka_topic_clone:
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics_matching: ["app\\..*"]
    config_mode: effective

- name: The same from a file, where the source cannot be reached any more
  otc.kafka_migration.kafka_topic_clone:
    snapshot: /var/lib/kafka-migration/topics.json
    target: "{{ kafka_migration_target }}"
    replication_factor: 1
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
summary:
  description: How many topics came out how.
  returned: success
  type: dict
  sample: {created: 2, unchanged: 40, updated: 0, differs: 0, failed: 0, pending: 0}
topics:
  description: The chosen topics, sorted by name. In check mode the brokers have rehearsed the changes.
  returned: success, and when topics differ or failed
  type: list
  elements: dict
  contains:
    name:
      description: The topic's name.
      type: str
    action:
      description:
        - V(created), V(unchanged), V(updated), V(differs) or V(failed).
        - V(pending) when nothing was changed because another topic cannot match.
      type: str
    partitions:
      description: The number of partitions it should have.
      returned: unless unchanged
      type: int
    replication_factor:
      description: The replication factor it should have.
      returned: unless unchanged
      type: int
    configs:
      description: The configs it should have.
      returned: unless unchanged
      type: dict
    skipped_configs:
      description: Overrides of the source that were not copied.
      returned: unless unchanged
      type: list
      elements: str
    differences:
      description: What was found to differ, each with C(field), C(source) and C(target).
      returned: unless unchanged
      type: list
      elements: dict
    message:
      description: Why it failed or differs, and what to do.
      returned: unless unchanged
      type: str
"""

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection, selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule, cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics import clone
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import require_different
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import CloneOptions
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import read_topics


def read_source(module: KafkaModule) -> tuple:
    """The source's cluster id and its chosen topics, from the cluster or from a snapshot."""
    selection = Selection.parse("topics", module.params)
    config_mode = module.params["config_mode"]
    if module.params["source"]:
        with module.connection("source") as source:
            return source.cluster_id, read_topics(source, selection, effective=config_mode == "effective", sizes=False)
    snapshot = module.params["snapshot"]
    if isinstance(snapshot, str):
        snapshot = snapshot_file.load_json(snapshot)
    return clone.topics_of_snapshot(snapshot, selection, config_mode)


def clone_topics(module: KafkaModule) -> dict:
    """Make the target match."""
    wishes = CloneOptions(
        **{
            name: module.params[name]
            for name in ("config_mode", "update_configs", "add_partitions", "replication_factor")
        }
    )
    source_id, topics = read_source(module)
    with module.connection("target") as target:
        require_different(source_id, target.cluster_id)
        plans = clone.plan_clone(topics, target, wishes)
        work = clone.Clone(target, plans, module.check_mode)
        refusal = clone.refusal(plans) if module.params["on_difference"] == "fail" else None
        if not refusal:
            work.apply()
            work.mend(
                lambda names: clone.plan_clone([topic for topic in topics if topic.name in names], target, wishes),
                verify_configs=wishes.config_mode == "effective",
            )
        results = work.results(carried_out=not refusal)
        return {
            "changed": any(result["action"] in ("created", "updated") for result in results),
            "source_cluster_id": source_id,
            "target_cluster_id": target.cluster_id,
            "summary": clone.summary(results),
            "topics": results,
            "diff": [] if refusal else clone.diff(plans),
            "failed_message": refusal or clone.failure(results, module.params["on_difference"]),
        }


def main() -> None:
    """Run the module."""
    module = KafkaModule(
        argument_spec={
            "source": cluster_spec(required=False),
            "snapshot": {"type": "raw"},
            "target": cluster_spec(),
            **selection_spec("topics"),
            "config_mode": {"type": "str", "choices": ["overrides", "effective"], "default": "overrides"},
            "update_configs": {"type": "bool", "default": False},
            "add_partitions": {"type": "bool", "default": False},
            "replication_factor": {"type": "int"},
            "on_difference": {"type": "str", "choices": ["fail", "report"], "default": "fail"},
        },
        required_one_of=[("source", "snapshot")],
        mutually_exclusive=[("source", "snapshot")],
    )
    module.run(clone_topics)


if __name__ == "__main__":
    main()
