# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why waiting any longer does not help."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import ScannedTail
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.scan_plan import is_unscanned_tail
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import (
    PARTITION_ERROR,
    SEVERITY,
    STOPPED,
    UNKNOWN,
    GroupStatus,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

_MOST_REASONS = 5


class GiveUpReason(t.NamedTuple):
    """The verdict of a wait that is given up, and the reason."""

    verdict: str
    message: str


def cannot_recover(
    status: GroupStatus, scanned_tails: t.Mapping[Partition, ScannedTail], passing: t.Container[str] = ()
) -> bool:
    """Whether the verdict on a group does not change by itself, provided that the group does not move.

    A group without members may be a consumer with manually assigned partitions; if that is alive, it moves. passing are
    the partitions whose error can pass by itself, such as one without leader.
    """
    if status.verdict == UNKNOWN:
        return not status.view.members  # members may still commit
    if status.verdict == STOPPED:
        # A remainder may turn out to hold no record, once it is scanned or its open transaction has ended.
        return any(
            position.remaining and not is_unscanned_tail(position, scanned_tails) for position in status.positions
        )
    return status.verdict == PARTITION_ERROR and any(
        position.error and str(position.partition) not in passing for position in status.positions
    )


def most_serious(reasons: t.Iterable[GiveUpReason]) -> GiveUpReason | None:
    """Join reasons under the most serious verdict; None where no reason is given."""
    ordered = sorted(reasons, key=lambda reason: SEVERITY.index(reason.verdict))
    if not ordered:
        return None
    return GiveUpReason(ordered[0].verdict, join_some(reason.message for reason in ordered))


def errors_message(errors: t.Mapping[str, str]) -> str:
    """Describe the errors of topics and partitions."""
    return name_some(f"{name}: {error}" for name, error in sorted(errors.items()))


def unconsumed_message(topics: t.Iterable[str]) -> str:
    """Describe the topics that no group reads, with the remedy."""
    return (
        f"no group reads {name_some(topics)}; start its consumers, leave it out with exclude_topics_matching, or set "
        "allow_unconsumed"
    )


def join_some(messages: t.Iterable[str]) -> str:
    """Join messages; of many only the first, and the number of the others."""
    listed = list(messages)
    more = [f"and {len(listed) - _MOST_REASONS} more"] if len(listed) > _MOST_REASONS else []
    return "; ".join([*listed[:_MOST_REASONS], *more])
