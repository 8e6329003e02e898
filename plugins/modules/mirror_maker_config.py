#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mirror_maker_config
short_description: Validate and write the properties of MirrorMaker 2
version_added: 0.1.0
description:
  - Writes the properties file of MirrorMaker 2 in dedicated mode, for one flow from one Kafka cluster to another.
  - MirrorMaker ignores unknown and misplaced properties without a message, and stays up with a configuration with which
    it copies nothing. This module refuses both, names all problems at once and what to write instead, and then leaves
    the file as it is.
  - The file is written as a whole or not at all. Its mode is always V(0600), since it may hold passwords.
  - The difference that C(--diff) shows has no passwords and keys; one that changes is marked.
  - It needs neither kafka-python nor a connection to the clusters.
options:
  path:
    description:
      - The file. Its folder must exist. Where it is a symbolic link, the file that it points to is written.
    type: path
    required: true
  owner:
    description:
      - The user that owns the file. Without it an existing file keeps its owner.
    type: str
  group:
    description:
      - The group that owns the file. Without it an existing file keeps its group.
    type: str
  validate_only:
    description:
      - Validate the options, and return what would be written. The file is neither read nor written.
    type: bool
    default: false
  replication_policy:
    description:
      - V(identity) keeps the names of topics, as a migration needs it. V(default) puts the source's alias and a dot
        before them.
    type: str
    default: identity
  mode:
    description:
      - How MirrorMaker runs. This version knows V(dedicated).
      - This is not the mode of the file, which is always V(0600).
    type: str
    default: dedicated
  version:
    description:
      - The release of Kafka that MirrorMaker is of, such as V(3.3.1). It decides which properties are known.
      - The names that are known are those that the classes of Kafka 3.3.1 and 3.9.1 define. Without O(version) those of
        3.9.1 are.
    type: str
  topics_exclude:
    description:
      - C(topics.exclude). MirrorMaker always leaves out its own topics and those of Kafka.
    type: list
    elements: str
    default: ['.*[\-\.]internal', '.*\.replica', '__.*', _schemas, 'connect-(configs|offsets|status).*']
  groups_exclude:
    description:
      - C(groups.exclude).
    type: list
    elements: str
    default: ['console-consumer-.*', '__.*', '.*-mm2']
  sync_topic_configs_enabled:
    description:
      - C(sync.topic.configs.enabled). V(true) overwrites what M(otc.kafka_migration.kafka_topic_clone) has set
        (KAFKA-14420).
    type: bool
    default: false
  sync_topic_acls_enabled:
    description:
      - C(sync.topic.acls.enabled). V(true) weakens access rules.
    type: bool
    default: false
  emit_heartbeats_enabled:
    description:
      - C(emit.heartbeats.enabled).
    type: bool
    default: false
  emit_heartbeats_interval_seconds:
    description:
      - C(emit.heartbeats.interval.seconds).
    type: int
    default: 1
  emit_checkpoints_enabled:
    description:
      - C(emit.checkpoints.enabled).
    type: bool
    default: true
  emit_checkpoints_interval_seconds:
    description:
      - C(emit.checkpoints.interval.seconds).
    type: int
    default: 20
  refresh_topics_enabled:
    description:
      - C(refresh.topics.enabled).
    type: bool
    default: true
  refresh_topics_interval_seconds:
    description:
      - C(refresh.topics.interval.seconds).
    type: int
    default: 60
  refresh_groups_enabled:
    description:
      - C(refresh.groups.enabled).
    type: bool
    default: true
  refresh_groups_interval_seconds:
    description:
      - C(refresh.groups.interval.seconds).
    type: int
    default: 60
  sync_group_offsets_enabled:
    description:
      - C(sync.group.offsets.enabled).
    type: bool
    default: true
  sync_group_offsets_interval_seconds:
    description:
      - C(sync.group.offsets.interval.seconds).
    type: int
    default: 20
  replication_factor:
    description:
      - C(replication.factor) of the copies that MirrorMaker creates.
      - Without it, O(internal_replication_factor) holds for them as well. Without both, MirrorMaker's own default of 2
        does.
    type: int
  internal_replication_factor:
    description:
      - The replication factor of all topics that MirrorMaker keeps for itself, unless one of the next six is set.
      - Without it MirrorMaker's own default of 3 holds, with which it does not start on a smaller cluster.
    type: int
  offset_syncs_topic_replication_factor:
    description:
      - C(offset-syncs.topic.replication.factor).
    type: int
  checkpoints_topic_replication_factor:
    description:
      - C(checkpoints.topic.replication.factor).
    type: int
  heartbeats_topic_replication_factor:
    description:
      - C(heartbeats.topic.replication.factor).
    type: int
  offset_storage_replication_factor:
    description:
      - C(offset.storage.replication.factor).
    type: int
  status_storage_replication_factor:
    description:
      - C(status.storage.replication.factor).
    type: int
  config_storage_replication_factor:
    description:
      - C(config.storage.replication.factor).
    type: int
  tasks_max:
    description:
      - C(tasks.max). More than there are partitions is of no use.
    type: int
    default: 8
  offset_syncs_topic_location:
    description:
      - C(offset-syncs.topic.location). With V(source) MirrorMaker writes to the source.
    type: str
    choices: [source, target]
    default: target
  offset_flush_interval_ms:
    description:
      - C(offset.flush.interval.ms) of the worker. A cut-over waits for stored positions.
    type: int
    default: 1000
  offset_flush_timeout_ms:
    description:
      - C(offset.flush.timeout.ms) of the worker.
    type: int
    default: 30000
  isolation_level:
    description:
      - C(isolation.level) of the consumer. With V(read_uncommitted) aborted records are copied as if they were real.
    type: str
    choices: [read_committed, read_uncommitted]
    default: read_committed
  max_request_size:
    description:
      - C(max.request.size) of the producer, the bytes of one record before compression.
    type: int
    default: 10485760
  consumer:
    description:
      - Properties of the consumer that reads the data, without an alias.
      - By default C(fetch.min.bytes=65536), C(fetch.max.wait.ms=500), C(fetch.max.bytes=52428800),
        C(max.partition.fetch.bytes=10485760), C(max.poll.records=2000) and C(receive.buffer.bytes=-1).
    type: dict
  producer:
    description:
      - Properties of the producer that writes the data, without an alias.
      - By default C(acks=all), C(enable.idempotence=true), C(max.in.flight.requests.per.connection=5),
        C(compression.type=lz4), C(batch.size=524288), C(linger.ms=50), C(buffer.memory=134217728) and
        C(send.buffer.bytes=-1).
    type: dict
  properties:
    description:
      - Further properties by their names in the file. One that has the same effect as a property of another option
        replaces it.
      - A property that MirrorMaker would ignore is refused.
    type: dict
    default: {}
seealso:
  - module: otc.kafka_migration.mirror_maker_log_info
  - module: otc.kafka_migration.kafka_mirror_info
author:
  - OTC Kafka migration team (@otc-kafka)
extends_documentation_fragment:
  - otc.kafka_migration.cluster.changes
  - otc.kafka_migration.mirror_maker_flows
"""

EXAMPLES = r"""
- name: Write the properties of a mirror
  otc.kafka_migration.mirror_maker_config:
    path: /opt/kafka/mirror_maker/mirror-maker.properties
    owner: kafka-mirror-maker
    version: 3.3.1
    flows:
      - source: "{{ kafka_migration_source }}"
        target: "{{ kafka_migration_target }}"
        topics: ['app\..*']
    internal_replication_factor: 3
    properties:
      B.producer.linger.ms: 20
      offset.lag.max: 10

- name: Validate a configuration
  otc.kafka_migration.mirror_maker_config:
    path: /opt/kafka/mirror_maker/mirror-maker.properties
    validate_only: true
    version: 3.3.1
    flows:
      - source: "{{ kafka_migration_source }}"
        target: "{{ kafka_migration_target }}"
    properties:
      sync.group.offsets.interval.seconds: 5
"""

RETURN = r"""
path:
  description: The file, links resolved.
  returned: success
  type: str
source_alias:
  description: MirrorMaker's name for the source.
  returned: always
  type: str
  sample: A
target_alias:
  description: MirrorMaker's name for the target, which is the value of its argument C(--clusters).
  returned: always
  type: str
  sample: B
properties:
  description: All properties of the file, in its order. Passwords and keys are masked.
  returned: success
  type: dict
  sample: {clusters: "A,B", A.bootstrap.servers: "10.0.0.1:9092", A.security.protocol: PLAINTEXT}
replaced:
  description: The generated properties that O(properties) takes the place of, sorted.
  returned: success
  type: list
  elements: str
  sample: [B.producer.linger.ms]
secret:
  description: Whether a password or a key is among the properties.
  returned: success
  type: bool
problems:
  description: What MirrorMaker would ignore or do wrong, a sentence each.
  returned: when the options are refused
  type: list
  elements: str
"""

import os
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule, _load_params
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror import config
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.config_spec import config_spec, type_problems
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.secrets import mask, secret_values

ENCODING = "latin-1"  # as java.util.Properties reads a file; it also keeps all bytes that another program has written


class ConfigModule(AnsibleModule):
    """A module whose errors name the option that is not a dictionary."""

    def __init__(self) -> None:
        super().__init__(argument_spec=config_spec(), supports_check_mode=True)
        # With no_log every value of properties would be hidden, and with it each 1 or true in the result.
        self.no_log_values: set[str] = secret_values(self.params)

    def fail_json(self, msg: str, **result: t.Any) -> t.NoReturn:
        """Fail; where the options have the wrong types, with the message that names them."""
        # What the task gave: a text among flows is no longer in params, since its conversion failed.
        super().fail_json(msg=" ".join(type_problems(_load_params())) or msg, **result)
        raise AssertionError("fail_json has returned")


class ConfigFile:
    """The file and its attributes."""

    def __init__(self, module: ConfigModule) -> None:
        self.module = module
        self.path = os.path.realpath(module.params["path"])
        self.attributes = module.load_file_common_arguments({**module.params, "mode": "0600"}, path=self.path)

    def read(self) -> str | None:
        """The text of the file; None when it does not exist."""
        try:
            with open(self.path, encoding=ENCODING, newline="") as file:
                return file.read()
        except FileNotFoundError:
            if os.path.isdir(os.path.dirname(self.path)):
                return None
            self.module.fail_json(msg=f"{os.path.dirname(self.path)} is not a folder; create it first.")
        except OSError as error:
            self.module.fail_json(msg=f"Cannot read {self.path}: {error.strerror}. Nothing was changed.")

    def set_attributes(self, changed: bool) -> bool:
        """Set owner, group and mode; return whether anything changed before or now."""
        if not os.path.exists(self.path):  # in check mode
            return changed
        return self.module.set_fs_attributes_if_different(self.attributes, changed)

    def write(self, text: str) -> None:
        """Replace the file whole. At no moment can anybody else read it: not under its old mode either."""
        os.umask(0o077)
        self.set_attributes(False)
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self.module.tmpdir)
            with os.fdopen(descriptor, "w", encoding=ENCODING, newline="") as file:
                file.write(text)
        except OSError as error:
            self.module.fail_json(msg=f"Cannot write {self.path}: {error.strerror}. Nothing was changed.")
        # An owner that does not exist is found here, before the file is there.
        self.module.set_fs_attributes_if_different({**self.attributes, "path": temporary}, False)
        self.module.atomic_move(temporary, self.path)


def run(module: ConfigModule) -> dict[str, t.Any]:
    """Validate, then write what differs."""
    planned = config.plan(module.params)
    if planned.problems:
        module.fail_json(
            msg=f"{' '.join(planned.problems)} Nothing was changed.",
            problems=planned.problems,
            source_alias=planned.flow.source_alias,
            target_alias=planned.flow.target_alias,
        )
    file = ConfigFile(module)
    result = {"changed": False, **planned.to_result(file.path)}
    if module.params["validate_only"]:
        return result
    before = file.read()
    changed = before != planned.text
    if changed and not module.check_mode:
        file.write(planned.text)
    result["changed"] = file.set_attributes(changed)
    if module._diff:  # pylint: disable=protected-access  # AnsibleModule has no public name for it
        result["diff"] = {
            "before_header": file.path if before is not None else "",
            "after_header": file.path,
            "before": mask(before or ""),
            "after": mask(planned.text, before or ""),
        }
    return result


def main() -> None:
    """Run the module."""
    module = ConfigModule()
    module.exit_json(**run(module))


if __name__ == "__main__":
    main()
