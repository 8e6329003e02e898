# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One answer to the question whether a target is big enough, and what was read to give it."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

PASS, WARN, FAIL, UNKNOWN, SKIPPED = "pass", "warn", "fail", "unknown", "skipped"


@dataclasses.dataclass(frozen=True)
class Check:
    """One thing that was compared.

    C(unknown) is a figure that should be there and is not; C(skipped) a comparison that does not apply to these clusters.
    """

    check: str
    verdict: str
    message: str
    remedy: str = ""
    value: t.Any = None
    limit: t.Any = None
    unit: str | None = None
    topics: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What was found and what to do about it, to be joined with others."""
        return f"{self.message}; {self.remedy}" if self.remedy else self.message

    def to_result(self) -> dict[str, t.Any]:
        """This check as the module returns it."""
        return {**dataclasses.asdict(self), "topics": list(self.topics)}


@dataclasses.dataclass(frozen=True)
class ClusterState:
    """What was read of one cluster."""

    brokers: int  # those that live
    version: str  # the release that the offered requests point to, such as 3.3
    log_dirs: dict[int, Answer]  # broker -> its log directories or error


@dataclasses.dataclass(frozen=True)
class Move:
    """One topic that shall be on the target."""

    topic: Topic  # on the source, with effective configs
    exists: bool  # on the target
    replication_factor: int  # that it has there, or shall have

    @property
    def name(self) -> str:
        """The topic's name."""
        return self.topic.name

    @property
    def replicas(self) -> int:
        """All replicas of all partitions on the target."""
        return self.topic.partitions * self.replication_factor

    def config(self, key: str) -> tuple[str | None, bool]:
        """A config in effect on the source, and whether it was set for this topic rather than by the brokers."""
        config = (self.topic.effective_configs or {}).get(key)
        return (config.value if config else None), key in self.topic.configs


@dataclasses.dataclass(frozen=True)
class Clusters:
    """All that was read from both clusters."""

    source: ClusterState
    target: ClusterState
    moves: tuple[Move, ...]

    @property
    def created(self) -> tuple[Move, ...]:
        """The topics that the target lacks."""
        return tuple(move for move in self.moves if not move.exists)
