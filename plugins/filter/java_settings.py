# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: java_settings
short_description: Read who made a Java and which version it is
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Reads what C(java -XshowSettings:properties -version) prints. Fails where that is not the answer of a Java.
  - Oracle's JDK and OpenJDK are told apart by the name of the runtime, since C(java.vendor) may be C(Oracle Corporation) for both.
positional: minimum
options:
  _input:
    description: The answer, standard error and output together.
    type: str
    required: true
  minimum:
    description: The oldest version that is wanted, such as V(1.8.0_111), V(8u111) or V(17.0.12).
    type: str
    default: 1.8.0_111
"""

EXAMPLES = r"""
- name: Ask a Java
  ansible.builtin.command:
    argv: [/opt/java/jdk1.8.0_202/bin/java, -XshowSettings:properties, -version]
  register: answer
  changed_when: false

- name: Say what it is
  ansible.builtin.debug:
    msg: "{{ (answer.stderr ~ answer.stdout) | otc.kafka_migration.java_settings }}"
"""

RETURN = r"""
_value:
  description:
    - The C(version) and its first number as C(feature), C(vendor), C(runtime), and all of it as a C(description).
    - C(oracle) tells whether it is Oracle's JDK, C(new_enough) whether it is not older than wanted.
  type: dict
  sample:
    version: 1.8.0_202
    feature: 8
    vendor: Oracle Corporation
    runtime: Java(TM) SE Runtime Environment
    oracle: true
    new_enough: true
    description: Java(TM) SE Runtime Environment 1.8.0_202-b08 of Oracle Corporation
"""

import dataclasses
import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.module_utils._host.java import NoJava, settings


def java_settings(text: str, minimum: str = "1.8.0_111") -> dict[str, t.Any]:
    """Read what a Java says of itself."""
    try:
        return dataclasses.asdict(settings(str(text), str(minimum)))
    except NoJava as error:
        raise AnsibleFilterError(f"The Java cannot be judged: {error}.") from error


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"java_settings": java_settings}
