# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action plugins of the cut-over, with variables of a play and a connection that breaks."""

from __future__ import annotations

import types
import typing as t

from ansible.errors import AnsibleConnectionFailure
from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.plugins.action import ActionBase
from ansible.template import Templar
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Lock, Migration
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.run import current_run

NO_ROUTE = AnsibleConnectionFailure("Failed to connect to the host via ssh: no route")
MIGRATION = Migration("production_first", "mirror", "s", "t", {})
SERVICES = {
    "one": [{"name": "orders", "topics": ["a"]}],
    "two": [{"name": "tills", "topics": ["a"]}, {"name": "billing", "group": "billing"}],
}
Results = dict[str, dict[str, t.Any]]  # host -> variable -> its value


def locked(*complete: str, run: str | None = None) -> Journal:
    """Return the journal of this run, or another one, with these phases complete in it."""
    name = run or current_run().id
    journal = Journal(MIGRATION).locked(Lock(name, "ann", "control", 1, 0.0, 0.0))
    for phase in complete:
        journal = journal.began(phase, name, 1.0).completed(phase, 2.0, {}, {})
    return journal


def done(*names: str, **more: t.Any) -> dict[str, t.Any]:
    """Return a result with these services done."""
    return {"services": [{"name": name, "done": True, "diff": "left out"} for name in names], **more}


def variables(journal: Journal | None, results: Results | None = None) -> dict[str, t.Any]:
    """Return the variables of a task on the host mirror."""
    hostvars: dict[str, t.Any] = {
        host: {"kafka_client_services": services, **(results or {}).get(host, {})}
        for host, services in SERVICES.items()
        for host, services in SERVICES.items()
    }
    registered = {"kafka_migration_journal": {"journal": journal.to_json()}} if journal else {}
    hostvars["mirror"] = registered
    groups = {"kafka_mirror": ["mirror"], "kafka_producers": ["one", "two"], "kafka_consumers": ["two"]}
    return {"inventory_hostname": "mirror", "groups": groups, "hostvars": hostvars}


class Action:
    """An action plugin whose module returns, or raises, one outcome after another; the last is repeated."""

    def __init__(self, plugin: type[ActionBase], name: str, *outcomes: t.Any) -> None:
        self.calls: list[tuple[str, dict[str, t.Any]]] = []
        self.resets = 0
        self._outcomes = list(outcomes)
        self._plugin, self._name = plugin, name

    def run(self, task_vars: dict[str, t.Any], check: bool = False, **args: t.Any) -> dict[str, t.Any]:
        """Run a task."""
        task = Task()
        task.action, task.args, task.check_mode = self._name, args, check
        connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir=None), reset=self._reset)
        loader = DataLoader()
        action = self._plugin(task, connection, PlayContext(), loader, Templar(loader))
        action._execute_module = self._execute
        return action.run(task_vars=task_vars)

    def _execute(self, module_name: str, module_args: dict[str, t.Any], task_vars: t.Any) -> dict[str, t.Any]:
        assert task_vars["inventory_hostname"] == "mirror"
        self.calls.append((module_name, module_args))
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _reset(self) -> None:
        self.resets += 1
