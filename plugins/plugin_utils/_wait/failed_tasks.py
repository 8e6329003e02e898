# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which failures of MirrorMaker's tasks last: those that the worker that runs now has stored.

A failed task stays stored as FAILED until a worker starts it again, also after the worker was killed or stopped. What
is stored does not show whether that was the present worker: worker_id is the name of the flow (Kafka 3.3.1) or a
random one that the group does not know (4.2.0); the group's description does not have its generation; connectors are
stored as running before and after their tasks. But every run joins the group under a member id of its own. So a failure
that appears while the members of the group stay the same is theirs. One that was there before may be of an earlier run:
workers replace it 0.1 to 3 s after joining (measured with 3.3.1 and 4.2.0), and a killed one stays a member for 10 s.
"""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import SOURCE_CONNECTOR

# Seconds for which a failure that was there before has to stay with the same workers: while nothing moves, and in all.
_IDLE, _BUSY = 15.0, 60.0
_Key = tuple[str, t.Optional[int], t.Optional[str]]  # connector, task, when it was stored


class _Failure(t.NamedTuple):
    problem: str
    seen_at: float
    is_new: bool  # whether the same workers were seen without it


class FailedTasks:
    """Takes one result of kafka_mirror_info after another."""

    def __init__(self, only_source: bool) -> None:
        self._only_source = only_source  # whether only the connector that copies matters
        self._now = 0.0
        self._workers: frozenset[str] = frozenset()
        self._failures: dict[_Key, _Failure] = {}

    def add(self, result: dict[str, t.Any], now: float) -> None:
        """Take the result of a poll."""
        workers = frozenset(member["id"] for member in result["worker"]["members"])
        same = bool(workers) and workers == self._workers
        known = self._failures if same else {}
        self._failures = {
            key: known.get(key) or _Failure(failure["problem"], now, is_new=same)
            for failure in result["failures"]
            for key in [(failure["connector"], failure["task"], failure["stored"])]
            if failure["connector"] == SOURCE_CONNECTOR or not self._only_source
        }
        self._now, self._workers = now, workers

    def lasting(self, moved_at: float) -> list[str]:
        """Return the failures that no wait ends; moved_at is when the mirror last moved."""
        return [failure.problem for failure in self._failures.values() if self._is_theirs(failure, moved_at)]

    def _is_theirs(self, failure: _Failure, moved_at: float) -> bool:
        idle = self._now - max(failure.seen_at, moved_at)
        return failure.is_new or idle >= _IDLE or self._now - failure.seen_at >= _BUSY
