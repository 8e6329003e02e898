# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a watch has found, for the user: the result of the modules, and the progress lines of a wait."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import duration
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.give_up import GiveUpReason
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import DRAINED, GroupStatus
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch

_MOST_LINES = 5
BEHIND, ALL = "behind", "all"  # which partitions are returned


def result(watch: Watch, given_up: GiveUpReason | None = None, detail: str = BEHIND) -> dict[str, t.Any]:
    """Return the result of both modules; given_up is why a wait has failed."""
    groups = {name: _group(watch, status, detail) for name, status in watch.statuses.items()}
    ignored = watch.rules.ignore_groups
    return {
        "changed": False,
        "cluster_id": watch.observation.cluster_id if watch.observation else None,
        "drained": False if given_up else watch.drained,
        "quiesced": watch.quiesced,
        "verdict": given_up.verdict if given_up else watch.verdict,
        "message": given_up.message if given_up else watch.describe(),
        "remaining": watch.remaining,
        "lost": sum(group["lost"] for name, group in groups.items() if name not in ignored),
        "producing_topics": sorted({*watch.producing, *watch.open_transactions}),
        "open_transactions": watch.open_transactions,
        "unconsumed_topics": watch.unconsumed,
        "errors": watch.errors,
        "incomplete": list(watch.incomplete),
        "deleted_groups": sorted(watch.deleted),
        "ignored": [group for name, group in groups.items() if name in ignored],
        "groups": [group for name, group in groups.items() if name not in ignored],
        "seconds": round(watch.now - watch.started, 1),
    }


def _group(watch: Watch, status: GroupStatus, detail: str) -> dict[str, t.Any]:
    lost = watch.lost.get(status.group, {})
    rate = watch.history.rate(status)
    rows = [position._replace(lost=lost.get(position.partition, 0)) for position in status.positions]
    return {
        "group": status.group,
        "verdict": status.verdict,
        "message": status.message,
        "kind": status.view.kind,
        "state": status.view.state,
        "members": status.view.members,
        "commits_read": status.view.commits_read,
        "remaining": status.remaining,
        "lost": sum(lost.values()),
        "records_per_second": None if rate is None else round(rate, 1),
        "eta_seconds": watch.history.eta(status),
        "partitions": [
            row.to_result()
            for row in rows
            if detail == ALL or row.remaining is None or row.remaining or row.lost or row.error
        ],
    }


def progress(watch: Watch) -> list[str]:
    """Describe the present state in a few lines: each group that is not drained, those with the most to read first."""
    waiting = [status for status in watch.waited_for if status.verdict != DRAINED]
    waiting.sort(key=lambda status: (-status.known_remaining, status.group))
    lines = [_line(watch, status) for status in waiting[:_MOST_LINES]]
    if len(waiting) > _MOST_LINES:
        lines.append(f"and {len(waiting) - _MOST_LINES} more groups")
    lines += [f"{name}: {error}" for name, error in sorted(watch.errors.items())[:_MOST_LINES]]
    active = dict.fromkeys([*watch.producing, *watch.open_transactions])
    if active:
        lines.append(f"still written to: {', '.join(active)}")
    if not lines:
        idle = watch.now - watch.last_write_at
        lines.append(f"everything was read; nothing written for {idle:.0f} of {watch.rules.settle:g} s")
    return lines


def _line(watch: Watch, status: GroupStatus) -> str:
    if not status.known_remaining:
        return status.message
    rate, eta = watch.history.rate(status), watch.history.eta(status)
    unknown = sum(position.remaining is None for position in status.positions)
    speed = "" if rate is None else f", {rate:,.0f}/s"
    left = "" if eta is None else f", about {duration(eta)} left"
    more = f", and an unknown number in {unknown} partition{'s' * (unknown > 1)}" if unknown else ""
    return f"{status.group}: {status.known_remaining:,} to read{speed}{left}{more}"
