# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a module on a host whose connection may break: an unreachable host is a failure, which rescue can handle.

Ansible does not carry out ``rescue`` for a host that it counts as unreachable, and goes on with the next play while
other hosts are left.
"""

from __future__ import annotations

import contextlib
import time
import typing as t

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

display = Display()
Result = dict[str, t.Any]
RETRY = 2.0  # seconds between two attempts to reach a host
RECONNECT_TIMEOUT = 30.0  # seconds


def execute(
    action: ActionBase, module: str, arguments: dict[str, t.Any], variables: dict[str, t.Any], repeatable: bool = True
) -> Result:
    """Run a module; while its host cannot be reached, again until the time is over. Then the result is a failure.

    One that is not repeatable, since the lost run of it may still be at work, is run once.
    """
    limit = _limit(action, variables)
    deadline = time.monotonic() + (limit if repeatable else 0)
    host = action._task.delegate_to or variables.get("inventory_hostname")
    while True:
        try:
            result: Result = action._execute_module(
                module_name=module, module_args=dict(arguments), task_vars=variables
            )
            return result
        except AnsibleConnectionFailure as error:
            cause = f"{host} cannot be reached: {str(error).strip().rstrip('.')}"
            if time.monotonic() + RETRY > deadline:
                return {"failed": True, "lost": True, "msg": f"{cause}. What it does now is not known."}
            display.warning(f"{cause}; it is asked again for {limit:g} s.")
        with contextlib.suppress(Exception):  # the next attempt opens another connection
            action._connection.reset()
        time.sleep(RETRY)


def _limit(action: ActionBase, variables: t.Mapping[str, t.Any]) -> float:
    """Return how many seconds a host is asked again; raises AnsibleActionFail."""
    name = "kafka_migration_reconnect_timeout"
    value = action._templar.template(variables.get(name, RECONNECT_TIMEOUT))
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise AnsibleActionFail(f"{name} is {value!r}; it must be a number of seconds.") from error


class PersistentAction(ActionBase):
    """Run the module of the action's own name on a host whose connection may break."""

    _supports_check_mode = True
    TRANSFERS_FILES = False

    def is_repeatable(self, arguments: t.Mapping[str, t.Any]) -> bool:
        """Return whether the module may run again while the lost run of it may still be at work."""
        del arguments
        return True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        base = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        found = execute(self, self._task.action, arguments, task_vars or {}, self.is_repeatable(arguments))
        return {**base, **found}
