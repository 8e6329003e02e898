# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Poll a cluster for a watch. Clock and sleep are given, so that tests need neither."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation, PollRequest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch


@dataclasses.dataclass(frozen=True)
class Poller:
    """Reads a cluster for a watch, once or several times."""

    watch: Watch
    read: t.Callable[[PollRequest], Observation]
    clock: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep

    def poll(self) -> None:
        """Read the cluster once, and again where short remainders have to be scanned."""
        self.watch.add(self.read(PollRequest(groups=self.watch.known_groups)), self.clock())
        scan = self.watch.scan_request()
        if scan:
            self.watch.add(self.read(PollRequest(scan, self.watch.known_groups)), self.clock())

    def poll_to_settle(self) -> None:
        """Poll for as long as the rule settle requires; once when that is 0."""
        while True:
            began = self.clock()
            self.poll()
            if not self.watch.rules.settle or self.watch.watched_long_enough:
                return
            self.pause(began)

    def pause(self, began: float) -> None:
        """Sleep until the next poll is due, counted from when the last one began."""
        self.sleep(max(0.0, self.watch.rules.interval - (self.clock() - began)))
