# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait for a mirror on the control node: poll it with the module kafka_mirror_info, and print the progress."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.options import mirror_spec
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.action import Poll, WaitAction
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.mirror import MirrorSubject

_OWN_OPTIONS = {"max_remaining": {"type": "int", "default": 0}, **Patience.spec()}


class ActionModule(WaitAction):
    """Wait until a mirror has caught up."""

    polled_module = "otc.kafka_migration.kafka_mirror_info"

    def argument_spec(self) -> dict[str, t.Any]:
        """Return the argument spec."""
        return {**mirror_spec(), **_OWN_OPTIONS}

    def subject(self, params: dict[str, t.Any], poll: Poll) -> MirrorSubject:
        """Watch the mirror; the module gets its own options as they were given."""
        arguments = {name: value for name, value in self._task.args.items() if name not in _OWN_OPTIONS}
        return MirrorSubject(params["max_remaining"], lambda: poll(arguments), self.clock)
