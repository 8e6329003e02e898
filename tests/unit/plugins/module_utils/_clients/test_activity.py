# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a client is seen at work: only what was read before and after counts."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.activity import (
    CONSUMER,
    PROCESSOR,
    PRODUCER,
    Activity,
    Client,
    Reading,
    parse_clients,
    parse_ends,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import (
    GroupView,
    LogState,
    Observation,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.verdict import judge
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

UNREAD = "the commit cannot be read"
NO_LEADER = "no leader"


def by_partition(values: t.Mapping[str, t.Any]) -> dict[Partition, t.Any]:
    """Return values by partition, from such as {"t-0": 5}."""
    return {Partition(name.split("-")[0], int(name.split("-")[1])): value for name, value in values.items()}


def ends(**of_topics: list[int | None]) -> Reading:
    """Return a reading of log ends, None where one could not be read."""
    return Reading(
        ends={
            Partition(topic, number): NO_LEADER if end is None else end
            for topic, found in of_topics.items()
            for number, end in enumerate(found)
        }
    )


def group(
    commits: t.Mapping[str, int | str],
    logs: t.Mapping[str, int | str] | None = None,
    topic_errors: t.Mapping[str, str] | None = None,
    members: int = 1,
    **more: t.Any,
) -> Reading:
    """Return a reading of group g: commits and log ends (900 unless given) by partition, errors as strings.

    The logs begin at 0; None stands for a group that does not exist.
    """
    view = GroupView(
        **{
            "group": "g",
            "state": "Stable",
            "protocol_type": "consumer",
            "members": members,
            "commits": by_partition(commits),
            "subscribed": frozenset(name.split("-")[0] for name in commits),
            **more,
        }
    )
    found = by_partition(logs or dict.fromkeys(commits or {"t-0": 0}, 900))
    states = {
        partition: end if isinstance(end, str) else LogState(more.get("start", 0), end, end)
        for partition, end in found.items()
    }
    return Reading(
        groups=judge(Observation("id", states, {"g": view}), {}),
        topic_errors=topic_errors or {},
        group_topics=frozenset(partition.topic for partition in states),
    )


def no_group() -> Reading:
    """Return a reading of a group that does not exist."""
    return Reading(groups=judge(Observation("id", {}, {}, missing_groups=("g",)), {}))


def outcome(client: Client, *readings: Reading, since: t.Mapping[str, int] | None = None) -> dict[str, t.Any]:
    """Return the result for a client after these readings, of which there is one a second."""
    activity = Activity([client], by_partition(since or {}))
    for number, reading in enumerate(readings):
        activity.add(reading, float(number))
    (result,) = activity.results("b:9092", 4, [failure for reading in readings for failure in reading.failures])
    assert result["done"] == activity.is_seen(client)
    assert bool(result["message"]) != result["done"]
    return result


# Producers

WRITER = Client("orders", PRODUCER, ("t", "u"))


@pytest.mark.parametrize(
    ("before", "after", "arrived"),
    [
        ({"t": [5, 5]}, {"t": [5, 6]}, True),
        ({"t": [5, 5]}, {"t": [5, 5]}, False),
        ({"t": [0]}, {"t": [1]}, True),
        ({"t": [5, None]}, {"t": [5, 900]}, False),  # it could not be read before
        ({"t": [5, None]}, {"t": [6, 900]}, True),
        ({"t": [5, 900]}, {"t": [6, None]}, True),  # one that cannot be read any more hides no growth
        ({"t": [5, 900]}, {"t": [5, None]}, False),
        ({"t": [5, 900]}, {"t": [6, 800]}, True),  # nor does one that was truncated
        ({"t": [5, 900]}, {"t": [5, 800]}, False),
        ({"t": [5]}, {"t": [5], "u": [7]}, False),
        ({"t": [5, 5], "u": [1]}, {"u": [2], "t": [5, 5]}, True),
        ({"t": [None]}, {"t": [None]}, False),
        ({"t": [5], "v": [1]}, {"t": [5], "v": [2]}, False),  # a topic of somebody else
        ({"t": [5]}, {}, False),
    ],
)
def test_records_have_arrived(before: dict[str, t.Any], after: dict[str, t.Any], arrived: bool) -> None:
    """Growth counts on partitions that were read both times."""
    assert outcome(WRITER, ends(**before), ends(**after))["done"] is arrived


def test_a_partition_is_compared_with_its_first_known_end() -> None:
    """One that is read only later can still grow, from there on."""
    later = [ends(t=[None]), ends(t=[900]), ends(t=[900])]
    assert not outcome(WRITER, *later)["done"]
    found = outcome(WRITER, *later, ends(t=[901]))
    assert (found["done"], found["seconds"]) == (True, 3.0)
    assert found["evidence"] == "the end of t-0 has grown from 900 to 901"
    assert outcome(WRITER, ends(t=[5]), ends(t=[5]), ends(t=[6]))["seconds"] == 2.0
    assert not outcome(WRITER, ends(t=[5]), ends(t=[3]), ends(t=[4]))["done"]  # a log that was cut


@pytest.mark.parametrize(
    ("since", "now", "arrived"),
    [
        ({"t-0": 5}, {"t": [6]}, True),
        ({"t-0": 5}, {"t": [5]}, False),
        ({"t-0": 5}, {"t": [5, 7]}, False),  # the other partition is read at the beginning
        ({"t-0": 5}, {"t": [None]}, False),
        ({"v-0": 5}, {"t": [6]}, False),
    ],
)
def test_ends_of_before_the_start(since: dict[str, int], now: dict[str, t.Any], arrived: bool) -> None:
    """A single reading is enough for a partition whose end is known of before."""
    assert outcome(WRITER, ends(**now), since=since)["done"] is arrived


def test_what_was_seen_stays_seen() -> None:
    assert outcome(WRITER, ends(t=[5]), ends(t=[6]), Reading(failures=("no broker answers",)))["done"]


def test_the_message_of_a_producer() -> None:
    """It names topics, brokers, what could not be read, and the readings that failed."""
    readings = [ends(t=[5, None]), Reading(failures=("The broker b did not answer.",))]
    readings.append(Reading(topic_errors={"u": "u may not be described", "v": "of somebody else"}))
    assert outcome(WRITER, *readings)["message"] == (
        "no record arrived in t, u on b:9092 within 4 s; check its own log. Could not be read: t-1: no leader, "
        "u: u may not be described. Readings failed: The broker b did not answer."
    )


def test_a_sibling_that_writes_elsewhere() -> None:
    """Each producer is judged by its own topics."""
    activity = Activity([Client("a", PRODUCER, ("t",)), Client("b", PRODUCER, ("u",))])
    activity.add(ends(t=[1], u=[1]), 0)
    activity.add(ends(t=[1], u=[2]), 1)
    assert [activity.is_seen(client) for client in activity.clients] == [False, True]
    assert not activity.is_over


# Consumers

READER = Client("billing", CONSUMER, group="g")


@pytest.mark.parametrize(
    ("before", "after", "reads"),
    [
        (group({"t-0": 5, "t-1": 5}), group({"t-0": 5, "t-1": 6}), True),
        (group({"t-0": 5, "t-1": 5}), group({"t-0": 5, "t-1": 5}), False),
        (group({"t-0": 5, "t-1": UNREAD}), group({"t-0": 5, "t-1": 90}), False),
        (group({"t-0": 5, "t-1": UNREAD}), group({"t-0": 6, "t-1": 90}), True),
        (group({"t-0": 5, "t-1": 90}), group({"t-0": 6, "t-1": UNREAD}), True),
        (group({"t-0": 5, "t-1": 90}), group({"t-0": 5, "t-1": UNREAD}), False),
        (group({"t-0": 5}), group({"t-0": 4}), False),
        # A first commit is progress, if it is known to be the first one.
        (group({}, subscribed=frozenset("t")), group({"t-0": 1}), True),
        (no_group(), group({"t-0": 1}), True),
        (group({}, commits_read=False), group({"t-0": 90}), False),
        (group({}, topic_errors={"t": "denied"}), group({"t-0": 90}), False),
        (Reading(failures=("no answer",)), group({"t-0": 90}), False),
        (group({}, subscribed=frozenset("t")), group({}, subscribed=frozenset("t")), False),
        # Nothing is left to read.
        (group({"t-0": 5}), group({"t-0": 5}, {"t-0": 5}), True),
        (group({"t-0": 5}), group({"t-0": 5}, {"t-0": NO_LEADER}), False),
        (group({"t-0": 5}), group({"t-0": 5}, {"t-0": 5}, error="it cannot be described"), False),
        (group({"t-0": 5, "u-0": 5}), group({"t-0": 5, "u-0": 5}, {"t-0": 5}), False),  # u was not read
        (group({"t-0": 5}), group({}, subscribed=frozenset()), False),  # it has no partition at all
        # The group has to work.
        (group({"t-0": 5}), group({"t-0": 6}, state="Empty"), False),
        (group({"t-0": 5}), group({"t-0": 5}, {"t-0": 5}, state="PreparingRebalance"), False),
        (group({"t-0": 5}), group({"t-0": 6}, members=0), False),
        (group({"t-0": 5}), no_group(), False),
        (group({"t-0": 5}), Reading(), False),
    ],
)
def test_a_group_reads(before: Reading, after: Reading, reads: bool) -> None:
    """Progress counts on partitions whose commit was read both times."""
    assert outcome(READER, before, after)["done"] is reads


@pytest.mark.parametrize(("members", "done"), [(0, False), (1, False), (2, True), (3, True)])
def test_members(members: int, done: bool) -> None:
    """A group with fewer members than services lacks one, whatever the others read."""
    client = Client("billing", CONSUMER, group="g", members=2)
    found = outcome(client, group({"t-0": 5}), group({"t-0": 6}, members=members))
    assert found["done"] is done
    if not done:
        assert f"state Stable, {members} member{'s' * (members != 1)} of at least 2, to read: 894" in found["message"]


@pytest.mark.parametrize(
    ("kind", "protocol_type", "commits", "end", "done"),
    [
        ("consumer", "consumer", (5, 6), 900, True),
        ("consumer", "consumer", (5, 5), 900, False),
        ("consumer", "consumer", (5, 5), 5, True),
        ("streams", "streams", (5, 6), 900, True),
        ("streams", "streams", (5, 5), 5, True),
        ("streams", "streams", (5, 5), 6, False),
        ("share", "share", (5, 6), 900, True),
        ("share", "share", (5, 5), 5, True),
        ("share", "share", (5, 5), 6, False),
        ("share", "share", (None, 5), 900, False),  # its start is set before it takes a record
        ("classic", "connect", (None, None), 900, False),
        ("classic", "connect", (None, None), 0, False),
        ("classic", "connect", (5, 5), 5, False),
    ],
)
def test_kinds_of_groups(
    kind: str, protocol_type: str, commits: tuple[int | None, int | None], end: int, done: bool
) -> None:
    """The members of a share group take records one by one: its start moves, and at the end all are taken."""
    topics = frozenset() if protocol_type == "connect" else frozenset("t")
    readings = [
        group(
            {} if commit is None else {"t-0": commit},
            {"t-0": 900 if number == 0 else end},
            kind=kind,
            protocol_type=protocol_type,
            subscribed=topics,
        )
        for number, commit in enumerate(commits)
    ]
    found = outcome(READER, *readings)
    assert found["done"] is done
    if not done and kind != "classic":
        assert f"(kind {kind}, state Stable, " in found["message"]


def test_the_topics_of_a_consumer() -> None:
    """With topics, only those count; a processor's are those that it writes."""
    readings = [group({"t-0": 5, "u-0": 5}), group({"t-0": 5, "u-0": 6})]
    assert outcome(Client("c", CONSUMER, ("u",), "g"), *readings)["done"]
    assert not outcome(Client("c", CONSUMER, ("t",), "g"), *readings)["done"]
    at_end = [group({"t-0": 5, "u-0": 6}, {"t-0": 9, "u-0": 6})]
    assert outcome(Client("c", CONSUMER, ("u",), "g"), *at_end)["done"]
    assert not outcome(Client("c", CONSUMER, ("t",), "g"), *at_end)["done"]
    assert not outcome(READER, *at_end)["done"]


@pytest.mark.parametrize(
    ("reading", "state"),
    [
        (no_group(), "state Dead, 0 members of at least 1, to read: unknown; group g does not exist"),
        (Reading(), "state unknown, to read: unknown)"),
        (
            group({"t-0": 5}, error="the group is rebalancing", state="PreparingRebalance"),
            "state PreparingRebalance, 1 member of at least 1, to read: unknown; the group is rebalancing)",
        ),
        (group({"t-0": 5}), "state Stable, 1 member of at least 1, to read: 895; group g has 895 records to read)"),
    ],
)
def test_the_message_of_a_consumer(reading: Reading, state: str) -> None:
    message = outcome(READER, reading)["message"]
    assert message.startswith("its group g on b:9092 did not start to read within 4 s (")
    assert state in message
    assert message.endswith("; check its own log.")


def test_the_state_is_that_of_the_last_reading_that_had_one() -> None:
    found = outcome(READER, group({"t-0": 5}), Reading(failures=("no answer",)))
    assert "(state Stable, " in found["message"]
    assert found["message"].endswith("Readings failed: no answer")


# Processors, and services that cannot be seen


def both(reading: Reading, written: int) -> Reading:
    """Return a reading of a group and of a topic that a processor writes."""
    return Reading({Partition("t", 0): written}, {}, reading.groups, reading.group_topics)


@pytest.mark.parametrize(
    ("commit", "written", "message"),
    [
        (6, 8, ""),
        (6, 7, "no record arrived in t on b:9092 within 4 s; check its own log."),
        (5, 8, "its group g on b:9092 did not start to read within 4 s (state Stable"),
        (5, 7, "no record arrived in t on b:9092 within 4 s and its group g on b:9092 did not start"),
    ],
)
def test_a_processor(commit: int, written: int, message: str) -> None:
    """It is seen as both, not necessarily in the same reading."""
    client = Client("join", PROCESSOR, ("t",), "g")
    first, last = group({"in-0": 5}), group({"in-0": commit})
    found = outcome(client, both(first, 7), both(last, 7), both(last, written))
    assert found["done"] is not message
    assert found["message"].startswith(message)
    assert found["evidence"].count("the end of t-0") == (written == 8)
    assert found["evidence"].count("group g is Stable with 1 member, and has committed 6 on in-0 after 5") == (
        commit == 6
    )


@pytest.mark.parametrize(
    ("client", "lack"),
    [
        (Client("a", PRODUCER), "topics"),
        (Client("a", PRODUCER, group="g"), "topics"),
        (Client("a", CONSUMER), "group"),
        (Client("a", CONSUMER, ("t",)), "group"),
        (Client("a", PROCESSOR, ("t",)), "group"),
        (Client("a", PROCESSOR, group="g"), "topics"),
        (Client("a", PROCESSOR), "topics and group"),
    ],
)
def test_a_service_that_cannot_be_seen(client: Client, lack: str) -> None:
    """It is never done, and not waited for."""
    found = outcome(client, both(group({"t-0": 5}), 7), both(group({"t-0": 6}), 8))
    assert not found["done"]
    assert found["message"] == (f"it has no {lack}, without which a {client.role} is not seen at work; give it {lack}.")
    assert Activity([client]).is_over
    assert not Activity([client, WRITER]).is_over


# Options


def test_parse_ends() -> None:
    """An end that is not known is left out."""
    assert parse_ends({"t": {"0": 5, "1": None, 2: "7"}}) == by_partition({"t-0": 5, "t-2": 7})
    assert parse_ends({}) == {}


@pytest.mark.parametrize("since", [{"t": 5}, {"t": {"x": 5}}, {"t": {"0": "many"}}, {"t": {"0": [5]}}])
def test_ends_that_are_none(since: dict[str, t.Any]) -> None:
    with pytest.raises(Failure, match="since: t must be a dictionary of partitions and offsets"):
        parse_ends(since)


def test_parse_clients() -> None:
    """An empty group is none; evidence belongs to a name, so names are unique."""
    options = {"name": "a", "role": CONSUMER, "topics": ["t"], "group": "", "members": 2}
    other = {**options, "name": "b"}
    assert parse_clients([options, other])[0] == Client("a", CONSUMER, ("t",), None, 2)
    with pytest.raises(Failure, match="More than one service is named a; give each a name of its own."):
        parse_clients([options, other, options])
