# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control node's side of cutover_journal: it knows the run and what the hosts of clients have returned."""

from __future__ import annotations

import time
import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.steps import FAIL, Step, apply
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.inventory import (
    Question,
    evidence,
    results_of,
)
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.remote import execute
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.run import Run, current_run, lives

_MODULE = "otc.kafka_migration.cutover_journal"
_SPEC: dict[str, dict[str, t.Any]] = {
    "path": {"type": "path", "required": True},
    "migration": {"type": "dict"},
    "take_over": {"type": "bool", "default": False},
    "steps": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": {
            "step": {"type": "str", "required": True},
            "phase": {"type": "str"},
            "found": {"type": "dict", "default": {}},
            **Question.spec(),
            "seen": {"type": "str"},
            "reason": {"type": "str"},
        },
    },
    "known": {"type": "raw"},
}


class ActionModule(ActionBase):
    """Read or change the journal on the mirror's host."""

    _supports_check_mode = True
    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task. A failure returns the journal that was known before, so that gates can still judge."""
        base = super().run(tmp, task_vars)
        variables = task_vars or {}
        try:
            _validation, params = self.validate_argument_spec(argument_spec=_SPEC)
        except AnsibleActionFail as failure:
            return {**base, "failed": True, "msg": str(failure)}
        run, known = current_run(), params["known"] or None
        found = [_evidence(step, variables) for step in params["steps"]]
        arguments = {
            "path": params["path"],
            "steps": params["steps"],
            "known": known,
            "_run": run.id,
            "_evidence": found,
        }
        if params["migration"]:
            holder = self._holder(params, run, variables)
            if holder.get("failed"):
                return {**base, "journal": known, "run": run.id, **holder}
            arguments.update(migration=params["migration"], _holder=holder)
        result = execute(self, _MODULE, arguments, variables)
        if result.get("failed") and "journal" not in result:
            result["journal"] = _with_failures(known, params["steps"], found, run.id)
        return {**base, **result, "run": run.id}

    def _holder(self, params: dict[str, t.Any], run: Run, variables: dict[str, t.Any]) -> dict[str, t.Any]:
        """Return who opens the journal, and whether the run that has it lives; or the failure to read it."""
        found = execute(self, _MODULE, {"path": params["path"], "_run": run.id}, variables)
        if found.get("failed"):
            return found
        lock = (found.get("journal") or {}).get("lock")
        other_lives = lives(lock["run"], lock["host"], lock["pid"]) if lock else None
        return {
            "run": run.id,
            "user": run.user,
            "host": run.host,
            "pid": run.pid,
            "other_lives": other_lives,
            "takes_over": params["take_over"],
        }


def _evidence(step: dict[str, t.Any], variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return what the hosts have returned, for a step that names the variables with it."""
    found: dict[str, t.Any] = {}
    if step["evidence"]:
        found["required"], found["results"] = evidence(variables, Question.parse(step))
    if step["seen"]:
        found["seen"] = results_of(variables, step["seen"])
    return found


def _with_failures(known: t.Any, steps: list[dict[str, t.Any]], found: list[dict[str, t.Any]], run: str) -> t.Any:
    """Return the known journal after steps that end with a failure, although the file could not be changed.

    Other steps are not taken: what is not in the file is not done.
    """
    if not known or not steps or steps[-1]["step"] != FAIL:
        return known
    try:
        taken = [Step.parse(*pair) for pair in zip(steps, found)]
        return apply(Journal.from_json(known), taken, run, time.time()).to_json()
    except Failure:
        return known
