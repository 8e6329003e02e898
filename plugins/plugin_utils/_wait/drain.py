# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until everything is consumed."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Clock, Look, Sleep, poll
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch


def wait(
    watch: Watch,
    look: Look,
    report: t.Callable[[Watch], None],
    clock: Clock = time.monotonic,
    sleep: Sleep = time.sleep,
) -> tuple[str, str] | None:
    """Poll until everything is consumed, and return None, or the verdict and the reason why waiting does not help."""
    while True:
        began = clock()
        poll(watch, look, clock)
        ended = None if watch.drained else watch.give_up_reason()
        if watch.drained or ended:
            return ended
        report(watch)
        sleep(max(0.0, watch.rules.interval - (clock() - began)))
