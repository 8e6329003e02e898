# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: gpg_fault
short_description: Say what is wrong with a signature
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Reads the status lines of C(gpg --verify), because its exit code is 0 for a revoked key, too.
  - A key that has expired since is no fault; the keys of old releases do.
options:
  _input:
    description: What C(gpg --status-fd 1 --verify) prints on its standard output.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Verify a signature
  ansible.builtin.command:
    argv: [gpg, --batch, --status-fd, "1", --verify, kafka_2.12-3.3.1.tgz.asc, kafka_2.12-3.3.1.tgz]
  register: verified
  changed_when: false
  failed_when: verified.stdout | otc.kafka_migration.gpg_fault is truthy
"""

RETURN = r"""
_value:
  description: What is wrong; empty when the signature is good.
  type: str
  sample: the key of Somebody <somebody@apache.org> has been revoked
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._host.signature import fault


def gpg_fault(status: str) -> str:
    """What is wrong with a signature."""
    return fault(str(status))


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"gpg_fault": gpg_fault}
