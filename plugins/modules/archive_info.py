#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: archive_info
short_description: Gather information about a tar archive before it is unpacked
version_added: 0.1.0
description:
  - Returns the type of a file, by its content and not by its name, its checksum, the entries at its root and its
    unpacked size.
  - Returns the processor that a program in it was built for, and whether the folder that the archive is in can hold and
    run it.
  - Compares the archive with the checksum and with the signature of its publisher.
  - A file that is not an archive, a wrong checksum or a bad signature is not an error of the module; RV(error),
    RV(checksum_fault) and RV(signature_fault) report it.
  - Without O(path) only O(name) and O(checksum) are evaluated, before the archive is downloaded.
options:
  path:
    description:
      - The archive.
      - At least one of O(path) and O(name) is required.
    type: path
  name:
    description:
      - The file name under which the archive was published, or a path or URL that ends with it.
      - By default the file name in O(path).
    type: str
  checksum:
    description:
      - The checksum that the archive should have, or a text that holds it.
      - V(sha512:HEX) or V(sha256:HEX); or the number alone; or the content of a checksum file in the layout of
        C(sha512sum), of C(sha512sum --tag) or of C(gpg --print-md). The last is the layout of the C(.sha512) files next
        to Apache's archives, which neither C(sha512sum -c) nor M(ansible.builtin.get_url) can read.
      - A checksum file must be for O(name).
    type: str
  checksum_algorithm:
    description: The checksum to compute, unless O(checksum) determines it.
    type: str
    choices: [sha256, sha512]
    default: sha256
  signature:
    description:
      - A file with a detached signature of O(path), such as the C(.asc) file next to Apache's archives.
        Requires GnuPG on the host, and O(keys).
      - A key that has expired since is not a fault, as the keys of old releases do; a key that was revoked is.
    type: path
  keys:
    description: A file with the public keys of the publisher, one of which must have made O(signature).
    type: path
  gpg:
    description:
      - The program GnuPG, as a path or a name in E(PATH). It runs in a home folder of its own, which is removed.
    type: str
    default: gpg
  program:
    description: A program in the archive, relative to its root folder, such as V(bin/java).
    type: str
extends_documentation_fragment:
  - otc.kafka_migration.cluster.reads
author:
  - OTC Kafka migration team (@otc-kafka)
seealso:
  - module: otc.kafka_migration.java_info
"""

EXAMPLES = r"""
- name: Examine an archive of a JDK
  otc.kafka_migration.archive_info:
    path: /files/jdk-8u202-linux-x64.tar.gz
    program: bin/java

- name: Read the checksum of a release of Kafka before it is downloaded
  otc.kafka_migration.archive_info:
    name: kafka_2.12-3.3.1.tgz
    checksum: "{{ lookup('ansible.builtin.file', '/files/kafka_2.12-3.3.1.tgz.sha512') }}"
  register: published
  failed_when: published.checksum_fault is not none

- name: Check the checksum and the signature of a release of Kafka
  otc.kafka_migration.archive_info:
    path: /files/kafka_2.12-3.3.1.tgz
    checksum: "sha512:{{ published.expected_checksum }}"
    signature: /files/kafka_2.12-3.3.1.tgz.asc
    keys: /files/KEYS
  register: release
  failed_when: >-
    release.error is not none or release.checksum_fault is not none or release.signature_fault is not none
"""

RETURN = r"""
name:
  description: The last part of O(name), or of O(path).
  returned: success
  type: str
  sample: jdk-8u202-linux-x64.tar.gz
expected_root:
  description:
    - The folder that an archive of Oracle's JDK with this name has at its root; V(none) where the name implies none.
  returned: success
  type: str
  sample: jdk1.8.0_202
checksum_algorithm:
  description: The algorithm of RV(checksum) and RV(expected_checksum).
  returned: success
  type: str
  sample: sha512
expected_checksum:
  description: The checksum in O(checksum), in lower case; V(none) where it holds no checksum of O(name).
  returned: when O(checksum) is set
  type: str
checksum_fault:
  description: What is wrong with O(checksum), or that O(path) has another one; V(none) if it is right.
  returned: when O(checksum) is set
  type: str
  sample: it is for kafka_2.13-3.3.1.tgz, not for kafka_2.12-3.3.1.tgz
checksum:
  description: The checksum of O(path).
  returned: when O(path) is set
  type: str
keys_found:
  description: Whether GnuPG can read at least one of O(keys).
  returned: when O(signature) is set
  type: bool
signature_fault:
  description: What is wrong with O(signature); V(none) if it is good.
  returned: when O(signature) is set
  type: str
  sample: the key of Somebody <somebody@apache.org> has been revoked
kind:
  description: The type of O(path) by its first bytes.
  returned: when O(path) is set
  type: str
  sample: gzip
error:
  description: Why O(path) cannot be read as a tar archive to its end; V(none) if it can.
  returned: when O(path) is set
  type: str
roots:
  description: The names at its root, sorted.
  returned: when O(path) is set
  type: list
  elements: str
  sample: [jdk1.8.0_202]
unpacked_bytes:
  description: The bytes that its files take on a disk.
  returned: when O(path) is set
  type: int
program_found:
  description: Whether O(program) is in it.
  returned: when O(path) is set
  type: bool
program_machine:
  description:
    - The processor that O(program) was built for, by the names of C(uname -m); V(none) if it is not an ELF file.
  returned: when O(path) is set
  type: str
  sample: x86_64
host_machine:
  description: The processor of this host.
  returned: when O(path) is set
  type: str
  sample: x86_64
program_fits:
  description: Whether the two are the same, or the first is not known.
  returned: when O(path) is set
  type: bool
free_bytes:
  description: The bytes that are free, for the user of this module, on the file system of O(path).
  returned: when O(path) is set
  type: int
noexec:
  description: Whether this file system is mounted with C(noexec), and so runs no programs.
  returned: when O(path) is set
  type: bool
"""

import dataclasses
import os
import tempfile
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import archive, checksums, signature


def evaluate_name(params: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return what is known without the file."""
    name = (params["name"] or params["path"]).rpartition("/")[2]
    known = {
        "name": name,
        "expected_root": archive.oracle_jdk_root(name),
        "checksum_algorithm": params["checksum_algorithm"],
    }
    if params["checksum"] is None:
        return known
    try:
        expected = checksums.parse(params["checksum"], name)
    except checksums.ChecksumError as error:
        return {**known, "expected_checksum": None, "checksum_fault": str(error)}
    return {
        **known,
        "checksum_algorithm": expected.algorithm,
        "expected_checksum": expected.digest,
        "checksum_fault": None,
    }


def examine(path: str, program: str | None) -> dict[str, t.Any]:
    """Read the archive, and check the file system that it is in. Raises OSError."""
    host, content, file_system = os.uname().machine, archive.inspect(path, program), os.statvfs(path)
    return {
        **dataclasses.asdict(content),
        "host_machine": host,
        "program_fits": content.program_machine is None or archive.same_machine(content.program_machine, host),
        "free_bytes": file_system.f_bavail * file_system.f_frsize,
        "noexec": bool(file_system.f_flag & os.ST_NOEXEC),
    }


def verify_signature(module: AnsibleModule) -> dict[str, t.Any]:
    """Run GnuPG in a home folder of its own."""
    home = tempfile.mkdtemp(dir=module.tmpdir)
    program = module.get_bin_path(module.params["gpg"], required=True)
    verified = signature.verify(
        module.run_command,
        [program, "--homedir", home, "--batch", "--no-tty", "--status-fd", "1"],
        *(module.params[option] for option in ("path", "signature", "keys")),
    )
    return {"keys_found": verified.keys_found, "signature_fault": verified.fault}


def run(module: AnsibleModule) -> dict[str, t.Any]:
    """Gather what the options ask for."""
    path, found = module.params["path"], evaluate_name(module.params)
    if path is None:
        return found
    try:
        found.update(examine(path, module.params["program"]))
    except OSError as error:
        module.fail_json(msg=f"Cannot read {path}: {error.strerror}.")
    found["checksum"] = module.digest_from_file(path, found["checksum_algorithm"])
    expected = found.get("expected_checksum")
    if expected and expected != found["checksum"]:
        found["checksum_fault"] = f"it is {expected}, but the archive has {found['checksum']}"
    return {**found, **verify_signature(module)} if module.params["signature"] else found


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path"},
            "name": {"type": "str"},
            "checksum": {"type": "str"},
            "checksum_algorithm": {"type": "str", "choices": ["sha256", "sha512"], "default": "sha256"},
            "signature": {"type": "path"},
            "keys": {"type": "path", "no_log": False},
            "gpg": {"type": "str", "default": "gpg"},
            "program": {"type": "str"},
        },
        required_one_of=[("path", "name")],
        required_together=[("signature", "keys")],
        required_by={"signature": "path"},
        supports_check_mode=True,
    )
    module.exit_json(changed=False, **run(module))


if __name__ == "__main__":
    main()
