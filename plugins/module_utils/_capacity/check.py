# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The result of one comparison, and what is read of the clusters for all of them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import Answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

PASS, WARN, FAIL, UNKNOWN, SKIPPED = "pass", "warn", "fail", "unknown", "skipped"


class Measure(t.NamedTuple):
    """What was found, and what it was compared with; ``None`` where it is not known."""

    value: int | str | None = None
    limit: int | str | None = None
    unit: str | None = None


@dataclasses.dataclass(frozen=True)
class Check:
    """The result of one comparison.

    The verdict ``unknown`` means that a figure is missing which should be known; ``skipped`` means that the comparison
    does not apply to these clusters.
    """

    check: str
    verdict: str
    message: str
    remedy: str = ""
    measure: Measure = Measure()
    topics: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The message with its remedy, to be joined with others."""
        return f"{self.message}; {self.remedy}" if self.remedy else self.message

    def to_result(self) -> dict[str, t.Any]:
        """Return the check as the module returns it."""
        return {
            "check": self.check,
            "verdict": self.verdict,
            "message": self.message,
            "remedy": self.remedy,
            **self.measure._asdict(),
            "topics": list(self.topics),
        }


@dataclasses.dataclass(frozen=True)
class ClusterState:
    """What was read of one cluster."""

    brokers: int  # those alive
    version: str  # the release that the supported requests indicate, such as 3.3
    log_dirs: dict[int, Answer[list[LogDir]]]  # by broker


@dataclasses.dataclass(frozen=True)
class Move:
    """One topic to be migrated."""

    topic: Topic  # on the source, with effective configs
    exists: bool  # on the target
    replication_factor: int  # that it has on the target, or will have

    @property
    def name(self) -> str:
        """The topic's name."""
        return self.topic.name

    @property
    def replicas(self) -> int:
        """The number of replicas of all partitions on the target."""
        return self.topic.partitions * self.replication_factor

    def config(self, key: str) -> tuple[str | None, bool]:
        """Return the effective value of a config on the source, and whether it is an override of this topic."""
        config = (self.topic.effective_configs or {}).get(key)
        return (config.value if config else None), key in self.topic.configs


@dataclasses.dataclass(frozen=True)
class Clusters:
    """Everything that was read of both clusters."""

    source: ClusterState
    target: ClusterState
    moves: tuple[Move, ...]
    incomplete_reason: str | None = None  # why there can be topics that are chosen and were not read

    @property
    def created(self) -> tuple[Move, ...]:
        """The topics that the target lacks."""
        return tuple(move for move in self.moves if not move.exists)
