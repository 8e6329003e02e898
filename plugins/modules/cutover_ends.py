#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the log end offsets of both clusters for a cut-over."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cutover_ends
short_description: Read the log end offsets of both clusters for a cut-over
version_added: 0.1.0
description:
  - Reads the ends of the topics of both clusters, and compares them with those of an earlier time.
  - The roles of this collection use it within the production pause, where each task counts; it does in one what
    M(otc.kafka_migration.kafka_drain_info), M(otc.kafka_migration.kafka_mirror_info) and
    M(otc.kafka_migration.kafka_topic_info) do in several. The source and the target are only read.
  - A host that cannot be reached is asked again for 30 seconds (variable C(kafka_migration_reconnect_timeout)), and
    is a failure then, so that C(rescue) is carried out.
options:
  source:
    required: true
  step:
    description:
      - V(copied) waits until the source stands still for O(settle) seconds, and the positions that the mirror has
        stored have reached its ends. It fails after O(timeout), when a topic was created again, and when the mirror
        does not copy any more.
      - V(noted) reads both sides at least O(settle) seconds after O(since) was read, when the mirror has ended. It
        fails, and saves nothing, if anything was written since then to a side that O(since) has, or if the target has
        more records than the mirror can have copied.
      - V(checked) reads both sides, and fails if the target has more records than the mirror can have copied.
      - V(compared) reads both sides, and fails only if they cannot be read.
    type: str
    choices: [copied, noted, checked, compared]
    required: true
  topics:
    description: The names of the topics.
    type: list
    elements: str
    required: true
  replication_policy:
    description: How the mirror names the copies, see M(otc.kafka_migration.kafka_mirror_info).
    type: str
    choices: [identity, default]
    default: identity
  noted_topics:
    description: The topics as they were when the mirror began, see M(otc.kafka_migration.kafka_mirror_info).
    type: dict
    suboptions:
      source:
        description: The topics of the source, or the path of the JSON file with them.
        type: raw
      target:
        description: The topics of the target, or the path of the JSON file with them.
        type: raw
  since:
    description: Both sides at an earlier time, to compare with. V(noted) needs the target.
    type: dict
    suboptions:
      source:
        description: RV(source) of that time, or the path of the file to which it was saved.
        type: raw
      target:
        description: RV(target) of that time, or the path of the file to which it was saved.
        type: raw
  save:
    description: The paths of files to which both sides are saved, with mode 0600. Files that exist are replaced.
    type: dict
    suboptions:
      source:
        description: The file for the source.
        type: path
      target:
        description: The file for the target.
        type: path
  settle:
    description: How long the ends must be stable, in seconds.
    type: float
    default: 5
  timeout:
    description: How long V(copied) waits at most, in seconds.
    type: float
    default: 120
  allow_extra_records:
    description: Go on although the target has more records than the mirror can have copied.
    type: bool
    default: false
attributes:
  check_mode:
    description: Reads both sides once, waits for nothing and saves nothing.
    support: full
  diff_mode:
    description: Returns nothing to compare.
    support: none
extends_documentation_fragment:
  - otc.kafka_migration.source_target
"""

EXAMPLES = r"""
- name: Wait until everything is copied
  otc.kafka_migration.cutover_ends:
    step: copied
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics: [app.orders]
  register: copied

- name: Note the ends
  otc.kafka_migration.cutover_ends:
    step: noted
    source: "{{ kafka_migration_source }}"
    target: "{{ kafka_migration_target }}"
    topics: [app.orders]
    since: "{{ {'source': copied.source, 'target': copied.target} }}"
    save:
      source: /var/lib/otc-kafka-migration/source_ends.json
      target: /var/lib/otc-kafka-migration/target_ends.json
"""

RETURN = r"""
source:
  description: The topics of the source with the ends of their logs, as kafka_topic_info returns them.
  returned: success
  type: dict
target:
  description: The same for the target.
  returned: success
  type: dict
source_changes:
  description: The partitions of the source whose ends are not those of O(since).
  returned: success
  type: list
  elements: dict
  contains:
    topic:
      description: The topic.
      type: str
    partition:
      description: The partition.
      type: int
    records:
      description: How many offsets its end has moved; transaction markers count. V(null) if that is unknown.
      type: int
    problem:
      description: What else has happened, for example that the partition is new; otherwise V(null).
      type: str
target_changes:
  description: The same for the target.
  returned: success
  type: list
  elements: dict
  sample: []
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common import snapshot_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import check_seconds
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover import observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.ends import Ends
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.observe import MirrorQuestion

_SIDES = ("source", "target")


def _ends(params: dict[str, t.Any], option: str) -> tuple[Ends | None, Ends | None]:
    """Return both sides of an option; None where one is not given. Raises Failure."""
    given = {side: snapshot_file.load((params[option] or {}).get(side)) for side in _SIDES}
    source, target = (
        Ends.from_result(content, f"{option}.{side}") if content is not None else None
        for side, content in given.items()
    )
    return source, target


def _carry_out(pair: observe.Pair, params: dict[str, t.Any], check_mode: bool) -> observe.Found:
    before, begun = _ends(params, "since"), _ends(params, "noted_topics")
    step = params["step"]
    if step == "copied" and not check_mode:
        return observe.await_copied(pair, MirrorQuestion.parse(params), params["settle"], params["timeout"])
    if step == "noted" and not check_mode:
        if before[1] is None:
            raise Failure("step=noted needs since.target: where the target's logs ended before.")
        found = observe.note(pair, (before[0], before[1]), params["settle"])
    else:
        found = observe.compare(pair, before)
    if step in ("noted", "checked") and not params["allow_extra_records"]:
        observe.require_own(begun, found)
    return found


def read(module: KafkaModule) -> dict[str, t.Any]:
    """Carry the step out."""
    params = module.params
    check_seconds({"settle": params["settle"], "timeout": params["timeout"]})
    with module.connection("source") as source, module.connection("target") as target:
        found = _carry_out(observe.Pair(source, target, params["topics"]), params, module.check_mode).to_result()
    if params["save"] and not module.check_mode:
        for side in _SIDES:
            if params["save"][side]:
                snapshot_file.save_json(params["save"][side], found[side])
    return {"changed": False, **found}


def main() -> None:
    """Run the module."""
    sides = {side: {"type": "raw"} for side in _SIDES}
    KafkaModule(
        argument_spec={
            "step": {"type": "str", "choices": ["copied", "noted", "checked", "compared"], "required": True},
            "source": cluster_spec(),
            "target": cluster_spec(),
            "topics": {"type": "list", "elements": "str", "required": True},
            "replication_policy": {"type": "str", "choices": ["identity", "default"], "default": "identity"},
            "noted_topics": {"type": "dict", "options": sides},
            "since": {"type": "dict", "options": sides},
            "save": {"type": "dict", "options": {side: {"type": "path"} for side in _SIDES}},
            "settle": {"type": "float", "default": 5},
            "timeout": {"type": "float", "default": 120},
            "allow_extra_records": {"type": "bool", "default": False},
        },
    ).run(read)


if __name__ == "__main__":
    main()
