# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: oracle_jdk_folder
short_description: Tell by the name of an archive of Oracle which folder is in it
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - What role P(otc.kafka_migration.oracle_jdk#role) looks for before it fetches an archive.
options:
  _input:
    description: The name of the archive, a path, or an URL.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Say where it would be
  ansible.builtin.debug:
    msg: "{{ '/files/jdk-8u202-linux-x64.tar.gz' | otc.kafka_migration.oracle_jdk_folder }}"  # jdk1.8.0_202
"""

RETURN = r"""
_value:
  description: The name of the folder; empty where the archive's name does not tell.
  type: str
  sample: jdk1.8.0_202
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._host.java import folder


def oracle_jdk_folder(archive: str) -> str:
    """The folder in an archive of Oracle."""
    return folder(str(archive)) or ""


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"oracle_jdk_folder": oracle_jdk_folder}
