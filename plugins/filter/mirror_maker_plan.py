# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: mirror_maker_plan
short_description: Check a MirrorMaker configuration before it starts
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - MirrorMaker drops unknown and misplaced properties without a word, and stays up with a configuration under which it copies
    nothing. This filter finds both, in sentences that say what to write instead.
  - The names that it knows are those that the classes of Kafka 3.3.1 and 3.9.1 tell.
options:
  _input:
    description: The flows, as in C(mirror_maker_flows) of the role P(otc.kafka_migration.mirror_maker#role).
    type: list
    elements: dict
    required: true
  policy:
    description: V(identity) or V(default).
    type: str
    default: identity
  mode:
    description: V(dedicated).
    type: str
    default: dedicated
  properties:
    description: Further properties of the file.
    type: dict
    default: {}
  version:
    description: The release of Kafka that runs MirrorMaker.
    type: str
"""

EXAMPLES = r"""
- name: Refuse what MirrorMaker would ignore
  ansible.builtin.assert:
    that: plan.problems | length == 0
    fail_msg: "{{ plan.problems | join(' ') }}"
  vars:
    plan: "{{ mirror_maker_flows | otc.kafka_migration.mirror_maker_plan(properties={'B.producer.linger.ms': 20}, version='3.3.1') }}"
"""

RETURN = r"""
_value:
  description:
    - C(problems), a list of sentences; C(source_alias) and C(target_alias); C(properties), the further properties as they are
      written; C(replaced), the names of the role's own lines that they stand for; C(secret), whether a password is among all this.
  type: dict
"""

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.config import plan


def mirror_maker_plan(
    flows: t.Any,
    policy: str = "identity",
    mode: str = "dedicated",
    properties: dict[str, t.Any] | None = None,
    version: str | None = None,
) -> dict[str, t.Any]:
    """Check flows and further properties."""
    return dataclasses.asdict(plan(flows, policy, mode, properties or {}, version))


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"mirror_maker_plan": mirror_maker_plan}
