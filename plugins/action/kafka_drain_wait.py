# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for a drain on the control node: poll the cluster with the module of the same name, and print the progress."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation, PollRequest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, wait_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.action import Poll, WaitAction
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.drain import DrainSubject


class ActionModule(WaitAction):
    """Wait until everything is consumed."""

    def argument_spec(self) -> dict[str, t.Any]:
        """Return the argument spec."""
        return wait_spec()

    def subject(self, params: dict[str, t.Any], poll: Poll) -> DrainSubject:
        """Watch the chosen groups and topics; the module gets the options as they were given, and what to read."""
        rules = Rules.for_wait(params)
        # A single poll cannot show that anything is stable: check mode reports what is left, and waits for nothing.
        watch = Watch(dataclasses.replace(rules, settle=0) if self._task.check_mode else rules)

        def read(request: PollRequest) -> Observation:
            result = poll({**self._task.args, "_request": request.to_json()})
            return Observation.from_json(result["observation"])

        return DrainSubject(watch, read, self.clock)
