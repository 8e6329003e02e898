# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The loops around a watch: look once, for a while, or until it is done. Clock and sleep are given, so that tests need neither."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

Look = t.Callable[[t.Mapping[Partition, int]], Observation]
Clock = t.Callable[[], float]
Sleep = t.Callable[[float], None]


def look_around(watch: Watch, look: Look, clock: Clock = time.monotonic, sleep: Sleep = time.sleep) -> None:
    """Watch for as long as settle says; once when it is 0."""
    while True:
        began = clock()
        poll(watch, look, clock)
        if not watch.rules.settle or watch.watched_long_enough:
            return
        sleep(max(0.0, watch.rules.interval - (clock() - began)))


def poll(watch: Watch, look: Look, clock: Clock) -> None:
    watch.add(look({}), clock())
    scan = watch.scan_wanted()
    if scan:
        watch.add(look(scan), clock())
