#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_topic_clone
short_description: Clone topics from one Kafka cluster to another
version_added: 0.1.0
description:
  - Creates the topics of O(source) that are missing on O(target), with the same name, number of partitions, replication
    factor and configs. Compares those that exist, and changes them only where an option requests it.
  - Nothing is ever deleted or shrunk. The source is only read.
  - Clones topics, not records; MirrorMaker copies those, see the role P(otc.kafka_migration.mirror_maker#role).
  - Topics are handled independently, so a topic that fails neither hides nor stops the others. Problems that are known
    in advance (a name that Kafka cannot distinguish from another, a replication factor above the number of brokers, a
    different number of partitions) are reported before anything is changed, unless O(on_difference=report).
  - Configs that only have a meaning on one cluster, such as replication throttles and C(message.format.version), are
    not copied; the result names them in RV(topics[].skipped_configs).
  - So are those that the target's version does not know. C(message.timestamp.difference.max.ms), which Kafka 4.0 has no
    longer, is copied as C(message.timestamp.before.max.ms) and C(message.timestamp.after.max.ms), and the two are
    copied as the one if they are equal. A value that the target refuses, such as a C(segment.bytes) below 1 MiB on
    Kafka 4.x, is an error of its topic; O(exclude_configs_matching) leaves it out.
  - An override that only the target's topic has, with another value than the source's, is a difference. It is reported
    and never removed.
  - The module fails if no topic is chosen, since nothing would be compared, and if there can be topics that are
    selected and that the user may not describe, see O(allow_incomplete).
options:
  snapshot:
    description:
      - The result of M(otc.kafka_migration.kafka_topic_info), or the path of the JSON file that it saved. Used instead
        of O(source).
    type: raw
  config_mode:
    description:
      - With V(overrides), the configs that are set on the topics are copied.
      - With V(effective), so are the values that the source's topics take from their brokers and that decide which
        records a topic keeps, accepts and acknowledges. They are set on a topic where the target's brokers would not
        give it the same value.
    type: str
    choices: [overrides, effective]
    default: overrides
  exclude_configs_matching:
    description:
      - Regular expressions that match the whole key of a config. These are neither copied nor compared.
    type: list
    elements: str
    default: []
  allow_incomplete:
    description:
      - Go on without topics that may be selected and that the user may not describe. They are named in
        RV(hidden_topics) as far as they are known.
      - Without it, a list of topics that is not known to be complete is a failure. It is complete if O(topics) names
        all, if the cluster has no authorizer, or if the user has DESCRIBE on the cluster and on all selected topics.
    type: bool
    default: false
  update_configs:
    description:
      - Change the configs of existing topics. Keys that the source does not have stay as they are.
    type: bool
    default: false
  add_partitions:
    description:
      - Add partitions to existing topics that have fewer. Records with the same key then go to other partitions than
        before.
    type: bool
    default: false
  replication_factor:
    description:
      - The replication factor of all topics on the target, for example if it has fewer brokers. By default each topic
        has that of the source.
    type: int
  on_difference:
    description:
      - Whether the module fails for an existing topic that differs, or only reports it.
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

- name: Create them from a file after the source was shut down
  otc.kafka_migration.kafka_topic_clone:
    snapshot: /var/lib/kafka-migration/topics.json
    target: "{{ kafka_migration_target }}"
    replication_factor: 1
"""

RETURN = r"""
source_cluster_id:
  description: The cluster id of the source.
  returned: success
  type: str
target_cluster_id:
  description: The cluster id of the target.
  returned: success
  type: str
incomplete_reason:
  description: Why there can be topics that are selected and were not seen, and the remedy, or V(null).
  returned: success, and when topics differ, failed or can be missing
  type: str
hidden_topics:
  description: The topics that are selected and may not be described, as far as they are known.
  returned: success, and when topics differ, failed or can be missing
  type: list
  elements: str
left_out:
  description:
    - The source's topics that are selected but for their names, which look like those of MirrorMaker, Kafka Connect or
      another tool, for example V(pay-internal), V(device.heartbeats) or V(stock.replica). The option O(topics) takes
      them.
  returned: success, and when topics differ, failed or can be missing
  type: list
  elements: str
summary:
  description: The number of topics for each action.
  returned: success
  type: dict
  sample: {created: 2, unchanged: 40, updated: 0, differs: 0, failed: 0, pending: 0}
topics:
  description: The selected topics, sorted by name. In check mode the brokers have validated the changes.
  returned: success, and when topics differ or failed
  type: list
  elements: dict
  contains:
    name:
      description: The topic's name.
      type: str
    action:
      description:
        - One of V(created), V(unchanged), V(updated), V(differs) and V(failed).
        - V(pending) if nothing was changed because another topic cannot match.
      type: str
    partitions:
      description: The number of partitions that the topic should have.
      returned: unless unchanged
      type: int
    replication_factor:
      description: The replication factor that the topic should have.
      returned: unless unchanged
      type: int
    configs:
      description:
        - The configs that the topic should have. With O(config_mode=effective) they include only those values in effect
          on the source that the target would not have by itself.
      returned: unless unchanged
      type: dict
    skipped_configs:
      description:
        - Overrides of the source that are not copied, since they are excluded, have no meaning on another cluster, or
          the target does not know them. The keys of this list are not compared either.
      returned: unless unchanged
      type: list
      elements: str
    differences:
      description: The differences that were found, each with C(field), C(source) and C(target).
      returned: unless unchanged
      type: list
      elements: dict
    message:
      description: Why the topic failed or differs, and the remedy.
      returned: unless unchanged
      type: str
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import (
    Selection,
    compile_patterns,
    selection_spec,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics import clone, report
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.cluster import require_different
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import CloneOptions


def read_source(module: KafkaModule, selection: Selection) -> clone.Source:
    """Read the selected topics, from the cluster or from a snapshot."""
    if module.params["source"]:
        with module.connection("source") as source:
            return clone.source_of_cluster(source, selection)
    snapshot = module.params["snapshot"]
    if isinstance(snapshot, str):
        snapshot = snapshot_file.load_json(snapshot)
    return clone.source_of_snapshot(snapshot, selection, module.params["config_mode"])


def clone_topics(module: KafkaModule) -> dict[str, t.Any]:
    """Make the target's topics match."""
    options = CloneOptions(
        config_mode=module.params["config_mode"],
        update_configs=module.params["update_configs"],
        add_partitions=module.params["add_partitions"],
        replication_factor=module.params["replication_factor"],
        exclude_configs=compile_patterns("exclude_configs_matching", module.params),
    )
    selection = Selection.parse("topics", module.params)
    source = read_source(module, selection)
    problem = clone.selection_problem(source, selection, module.params["allow_incomplete"])
    if problem:
        return {"changed": False, **source.to_result(), "failed_message": problem}
    with module.connection("target") as target:
        require_different(source.cluster_id, target.cluster_id)
        plans = clone.plan_clone(source.topics, target, options)
        work = clone.Clone(target, plans, module.check_mode)
        refusal = report.refusal(plans) if module.params["on_difference"] == "fail" else None
        if not refusal:
            work.apply()
            work.verify_created(
                lambda names: clone.plan_clone(source.named(names), target, options),
                correct_configs=options.config_mode == "effective",
            )
        results = work.results(applied=not refusal)
        return {
            "changed": work.changed,
            **source.to_result(),
            "target_cluster_id": target.cluster_id,
            "summary": report.summary(results),
            "topics": results,
            "diff": [] if refusal else report.diff(plans),
            "failed_message": refusal or report.failure(results, module.params["on_difference"], work.problem),
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
            "exclude_configs_matching": {"type": "list", "elements": "str", "default": []},
            "allow_incomplete": {"type": "bool", "default": False},
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
