# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for a mirror on the control node: poll it with the module kafka_mirror_info, and print the progress."""

from __future__ import annotations

import time
import typing as t

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.mirror import MirrorWatch, Patience

display = Display()

_POLLED_MODULE = "otc.kafka_migration.kafka_mirror_info"
_OWN_OPTIONS: dict[str, dict[str, t.Any]] = {
    "max_remaining": {"type": "int", "default": 0},
    "interval": {"type": "float", "default": 5},
    "timeout": {"type": "float", "default": 3600},
    "stall_timeout": {"type": "float", "default": 300},
}


class ActionModule(ActionBase):
    """Wait until a mirror has caught up; kafka_mirror_info checks all options that are not those of the wait."""

    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        base = super().run(tmp, task_vars)
        own = self._own_options()
        polled = {name: value for name, value in self._task.args.items() if name not in own}
        interval = own.pop("interval")
        watch = MirrorWatch(Patience(**own), time.monotonic())
        while True:
            began = time.monotonic()
            result = self._poll(polled, bool(watch.last), task_vars or {})
            if result is not None:
                if result.get("failed"):
                    return {**base, **result}
                watch.add(result, time.monotonic())
            if self._task.check_mode or watch.done:
                return {**base, **watch.last}
            reason = watch.give_up_reason()
            if reason:
                return {**base, **watch.last, "failed": True, "msg": f"The mirror has not caught up: {reason}."}
            display.display(f"  [{(task_vars or {}).get('inventory_hostname')}] {watch.progress()}")
            time.sleep(max(0.0, interval - (time.monotonic() - began)))

    def _own_options(self) -> dict[str, t.Any]:
        given = {name: value for name, value in self._task.args.items() if name in _OWN_OPTIONS}
        validated = ArgumentSpecValidator(_OWN_OPTIONS).validate(given)
        if validated.error_messages:
            raise AnsibleActionFail("; ".join(validated.error_messages))
        for name in ("interval", "timeout", "stall_timeout"):
            if validated.validated_parameters[name] <= 0:
                raise AnsibleActionFail(
                    f"{name} is {validated.validated_parameters[name]:g}; give seconds greater than 0."
                )
        return validated.validated_parameters

    def _poll(
        self, arguments: dict[str, t.Any], polled_before: bool, task_vars: dict[str, t.Any]
    ) -> dict[str, t.Any] | None:
        """Call the module; return None for a failure after a success, since brokers restart and connections break."""
        try:
            result = self._execute_module(module_name=_POLLED_MODULE, module_args=arguments, task_vars=task_vars)
            failure = result.get("msg") if result.get("failed") else None
        except AnsibleConnectionFailure as error:
            if not polled_before:
                raise
            failure = str(error)
        if failure is None or not polled_before:
            return result
        display.warning(f"Polling the mirror failed and will be retried: {failure}")
        return None
