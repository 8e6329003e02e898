# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Look several times, and tell what stands still from what moves: quiet topics, rates, and waits that make no sense."""

from __future__ import annotations

import collections
import math
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import verdict as drain
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    LogState,
    Observation,
    ScannedTail,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import GroupStatus
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

# Two looks at the same offsets can be a pause of the producer, three are taken for rest.
_FEWEST_LOOKS = 3
_RATE_SAMPLES = 12
_MOST_REASONS = 5
# What one scan may read, all partitions together; what is left over goes on counting as unread until the next look.
_LARGEST_SCAN = 100_000


class StabilityTracker:
    """Since when, and over how many looks, named values have been what they are."""

    def __init__(self) -> None:
        self._kept: dict[t.Hashable, tuple[t.Any, float, int]] = {}

    def note(self, key: t.Hashable, value: t.Any, now: float) -> bool:
        """Take a value; true when it is another than at the look before."""
        before, since, looks = self._kept.get(key, (value, now, 0))
        moved = before != value
        self._kept[key] = (value, now, 1) if moved else (value, since, looks + 1)
        return moved

    def looks(self, key: t.Hashable) -> int:
        """Over how many looks the value has been the same."""
        return self._kept[key][2] if key in self._kept else 0

    def stood(self, key: t.Hashable, now: float, window: float) -> bool:
        """Whether the value has been the same for that long, and for enough looks."""
        return self.looks(key) >= _FEWEST_LOOKS and now - self._kept[key][1] >= window


class Watch:
    """Takes one observation after the other; every answer is about the last one, in the light of those before."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.looks = 0
        self.started = self.now = 0.0
        self.observation: Observation | None = None
        self.statuses: dict[str, GroupStatus] = {}
        self.unconsumed: list[
            str
        ] = []  # topics with records that nobody is obliged to read; an ignored group counts as somebody
        self.open_transactions: list[str] = []
        self.errors: dict[
            str, str
        ] = {}  # of topics, and of partitions that no group has to do with: the others are in the groups
        self.lost: dict[str, dict[Partition, int]] = {}  # by group: the most that was seen at any look
        self._topics: list[str] = []
        self._steady = StabilityTracker()
        self._moved_at: dict[str, float] = {}  # topic -> when its ends were last seen to have moved
        self._progress_at = 0.0
        self._residues: dict[Partition, ScannedTail] = {}
        self._samples: collections.deque[tuple[float, dict[str, dict[Partition, int]]]] = collections.deque(
            maxlen=_RATE_SAMPLES
        )

    def add(self, observation: Observation, now: float) -> None:
        """Take what was seen at a time (any clock that only goes forward)."""
        if not self.looks:
            self.started = self._progress_at = now
        self.looks, self.now, self.observation = self.looks + 1, now, observation
        self._residues.update(observation.scanned_tails)
        self.statuses = drain.judge(observation, self._residues)
        self.unconsumed = drain.unconsumed(observation, self.statuses)
        self.open_transactions = drain.open_transactions(observation)
        self.errors = {**drain.unowned_errors(observation, self.statuses), **self._vanished(observation)}
        self._topics = sorted({*observation.topics, *self._topics})
        self._note_ends(observation)
        for status in self.statuses.values():
            self._note_group(status)
        self._steady.note("unconsumed", self.unconsumed, now)
        self._steady.note("errors", self.errors, now)
        self._samples.append((now, {name: status.positions for name, status in self.statuses.items()}))

    def _vanished(self, observation: Observation) -> dict[str, str]:
        there = set(observation.topics)
        return {
            topic: "the topic was deleted during the wait, or its groups have dropped it"
            for topic in self._topics
            if topic not in there
        }

    def _note_ends(self, observation: Observation) -> None:
        ends: dict[str, dict[int, t.Any]] = {topic: {} for topic in observation.topics}
        for partition, log in observation.logs.items():
            ends[partition.topic][partition.partition] = log.end if isinstance(log, LogState) else log
        for topic, value in ends.items():
            if self._steady.note(("ends", topic), value, self.now):
                self._moved_at[topic] = self.now

    def _note_group(self, status: GroupStatus) -> None:
        self._steady.note(("state", status.group), status.view.state, self.now)
        place = [(standing.partition, standing.committed, standing.error) for standing in status.standings]
        if (
            self._steady.note(("group", status.group), (status.verdict, place), self.now)
            and status.group not in self.rules.ignore_groups
        ):
            self._progress_at = self.now
        lost = self.lost.setdefault(status.group, {})
        for standing in status.standings:  # a consumer that has jumped over a loss has still lost it
            lost[standing.partition] = max(standing.lost, lost.get(standing.partition, 0))

    # What is true now

    @property
    def waited_for(self) -> list[GroupStatus]:
        """The groups that have to be done."""
        return [status for name, status in self.statuses.items() if name not in self.rules.ignore_groups]

    @property
    def producing(self) -> list[str]:
        """Topics that were written to and have not been quiet for long enough since."""
        window = self.rules.settle
        return sorted(topic for topic in self._moved_at if not self._steady.stood(("ends", topic), self.now, window))

    @property
    def quiesced(self) -> bool | None:
        """Whether all ends have stood still; null when it was not watched for long enough to tell."""
        if self.producing or self.open_transactions:
            return False
        still = all(self._steady.stood(("ends", topic), self.now, self.rules.settle) for topic in self._topics)
        return True if self.watched_long_enough and still and not self.errors else None

    @property
    def watched_long_enough(self) -> bool:
        """Whether rest can be told from a pause."""
        return self.looks >= _FEWEST_LOOKS and self.now - self.started >= self.rules.settle

    @property
    def quiet_since(self) -> float:
        """When something was last seen to be written."""
        return max([self.started, *self._moved_at.values()])

    @property
    def verdict(self) -> str:
        """The most serious thing that is true now."""
        verdicts = {status.verdict for status in self.waited_for}
        if self.errors:
            verdicts.add(drain.PARTITION_ERROR)
        if self.unconsumed and not self.rules.allow_unconsumed:
            verdicts.add(drain.UNCONSUMED_TOPIC)
        if self.producing or self.open_transactions:
            verdicts.add(drain.PRODUCERS_ACTIVE)
        if not self._settled:
            verdicts.add(drain.SETTLING)
        return next((verdict for verdict in drain.SEVERITY if verdict in verdicts), drain.DRAINED)

    @property
    def _settled(self) -> bool:
        states = all(
            self._steady.stood(("state", status.group), self.now, self.rules.settle) for status in self.waited_for
        )
        return bool(self.quiesced) and states

    @property
    def drained(self) -> bool | None:
        """Whether everything is consumed; null when nothing is known to remain, but it was not watched for long enough."""
        return {drain.DRAINED: True, drain.SETTLING: None}.get(self.verdict, False)

    @property
    def remaining(self) -> int | None:
        """The records that are left to all groups waited for; null when a part is unknown."""
        amounts = [status.remaining for status in self.waited_for]
        return None if None in amounts else sum(t.cast("list[int]", amounts))

    def rate(self, status: GroupStatus) -> float | None:
        """Records a second that a group has read lately; null after the first look."""
        since, before = self._samples[0]
        old = before.get(status.group, {})
        if self.now <= since:
            return None
        read = sum(
            max(0, position - old[partition]) for partition, position in status.positions.items() if partition in old
        )
        return read / (self.now - since)

    def eta(self, status: GroupStatus) -> int | None:
        """Seconds until a group has read what is there now; null when it cannot be told."""
        if status.remaining == 0:
            return 0
        rate = self.rate(status)
        return math.ceil(status.remaining / rate) if status.remaining and rate else None

    # What to do next

    def scan_wanted(self) -> dict[Partition, int]:
        """Short remainders to look into: where to start reading, by partition.

        Only where neither the log nor the position has moved since the look before (if there was one): what moves is data.
        """
        before = self._samples[-2][1] if self.looks > 1 else None
        if before is None and self.rules.settle:
            return {}
        starts: dict[Partition, int] = {}
        for status in self.statuses.values():
            for standing in status.standings:
                rests = before is None or before.get(status.group, {}).get(standing.partition) == standing.position
                quiet = (
                    standing.log
                    and standing.log.stable == standing.log.end
                    and self._moved_at.get(standing.partition.topic) != self.now
                )
                if rests and quiet and self._is_short(standing):
                    starts[standing.partition] = min(
                        t.cast(int, standing.position), starts.get(standing.partition, standing.log.end)
                    )
        return self._within_budget(starts)

    def _is_short(self, standing: drain.PartitionPosition) -> bool:
        """Whether there is a remainder that no scan has looked into yet, and that is small enough."""
        log, position = standing.log, standing.position
        if log is None or position is None or not standing.remaining or log.end - position > drain.LONGEST_TAIL:
            return False
        known = self._residues.get(standing.partition)
        return known is None or known.end != log.end or known.start > position

    def _within_budget(self, starts: dict[Partition, int]) -> dict[Partition, int]:
        logs = self.observation.logs if self.observation else {}
        lengths = {partition: t.cast(LogState, logs[partition]).end - start for partition, start in starts.items()}
        wanted, budget = {}, _LARGEST_SCAN
        for partition in sorted(starts, key=lambda partition: (lengths[partition], partition)):
            budget -= lengths[partition]
            if budget < 0:
                break
            wanted[partition] = starts[partition]
        return wanted

    def give_up_reason(self) -> tuple[str, str] | None:
        """The verdict and the reason why waiting any longer does not help; null while it may."""
        rules = self.rules
        reasons = [(status.verdict, status.message) for status in self.waited_for if self._is_given_up(status)]
        if self.errors and self._steady.stood("errors", self.now, rules.settle):
            reasons.append(
                (drain.PARTITION_ERROR, name_some(f"{name}: {error}" for name, error in sorted(self.errors.items())))
            )
        if self.unconsumed and not rules.allow_unconsumed and self._steady.stood("unconsumed", self.now, rules.settle):
            reasons.append((drain.UNCONSUMED_TOPIC, _unconsumed_message(self.unconsumed)))
        late = [topic for topic in self.producing if self._moved_at[topic] > self.started + rules.settle]
        if late:
            reasons.append((drain.PRODUCERS_ACTIVE, f"{name_some(late)} is still being written to; stop its producers"))
        if reasons:
            reasons.sort(key=lambda reason: drain.SEVERITY.index(reason[0]))
            return reasons[0][0], _some(message for _verdict, message in reasons)
        if self.now - self.started >= rules.timeout:
            return drain.TIMEOUT, f"it is not done after {rules.timeout:g} s (timeout): {self.describe()}"
        if self.now - self._progress_at >= rules.stall_timeout and self.verdict != drain.SETTLING:
            return drain.STALLED, f"nothing has moved for {rules.stall_timeout:g} s (stall_timeout): {self.describe()}"
        return None

    def _is_given_up(self, status: GroupStatus) -> bool:
        if status.verdict == drain.MISSING:
            return True
        doubtful = {
            drain.PARTITION_ERROR: True,
            # Members may commit yet.
            drain.UNKNOWN: not status.view.members,
            # A remainder may turn out to be no record at all, once it is scanned or its open transaction has ended.
            drain.STOPPED: any(standing.remaining and not self._is_short(standing) for standing in status.standings),
        }
        # A group without members may be a consumer that was assigned by hand; if it is alive, it moves.
        return doubtful.get(status.verdict, False) and self._steady.stood(
            ("group", status.group), self.now, self.rules.settle
        )

    def describe(self) -> str:
        """The present state in one phrase."""
        waiting = [status.message for status in self.waited_for if status.verdict != drain.DRAINED]
        if self.open_transactions:
            waiting.append(f"a transaction is open on {name_some(self.open_transactions)}")
        elif self.producing:
            waiting.append(f"{name_some(self.producing)} was still written to")
        waiting += [f"{name}: {error}" for name, error in sorted(self.errors.items())]
        if self.unconsumed and not self.rules.allow_unconsumed:
            waiting.append(_unconsumed_message(self.unconsumed))
        if not waiting and not self._settled:
            waiting.append(
                f"everything there is was read, but whether it stays so takes {self.rules.settle:g} s to see (settle)"
            )
        return _some(waiting) or "everything is consumed"


def _unconsumed_message(topics: list[str]) -> str:
    return f"no group reads {name_some(topics)}; start its consumers, leave it out with exclude_topics_matching, or set allow_unconsumed"


def _some(reasons: t.Iterable[str]) -> str:
    listed = list(reasons)
    more = [f"and {len(listed) - _MOST_REASONS} more"] if len(listed) > _MOST_REASONS else []
    return "; ".join([*listed[:_MOST_REASONS], *more])
