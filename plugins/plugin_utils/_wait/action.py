# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the action plugins that wait: options, polls of a module, and the result.

A module cannot print while it runs, and one that runs for an hour is lost with its connection. So the module only reads
the clusters once, and the wait is on the control node.
"""

from __future__ import annotations

import abc
import time
import typing as t

from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.common.validation import check_type_dict
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.loop import (
    PollFailed,
    Subject,
    Surroundings,
    wait,
)
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.time_limit import time_limit

display = Display()
Poll = t.Callable[[dict[str, t.Any]], dict[str, t.Any]]  # arguments of the module -> its result; raises PollFailed


class WaitAction(ActionBase):
    """Wait for a subject; subclasses have the options, and make the subject."""

    _supports_check_mode = True

    # Unit tests replace them.
    clock = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)
    limit = staticmethod(time_limit)

    polled_module: str | None = None  # None: that of the action's own name

    @abc.abstractmethod
    def argument_spec(self) -> dict[str, t.Any]:
        """Return the argument spec of the action, which has that of all waits in it."""

    @abc.abstractmethod
    def subject(self, params: dict[str, t.Any], poll: Poll) -> Subject:
        """Make what is waited for from the validated options; raises Failure that names an invalid one."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        base = super().run(tmp, task_vars)
        variables = task_vars or {}
        host = variables.get("inventory_hostname")
        world = Surroundings(
            show=lambda line: display.display(f"  [{host}] {line}"),
            warn=display.warning,
            reset=self._connection.reset,
            clock=self.clock,
            sleep=self.sleep,
            limit=self.limit,
        )
        try:
            params = self._parsed()
            subject = self.subject(params, lambda arguments: self._poll(arguments, variables))
            ending = wait(subject, Patience.parse(params), world, once=self._task.check_mode)
        except (AnsibleActionFail, Failure) as failure:
            # Returned, because Ansible does not evaluate failed_when for an exception that is raised here.
            return {**base, "failed": True, "msg": str(failure)}
        except PollFailed as failure:
            if failure.error:
                raise failure.error from None
            return {**base, **(failure.result or {"failed": True, "msg": f"The first poll has failed: {failure}."})}
        return {**base, **subject.result(ending)}

    def _parsed(self) -> dict[str, t.Any]:
        """Validate the options; raises AnsibleActionFail or Failure."""
        spec = self.argument_spec()
        for name, value in self._task.args.items():
            if value is not None and spec.get(name, {}).get("type") == "dict":
                try:
                    check_type_dict(value)
                except TypeError:
                    raise Failure(
                        f"{name} is not a dictionary but {'text' if isinstance(value, str) else 'something else'}; "
                        f"give a dictionary, or a variable with one in {{{{ }}}}."
                    ) from None
        _validation, params = self.validate_argument_spec(argument_spec=spec)
        return params

    def _poll(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any]) -> dict[str, t.Any]:
        try:
            result = self._execute_module(module_name=self.polled_module, module_args=arguments, task_vars=task_vars)
        except AnsibleError as error:
            raise PollFailed(str(error), error=error) from error
        if result.get("failed"):
            raise PollFailed(str(result.get("msg")), result)
        return result
