# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long clients are waited for, and what is read of a cluster."""

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
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.activity_poll import ActivityReader, Wait
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.records import Record
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster

WRITER = Client("tills", PRODUCER, ("orders",))
READER = Client("billing", CONSUMER, group="g")
STABLE = {"group_state": "Stable", "protocol_type": "consumer"}

# How long


class Time:
    """A clock that only a sleep and a reading move."""

    def __init__(self, ends: t.Sequence[int | Reading], took: float = 0.1) -> None:
        self.now = 100.0
        self._readings = list(ends)
        self._took = took
        self.began: list[float] = []

    def read(self) -> Reading:
        """Return the next reading; the last one again when there are no more."""
        self.began.append(self.now - 100)
        self.now += self._took
        found = self._readings.pop(0) if len(self._readings) > 1 else self._readings[0]
        return found if isinstance(found, Reading) else Reading({Partition("orders", 0): found})

    def sleep(self, seconds: float) -> None:
        """Move the clock."""
        assert seconds >= 0
        self.now += seconds

    def wait(self, *clients: Client, timeout: float = 2, since: int | None = None) -> Wait:
        """Wait for clients."""
        ends = None if since is None else {Partition("orders", 0): since}
        wait = Wait(Activity(clients, ends), self.read, timeout, lambda: self.now, self.sleep)
        wait.run()
        return wait


def test_the_wait_ends_when_all_are_seen() -> None:
    """With a reading every half second."""
    time = Time([5, 5, 6])
    (result,) = time.wait(WRITER).activity.results("b", 2, [])
    assert time.began == pytest.approx([0, 0.5, 1])
    assert (result["done"], result["seconds"]) == (True, 1.1)


def test_one_reading_is_enough_if_the_ends_of_before_are_known() -> None:
    time = Time([6])
    assert time.wait(WRITER, since=5).activity.is_over
    assert len(time.began) == 1


@pytest.mark.parametrize(("timeout", "began"), [(1.2, [0, 0.5, 1, 1.2]), (0.1, [0, 0.1]), (1, [0, 0.5, 1])])
def test_the_last_reading_begins_when_the_time_is_over(timeout: float, began: list[float]) -> None:
    time = Time([5])
    assert not time.wait(WRITER, timeout=timeout).activity.is_over
    assert time.began == pytest.approx(began)


def test_slow_readings() -> None:
    """They follow one another without a pause, and the wait does not go on after the time."""
    time = Time([5], took=0.7)
    time.wait(WRITER, timeout=1)
    assert time.began == pytest.approx([0, 0.7, 1.4])


def test_a_service_that_cannot_be_seen_is_not_waited_for() -> None:
    time = Time([5])
    time.wait(Client("a", PRODUCER))
    assert len(time.began) == 1


def test_failures_are_kept() -> None:
    """Each once, and readings that follow count all the same."""
    failed = Reading(failures=("no answer", "no group"))
    time = Time([5, failed, Reading(failures=("no answer",)), 5])
    wait = time.wait(WRITER)
    assert wait.errors == ["no answer", "no group"]
    assert "Readings failed: no answer, no group" in wait.activity.results("b", 2, wait.errors)[0]["message"]
    assert Time([5, failed, 6]).wait(WRITER).activity.is_over


# What is read


@pytest.fixture(name="cluster")
def cluster_fixture() -> t.Iterator[FakeCluster]:
    """Two topics with two and one partitions, a third that nobody asks for, and a group that has read one of them."""
    with FakeCluster() as cluster:
        cluster.topics = {"orders": [0, -1], "bills": [0], "other": [0]}
        cluster.commits = {"g": {("bills", 0): 50}}
        cluster.describe("classic", "DescribeGroups", {"g": STABLE})
        yield cluster


@pytest.fixture(name="connection")
def connection_fixture(
    cluster: FakeCluster, connect: t.Callable[..., Connection], monkeypatch: pytest.MonkeyPatch
) -> Connection:
    """A connection to the cluster, in which the last record of each log is a marker."""

    def read_records(_connection: t.Any, ranges: dict[Partition, tuple[int, int]], *_options: t.Any) -> t.Any:
        for partition, (start, end) in ranges.items():
            yield from (Record(partition, offset, None, b"") for offset in range(start, end - 1))

    monkeypatch.setattr(observe, "read_records", read_records)
    return connect(bootstrap_servers=cluster.bootstrap)


def test_ends_of_producers(cluster: FakeCluster, connection: Connection) -> None:
    """One that has no leader has an error. Without consumers, no group is read."""
    cluster.requests.clear()
    reading = ActivityReader(connection, [WRITER, Client("a", PRODUCER, ("orders", "gone"))]).read()
    assert reading.ends == {
        Partition("orders", 0): 100,
        Partition("orders", 1): "LEADER_NOT_AVAILABLE: the partition has no leader",
    }
    assert "topic gone does not exist" in reading.topic_errors["gone"]
    assert (reading.groups, reading.failures) == ({}, ())
    assert set(cluster.requests) - {"ApiVersions"} == {"Metadata", "ListOffsets"}


def test_positions_of_groups(cluster: FakeCluster, connection: Connection) -> None:
    """The topics of a group are known from its commits, in the first reading; only they are read."""
    reader = ActivityReader(connection, [READER, Client("b", CONSUMER, ("gone",), "g")])
    reading = reader.read()
    assert (reading.ends, reading.failures, reading.group_topics) == ({}, (), {"bills"})
    assert list(reading.topic_errors) == ["gone"]
    (position,) = reading.groups["g"].positions
    assert (position.partition, position.committed, position.remaining) == (Partition("bills", 0), 50, 49)
    cluster.commits["g"]["other", 0] = 1
    assert reader.read().group_topics == {"bills"}  # what is new is read by the next one
    later = reader.read()
    assert later.group_topics == {"bills", "other"}
    assert len(later.groups["g"].positions) == 2


def test_a_group_without_topics(cluster: FakeCluster, connection: Connection) -> None:
    """Neither its absence nor the lack of a position leads to reading everything."""
    cluster.commits = {}
    reading = ActivityReader(connection, [READER, Client("x", CONSUMER, group="h")]).read()
    assert {name: status.view.state for name, status in reading.groups.items()} == {"g": "Stable", "h": "Dead"}
    assert (reading.group_topics, reading.failures) == (frozenset(), ())
    assert cluster.requests["ListGroups"] == cluster.requests["ListOffsets"] == 0


def test_a_scan_that_fails(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then offsets count, and the marker seems to be left."""

    def fail(_connection: t.Any, ranges: t.Any, *_options: t.Any) -> t.Any:
        if ranges:
            raise KafkaFailure("The user may not read bills.")
        return ()

    monkeypatch.setattr(observe, "read_records", fail)
    reading = ActivityReader(connection, [READER]).read()
    assert (reading.groups["g"].remaining, reading.failures) == (50, ("The user may not read bills.",))


def test_a_part_that_fails_leaves_the_others_alone(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its failure is reported, and nothing stands for what it would have read."""
    reader = ActivityReader(connection, [WRITER, READER, Client("join", PROCESSOR, ("orders",), "g")])
    good = connection.send_all

    def fail(requests: t.Sequence[t.Any], *more: t.Any) -> t.Any:
        if any(type(request).__name__.startswith("DescribeGroups") for request, _broker in requests):
            raise KafkaFailure("The coordinator does not answer.")
        return good(requests, *more)

    assert reader.read().groups
    monkeypatch.setattr(connection, "send_all", fail)
    reading = reader.read()
    assert reading.ends[Partition("orders", 0)] == 100
    assert reading.groups == {}
    assert reading.failures == ("The coordinator does not answer.",)


def test_a_cluster_that_does_not_answer(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: t.Any) -> None:
        raise KafkaFailure("No broker answers.")

    monkeypatch.setattr(connection, "send", fail)
    monkeypatch.setattr(connection, "send_all", fail)
    assert ActivityReader(connection, [WRITER, READER]).read() == Reading(
        failures=("No broker answers.", "No broker answers.")
    )


def test_services_that_cannot_be_seen_are_not_read(cluster: FakeCluster, connection: Connection) -> None:
    cluster.requests.clear()
    assert ActivityReader(connection, [Client("a", PROCESSOR, ("orders",)), Client("b", PRODUCER)]).read() == Reading()
    assert not cluster.requests
