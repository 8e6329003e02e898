# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until everything is consumed."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.give_up import GiveUpReason
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch


def wait(poller: Poller, report: t.Callable[[Watch], None]) -> GiveUpReason | None:
    """Poll until everything is consumed and return None, or return why waiting any longer does not help."""
    watch = poller.watch
    while True:
        began = poller.clock()
        poller.poll()
        reason = None if watch.drained else watch.give_up_reason()
        if watch.drained or reason:
            return reason
        report(watch)
        poller.pause(began)
