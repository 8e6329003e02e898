# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge one observation after another: what is stable, what still changes, and what is not worth waiting for."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import give_up
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.give_up import GiveUpReason
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.history import PositionHistory
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.log_ends import LogEnds
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    Observation,
    ScannedTail,
    ScanRequest,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.scan_plan import plan_scan
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.stability import FEWEST_POLLS, StabilityTracker
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import (
    DRAINED,
    INCOMPLETE,
    MISSING,
    OTHER_KIND,
    PARTITION_ERROR,
    PRODUCERS_ACTIVE,
    SETTLING,
    SEVERITY,
    UNCONSUMED_TOPIC,
    GroupStatus,
    judge,
    open_transactions,
    unconsumed,
    unowned_errors,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition


class Watch:
    """Takes one observation after another; every answer is about the last one, in the light of those before."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.polls = 0
        self.started = self.now = 0.0
        self.observation: Observation | None = None
        self.statuses: dict[str, GroupStatus] = {}
        # Topics with records that no group is required to read; an ignored group counts as a reader.
        self.unconsumed: list[str] = []
        self.open_transactions: list[str] = []
        # By name: of topics, and of partitions that no group is required to read; the others are in the groups.
        self.errors: dict[str, str] = {}
        self.incomplete: tuple[str, ...] = ()  # why something in question may not be seen
        self.deleted: set[str] = set()  # groups that were waited for, and have been deleted
        self.lost: dict[str, dict[Partition, int]] = {}  # by group: the most that any poll has found
        self.history = PositionHistory()
        self._topics: list[str] = []
        self._known: set[str] = set()
        self._tracker = StabilityTracker()
        self._ends = LogEnds()
        self._progress_at = 0.0
        self._scanned_tails: dict[Partition, ScannedTail] = {}

    def add(self, observation: Observation, now: float) -> None:
        """Take the observation of a time, in seconds of any clock that only goes forward."""
        if not self.polls:
            self.started = self._progress_at = now
        self.polls, self.now, self.observation = self.polls + 1, now, observation
        self._scanned_tails.update(observation.scanned_tails)
        self.statuses = judge(observation, self._scanned_tails)
        self.unconsumed = unconsumed(observation, self.statuses)
        self.open_transactions = open_transactions(observation)
        self.errors = {**unowned_errors(observation, self.statuses), **self._vanished(observation)}
        self.incomplete = observation.incomplete
        self._topics = sorted({*observation.topics, *self._topics})
        self.deleted.update(observation.deleted_groups)
        self.deleted.difference_update(self.statuses)
        self._known.update(status.group for status in self.waited_for if status.verdict != MISSING)
        self._known.difference_update(self.deleted)
        self._ends.add(observation.logs, now, usual_gap=2 * self.rules.interval)
        for status in self.statuses.values():
            self._note_group(status)
        self._tracker.note("unconsumed", self.unconsumed, now)
        self._tracker.note("errors", self._lasting_errors, now)
        self._tracker.note("incomplete", self.incomplete, now)
        self.history.add(self.statuses, now)

    def _vanished(self, observation: Observation) -> dict[str, str]:
        present = set(observation.topics)
        return {
            topic: "the topic was deleted during the wait, or its groups have dropped it"
            for topic in self._topics
            if topic not in present
        }

    def _note_group(self, status: GroupStatus) -> None:
        self._tracker.note(("state", status.group), status.view.state, self.now)
        commits = [(position.partition, position.committed, position.error) for position in status.positions]
        changed = self._tracker.note(("group", status.group), (status.verdict, commits), self.now)
        if changed and status.group not in self.rules.ignore_groups:
            self._progress_at = self.now
        lost = self.lost.setdefault(status.group, {})
        for position in status.positions:  # a consumer that has jumped over lost records has still lost them
            lost[position.partition] = max(position.lost, lost.get(position.partition, 0))

    # The present state

    @property
    def known_groups(self) -> tuple[str, ...]:
        """The groups waited for so far: each stays so until it is described again, or is seen to be deleted."""
        return tuple(sorted(self._known))

    @property
    def waited_for(self) -> list[GroupStatus]:
        """The groups that have to be drained."""
        return [status for name, status in self.statuses.items() if name not in self.rules.ignore_groups]

    @property
    def sees_all_groups(self) -> bool:
        """Whether no other group can read the topics, and it is known of each one what it reads."""
        return not self.incomplete and not any(status.view.error for status in self.statuses.values())

    @property
    def producing(self) -> list[str]:
        """Topics that were written to, and whose ends have not been stable for long enough since."""
        return self._ends.producing(self.rules.settle)

    @property
    def quiesced(self) -> bool | None:
        """Whether all ends are stable; None when the watch was too short to know, or an end cannot be read."""
        if self.producing or self.open_transactions:
            return False
        unread = bool(self.errors) or any(
            position.log is None for status in self.waited_for for position in status.positions
        )
        stable = self.watched_long_enough and self._ends.are_stable(self.rules.settle)
        return True if stable and not unread else None

    @property
    def watched_long_enough(self) -> bool:
        """Whether stable ends can no longer be a mere pause of the producers."""
        return self.polls >= FEWEST_POLLS and self.now - self.started >= self.rules.settle

    @property
    def last_write_at(self) -> float:
        """When something was last found to be written; the start of the watch where nothing was."""
        last = self._ends.last_write_at
        return self.started if last is None else last

    @property
    def moved_at(self) -> float | None:
        """When a position, state or commit last changed; None while nothing has to move any more."""
        return None if self.verdict == SETTLING else self._progress_at

    @property
    def verdict(self) -> str:
        """The most serious verdict that applies now."""
        verdicts = {status.verdict for status in self.waited_for}
        if self.errors:
            verdicts.add(PARTITION_ERROR)
        if self.incomplete:
            verdicts.add(INCOMPLETE)
        if self.unconsumed and not self.rules.allow_unconsumed:
            verdicts.add(UNCONSUMED_TOPIC)
        if self.producing or self.open_transactions:
            verdicts.add(PRODUCERS_ACTIVE)
        if not self._is_settled:
            verdicts.add(SETTLING)
        return next((verdict for verdict in SEVERITY if verdict in verdicts), DRAINED)

    @property
    def drained(self) -> bool | None:
        """Whether everything is consumed; None when nothing seems to remain, but the watch was too short."""
        return {DRAINED: True, SETTLING: None}.get(self.verdict, False)

    @property
    def remaining(self) -> int | None:
        """The number of records left to all groups waited for; None when any part is unknown."""
        amounts = [status.remaining for status in self.waited_for]
        return None if None in amounts or self.incomplete or self.errors else sum(t.cast("list[int]", amounts))

    @property
    def _passing(self) -> frozenset[str]:
        return self.observation.passing if self.observation else frozenset()

    @property
    def _lasting_errors(self) -> dict[str, str]:
        return {name: error for name, error in self.errors.items() if name not in self._passing}

    @property
    def _is_settled(self) -> bool:
        states = all(self._is_stable(("state", status.group)) for status in self.waited_for)
        return bool(self.quiesced) and states

    def _is_stable(self, key: t.Hashable) -> bool:
        return self._tracker.is_stable(key, self.now, self.rules.settle)

    def describe(self) -> str:
        """Describe the present state in one phrase."""
        waiting = [status.message for status in self.waited_for if status.verdict != DRAINED]
        if self.open_transactions:
            waiting.append(f"a transaction is open on {name_some(self.open_transactions)}")
        elif self.producing:
            waiting.append(f"{name_some(self.producing)} was written to recently")
        waiting += [f"{name}: {error}" for name, error in sorted(self.errors.items())]
        waiting += self.incomplete
        if self.unconsumed and not self.rules.allow_unconsumed:
            waiting.append(give_up.unconsumed_message(self.unconsumed))
        if not waiting and not self._is_settled:
            waiting.append(
                f"everything was read so far, but it takes {self.rules.settle:g} s to be sure that nothing is written "
                "any more (settle)"
            )
        return give_up.join_some(waiting) or "everything is consumed"

    # What to do next

    def scan_request(self) -> ScanRequest:
        """Return the short remainders to read before the next judgement."""
        if self.history.previous is None and self.rules.settle:
            return ScanRequest()
        return plan_scan(self.statuses.values(), self.history.previous, self._ends.changing(), self._scanned_tails)

    def give_up_reason(self) -> GiveUpReason | None:
        """Return why waiting any longer does not help, however long; None while it may."""
        return give_up.most_serious(self._lasting_problems())

    def _lasting_problems(self) -> t.Iterator[GiveUpReason]:
        """Yield what only an operator can fix, once it is stable."""
        for status in self.waited_for:
            stays = give_up.cannot_recover(status, self._scanned_tails, self._passing)
            lasting = stays and self._is_stable(("group", status.group))
            if lasting or status.verdict in (MISSING, OTHER_KIND):
                yield GiveUpReason(status.verdict, status.message)
        errors = self._lasting_errors
        if errors and self._is_stable("errors"):
            yield GiveUpReason(PARTITION_ERROR, give_up.errors_message(errors))
        if self.incomplete and self._is_stable("incomplete"):
            yield GiveUpReason(INCOMPLETE, give_up.join_some(self.incomplete))
        unread = self.unconsumed and not self.rules.allow_unconsumed and self.sees_all_groups
        if unread and self._is_stable("unconsumed"):
            yield GiveUpReason(UNCONSUMED_TOPIC, give_up.unconsumed_message(self.unconsumed))
        late = self._ends.producing_late(self.rules.settle, self.started)
        if late:
            yield GiveUpReason(PRODUCERS_ACTIVE, f"{name_some(late)} is still being written to; stop its producers")
