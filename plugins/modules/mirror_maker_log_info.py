#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: mirror_maker_log_info
short_description: Find the cause of a MirrorMaker 2 failure in its log
version_added: 0.1.0
description:
  - What MirrorMaker prints at its end is rarely the cause. This module reads the end of its log files on the host,
    searches them for what is known to keep it from replicating, and returns what that means, with the log's own line.
  - Of the log only that line is returned.
options:
  paths:
    description:
      - The log files, the output of Java before that of MirrorMaker. They count as one text.
      - A file that does not exist is not an error, since a process that never started has no log.
    type: list
    elements: path
    required: true
  max_bytes:
    description:
      - How many bytes of the end of each file are read.
    type: int
    default: 200000
seealso:
  - module: otc.kafka_migration.mirror_maker_config
  - module: otc.kafka_migration.kafka_mirror_info
author:
  - OTC Kafka migration team (@otc-kafka)
extends_documentation_fragment:
  - otc.kafka_migration.cluster.reads
"""

EXAMPLES = r"""
- name: Find out why MirrorMaker does not replicate
  otc.kafka_migration.mirror_maker_log_info:
    paths:
      - /opt/kafka/mirror_maker/logs/mirror-maker.out
      - /opt/kafka/mirror_maker/logs/mirror-maker.log
  register: mirror_log

- name: Print the cause
  ansible.builtin.debug:
    var: mirror_log.cause
"""

RETURN = r"""
cause:
  description: One or two sentences, with the line of the log.
  returned: success
  type: str
  sample: >-
    Java cannot start with these options; check mirror_maker_heap (KAFKA_HEAP_OPTS).
    The line in the log: Invalid maximum heap size: -Xmx5x
known:
  description: Whether the cause is a known one. Otherwise RV(cause) is the last error in the log, or its last line.
  returned: success
  type: bool
line:
  description: The line of the log, at most 400 characters of it, or null.
  returned: success
  type: str
exists:
  description: Whether any of the files exists.
  returned: success
  type: bool
files:
  description: The files in the order of O(paths).
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The path.
      type: str
    exists:
      description: Whether the file exists.
      type: bool
    size:
      description: The bytes of the whole file, or null.
      type: int
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.log import LogEnd, find_cause, read_end


def read(module: AnsibleModule) -> list[LogEnd]:
    """Read the end of each file."""
    ends = []
    for path in module.params["paths"]:
        try:
            ends.append(read_end(path, module.params["max_bytes"]))
        except OSError as error:
            module.fail_json(msg=f"Cannot read {path}: {error.strerror}.")
    return ends


def run(module: AnsibleModule) -> dict[str, t.Any]:
    """Find the cause in all of them."""
    if module.params["max_bytes"] <= 0:
        module.fail_json(msg=f"max_bytes is {module.params['max_bytes']}; set a number of bytes greater than 0.")
    ends = read(module)
    cause = find_cause("\n".join(end.text for end in ends))
    return {
        "changed": False,
        "cause": str(cause),
        "known": cause.known,
        "line": cause.line,
        "exists": any(end.size is not None for end in ends),
        "files": [end.to_result() for end in ends],
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "paths": {"type": "list", "elements": "path", "required": True},
            "max_bytes": {"type": "int", "default": 200000},
        },
        supports_check_mode=True,
    )
    module.exit_json(**run(module))


if __name__ == "__main__":
    main()
