# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random clusters as data, and by rules of their own (not those of the code under test) whether they are drained."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from hypothesis import strategies as some

OFFSETS_TOPIC = "__consumer_offsets"
CONSUMERS = (("classic", "consumer"), ("classic", ""), ("consumer", "consumer"))  # kind and protocol type
NO_AUTHORIZER, ADMIN, LIMITED = "no authorizer", "DESCRIBE on the cluster", "no DESCRIBE on the cluster"


@dataclasses.dataclass(frozen=True)
class Log:
    """A partition: its leader (-1: none), its offsets, and how many of the last ones hold no record."""

    leader: int
    start: int
    end: int
    markers: int = 0
    is_open: bool = False  # a transaction is open on the last record

    @property
    def records_end(self) -> int:
        """Behind the last record."""
        return max(self.start, self.end - self.markers)


@dataclasses.dataclass(frozen=True)
class Group:
    """A group; without members it is Empty."""

    name: str
    kind: str = "classic"
    protocol_type: str = "consumer"
    coordinator: int = 0
    state: str = "Empty"
    assigned: frozenset[Partition] = frozenset()
    subscribed: frozenset[str] = frozenset()
    commits: dict[Partition, int] = dataclasses.field(default_factory=dict)
    hidden: bool = False  # the user may not describe it
    lost: bool = False  # its partition of the offsets topic has no leader

    @property
    def is_consumer(self) -> bool:
        """Whether it is a group of consumers."""
        return (self.kind, self.protocol_type) in CONSUMERS

    @property
    def partitions(self) -> set[Partition]:
        """Committed and assigned ones."""
        return {*self.commits, *self.assigned}

    @property
    def topics(self) -> set[str]:
        """All that it reads."""
        return {partition.topic for partition in self.partitions} | self.subscribed

    def with_commit(self, partition: Partition, offset: int | None) -> Group:
        """The group with another commit, or none."""
        commits = {known: commit for known, commit in self.commits.items() if known != partition}
        return dataclasses.replace(self, commits=commits if offset is None else {**commits, partition: offset})


@dataclasses.dataclass(frozen=True)
class World:
    """A cluster, what its user may see, and what is asked of it."""

    version: tuple[int, ...]
    brokers: int
    logs: dict[Partition, Log]
    groups: tuple[Group, ...]
    rights: str = NO_AUTHORIZER
    hidden_topics: frozenset[str] = frozenset()
    leaderless_offsets: bool = False
    options: dict[str, t.Any] = dataclasses.field(default_factory=dict)  # of the module: topics and groups
    ignored: frozenset[str] = frozenset()
    allow_unconsumed: bool = False

    @property
    def topics(self) -> set[str]:
        """All topics but that of the groups."""
        return {partition.topic for partition in self.logs}

    def is_chosen(self, kind: str, name: str) -> bool:
        """Whether the options ask for a topic or group; expressions here are prefixes with .* behind."""
        names, prefixes = self.options.get(kind, []), self.options.get(f"{kind}_matching", [])
        return not (names or prefixes) or name in names or any(name.startswith(text[:-2]) for text in prefixes)

    def only_named(self, kind: str) -> bool:
        """Whether no list is needed."""
        return bool(self.options.get(kind)) and not self.options.get(f"{kind}_matching")

    def is_everything(self, kind: str) -> bool:
        """Whether the options choose nothing."""
        return not (self.options.get(kind) or self.options.get(f"{kind}_matching"))

    @property
    def is_whole(self) -> bool:
        """Whether the user can know that it sees all topics and groups in question."""
        topics = self.only_named("topics") or self.rights != LIMITED and not self.hidden_topics
        groups = self.only_named("groups") or self.rights != LIMITED and not self.leaderless_offsets
        return topics and groups

    def is_drained(self) -> bool:
        """Whether everything in question is known to be consumed."""
        groups = [group for group in self.groups if self.is_chosen("groups", group.name) and not group.lost]
        topics = {name for name in self.topics if self.is_chosen("topics", name)}
        if self.is_everything("topics") and not self.is_everything("groups"):
            topics &= {topic for group in groups for topic in group.topics}
        if not self.is_whole or topics & self.hidden_topics:
            return False
        required = {group.name: self._required(group, topics) for group in groups}
        logs = {partition: log for partition, log in self.logs.items() if partition.topic in topics}
        read = set().union(*required.values())
        unconsumed = any(log.end > log.start and partition not in read for partition, log in logs.items())
        waited_for = [group for group in groups if group.name not in self.ignored]
        ghosts = any(self._is_ghost(partition) for group in waited_for for partition in group.partitions)
        # An ignored group counts as a reader: what is wrong with a partition that only it reads is ignored with it.
        leaders = all(log.leader >= 0 or partition in read for partition, log in logs.items())
        return (
            leaders
            and not any(log.is_open and log.leader >= 0 for log in logs.values())
            and not ghosts
            and (self.allow_unconsumed or not unconsumed)
            and all(self._has_read(group, required[group.name], topics) for group in waited_for)
        )

    def _is_ghost(self, partition: Partition) -> bool:
        return partition not in self.logs and self.is_chosen("topics", partition.topic)

    def _required(self, group: Group, topics: set[str]) -> set[Partition]:
        own = {partition for partition in group.partitions if partition.topic in topics}
        if group.protocol_type == "consumer":
            read = {partition.topic for partition in own} | group.subscribed & topics
            own |= {partition for partition in self.logs if partition.topic in read}
        return own

    def _has_read(self, group: Group, required: set[Partition], topics: set[str]) -> bool:
        if group.hidden:
            return False
        if not required:  # it has nothing to do with them
            named = group.name in self.options.get("groups", [])
            nowhere = group.is_consumer and not group.topics and not self.is_everything("groups")
            return not (named or nowhere or group.topics & topics)
        idle = group.state in ("Stable", "Empty")
        return group.is_consumer and idle and all(self._is_read(group, partition) for partition in required)

    def _is_read(self, group: Group, partition: Partition) -> bool:
        log, commit = self.logs[partition], group.commits.get(partition)
        if log.leader < 0:
            return False
        if commit is None:
            return log.start == log.end
        return commit <= log.end and max(commit, log.start) >= log.records_end

    def true_lag(self) -> int:
        """The lag of all groups in question on the topics in question, also of those that the user does not see."""
        return sum(
            max(0, self.logs[partition].end - max(commit, self.logs[partition].start))
            for group in self.groups
            if self.is_chosen("groups", group.name)
            for partition, commit in group.commits.items()
            if partition in self.logs and self.is_chosen("topics", partition.topic)
        )


# Random worlds: one that is drained, with up to two defects


@some.composite
def worlds(draw: t.Callable[[t.Any], t.Any]) -> World:
    """Draw a world with few defects: what hides one must not make it seem drained."""
    version = draw(some.sampled_from([(4, 3), (4, 3), (3, 3), (2, 7)]))
    brokers = draw(some.integers(1, 3))
    logs = {
        Partition(topic, index): _log(draw, brokers)
        for topic in draw(some.sampled_from(["a", "ab", "abc"]))
        for index in range(draw(some.integers(1, 2)))
    }
    topics = sorted({partition.topic for partition in logs})
    rights = draw(some.sampled_from([NO_AUTHORIZER, ADMIN, ADMIN, LIMITED]))
    world = World(version, brokers, logs, (), rights)
    for number in range(draw(some.integers(1, 3))):
        world = _with_group(world, _reader(draw, world, f"g{number}", topics if not number else topics[:1]))
    for defect in draw(some.lists(some.sampled_from(DEFECTS), max_size=2, unique=True)):
        world = defect(draw, world)
    return _asked(draw, world)


def _log(draw: t.Callable[[t.Any], t.Any], brokers: int) -> Log:
    start, length = draw(some.sampled_from([0, 3])), draw(some.sampled_from([5, 0, 1500]))
    markers = draw(some.integers(0, 1)) if length == 5 else 0
    return Log(draw(some.integers(0, brokers - 1)), start, start + length, markers)


def _reader(draw: t.Callable[[t.Any], t.Any], world: World, name: str, topics: list[str]) -> Group:
    kind, protocol_type = draw(some.sampled_from(CONSUMERS if world.version >= (4, 0) else CONSUMERS[:2]))
    logs = world.logs
    partitions = [partition for partition in logs if partition.topic in topics]
    commits = {
        partition: draw(some.sampled_from([logs[partition].end, logs[partition].records_end]))
        for partition in partitions
        if logs[partition].end > logs[partition].start or draw(some.booleans())
    }
    group = Group(name, kind, protocol_type, draw(some.integers(0, world.brokers - 1)), commits=commits)
    if not protocol_type or not partitions or not draw(some.booleans()):
        return group
    return dataclasses.replace(group, state="Stable", assigned=frozenset(partitions), subscribed=frozenset(topics))


Defect = t.Callable[[t.Callable[[t.Any], t.Any], World], World]


def _with_group(world: World, group: Group) -> World:
    others = tuple(other for other in world.groups if other.name != group.name)
    return dataclasses.replace(world, groups=(*others, group))


def _behind(draw: t.Any, world: World) -> World:
    group = draw(some.sampled_from(world.groups))
    if not group.commits:
        return world
    partition = draw(some.sampled_from(sorted(group.commits)))
    log = world.logs.get(partition, Log(0, 0, 0))
    return _with_group(
        world, group.with_commit(partition, draw(some.sampled_from([0, log.end - 2, None, log.end + 2])))
    )


def _without_reader(_draw: t.Any, world: World) -> World:
    return dataclasses.replace(world, groups=world.groups[1:])


def _new_topic(draw: t.Any, world: World) -> World:
    """Nobody reads it, or a group has subscribed to it and not committed yet."""
    groups = world.groups
    if groups and groups[0].subscribed and draw(some.booleans()):
        first = dataclasses.replace(groups[0], subscribed=groups[0].subscribed | {"new"})
        groups = (first, *groups[1:])
    return dataclasses.replace(world, groups=groups, logs={**world.logs, Partition("new", 0): Log(0, 0, 7)})


def _hidden_topic(_draw: t.Any, world: World) -> World:
    if world.rights == NO_AUTHORIZER:
        return world
    secret = Partition("asecret", 0)
    logs = {**world.logs, secret: Log(0, 0, 7)}
    world = dataclasses.replace(world, logs=logs, hidden_topics=frozenset(["asecret"]))
    return _with_group(world, world.groups[0].with_commit(secret, 2)) if world.groups else world


def _hidden_group(_draw: t.Any, world: World) -> World:
    if world.rights == NO_AUTHORIZER:
        return world
    partition = min(world.logs)
    return _with_group(world, Group("ghidden", commits={partition: world.logs[partition].start}, hidden=True))


def _leaderless(draw: t.Any, world: World) -> World:
    partition = draw(some.sampled_from(sorted(world.logs)))
    log = dataclasses.replace(world.logs[partition], leader=-1)
    return dataclasses.replace(world, logs={**world.logs, partition: log})


def _leaderless_offsets(_draw: t.Any, world: World) -> World:
    partition = min(world.logs)
    lost = Group("glost", commits={partition: world.logs[partition].start}, lost=True)
    return dataclasses.replace(_with_group(world, lost), leaderless_offsets=True)


def _open_transaction(draw: t.Any, world: World) -> World:
    partition = draw(some.sampled_from(sorted(world.logs)))
    log = world.logs[partition]
    if log.end == log.start:
        return world
    return dataclasses.replace(world, logs={**world.logs, partition: dataclasses.replace(log, is_open=True)})


def _rebalancing(draw: t.Any, world: World) -> World:
    group = draw(some.sampled_from(world.groups or [Group("g0")]))
    state = "Reconciling" if group.kind == "consumer" else "PreparingRebalance"
    return _with_group(world, dataclasses.replace(group, state=state)) if group.assigned else world


def _other_kind(draw: t.Any, world: World) -> World:
    kinds = [("share", "share"), ("streams", "streams")] if world.version >= (4, 0) else []
    kind, protocol_type = draw(some.sampled_from([*kinds, ("classic", "connect")]))
    partition = min(world.logs)
    assigned = frozenset([partition]) if kind == "share" and draw(some.booleans()) else frozenset[Partition]()
    commits = {partition: draw(some.sampled_from([world.logs[partition].start, world.logs[partition].end]))}
    return _with_group(
        world,
        Group(
            "gother",
            kind,
            protocol_type,
            state="Stable" if assigned else "Empty",
            assigned=assigned,
            subscribed=frozenset(partition.topic for partition in assigned),
            commits={} if assigned else commits,
        ),
    )


def _ghost(_draw: t.Any, world: World) -> World:
    return _with_group(world, world.groups[0].with_commit(Partition("agone", 0), 3)) if world.groups else world


def _workers(_draw: t.Any, world: World) -> World:
    """Not a defect: a group of Connect has nothing to do with topics."""
    return _with_group(world, Group("gworkers", protocol_type="connect"))


def _guarded(defect: Defect) -> Defect:
    """Apply a defect that changes a group only where there is one."""
    return lambda draw, world: defect(draw, world) if world.groups else world


DEFECTS: list[Defect] = [
    *[_guarded(_behind)] * 4,
    _without_reader,
    _new_topic,
    _hidden_topic,
    _hidden_group,
    _leaderless,
    _leaderless_offsets,
    _open_transaction,
    _rebalancing,
    _other_kind,
    _ghost,
    _workers,
]


def _asked(draw: t.Any, world: World) -> World:
    """Ask for all of it or for a part, by name or by expression; the part exists."""
    seen = [group.name for group in world.groups if not group.lost and not (group.hidden and world.rights == LIMITED)]
    topics: list[dict[str, t.Any]] = [{}, {}, {"topics": sorted(world.topics)}, {"topics_matching": ["a.*"]}]
    groups: list[dict[str, t.Any]] = [{}, {}]
    if seen:
        groups += [{"groups": seen[:1]}, {"groups": seen}, {"groups_matching": ["g.*"]}]
    return dataclasses.replace(
        world,
        options={**draw(some.sampled_from(topics)), **draw(some.sampled_from(groups))},
        ignored=frozenset(draw(some.sampled_from([[], [], seen[-1:]]))),
        allow_unconsumed=draw(some.sampled_from([False, False, True])),
    )
