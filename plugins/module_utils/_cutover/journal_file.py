# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal as a file: read, changed and written under a lock of the file, whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure, FileFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.snapshot_file import load_json, save_json
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Migration
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.opening import Holder, open_journal
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.steps import (
    CLOSE,
    Incomplete,
    Step,
    apply,
)

# What the first version of this collection wrote in place of a journal.
_FORMER_NOTES = ("cutover.json", "offsets_set.json", "report.json")


class JournalFile:
    """The journal in a file; in check mode changes are only returned."""

    def __init__(self, path: str, run: str, clock: t.Callable[[], float], check_mode: bool = False) -> None:
        self._path = os.path.abspath(os.path.expanduser(path))
        self._run = run
        self._clock = clock
        self._check_mode = check_mode

    def read(self) -> Journal | None:
        """Return the journal, None if there is none. Raises Failure if it cannot be read."""
        return Journal.from_json(load_json(self._path)) if os.path.exists(self._path) else None

    def open(self, migration: Migration, holder: Holder) -> Journal:
        """Lock the journal for a run, a new one if there is none. Raises Failure if another run or migration has it."""
        with self._exclusive():
            existing = self.read()
            if existing is None:
                self._refuse_former_notes()
            return self._write(open_journal(existing, migration, holder, self._path, self._clock()))

    def change(self, steps: t.Sequence[Step], known: Journal | None = None) -> Journal:
        """Take all steps, or none if one of them is refused.

        Raises Failure; Incomplete if a phase lacks evidence, which is then in the journal.
        """
        with self._exclusive():
            journal, renew = self._held(known), not any(step.step == CLOSE for step in steps)
            try:
                return self._write(apply(journal, steps, self._run, self._clock()), renew)
            except Incomplete as failure:
                raise Incomplete(str(failure), self._write(failure.journal)) from failure

    def _held(self, known: Journal | None) -> Journal:
        """Return the journal, which this run must have locked; in check mode that which it would have written."""
        journal = known if self._check_mode else self.read()
        if journal is None:
            raise Failure(f"{self._path} does not exist: the run has not opened it, or it was removed.")
        if journal.lock is None or journal.lock.run != self._run:
            raise Failure(f"Another run holds {self._path} now: {journal.lock or 'it has ended'}.")
        return journal

    def _write(self, journal: Journal, renew: bool = True) -> Journal:
        written = journal.renewed(self._clock()) if renew else journal
        if not self._check_mode:
            save_json(self._path, written.to_json())
        return written

    @contextlib.contextmanager
    def _exclusive(self) -> t.Iterator[None]:
        if self._check_mode:
            yield
            return
        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            guard = os.open(f"{self._path}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise FileFailure(f"Cannot write {self._path}: {error.strerror or error}.") from error
        try:
            fcntl.flock(guard, fcntl.LOCK_EX)
            yield
        finally:
            os.close(guard)

    def _refuse_former_notes(self) -> None:
        folder = os.path.dirname(self._path)
        found = [name for name in _FORMER_NOTES if os.path.exists(os.path.join(folder, name))]
        if found:
            raise Failure(
                f"{folder} has notes of an earlier version of this collection ({', '.join(found)}) and no journal. End "
                "that migration with the version that began it, or set kafka_migration_run_dir to another folder."
            )
