# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the real action plugins with a list of what their module returns, on a clock that only polls and sleeps move."""

from __future__ import annotations

import contextlib
import types
import typing as t

from ansible.parsing.dataloader import DataLoader
from ansible.playbook.play_context import PlayContext
from ansible.playbook.task import Task
from ansible.template import Templar
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait import action as waits
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.time_limit import TimeIsUp

Outcome = t.Union[dict[str, t.Any], Exception]  # of a poll: the result of the module, or what is raised
HANGS = float("inf")


class Poll(t.NamedTuple):
    """A poll that takes a while."""

    outcome: Outcome
    seconds: float


class Play:
    """A task with an action plugin; the last outcome is repeated."""

    def __init__(
        self, plugin: type[waits.WaitAction], outcomes: t.Sequence[Outcome | Poll], args: dict[str, t.Any], check: bool
    ) -> None:
        self.now = 1000.0
        self.polled: list[tuple[str | None, dict[str, t.Any]]] = []  # module and arguments of each poll
        self.resets = 0
        self.shown: list[str] = []
        self.warned: list[str] = []
        self._outcomes = list(outcomes)
        self._limit = HANGS
        task = Task()
        task.action, task.args, task.check_mode = plugin.__module__, args, check
        connection = types.SimpleNamespace(_shell=types.SimpleNamespace(tmpdir=None), reset=self._reset)
        loader = DataLoader()
        self._action = plugin(task, connection, PlayContext(), loader, Templar(loader))
        self._action._execute_module = self._execute_module
        self._action.clock, self._action.sleep, self._action.limit = self._clock, self._sleep, self._limited
        self.started = self.now

    def run(self) -> dict[str, t.Any]:
        """Run the task."""
        result: dict[str, t.Any] = self._action.run(task_vars={"inventory_hostname": "mover"})
        return result

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.now - self.started

    def _execute_module(
        self, module_name: str | None, module_args: dict[str, t.Any], task_vars: dict[str, t.Any]
    ) -> dict[str, t.Any]:
        assert task_vars["inventory_hostname"] == "mover"
        self.polled.append((module_name, module_args))
        outcome = self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]
        if isinstance(outcome, Poll):
            self.now += min(outcome.seconds, self._limit)
            if outcome.seconds > self._limit:
                raise TimeIsUp
            outcome = outcome.outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _clock(self) -> float:
        return self.now

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    @contextlib.contextmanager
    def _limited(self, seconds: float) -> t.Iterator[None]:
        self._limit = seconds
        yield

    def _reset(self) -> None:
        self.resets += 1
