# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Poll a cluster until all clients are seen at work there. Clock and sleep are given, so that tests need neither."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.activity import Activity, Client, Reading
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    Observation,
    PollRequest,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observe import Question, observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import GroupStatus
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.positions import read_groups
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import BrokerError, split
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import LATEST, list_offsets
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.topics import TopicMetadata, describe_topics

_INTERVAL = 0.5  # seconds from one reading to the next
T = t.TypeVar("T")


@dataclasses.dataclass
class Wait:
    """Reads until everything is seen or the time is over; errors are those of readings that failed, each once."""

    activity: Activity
    read: t.Callable[[], Reading]
    timeout: float  # seconds
    clock: t.Callable[[], float] = time.monotonic
    sleep: t.Callable[[float], None] = time.sleep
    errors: list[str] = dataclasses.field(default_factory=list)

    def run(self) -> None:
        """Poll; the last reading begins when the time is over."""
        started = self.clock()
        while True:
            began = self.clock()
            reading = self.read()
            self.activity.add(reading, self.clock() - started)
            self._keep(reading.failures)
            now = self.clock()
            if self.activity.is_over or began >= started + self.timeout:
                return
            self.sleep(max(0.0, min(began + _INTERVAL, started + self.timeout) - now))

    def _keep(self, failures: t.Iterable[str]) -> None:
        self.errors += [failure for failure in failures if failure not in self.errors]


class ActivityReader:
    """Reads the topics and groups of all clients together."""

    def __init__(self, connection: Connection, clients: t.Iterable[Client]) -> None:
        self._connection = connection
        seen = [client for client in clients if not client.lack]
        self._written = {topic for client in seen if client.writes for topic in client.topics}
        self._read = {topic for client in seen if client.reads and not client.writes for topic in client.topics}
        self._groups = tuple(sorted({client.group for client in seen if client.reads and client.group}))
        # Watches how far the groups are; the topics that they read are known only from their positions.
        self._watch = Watch(Rules())

    def read(self) -> Reading:
        """Read everything once; a part that cannot be read is a failure of the reading, and leaves the others alone."""
        failures: list[str] = []
        if self._groups and not self._watch.polls:
            views = _attempt(self._views, failures) or {}
            self._read |= {topic for view in views.values() for topic in view.topics}
        topics = _attempt(lambda: describe_topics(self._connection, self._written | self._read), failures)
        if topics is None:
            return Reading(failures=tuple(failures))
        described, errors = split(topics)
        ends = _attempt(lambda: self._ends(described), failures)
        readable = sorted(self._read & described.keys())
        statuses = _attempt(lambda: self._statuses(readable, failures), failures)
        return Reading(
            ends=ends or {},
            topic_errors={name: str(error) for name, error in errors.items()},
            groups=statuses or {},
            group_topics=frozenset(readable),
            failures=tuple(failures),
        )

    def _statuses(self, topics: list[str], failures: list[str]) -> dict[str, GroupStatus]:
        if not self._groups:
            return {}
        polls = self._watch.polls
        try:
            Poller(self._watch, lambda request: self._observe(topics, request)).poll()
        except Failure as failure:
            # Without the scan of short remainders, offsets count instead of records: more seems to be left than is.
            if self._watch.polls == polls:
                raise
            failures.append(str(failure))
        self._read |= {topic for status in self._watch.statuses.values() for topic in status.view.topics}
        return dict(self._watch.statuses)

    def _ends(self, described: t.Mapping[str, TopicMetadata]) -> dict[Partition, int | str]:
        partitions = [
            Partition(name, index)
            for name, topic in described.items()
            if name in self._written
            for index in topic.leaders
        ]
        answers = list_offsets(self._connection, partitions, [LATEST]) if partitions else {}
        return {
            partition: str(answer) if isinstance(answer, BrokerError) else answer[0]
            for partition, answer in answers.items()
        }

    def _observe(self, topics: list[str], request: PollRequest) -> Observation:
        groups = Selection("groups", self._groups, (), ())
        if topics:
            question = Question(Selection("topics", tuple(topics), (), ()), groups, "read_committed")
            return observe(self._connection, question, request)
        views = self._views()
        missing = tuple(group for group in self._groups if group not in views)
        return Observation(self._connection.cluster_id, {}, views, missing_groups=missing)

    def _views(self) -> dict[str, GroupView]:
        positions = read_groups(self._connection, Selection("groups", self._groups, (), ()))
        return {name: GroupView.of(group) for name, group in positions.items() if group.exists}


def _attempt(read: t.Callable[[], T], failures: list[str]) -> T | None:
    """Read a part; None, and one failure more, where that fails."""
    try:
        return read()
    except Failure as failure:
        failures.append(str(failure))
        return None
