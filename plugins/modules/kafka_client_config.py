#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_client_config
short_description: Set the brokers in the configuration files of Kafka clients
version_added: 0.1.0
description:
  - Sets one value in a file or in several, usually C(bootstrap.servers), and leaves everything else in them unchanged,
    byte for byte, including comments, order and line endings. A file keeps its mode and owner.
  - With O(files), nothing is written unless every file can be read and has its key.
  - The key must exist. A file without it is an error, because it is probably the wrong file.
  - Only the changed value of the file is returned and shown, because the rest of it may be secret.
options:
  path:
    description:
      - The file to edit. If it is a symbolic link, the file that it points to is edited.
      - Exactly one of O(path) and O(files) is required.
    type: path
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
  files:
    description:
      - Several files, or several values in one, instead of O(path), O(format) and O(key).
      - An empty list changes nothing.
    type: list
    elements: dict
    suboptions:
      service:
        description: The service that the file belongs to, for RV(services).
        type: str
      path:
        description: As O(path).
        type: path
        required: true
      format:
        description: As O(format).
        type: str
        choices: [properties, yaml, json, env, regexp]
        default: properties
      key:
        description: As O(key).
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
    description: Keep a copy of each original file next to it, with a timestamp in its name.
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

- name: Point all clients of a host at the target, or none if one of the files cannot be edited
  otc.kafka_migration.kafka_client_config:
    files:
      - {service: orders, path: /etc/orders.properties}
      - {service: orders, path: /etc/default/orders, format: env, key: KAFKA_SERVERS}
      - {service: billing, path: /etc/billing/application.yml, format: yaml, key: spring.kafka.bootstrap-servers}
    value: "{{ kafka_migration_target.bootstrap_servers }}"
"""

RETURN = r"""
path:
  description: The path of the file, with symbolic links resolved.
  returned: success, with O(path)
  type: str
before:
  description: The brokers in the file before the task.
  returned: success, with O(path)
  type: list
  elements: str
after:
  description: The brokers in the file after the task, or without check mode.
  returned: success, with O(path)
  type: list
  elements: str
backup_file:
  description: The path of the copy of the original file.
  returned: with O(path), when the file was changed and O(backup=true)
  type: str
files:
  description: What was found in each file and what it has now, in the order of O(files).
  returned: success, with O(files)
  type: list
  elements: dict
  contains:
    service:
      description: The service that the file belongs to, or V(null).
      type: str
    path:
      description: The path of the file, with symbolic links resolved.
      type: str
    before:
      description: The brokers in the file before the task.
      type: list
      elements: str
    after:
      description: The brokers in the file after the task, or without check mode.
      type: list
      elements: str
    changed:
      description: Whether the file had other brokers before the task.
      type: bool
    backup_file:
      description: The path of the copy of the original file.
      returned: when the file was changed and O(backup=true)
      type: str
services:
  description: The services that O(files[].service) names, each once.
  returned: success, with O(files)
  type: list
  elements: dict
  contains:
    name:
      description: The name of the service.
      type: str
    done:
      description: Always true, since the module fails unless all files can be edited.
      type: bool
    changed:
      description: Whether any of its files had other brokers before the task.
      type: bool
  sample:
    - {name: orders, done: true, changed: true}
"""

import os
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients import config_file, file_edits
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.file_edits import Place, Plan, PlannedEdit
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure, FileFailure


def argument_spec() -> dict[str, t.Any]:
    """Return the options of the module."""
    place = {
        "path": {"type": "path"},
        "format": {"type": "str", "choices": config_file.FORMATS, "default": "properties"},
        "key": {"type": "str", "default": "bootstrap.servers", "no_log": False},
    }
    of_files = {**place, "path": {"type": "path", "required": True}, "service": {"type": "str"}}
    return {
        **place,
        "files": {"type": "list", "elements": "dict", "options": of_files},
        "value": {"type": "list", "elements": "str", "required": True},
        "backup": {"type": "bool", "default": True},
    }


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


def write_all(module: AnsibleModule, texts: t.Mapping[str, str]) -> dict[str, str]:
    """Write the new texts; return the path of the copy of each original, by path."""
    backups = {}
    if module.params["backup"]:
        backups = {path: module.backup_local(path) for path in texts}
    for path, text in texts.items():
        write(module, path, text)
    return backups


def diff(edit: PlannedEdit) -> dict[str, str]:
    """Return a diff of the value alone: the rest of the file may be secret."""
    return {
        "before_header": edit.place.path,
        "after_header": edit.place.path,
        "before": f"{edit.place.key}: {','.join(edit.before)}\n",
        "after": f"{edit.place.key}: {','.join(edit.after)}\n",
    }


def run(module: AnsibleModule) -> dict[str, t.Any]:
    """Set the value where it is another one, and return the result of the module."""
    params = module.params
    servers = config_file.as_list(params["value"])
    if not servers:
        raise Failure("value is empty; give at least one host:port.")
    several = params["files"] is not None
    places = [Place.parse(options) for options in (params["files"] if several else [params])]
    if not config_file.HAS_YAML and any(place.file_format == "yaml" for place in places):
        module.fail_json(msg=missing_required_lib("PyYAML", reason="to edit a YAML file"))
    plan = file_edits.plan(places, servers, read)
    backups = {} if module.check_mode else write_all(module, plan.texts)
    result = results_of_files(plan, backups) if several else result_of_file(plan.edits[0], backups)
    if module._diff:  # pylint: disable=protected-access  # AnsibleModule has no public name for it
        diffs = [diff(edit) for edit in plan.edits]
        result["diff"] = diffs if several else diffs[0]
    return result


def result_of_file(edit: PlannedEdit, backups: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Return the result for one file."""
    path = edit.place.path
    result = {"changed": edit.changed, "path": path, "before": edit.before, "after": edit.after}
    return {**result, "backup_file": backups[path]} if path in backups else result


def results_of_files(plan: Plan, backups: t.Mapping[str, str]) -> dict[str, t.Any]:
    """Return the result for several files."""
    return {
        "changed": any(edit.changed for edit in plan.edits),
        "files": [{"service": edit.place.service, **result_of_file(edit, backups)} for edit in plan.edits],
        "services": plan.services,
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec=argument_spec(),
        required_one_of=[("path", "files")],
        mutually_exclusive=[("path", "files"), ("format", "files"), ("key", "files")],
        supports_check_mode=True,
    )
    try:
        result = run(module)
    except Failure as failure:
        module.fail_json(msg=str(failure))
    module.exit_json(**result)


if __name__ == "__main__":
    main()
