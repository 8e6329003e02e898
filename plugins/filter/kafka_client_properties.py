# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: kafka_client_properties
short_description: Convert a cluster to the properties of a Java client
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Converts the dictionary with which all modules of this collection describe a cluster to the lines of a Java
    properties file.
  - Values are escaped for this format, passwords also for JAAS.
  - Fails if a Java client cannot be configured as described, for example with a certificate and its key in two files.
positional: prefix, omit
options:
  _input:
    description: The cluster, as in O(otc.kafka_migration.kafka_cluster_info#module:cluster).
    type: dict
    required: true
  prefix:
    description: A prefix for each name; for MirrorMaker, the alias of the cluster and a dot.
    type: str
    default: ''
  omit:
    description: Names to leave out, with the prefix.
    type: list
    elements: str
    default: []
seealso:
  - plugin: otc.kafka_migration.kafka_java_properties
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show MirrorMaker's properties for the source
  ansible.builtin.debug:
    msg: "{{ kafka_migration_source | otc.kafka_migration.kafka_client_properties('A.') }}"
  # A.bootstrap.servers = 10.0.0.1:9092,10.0.0.2:9092
  # A.security.protocol = PLAINTEXT
"""

RETURN = r"""
_value:
  description: The lines. They contain the passwords of the cluster.
  type: str
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.connection_settings import (
    UnusableCluster,
    client_properties,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import render


def kafka_client_properties(cluster: dict[str, t.Any], prefix: str = "", omit: t.Sequence[str] = ()) -> str:
    """Return a cluster as lines of properties."""
    if not isinstance(cluster, t.Mapping):
        raise AnsibleFilterError(
            f"kafka_client_properties needs the dictionary of a cluster, not {type(cluster).__name__}."
        )
    try:
        properties = client_properties(cluster)
    except UnusableCluster as error:
        raise AnsibleFilterError(f"A Java client cannot be configured for this cluster: {error}.") from error
    return render({key: value for key, value in properties.items() if prefix + key not in omit}, prefix)


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., str]]:
        """Return the filter by its name."""
        return {"kafka_client_properties": kafka_client_properties}
