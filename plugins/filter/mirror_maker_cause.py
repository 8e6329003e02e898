# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: mirror_maker_cause
short_description: Find in a log why MirrorMaker does not replicate
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - What MirrorMaker prints at its end is rarely the cause. This filter looks for what is known to keep it from replicating and says
    what it means, with the log's own line.
options:
  _input:
    description: The log, or its end.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Say why
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.file', '/opt/kafka/mirror_maker/logs/mirror-maker.log') | otc.kafka_migration.mirror_maker_cause }}"
"""

RETURN = r"""
_value:
  description: One or two sentences.
  type: str
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.log import cause


def mirror_maker_cause(text: str) -> str:
    """Find the cause in a log."""
    return cause(str(text))


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"mirror_maker_cause": mirror_maker_cause}
