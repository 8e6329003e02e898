#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: archive_info
short_description: Look into a tar archive before it is unpacked
version_added: 0.1.0
description:
  - Tells what a file is, by its content and not by its name, with the checksum, the entries at the root and the size when it is unpacked.
  - Tells what a program in it is made for, and whether the folder that the archive lies in could hold and run it.
  - A file that is no archive is no error; RV(error) and RV(kind) say what it is.
options:
  path:
    description: The archive.
    type: path
    required: true
  checksum_algorithm:
    description: The checksum to compute.
    type: str
    choices: [sha256, sha512]
    default: sha256
  program:
    description: A program in it, below its root, such as V(bin/java).
    type: str
extends_documentation_fragment:
  - otc.kafka_migration.cluster.reads
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Look into a JDK
  otc.kafka_migration.archive_info:
    path: /files/jdk-8u202-linux-x64.tar.gz
    program: bin/java
"""

RETURN = r"""
checksum:
  description: The checksum of the file.
  returned: success
  type: str
kind:
  description: V(gzip), V(xz), V(bzip2), V(tar), V(zip), V(rpm), V(deb), V(html), V(empty) or V(unknown).
  returned: success
  type: str
  sample: gzip
error:
  description: Why it cannot be read as a tar archive to its end; null when it can.
  returned: success
  type: str
roots:
  description: The names at its root, sorted.
  returned: success
  type: list
  elements: str
  sample: [jdk1.8.0_202]
unpacked_bytes:
  description: What its files take on a disk.
  returned: success
  type: int
program_found:
  description: Whether O(program) is in it.
  returned: success
  type: bool
program_machine:
  description: The processor that O(program) is made for, as C(uname -m) calls it; null where it is no ELF file.
  returned: success
  type: str
  sample: x86_64
host_machine:
  description: The processor of this host.
  returned: success
  type: str
  sample: x86_64
program_fits:
  description: Whether the two are the same, or the first is not known.
  returned: success
  type: bool
free_bytes:
  description: What is free, for who runs this, on the file system that O(path) lies in.
  returned: success
  type: int
noexec:
  description: Whether this file system is mounted such that it runs no programs.
  returned: success
  type: bool
"""

import dataclasses
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import archive


def run(module: AnsibleModule) -> dict[str, t.Any]:
    """Look at the file and at where it lies."""
    path, host = module.params["path"], os.uname().machine
    try:
        content = archive.look(path, module.params["program"])
        place = os.statvfs(path)
    except OSError as error:
        module.fail_json(msg=f"Cannot read {path}: {error.strerror}.")
    return {
        **dataclasses.asdict(content),
        "checksum": module.digest_from_file(path, module.params["checksum_algorithm"]),
        "host_machine": host,
        "program_fits": content.program_machine is None or archive.same_machine(content.program_machine, host),
        "free_bytes": place.f_bavail * place.f_frsize,
        "noexec": bool(place.f_flag & os.ST_NOEXEC),
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "checksum_algorithm": {"type": "str", "choices": ["sha256", "sha512"], "default": "sha256"},
            "program": {"type": "str"},
        },
        supports_check_mode=True,
    )
    module.exit_json(changed=False, **run(module))


if __name__ == "__main__":
    main()
