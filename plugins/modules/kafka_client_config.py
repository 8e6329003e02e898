#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_client_config
short_description: Point a client's configuration file at other Kafka brokers
version_added: 0.1.0
description:
  - Changes one value in a file, in most cases C(bootstrap.servers), and leaves every other byte alone - comments, order, line ends,
    mode and owner.
  - The key must be there. A file without it is an error, since it is probably the wrong one.
  - Of the file only the changed value is shown, because what else stands in it may be secret.
options:
  path:
    description: The file. Where it is a symbolic link, the file that it points to is changed.
    type: path
    required: true
  format:
    description:
      - What the file is.
      - V(env) is a file of C(NAME=value) lines, as C(EnvironmentFile) of systemd and shells read them.
      - V(regexp) is anything else.
    type: str
    choices: [properties, yaml, json, env, regexp]
    default: properties
  key:
    description:
      - The name of the value. Wherever the file has it, it is changed.
      - With O(format=yaml) and O(format=json) dots lead into mappings, as in V(kafka.bootstrap.servers). Names that have dots themselves are found too.
      - With O(format=regexp) a regular expression in which exactly the value is in a group; C(^) and C($) match at lines.
    type: str
    default: bootstrap.servers
  value:
    description:
      - The brokers, each V(host:port).
      - Where the file has a list it gets a list, elsewhere they are joined with commas.
    type: list
    elements: str
    required: true
  backup:
    description: Keep the file as it was beside it, with the time in its name.
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

- name: Point something else at the target
  otc.kafka_migration.kafka_client_config:
    path: /etc/shop/settings.ini
    format: regexp
    key: '^brokers\s*=\s*(.*)$'
    value: 10.0.0.1:9092,10.0.0.2:9092
"""

RETURN = r"""
path:
  description: The file that was looked at, links resolved.
  returned: success
  type: str
before:
  description: The brokers that it named.
  returned: success
  type: list
  elements: str
after:
  description: The brokers that it names now, or would name.
  returned: success
  type: list
  elements: str
backup_file:
  description: The file as it was.
  returned: when it was changed and O(backup=true)
  type: str
"""

import os
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients import config_file


def read(module: AnsibleModule, path: str) -> str:
    """The file's text; bytes that are not UTF-8 come back unchanged in write()."""
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except OSError as error:
        module.fail_json(msg=f"Cannot read {path}: {error.strerror}.")


def write(module: AnsibleModule, path: str, text: str) -> None:
    """Replace the file whole; its mode and owner stay."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=module.tmpdir)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        module.fail_json(msg=f"Cannot change {path}: {error.strerror}.")
    module.atomic_move(temporary, path)


def run(module: AnsibleModule) -> dict[str, t.Any]:
    """Change the file where it has to be changed."""
    path, key, servers = (
        os.path.realpath(module.params["path"]),
        module.params["key"],
        config_file.as_list(module.params["value"]),
    )
    if not servers:
        module.fail_json(msg="value is empty; give at least one host:port.")
    try:
        edit = config_file.edit(read(module, path), module.params["format"], key, servers)
    except config_file.EditFailure as failure:
        module.fail_json(msg=f"{path} cannot be edited: {failure}; check format and key.")
    before = config_file.as_list(edit.before)
    result = {"changed": edit.changed, "path": path, "before": before, "after": servers}
    if module._diff:  # pylint: disable=protected-access  # the way to ask
        result["diff"] = {
            "before_header": path,
            "after_header": path,
            "before": f"{key}: {','.join(before)}\n",
            "after": f"{key}: {','.join(servers)}\n",
        }
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
    if module.params["format"] == "yaml" and config_file.yaml is None:
        module.fail_json(msg=missing_required_lib("PyYAML", reason="to edit a YAML file"))
    module.exit_json(**run(module))


if __name__ == "__main__":
    main()
