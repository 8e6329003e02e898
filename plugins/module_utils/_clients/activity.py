# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge by one reading of a cluster after another whether clients work there. What was not read shows nothing."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView, LogState
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import GroupStatus
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.group_protocol import (
    CLASSIC,
    SHARE,
    STABLE,
    STREAMS,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

PRODUCER, CONSUMER, PROCESSOR = "producer", "consumer", "processor"
ROLES = (PRODUCER, CONSUMER, PROCESSOR)
_NO_COMMIT = -1  # lower than any offset: the first commit of a group is progress


@dataclasses.dataclass(frozen=True)
class Client:
    """A service, and what it does with records: the topics of a processor are those that it writes."""

    name: str
    role: str
    topics: tuple[str, ...] = ()
    group: str | None = None
    members: int = 1  # that the group must have at least

    @classmethod
    def parse(cls, options: t.Mapping[str, t.Any]) -> Client:
        """Read an element of the option services."""
        return cls(
            options["name"], options["role"], tuple(options["topics"]), options["group"] or None, options["members"]
        )

    @property
    def writes(self) -> bool:
        """Whether records must arrive in its topics."""
        return self.role != CONSUMER

    @property
    def reads(self) -> bool:
        """Whether its group must read."""
        return self.role != PRODUCER

    @property
    def lack(self) -> str | None:
        """Return why it cannot be seen, with the remedy; None if it can."""
        lacking = ["topics"] * (self.writes and not self.topics) + ["group"] * (self.reads and not self.group)
        if not lacking:
            return None
        names = " and ".join(lacking)
        return f"it has no {names}, without which a {self.role} is not seen at work; give it {names}."

    def is_about(self, topic: str) -> bool:
        """Whether what its group has to read in a topic counts."""
        return self.role != CONSUMER or not self.topics or topic in self.topics


@dataclasses.dataclass(frozen=True)
class Reading:
    """What was read of a cluster at one time; an error is a string, and what is missing was not read."""

    ends: t.Mapping[Partition, int | str] = dataclasses.field(default_factory=dict)
    topic_errors: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    groups: t.Mapping[str, GroupStatus] = dataclasses.field(default_factory=dict)
    group_topics: frozenset[str] = frozenset()  # those in the positions of groups; the others were not read
    failures: tuple[str, ...] = ()  # of parts that could not be read at all


def parse_clients(services: t.Iterable[t.Mapping[str, t.Any]]) -> list[Client]:
    """Read the option services; raises Failure where names are not unique, since evidence belongs to a name."""
    clients = [Client.parse(service) for service in services]
    names = [client.name for client in clients]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise Failure(f"More than one service is named {name_some(repeated)}; give each a name of its own.")
    return clients


def parse_ends(since: t.Mapping[str, t.Any]) -> dict[Partition, int]:
    """Read log end offsets by topic and partition; None is unknown. Raises Failure for anything else."""
    ends = {}
    for topic, offsets in since.items():
        try:
            known = {Partition(topic, int(index)): end for index, end in offsets.items() if end is not None}
            ends.update({partition: int(end) for partition, end in known.items()})
        except (AttributeError, TypeError, ValueError) as error:
            raise Failure(f"since: {topic} must be a dictionary of partitions and offsets ({error}).") from error
    return ends


class Activity:
    """Takes one reading after another, and compares each with the first that has read the same partition.

    since are log end offsets of a time before the first reading.
    """

    def __init__(self, clients: t.Sequence[Client], since: t.Mapping[Partition, int] | None = None) -> None:
        self.clients = tuple(clients)
        self._ends: dict[Partition, int] = dict(since or {})
        self._commits: dict[tuple[str, Partition], int] = {}
        # Of each group whose commits were read: the topics and partitions of which this reading does not show them.
        self._hidden: dict[str, set[str | Partition]] = {}
        self._writing: dict[str, str] = {}  # the evidence by client
        self._reading: dict[str, str] = {}
        self._seen_after: dict[str, float] = {}
        self._last = Reading()
        self._unread: dict[str, str] = {}  # the last error by topic or partition
        self._groups: dict[str, GroupStatus] = {}  # as they were read last

    def add(self, reading: Reading, seconds: float) -> None:
        """Take a reading, so many seconds after the start."""
        self._last = reading
        for client in self.clients:
            if client.lack:
                continue
            if client.writes and client.name not in self._writing:
                self._note(self._writing, client, self._growth(client))
            if client.reads and client.name not in self._reading:
                self._note(self._reading, client, self._progress(client))
            if self.is_seen(client):
                self._seen_after.setdefault(client.name, seconds)
        self._remember(reading)

    @staticmethod
    def _note(evidence: dict[str, str], client: Client, found: str | None) -> None:
        if found:
            evidence[client.name] = found

    def is_seen(self, client: Client) -> bool:
        """Whether it is seen at work."""
        return (client.name in self._writing or not client.writes) and (
            client.name in self._reading or not client.reads
        )

    @property
    def is_over(self) -> bool:
        """Whether another reading can show nothing more."""
        return all(self.is_seen(client) or client.lack for client in self.clients)

    # Producers

    def _growth(self, client: Client) -> str | None:
        """Return where records have arrived: a log that has grown, of those read before and now."""
        for partition, end in self._last.ends.items():
            before = self._ends.get(partition)
            if partition.topic in client.topics and before is not None and isinstance(end, int) and end > before:
                return f"the end of {partition} has grown from {before} to {end}"
        return None

    # Consumers

    def _progress(self, client: Client) -> str | None:
        """Return what shows that the group reads: it is Stable, whole, and has committed or has nothing to read."""
        status = self._last.groups.get(client.group or "")
        if status is None or status.view.state != STABLE or status.view.members < client.members:
            return None
        group = f"group {status.group} is {STABLE} with {_members(status.view.members)}"
        for partition, commit in status.view.commits.items():
            before = self._committed_before(status.view, partition)
            if client.is_about(partition.topic) and before is not None and isinstance(commit, int) and commit > before:
                first = before == _NO_COMMIT
                return f"{group}, and has committed {commit} on {partition}" + ("" if first else f" after {before}")
        if self._remaining(client, status, self._last) == 0:
            return f"{group}, and has nothing to read"
        return None

    @staticmethod
    def _remaining(client: Client, status: GroupStatus, reading: Reading) -> int | None:
        """Return how many records its group has still to read; None where that is unknown."""
        view = status.view
        if view.error or not (view.is_consumer or view.kind in (SHARE, STREAMS)):
            return None
        if any(client.is_about(topic) and topic not in reading.group_topics for topic in view.topics):
            return None
        positions = [position for position in status.positions if client.is_about(position.partition.topic)]
        amounts = [
            _left_of_share(view, position.partition, position.log) if view.kind == SHARE else position.remaining
            for position in positions
        ]
        return None if not amounts or None in amounts else sum(t.cast("list[int]", amounts))

    # What to compare with

    def _remember(self, reading: Reading) -> None:
        """Keep the first known end of each partition and commit of each group: unread is unknown, never zero."""
        for partition, end in reading.ends.items():
            if isinstance(end, int):
                self._ends.setdefault(partition, end)
        self._unread.update(reading.topic_errors)
        for partition, end in reading.ends.items():
            if isinstance(end, str):
                self._unread[str(partition)] = end
        for name, status in reading.groups.items():
            self._groups[name] = status
            self._remember_commits(status.view, reading.topic_errors)

    def _remember_commits(self, view: GroupView, topic_errors: t.Iterable[str]) -> None:
        for partition, commit in view.commits.items():
            if isinstance(commit, int):
                self._commits.setdefault((view.group, partition), commit)
        if view.commits_read and view.group not in self._hidden:
            # A broker leaves out the commits on topics that may not be described.
            unread = {partition for partition, commit in view.commits.items() if isinstance(commit, str)}
            self._hidden[view.group] = {*topic_errors, *unread}

    def _committed_before(self, view: GroupView, partition: Partition) -> int | None:
        """Return the first known commit; None where it is unknown, which is more than that there was none."""
        known = self._commits.get((view.group, partition))
        if known is not None or view.kind == SHARE:  # the first position of a share group is no record taken
            return known
        hidden = self._hidden.get(view.group)
        return None if hidden is None or {partition, partition.topic} & hidden else _NO_COMMIT

    # The result

    def results(self, where: str, timeout: float, errors: t.Sequence[str]) -> list[dict[str, t.Any]]:
        """Return each client as the module does; errors are those of readings that failed."""
        return [self._result(client, where, timeout, errors) for client in self.clients]

    def _result(self, client: Client, where: str, timeout: float, errors: t.Sequence[str]) -> dict[str, t.Any]:
        done = self.is_seen(client)
        evidence = [found[client.name] for found in (self._writing, self._reading) if client.name in found]
        parts = [client.lack] if client.lack else self._missing(client, where, timeout)
        if not done and not client.lack:
            unread = [f"{name}: {error}" for name, error in sorted(self._unread.items()) if _concerns(name, client)]
            parts += [f"Could not be read: {name_some(unread)}."] * bool(unread)
            parts += [f"Readings failed: {name_some(errors)}"] * bool(errors)
        return {
            "name": client.name,
            "done": done,
            "evidence": "; ".join(evidence),
            "message": "" if done else " ".join(parts),
            "seconds": round(self._seen_after.get(client.name, 0.0), 1) if done else None,
        }

    def _missing(self, client: Client, where: str, timeout: float) -> list[str]:
        parts = []
        if client.writes and client.name not in self._writing:
            parts.append(f"no record arrived in {', '.join(client.topics)} on {where} within {timeout:g} s")
        if client.reads and client.name not in self._reading:
            parts.append(
                f"its group {client.group} on {where} did not start to read within {timeout:g} s "
                f"({self._describe(client)})"
            )
        return [" and ".join(parts) + "; check its own log."]

    def _describe(self, client: Client) -> str:
        """Return the state of the group as it was read last."""
        status = self._groups.get(client.group or "")
        if status is None:
            return "state unknown, to read: unknown"
        view = status.view
        remaining = self._remaining(client, status, self._last)
        parts = [
            f"state {view.state or 'unknown'}",
            f"{_members(view.members)} of at least {client.members}",
            f"to read: {'unknown' if remaining is None else remaining}",
        ]
        if view.kind != CLASSIC:
            parts.insert(0, f"kind {view.kind}")
        return ", ".join(parts) + (f"; {view.error}" if view.error else f"; {status.message}")


def _members(number: int) -> str:
    return f"{number} member{'' if number == 1 else 's'}"


def _left_of_share(view: GroupView, partition: Partition, log: LogState | None) -> int | None:
    """Return 0 where a share group has taken everything; its members take one by one, so the rest is not known."""
    return 0 if log is not None and view.commits.get(partition) == log.end else None


def _concerns(name: str, client: Client) -> bool:
    """Whether the name of a topic or a partition is of a client's topics."""
    return not client.topics or any(name == topic or name.rpartition("-")[0] == topic for topic in client.topics)
