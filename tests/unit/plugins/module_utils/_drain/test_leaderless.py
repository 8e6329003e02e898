# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A partition whose end cannot be read is unknown: neither written to nor still."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observe import Question, observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._drain.served_worlds import ServedWorld
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._drain.worlds import Group, Log, World

P0, P1 = Partition("orders", 0), Partition("orders", 1)
NO_LEADER = "LEADER_NOT_AVAILABLE: the partition has no leader"
DELETED = "topic orders does not exist"
SETTLE = 10
READER = Group("g", state="Stable", assigned=frozenset([P0, P1]), commits={P0: 9, P1: 9})


class Served:
    """A watch of a fake cluster, on a clock that its polls move."""

    def __init__(self, cluster: ServedWorld, connect: t.Callable) -> None:
        self.cluster = cluster
        self.watch = Watch(Rules(settle=SETTLE, interval=5))
        self.now = 0.0
        connection = connect(bootstrap_servers=cluster.bootstrap)
        question = Question.parse({"isolation_level": "read_committed", **cluster.world.options})
        self._poller = Poller(
            self.watch, lambda request: observe(connection, question, request), lambda: self.now, lambda _seconds: None
        )

    def poll(self, leader: int = 0, times: int = 1) -> dict[str, t.Any]:
        """Poll while the second partition has this leader (-1: none), and return the result of the modules."""
        self.cluster.topics["orders"] = [0, leader]
        self.poll_again(times)
        return report.result(self.watch, self.watch.give_up_reason())

    def poll_again(self, times: int) -> None:
        """Poll every five seconds."""
        for _number in range(times):
            self._poller.poll()
            self.now += 5

    def write(self, partition: Partition) -> None:
        """Write a record, which the group reads."""
        log = self.cluster.world.logs[partition]
        self.cluster.world.logs[partition] = Log(log.leader, log.start, log.end + 1)
        self.cluster.commits["g"][tuple(partition)] = log.end + 1


@pytest.fixture(name="serve")
def serve_fixture(connect: t.Callable) -> t.Iterator[t.Callable[..., Served]]:
    """Serve two partitions and a group that has read them; options choose topics and groups."""
    clusters: list[ServedWorld] = []

    def serve(group: Group = READER, **options: t.Any) -> Served:
        cluster = ServedWorld(World((3, 3), 1, {P0: Log(0, 0, 9), P1: Log(0, 0, 9)}, (group,), options=options))
        clusters.append(cluster)
        return Served(cluster.__enter__(), connect)

    yield serve
    for cluster in clusters:
        cluster.__exit__(None, None, None)


def test_a_moment_is_no_write(serve: t.Callable[..., Served]) -> None:
    """However late it comes; it is not quiesced either, and what was still before is still after it."""
    served = serve(topics=["orders"])
    assert served.poll(times=6)["verdict"] == "drained"
    for _number in range(2):
        found = served.poll(leader=-1)
        assert (found["drained"], found["quiesced"], found["producing_topics"]) == (False, None, [])
        assert (found["verdict"], found["remaining"]) == ("partition_error", None)
        assert found["message"] == f"group g: orders-1: {NO_LEADER}"
    found = served.poll()
    assert (found["verdict"], found["quiesced"]) == ("drained", True)


def test_it_is_waited_for_however_long(serve: t.Callable[..., Served]) -> None:
    """A leader may be elected; that the wait has stalled is for its loop to find."""
    served = serve(topics=["orders"])
    served.poll(times=2)
    found = served.poll(leader=-1, times=20)
    assert served.watch.give_up_reason() is None
    assert served.watch.moved_at == 10  # the first poll without leader
    assert (found["quiesced"], found["message"]) == (None, f"group g: orders-1: {NO_LEADER}")


def test_a_write_that_is_hidden_by_it(serve: t.Callable[..., Served]) -> None:
    """It is found when the leader is back, and may have been as early as the poll before."""
    served = serve(topics=["orders"])
    served.poll(times=2)
    served.write(P1)
    served.poll(leader=-1, times=6)
    found = served.poll()
    assert (served.watch.give_up_reason(), found["quiesced"], found["producing_topics"]) == (None, False, ["orders"])
    assert served.poll(times=3)["verdict"] == "drained"
    served.write(P1)
    assert served.poll()["message"] == "orders is still being written to; stop its producers"


def test_a_late_write_to_another_partition(serve: t.Callable[..., Served]) -> None:
    """It is seen, whatever is unknown next to it."""
    served = serve(topics=["orders"])
    served.poll(times=6)
    served.write(P0)
    found = served.poll(leader=-1)
    assert (found["verdict"], found["quiesced"], found["producing_topics"]) == ("producers_active", False, ["orders"])


def test_a_partition_that_no_group_reads(serve: t.Callable[..., Served]) -> None:
    """Its error is one of the watch, with its line of progress; it does not end the wait either."""
    served = serve(Group("g", protocol_type="", commits={P0: 9}), topics=["orders"])
    found = served.poll(leader=-1, times=9)
    assert (found["verdict"], found["errors"]) == ("partition_error", {"orders-1": NO_LEADER})
    assert served.watch.give_up_reason() is None
    assert report.progress(served.watch) == [f"orders-1: {NO_LEADER}"]


def test_a_topic_that_does_not_exist_is_given_up(serve: t.Callable[..., Served]) -> None:
    """Nobody elects a leader for it."""
    served = serve(groups=["g"])
    del served.cluster.topics["orders"]
    served.poll_again(times=4)
    reason = served.watch.give_up_reason()
    assert reason.verdict == "partition_error" and DELETED in reason.message
