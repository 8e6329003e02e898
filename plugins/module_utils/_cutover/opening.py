# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a run may take a journal: it is of this migration, and no other run holds it."""

from __future__ import annotations

import dataclasses

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import duration
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Lock, Migration

LEASE = 1800.0  # seconds without a sign of life after which a lock of another control node counts as left behind


@dataclasses.dataclass(frozen=True)
class Holder:
    """The run that wants the journal, and what it knows of the one that has it."""

    run: str
    user: str
    host: str
    pid: int
    other_lives: bool | None = None  # whether the run that has it lives; None where that cannot be seen
    takes_over: bool = False  # the user says that the other run has ended

    def lock(self, now: float) -> Lock:
        """Return a lock of this run."""
        return Lock(self.run, self.user, self.host, self.pid, now, now)


def open_journal(existing: Journal | None, migration: Migration, holder: Holder, path: str, now: float) -> Journal:
    """Return the journal, locked by the holder; raises Failure if it is of another migration or another run has it."""
    if existing is None:
        return Journal(migration).locked(holder.lock(now))
    lock, reason = existing.lock, None
    if lock is not None and lock.run != holder.run:
        reason = _why_left_behind(lock, holder, now)
        if reason is None:
            raise Failure(
                f"Another run holds {path}: {lock}; it last wrote to it {duration(now - lock.renewed)} ago. Wait until "
                "it has ended. If it has, run this with kafka_migration_take_over=true."
            )
    differences = "; ".join(existing.migration.differences(migration))
    if differences and not existing.has_changed_nothing:
        raise Failure(
            f"{path} is the journal of another migration: {differences}. Set kafka_migration_run_dir to another folder "
            "for this one, or the options back to those of the journal."
        )
    opened = (Journal(migration) if differences else existing).locked(holder.lock(now))
    if differences:
        opened = opened.happened(now, f"replaced a journal that had only checked: {differences}")
    return opened.happened(now, f"took over the lock of {lock}: {reason}") if reason else opened


def _why_left_behind(lock: Lock, holder: Holder, now: float) -> str | None:
    """Return why a lock counts as left behind; None while its holder may live."""
    if holder.takes_over:
        return "the user says that this run has ended"
    if holder.other_lives is False:
        return "this process does not exist any more"
    if now - lock.renewed > LEASE:
        return f"no sign of life for {duration(now - lock.renewed)}"
    return None
