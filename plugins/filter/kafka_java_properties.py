# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: kafka_java_properties
short_description: Convert a dictionary to the lines of a Java properties file
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Returns a line C(name = value) for each entry, escaped for C(java.util.Properties). Backslashes are doubled, and
    non-ASCII characters and the leading and trailing blanks of a value become Unicode escapes.
  - Booleans are written in lower case, and the entries of lists are joined with commas.
options:
  _input:
    description: The properties, by their names.
    type: dict
    required: true
seealso:
  - plugin: otc.kafka_migration.kafka_client_properties
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show a property as a line
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
    """Return a dictionary as lines of properties."""
    if not isinstance(properties, t.Mapping):
        raise AnsibleFilterError(f"kafka_java_properties needs a dictionary, not {type(properties).__name__}.")
    return render(properties)


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., str]]:
        """Return the filter by its name."""
        return {"kafka_java_properties": kafka_java_properties}
