# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: kafka_java_properties
short_description: Write a dictionary as lines of a Java properties file
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Writes one line C(name = value) for each entry, escaped for C(java.util.Properties). A backslash is doubled, what is not ASCII
    becomes a number, and blanks at the ends of a value stay and can be seen.
  - Booleans are written in lower case, lists with commas.
options:
  _input:
    description: Names and values.
    type: dict
    required: true
seealso:
  - plugin: otc.kafka_migration.kafka_client_properties
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show a line
  ansible.builtin.debug:
    msg: "{{ {'A->B.topics': ['app[.].*', 'orders']} | otc.kafka_migration.kafka_java_properties }}"
  # A->B.topics = app[.].*,orders
"""

RETURN = r"""
_value:
  description: The lines.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import render


def kafka_java_properties(properties: dict[str, t.Any]) -> str:
    """Render a dictionary as properties."""
    if not isinstance(properties, t.Mapping):
        raise AnsibleFilterError(f"kafka_java_properties takes a dictionary, not {type(properties).__name__}.")
    return render(properties)


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"kafka_java_properties": kafka_java_properties}
