# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the ends of both clusters, and wait for what the production pause waits for."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.ends import (
    Change,
    Ends,
    changes,
    foreign,
    name_changes,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.pause import Pause, Progress
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.observe import MirrorQuestion, read_mirror
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import read_topics, select_topics

Snapshot = dict[str, t.Any]  # as kafka_topic_info returns it, with read_at
_POLL = 0.25  # seconds between two polls within the production pause


@dataclasses.dataclass(frozen=True)
class Pair:
    """Both clusters, and the topics of the migration."""

    source: Connection
    target: Connection
    topics: list[str]

    def read_source(self) -> Snapshot:
        """Read the topics of the source with their ends."""
        return _read(self.source, self.topics)

    def read_target(self) -> Snapshot:
        """Read the topics of the target with their ends."""
        return _read(self.target, self.topics)


@dataclasses.dataclass(frozen=True)
class Found:
    """Both sides at a time, and what differs from an earlier time."""

    source: Snapshot
    target: Snapshot
    source_changes: list[Change] = dataclasses.field(default_factory=list)
    target_changes: list[Change] = dataclasses.field(default_factory=list)

    def to_result(self) -> dict[str, t.Any]:
        """Return it as modules return it."""
        return {
            "source": self.source,
            "target": self.target,
            "source_changes": [change.to_result() for change in self.source_changes],
            "target_changes": [change.to_result() for change in self.target_changes],
        }


def await_copied(pair: Pair, mirror: MirrorQuestion, settle: float, timeout: float) -> Found:
    """Wait until the source stands still, and the positions that the mirror has stored have reached its ends.

    Raises Failure with what is missing when the time is over, or when waiting longer does not help.
    """
    pause = Pause(settle, timeout, time.monotonic())
    while True:
        try:
            state = read_mirror(pair.source, pair.target, mirror)
            source = pair.read_source()
            if pause.add(_ends(source), Progress.of(state), time.monotonic()):
                return Found(source, pair.read_target())
        except KafkaFailure as failure:  # a broker that restarts, for example
            pause.add_failure(failure, time.monotonic())
        pause.require_patience(time.monotonic())
        time.sleep(_POLL)


def note(pair: Pair, before: tuple[Ends | None, Ends], settle: float) -> Found:
    """Read both sides again after the mirror has ended, at least settle seconds after they were read before.

    Raises Failure if anything was written since then.
    """
    wait = before[1].read_at + settle - time.time()
    if wait > 0:
        time.sleep(wait)
    found = compare(pair, before)
    if found.target_changes:
        raise Failure(
            "Somebody else writes to the target, so where its new records begin cannot be noted: "
            f"{name_changes(found.target_changes)}. Stop what writes there, and look for producers that were moved "
            "already."
        )
    if found.source_changes:
        raise Failure(
            "Records were written to the source after everything was copied: "
            f"{name_changes(found.source_changes)}. Find the producers that still run; all of them have to be in "
            "kafka_producers."
        )
    return found


def require_own(begun: tuple[Ends | None, Ends | None], found: Found) -> None:
    """Raise Failure if the target has more records than the mirror can have copied."""
    more = foreign(*begun, _ends(found.source), _ends(found.target))
    if more:
        raise Failure(
            f"The target has records that the mirror cannot have copied: {name_changes(more)}. If a producer was moved "
            "already, what it has written so far would be skipped by all groups; if the mirror has copied records "
            "twice, after it was killed, set kafka_migration_allow_extra_records=true to go on."
        )


def compare(pair: Pair, before: tuple[Ends | None, Ends | None]) -> Found:
    """Read both sides, and compare each with an earlier time if there is one."""
    source, target = pair.read_source(), pair.read_target()
    return Found(
        source,
        target,
        changes(before[0], _ends(source)) if before[0] else [],
        changes(before[1], _ends(target)) if before[1] else [],
    )


def _ends(snapshot: Snapshot) -> Ends:
    return Ends.from_result(snapshot, "What was read")


def _read(connection: Connection, names: t.Sequence[str]) -> Snapshot:
    """Read topics by name, in the format of kafka_topic_info; read_at is not before their ends were read."""
    selected = select_topics(connection, Selection("topics", tuple(names), (), ()))
    topics = read_topics(connection, selected, offsets=True, sizes=False)
    return {
        "cluster_id": connection.cluster_id,
        "read_at": time.time(),
        **selected.to_result(),
        "topics": [topic.to_result() for topic in topics],
    }
