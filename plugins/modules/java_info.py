#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: java_info
short_description: Gather information about a Java runtime
version_added: 0.1.0
description:
  - Runs C(java -XshowSettings:properties -version) on the host, and returns its vendor and version.
  - Distinguishes Oracle's JDK from OpenJDK by the name of the runtime, since C(java.vendor) may be
    C(Oracle Corporation) for both.
  - Environment variables that could change the answer, such as E(JAVA_TOOL_OPTIONS), are not passed on.
  - A Java that is missing, does not run or does not answer is not an error of the module; RV(error) reports it.
options:
  java_home:
    description:
      - The folder of a JDK or JRE; its C(bin/java) is run.
      - Exactly one of O(java_home) and O(executable) is required.
    type: path
  executable:
    description: A program C(java), as a path or as a name in E(PATH).
    type: path
  minimum_version:
    description: The oldest version that is new enough, such as V(1.8.0_111), V(8u111) or V(17.0.12).
    type: str
extends_documentation_fragment:
  - otc.kafka_migration.cluster.reads
author:
  - OTC Kafka migration team (@otc-kafka)
seealso:
  - module: otc.kafka_migration.archive_info
"""

EXAMPLES = r"""
- name: Gather information about the Java in PATH
  otc.kafka_migration.java_info:
    executable: java

- name: Check for Oracle's JDK, from 8u111 on
  otc.kafka_migration.java_info:
    java_home: /opt/java/jdk1.8.0_202
    minimum_version: 1.8.0_111
  register: jdk
  failed_when: jdk.error is not none or not jdk.oracle or not jdk.new_enough
"""

RETURN = r"""
executable:
  description: The program that was run.
  returned: success
  type: str
  sample: /opt/java/jdk1.8.0_202/bin/java
error:
  description:
    - Why there is no information, such as that the program does not exist or is built for another processor.
    - V(none) if there is information.
  returned: success
  type: str
version:
  description: The version.
  returned: when RV(error) is V(none)
  type: str
  sample: 1.8.0_202
feature:
  description: The feature release, which is the first number of the version, and 8 for V(1.8.0_202).
  returned: when RV(error) is V(none)
  type: int
  sample: 8
vendor:
  description: The vendor, C(java.vendor).
  returned: when RV(error) is V(none)
  type: str
  sample: Oracle Corporation
runtime:
  description: The name of the runtime, C(java.runtime.name).
  returned: when RV(error) is V(none)
  type: str
  sample: Java(TM) SE Runtime Environment
oracle:
  description: Whether it is Oracle's JDK; V(false) for OpenJDK and for GraalVM, of Oracle, too.
  returned: when RV(error) is V(none)
  type: bool
new_enough:
  description: Whether it is not older than O(minimum_version); V(none) if that is not set.
  returned: when RV(error) is V(none)
  type: bool
home:
  description:
    - The folder of the Java as it reports it itself, C(java.home), which is the C(jre) in a JDK of Java 8.
    - V(none) if it reports none.
  returned: when RV(error) is V(none)
  type: str
  sample: /opt/java/jdk1.8.0_202/jre
architecture:
  description: The processor that it was built for, by Java's own names, C(os.arch). V(none) if it reports none.
  returned: when RV(error) is V(none)
  type: str
  sample: amd64
description:
  description: Runtime, build and vendor, for messages.
  returned: when RV(error) is V(none)
  type: str
  sample: Java(TM) SE Runtime Environment 1.8.0_202-b08 of Oracle Corporation
"""

import dataclasses
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import java


def query(module: AnsibleModule, executable: str, minimum: java.Version | None) -> java.Settings:
    """Run the Java, and parse its answer. Raises JavaError."""
    command = [executable, *java.ARGUMENTS]
    try:
        code, output, error_output = module.run_command(
            command, environ_update=java.ENVIRONMENT, handle_exceptions=False
        )
    except OSError as error:
        raise java.JavaError(java.start_error(error)) from error
    if code:
        raise java.JavaError(java.exit_error(code, error_output))
    return java.settings(f"{error_output}\n{output}", minimum)


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "java_home": {"type": "path"},
            "executable": {"type": "path"},
            "minimum_version": {"type": "str"},
        },
        required_one_of=[("java_home", "executable")],
        mutually_exclusive=[("java_home", "executable")],
        supports_check_mode=True,
    )
    params = module.params
    executable = params["executable"] or os.path.join(params["java_home"], "bin", "java")
    found: dict[str, t.Any] = {"executable": executable, "error": None}
    try:
        minimum = None if params["minimum_version"] is None else java.version(params["minimum_version"])
    except java.JavaError as error:
        module.fail_json(msg=f"minimum_version: {error}.")
    try:
        found.update(dataclasses.asdict(query(module, executable, minimum)))
    except java.JavaError as error:
        found["error"] = str(error)
    module.exit_json(changed=False, **found)


if __name__ == "__main__":
    main()
