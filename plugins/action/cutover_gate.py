# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open or close the way to a phase, on the control node: nothing is sent to a host."""

from __future__ import annotations

import time
import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.completeness import (
    complaint,
    missing_evidence,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.phases import (
    Decision,
    decide,
    decide_return,
    failure_of,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.steps import Step, apply
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.inventory import (
    Question,
    evidence,
    journal_of,
)
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.run import current_run

_SPEC: dict[str, dict[str, t.Any]] = {
    "phase": {"type": "str", "required": True},
    "completes": {"type": "list", "elements": "dict", "options": {"phase": {"type": "str"}, **Question.spec()}},
    "closed": {"type": "str", "choices": ["fail", "skip"], "default": "fail"},
}
RETURN_PHASE = "return"


class ActionModule(ActionBase):
    """Fail unless this run has evidence of everything that a phase stands on."""

    _supports_check_mode = True
    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        base = super().run(tmp, task_vars)
        fails = True
        try:
            _validation, params = self.validate_argument_spec(argument_spec=_SPEC)
            fails = params["closed"] == "fail"
            known = journal_of(task_vars or {})
            journal = Journal.from_json(known) if known else None
            decision = _decide(params, journal, task_vars or {})
        except (AnsibleActionFail, Failure) as failure:
            return {**base, "failed": fails, "needed": False, "msg": str(failure)}
        why = failure_of(journal) if journal else None
        if decision.refusal:
            message = f"{params['phase']} must not begin, and nothing was changed here: {decision.refusal}."
            return {**base, "failed": fails, "needed": False, "why": why, "msg": message}
        return {**base, "changed": False, "needed": decision.needed, "why": why}


def _decide(params: dict[str, t.Any], journal: Journal | None, variables: t.Mapping[str, t.Any]) -> Decision:
    """Decide from the journal that this run knows, and the evidence of phases that are not written down yet."""
    run, phase = current_run().id, params["phase"]
    if phase == RETURN_PHASE:
        return decide_return(journal, run)
    for proof in params["completes"] or []:
        required, results = evidence(variables, Question.parse(proof))
        if proof["phase"] is None:
            lacking = missing_evidence(required, results)
            if lacking:
                return Decision(False, complaint(lacking))
        elif journal and decide(journal, proof["phase"], run).needed:
            step = Step("complete", proof["phase"], required=required, results=results)
            journal = apply(journal, [step], run, time.time())
    return decide(journal, phase, run)
