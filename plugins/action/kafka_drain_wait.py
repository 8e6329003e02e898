# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control node's side of kafka_drain_wait.

A module cannot print while it runs, and one that runs for an hour is lost with its connection. So the module only reads
the cluster once, and the wait is here: it prints the progress, and goes on after a poll or the connection has failed.
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
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.give_up import GiveUpReason
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    Observation,
    PollRequest,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, wait_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.drain import wait

display = Display()


class _PollFailed(Exception):
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
        except (AnsibleActionFail, Failure) as failure:
            # Returned, because Ansible does not evaluate failed_when for an exception that is raised here.
            return {**base, "failed": True, "msg": str(failure)}
        # A single poll cannot show that anything is stable: check mode reports what is left, and waits for nothing.
        watch = Watch(dataclasses.replace(rules, settle=0) if self._task.check_mode else rules)
        try:
            given_up = self._watch(watch, task_vars or {})
        except _PollFailed as failure:
            # The polls before are still worth returning.
            return {**base, **(report.result(watch) if watch.polls else {}), **failure.result}
        result = {**base, **report.result(watch, given_up)}
        if given_up:
            result.update(failed=True, msg=f"Not everything is consumed ({given_up.verdict}): {given_up.message}.")
        return result

    def _watch(self, watch: Watch, task_vars: dict[str, t.Any]) -> GiveUpReason | None:
        poller = Poller(watch, lambda request: self._read(watch, request, task_vars))
        if self._task.check_mode:
            poller.poll_to_settle()
            return None
        return wait(poller, lambda polled: _show(task_vars.get("inventory_hostname"), report.progress(polled)))

    def _read(self, watch: Watch, request: PollRequest, task_vars: dict[str, t.Any]) -> Observation:
        """Call the module; the first time any failure is final, later only one that lasts for stall_timeout."""
        deadline = time.monotonic() + watch.rules.stall_timeout
        while True:
            try:
                result = self._execute_module(
                    module_args={**self._task.args, "_request": request.to_json()}, task_vars=task_vars
                )
                if not result.get("failed"):
                    return Observation.from_json(result["observation"])
                failure: Exception = _PollFailed(result)
            except AnsibleConnectionFailure as error:
                failure = error
            if not watch.polls or time.monotonic() + watch.rules.interval > deadline:
                raise failure
            display.warning(f"Polling the cluster failed and will be retried: {failure}")
            with contextlib.suppress(Exception):  # the connection may be broken; the next poll opens another
                self._connection.reset()
            time.sleep(watch.rules.interval)


def _show(host: str | None, lines: t.Iterable[str]) -> None:
    for line in lines:
        display.display(f"  [{host}] {line}")
