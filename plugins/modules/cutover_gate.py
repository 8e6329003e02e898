#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open or close the way to a phase of a cut-over: the documentation; the action plugin of this name does it."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cutover_gate
short_description: Open or close the way to a phase of a cut-over
version_added: 0.1.0
description:
  - Fails unless this run has evidence that everything which a phase stands on is complete, on all hosts of the
    inventory. Ansible goes on with the next play more often than one expects, for example when the only host of a play
    with C(any_errors_fatal) becomes unreachable; so each play of a cut-over that acts on clients begins with this.
  - It judges on the control node, by the journal that M(otc.kafka_migration.cutover_journal) has registered as
    C(kafka_migration_journal) on the first host of the inventory group C(kafka_mirror). Without it the way is closed.
  - The roles of this collection use it; it is of no use elsewhere.
options:
  phase:
    description: The phase that is to begin, or V(return) for the way back.
    type: str
    required: true
  completes:
    description: What has to be complete besides, and is not in the journal yet.
    type: list
    elements: dict
    suboptions:
      phase:
        description: The phase that is complete with this; when omitted, only the evidence counts.
        type: str
      evidence:
        description: The variables with the results of its last tasks on each host of clients.
        type: list
        elements: str
      role:
        description: The role of the services that count; those of all roles when omitted.
        type: str
      attempts:
        description:
          - The variables with the results of tasks before these. They say why there is no evidence, and when services
            were started.
        type: list
        elements: str
      hosts:
        description: The hosts that count; all when omitted.
        type: list
        elements: str
  closed:
    description: Whether the task fails if the way is closed, or only returns that nothing is needed.
    type: str
    choices: [fail, skip]
    default: fail
attributes:
  check_mode:
    description: Judges in the same way.
    support: full
  diff_mode:
    description: Returns nothing to compare.
    support: none
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Check that the producers may be stopped
  otc.kafka_migration.cutover_gate:
    phase: producers_stopped
  register: gate
"""

RETURN = r"""
needed:
  description: Whether the phase has to be carried out. False if an earlier run has completed it for good.
  returned: always
  type: bool
why:
  description: Why the last phase that has failed is not complete; V(null) if none has failed.
  returned: when there is a journal
  type: str
"""
