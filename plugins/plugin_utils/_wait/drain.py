# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until everything is consumed."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.give_up import GiveUpReason
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation, PollRequest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.loop import Ending


class DrainSubject:
    """What kafka_drain_wait waits for."""

    def __init__(
        self, watch: Watch, read: t.Callable[[PollRequest], Observation], clock: t.Callable[[], float]
    ) -> None:
        self._watch = watch
        self._poller = Poller(watch, read, clock)

    @property
    def polled(self) -> bool:
        """Whether the cluster has been read."""
        return bool(self._watch.polls)

    def poll(self) -> None:
        """Read the cluster; raises PollFailed."""
        self._poller.poll()

    @property
    def done(self) -> bool:
        """Whether everything is consumed."""
        return bool(self._watch.drained)

    def lasting_problem(self) -> Ending | None:
        """Return what keeps a group from ever being drained."""
        reason = self._watch.give_up_reason()
        return Ending(*reason) if reason else None

    @property
    def moved_at(self) -> float | None:
        """When a group last moved."""
        return self._watch.moved_at

    def describe(self, _verdict: str) -> str:
        """Describe what is left."""
        return self._watch.describe()

    def progress(self) -> list[str]:
        """Describe the groups that still read."""
        return report.progress(self._watch)

    def result(self, ending: Ending | None) -> dict[str, t.Any]:
        """Return the result of the task."""
        if ending is None:
            return report.result(self._watch)
        message = f"Not everything is consumed ({ending.verdict}): {ending.message.rstrip('.')}."
        return {**report.result(self._watch, GiveUpReason(*ending)), "failed": True, "msg": message}
