#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read or change the journal of a cut-over."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cutover_journal
short_description: Read or change the journal of a cut-over
version_added: 0.1.0
author: OTC Kafka migration team (@otc-kafka)
description:
  - The journal is a file on the host of the mirror. It has the evidence of each phase of a cut-over. The roles of this
    collection use it; it is of no use elsewhere.
  - Changes are made under a lock, written whole or not at all, and refused while another run holds the journal.
  - An action plugin adds which run this is, and what the hosts of clients have returned. A host that cannot be reached
    is asked again for 30 seconds (variable C(kafka_migration_reconnect_timeout)), and is a failure then, so that
    C(rescue) is carried out.
options:
  path:
    description: The path of the file.
    type: path
    required: true
  migration:
    description:
      - What is migrated, and how. The journal is created, or taken over from a run that has ended.
      - It is an error if the journal is of another migration, or if another run holds it.
    type: dict
  take_over:
    description: Take the journal over although the run that holds it may live.
    type: bool
    default: false
  steps:
    description: The changes, in this order. Without any and without O(migration), the journal is only read.
    type: list
    elements: dict
    default: []
    suboptions:
      step:
        description:
          - V(begin), V(complete) and V(fail) are for one O(steps[].phase). V(close) releases the journal.
          - V(return) removes the phases since the producers were stopped, when they work on the source again.
        type: str
        choices: [begin, complete, fail, return, close]
        required: true
      phase:
        description: The name of the phase.
        type: str
      found:
        description: What the phase found.
        type: dict
        default: {}
      evidence:
        description:
          - The variables with the results of the last tasks of the phase on each host of clients. A service counts if
            it is done in each.
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
        description: The hosts that count; all hosts of clients when omitted.
        type: list
        elements: str
      seen:
        description: The variable with the result of reading which services run, which is kept for a way back.
        type: str
      reason:
        description: Why the phase failed, or why the producers went back.
        type: str
  _run:
    description: The id of this run, from the action plugin.
    type: str
  _holder:
    description: Who opens the journal, from the action plugin.
    type: dict
  _evidence:
    description: What the hosts have returned for each of O(steps), from the action plugin.
    type: list
    elements: dict
  known:
    description: The journal that this run knows; it is returned after a failure, and changed in check mode.
    type: raw
attributes:
  check_mode:
    description: Nothing is written; the journal as it would be is returned.
    support: full
  diff_mode:
    description: Returns nothing to compare.
    support: none
"""

EXAMPLES = r"""
- name: Note that all producers are stopped, and go on
  otc.kafka_migration.cutover_journal:
    path: /var/lib/otc-kafka-migration/journal.json
    steps:
      - step: complete
        phase: producers_stopped
        evidence: [kafka_client_stopped]
        role: producer
      - step: begin
        phase: copied
    known: "{{ kafka_migration_journal.journal }}"
  register: kafka_migration_journal
"""

RETURN = r"""
journal:
  description: The journal, or null if there is none.
  returned: always
  type: dict
summary:
  description: The journal for people, a line each; empty if there is none.
  returned: success
  type: list
  elements: str
pauses:
  description: For each producer, as host/name, how many seconds it was stopped.
  returned: success
  type: dict
written:
  description: Whether all changes are in the file, or in check mode would be.
  returned: success
  type: bool
run:
  description: The id of this run.
  returned: always
  type: str
"""

import time
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Migration
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal_file import JournalFile
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.opening import Holder
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.steps import STEPS, Incomplete, Step
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.summary import lines, pauses


def act(params: dict[str, t.Any], check_mode: bool) -> Journal | None:
    """Carry everything out and return the journal. Raises Failure."""
    file = JournalFile(params["path"], params["_run"], time.time, check_mode)
    known = Journal.from_json(params["known"]) if params["known"] else None
    journal = known if check_mode and known else None
    if params["migration"]:
        journal = file.open(Migration(**params["migration"]), Holder(**params["_holder"]))
    steps = [Step.parse(*pair) for pair in zip(params["steps"], params["_evidence"] or [{}] * len(params["steps"]))]
    if steps:
        return file.change(steps, journal)
    return journal or file.read()


def argument_spec() -> dict[str, t.Any]:
    """Return the options; those with an underscore are from the action plugin."""
    step = {
        "step": {"type": "str", "choices": list(STEPS), "required": True},
        "phase": {"type": "str"},
        "found": {"type": "dict", "default": {}},
        "reason": {"type": "str"},
        "evidence": {"type": "list", "elements": "str"},
        "role": {"type": "str"},
        "hosts": {"type": "list", "elements": "str"},
        "attempts": {"type": "list", "elements": "str"},
        "seen": {"type": "str"},
    }
    return {
        "path": {"type": "path", "required": True},
        "migration": {"type": "dict"},
        "take_over": {"type": "bool", "default": False},
        "steps": {"type": "list", "elements": "dict", "default": [], "options": step},
        "known": {"type": "raw"},
        "_run": {"type": "str"},
        "_holder": {"type": "dict"},
        "_evidence": {"type": "list", "elements": "dict"},
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    try:
        journal = act(module.params, module.check_mode)
    except Incomplete as failure:
        module.fail_json(msg=str(failure), journal=failure.journal.to_json())
    except Failure as failure:
        module.fail_json(msg=str(failure))
    else:
        found = {
            "journal": journal.to_json() if journal else None,
            "summary": lines(journal) if journal else [],
            "pauses": pauses(journal) if journal else {},
            "written": bool(module.params["steps"] or module.params["migration"]),
        }
        module.exit_json(changed=False, **found)


if __name__ == "__main__":
    main()
