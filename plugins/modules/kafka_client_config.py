#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_client_config
short_description: Set the brokers in the configuration file of a Kafka client
version_added: 0.1.0
description:
  - Sets one value in a file, usually C(bootstrap.servers), and leaves everything else in it unchanged, byte for byte,
    including comments, order and line endings. The file keeps its mode and owner.
  - The key must exist. A file without it is an error, because it is probably the wrong file.
  - Only the changed value of the file is returned and shown, because the rest of it may be secret.
options:
  path:
    description: The file to edit. If it is a symbolic link, the file that it points to is edited.
    type: path
    required: true
  format:
    description:
      - The format of the file.
      - V(env) is a file of C(NAME=value) lines, as read by shells and by C(EnvironmentFile) of systemd.
      - V(regexp) is for any other text file.
    type: str
    choices: [properties, yaml, json, env, regexp]
    default: properties
  key:
    description:
      - The name of the value. Every occurrence in the file is set.
      - With O(format=yaml) and O(format=json), dots separate the levels of nested mappings, as in
        V(kafka.bootstrap.servers). Names that contain dots themselves are found too.
      - With O(format=regexp), a regular expression with one group that captures exactly the value. C(^) and C($) match
        at the start and end of each line.
    type: str
    default: bootstrap.servers
  value:
    description:
      - The brokers, each as V(host:port).
      - Written as a list where the file has a list, otherwise joined with commas.
    type: list
    elements: str
    required: true
  backup:
    description: Keep a copy of the original file next to it, with a timestamp in its name.
    type: bool
    default: true
requirements:
  - PyYAML, for O(format=yaml)
author:
  - OTC Kafka migration team (@otc-kafka)
extends_documentation_fragment:
  - otc.kafka_migration.cluster.changes
"""

EXAMPLES = r"""
- name: Point a Java client at the target
  otc.kafka_migration.kafka_client_config:
    path: /etc/orders.properties
    value: "{{ kafka_migration_target.bootstrap_servers }}"

- name: Point a Spring application at the target
  otc.kafka_migration.kafka_client_config:
    path: /etc/billing/application.yml
    format: yaml
    key: spring.kafka.bootstrap-servers
    value: ["10.0.0.1:9092", "10.0.0.2:9092"]

- name: Point a client with a configuration format of its own at the target
  otc.kafka_migration.kafka_client_config:
    path: /etc/shop/settings.ini
    format: regexp
    key: '^brokers\s*=\s*(.*)$'
    value: 10.0.0.1:9092,10.0.0.2:9092
"""

RETURN = r"""
path:
  description: The path of the file, with symbolic links resolved.
  returned: success
  type: str
before:
  description: The brokers in the file before the task.
  returned: success
  type: list
  elements: str
after:
  description: The brokers in the file after the task, or without check mode.
  returned: success
  type: list
  elements: str
backup_file:
  description: The path of the copy of the original file.
  returned: when the file was changed and O(backup=true)
  type: str
"""

import os
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients import config_file
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure, FileFailure


def read(path: str) -> str:
    """Return the text of a file; bytes that are not UTF-8 survive until :func:`write`."""
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise FileFailure(f"Cannot read {path}: {error.strerror}.") from error


def write(module: AnsibleModule, path: str, text: str) -> None:
    """Replace a file atomically; it keeps its mode and owner."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=module.tmpdir)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise FileFailure(f"Cannot change {path}: {error.strerror}.") from error
    module.atomic_move(temporary, path)


def diff(path: str, key: str, before: list[str], after: list[str]) -> dict[str, str]:
    """Return a diff of the value alone: the rest of the file may be secret."""
    return {
        "before_header": path,
        "after_header": path,
        "before": f"{key}: {','.join(before)}\n",
        "after": f"{key}: {','.join(after)}\n",
    }


def run(module: AnsibleModule) -> dict[str, t.Any]:
    """Set the value unless the file has it already, and return the result of the module."""
    path, key = os.path.realpath(module.params["path"]), module.params["key"]
    servers = config_file.as_list(module.params["value"])
    if not servers:
        raise Failure("value is empty; give at least one host:port.")
    try:
        edit = config_file.edit(read(path), module.params["format"], key, servers)
    except config_file.EditFailure as failure:
        raise Failure(f"{path} cannot be edited: {failure}; check format and key.") from failure
    before = config_file.as_list(edit.before)
    result = {"changed": edit.changed, "path": path, "before": before, "after": servers}
    if module._diff:  # pylint: disable=protected-access  # AnsibleModule has no public name for it
        result["diff"] = diff(path, key, before, servers)
    if edit.changed and not module.check_mode:
        if module.params["backup"]:
            result["backup_file"] = module.backup_local(path)
        write(module, path, edit.text)
    return result


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "format": {"type": "str", "choices": config_file.FORMATS, "default": "properties"},
            "key": {"type": "str", "default": "bootstrap.servers", "no_log": False},
            "value": {"type": "list", "elements": "str", "required": True},
            "backup": {"type": "bool", "default": True},
        },
        supports_check_mode=True,
    )
    if module.params["format"] == "yaml" and not config_file.HAS_YAML:
        module.fail_json(msg=missing_required_lib("PyYAML", reason="to edit a YAML file"))
    try:
        result = run(module)
    except Failure as failure:
        module.fail_json(msg=str(failure))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
