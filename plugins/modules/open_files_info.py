#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: open_files_info
short_description: Gather information about the processes that use the files of a folder
version_added: 0.1.0
description:
  - Finds, in C(/proc), processes that have a file below a folder open, mapped, or as their program.
    A folder as a working directory does not count.
  - Without root only the command line of other users' processes can be read; then the files that it names count,
    links resolved.
options:
  path:
    description: The folder; links are resolved. No process uses one that does not exist.
    type: path
    required: true
extends_documentation_fragment:
  - otc.kafka_migration.cluster.reads
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Find the processes that use a release of Kafka
  otc.kafka_migration.open_files_info:
    path: /opt/kafka/kafka_2.12-3.3.1
"""

RETURN = r"""
path:
  description: The folder, links resolved.
  returned: success
  type: str
processes:
  description: The processes, sorted by process ID, each with one of the files.
  returned: success
  type: list
  elements: dict
  sample:
    - pid: 4711
      name: java org.apache.kafka.connect.mirror.MirrorMaker
      file: /opt/kafka/kafka_2.12-3.3.1/libs/kafka-clients-3.3.1.jar
"""

import dataclasses
import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._host.processes import users


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec={"path": {"type": "path", "required": True}}, supports_check_mode=True)
    path = os.path.realpath(module.params["path"])
    try:
        module.exit_json(changed=False, path=path, processes=[dataclasses.asdict(process) for process in users(path)])
    except OSError as error:
        module.fail_json(
            msg=f"Cannot read {error.filename}: {error.strerror}; the processes that use {path} are not known."
        )


if __name__ == "__main__":
    main()
