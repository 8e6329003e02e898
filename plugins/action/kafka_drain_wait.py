# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The waiting side of kafka_drain_wait.

A module cannot print while it runs, and one that runs for an hour is lost with its connection. So the module only looks at the cluster, once a
call, and the wait is here, on the control node: it prints what it sees, and goes on when a look or the connection has failed in between.
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation, pack
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, wait_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import look_around
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.drain import wait

display = Display()


class _LookFailed(Exception):
    """The module failed; carries its result."""

    def __init__(self, result: dict[str, t.Any]) -> None:
        super().__init__(result.get("msg"))
        self.result = result


class ActionModule(ActionBase):
    """Wait until everything is consumed."""

    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the task."""
        base = super().run(tmp, task_vars)
        try:
            _validation, params = self.validate_argument_spec(argument_spec=wait_spec())
            rules = Rules.for_wait(params)
        except (
            AnsibleActionFail,
            Failure,
        ) as failure:  # returned, because what is raised here does not heed failed_when
            return {**base, "failed": True, "msg": str(failure)}
        # One look cannot see anything stand still: check mode tells what there is, and waits for nothing.
        watch = Watch(dataclasses.replace(rules, settle=0) if self._task.check_mode else rules)
        try:
            ended = self._watch(watch, task_vars or {})
        except _LookFailed as failure:
            # What was seen before is still worth returning.
            return {**base, **(report.result(watch) if watch.looks else {}), **failure.result}
        result = {**base, **report.result(watch, ended)}
        if ended:
            result.update(failed=True, msg=f"Not everything is consumed ({ended[0]}): {ended[1]}.")
        return result

    def _watch(self, watch: Watch, task_vars: dict[str, t.Any]) -> tuple[str, str] | None:
        def look(scan: t.Mapping[Partition, int]) -> Observation:
            return self._look(watch, scan, task_vars)

        if self._task.check_mode:
            look_around(watch, look)
            return None
        return wait(watch, look, lambda seen: _show(task_vars.get("inventory_hostname"), report.progress(seen)))

    def _look(self, watch: Watch, scan: t.Mapping[Partition, int], task_vars: dict[str, t.Any]) -> Observation:
        """Call the module; the first time any failure is final, later only one that lasts."""
        deadline = time.monotonic() + watch.rules.stall_timeout
        while True:
            try:
                result = self._execute_module(module_args={**self._task.args, "_scan": pack(scan)}, task_vars=task_vars)
                if not result.get("failed"):
                    return Observation.from_json(result["observation"])
                failure: Exception = _LookFailed(result)
            except AnsibleConnectionFailure as error:
                failure = error
            if not watch.looks or time.monotonic() + watch.rules.interval > deadline:
                raise failure
            display.warning(f"A look at the cluster failed, it will be tried again: {failure}")
            with contextlib.suppress(Exception):  # what is still left of the connection; the next look opens another
                self._connection.reset()
            time.sleep(watch.rules.interval)


def _show(host: str | None, lines: t.Iterable[str]) -> None:
    for line in lines:
        display.display(f"  [{host}] {line}")
