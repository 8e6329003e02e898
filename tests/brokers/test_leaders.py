# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brokers that are down: a group whose coordinator is down is not absent, and a list without it is not complete."""

from __future__ import annotations

import contextlib
import itertools
import typing

from bed import Bed
from cluster import Cluster
from questions import Access, Result, Wait, access, ask, drain, lag, scope, set_offsets, through_ansible
from readers import Reader, await_that, commit, coordinator, create, write
from spec import Spec

# A killed broker is missed after 3 s.
_QUICK = {"broker.session.timeout.ms": "3000", "broker.heartbeat.interval.ms": "500"}
CLUSTERS = (
    Spec("single", 2, properties=_QUICK, offsets_replicas=1, offsets_partitions=50),
    Spec("double", 2, properties=_QUICK, offsets_replicas=2),
)
KILLED = 2  # the controller is broker 1
NEITHER = "have no leader: the list of groups is incomplete; start the brokers that hold them"


def prepare(cluster: Cluster) -> Access:
    """Write 100 records to the topic pay, which both brokers have."""
    create(cluster, "pay", replicas=2)
    write(cluster, "pay", 100)
    return access(cluster, request_timeout=3)


def names_at(cluster: Cluster, prefix: str, broker: int) -> typing.Iterator[str]:
    """Yield names of groups that have this broker as coordinator."""
    for number in itertools.count():
        group = f"{prefix}{number}"
        if coordinator(cluster, group) == broker:
            yield group


def await_metadata(reached: Access) -> None:
    """Wait until clients are not sent to the killed broker any more; until then the modules fail, or see what was."""

    def is_missed() -> bool:
        found = drain(reached, topics=["pay"])
        assert found.get("drained") is not True
        return not found.get("failed") and len(ask("kafka_cluster_info", reached)["brokers"]) == 1

    await_that(is_missed, "the broker is missed")


def test_the_only_replica_of_groups_is_down(bed: Bed, cluster: Cluster) -> None:
    """Case A4: group far has 70 records to read and no coordinator, and near has read all."""
    reached = prepare(cluster)
    near, far = next(names_at(cluster, "near", 1)), next(names_at(cluster, "far", KILLED))
    commit(cluster, {near: {"pay": 100}, far: {"pay": 30}})
    before = drain(reached, topics=["pay"])
    assert (before["verdict"], before["remaining"], list(before["groups"])) == (
        "group_stopped_with_lag",
        70,
        [far, near],
    )
    wait, of_far = Wait(reached, topics=["pay"]), Wait(reached, topics=["pay"], groups_matching=[f"{far}|none"])
    wait.poll()
    of_far.poll()
    bed.stop(cluster.name, KILLED, hard=True)
    try:
        await_metadata(reached)
        _without_coordinator(reached, near, far)
        found = wait.poll()
        assert (found["drained"], found["verdict"], found["deleted_groups"]) == (False, "incomplete", [])
        assert (found["groups"][far]["verdict"], found["groups"][far]["remaining"]) == ("unknown_position", None)
        found = of_far.poll()
        assert (found["drained"], found["verdict"], list(found["groups"])) == (False, "incomplete", [far])
        alone = drain(reached, topics=["pay"], groups_matching=[f"{far}|none"])
        assert (alone["drained"], alone["verdict"], alone["remaining"]) == (False, "incomplete", None)
        assert lag(reached, topics=["pay"], groups_matching=[f"{far}|none"])["total_lag"] is None
    finally:
        bed.restart(cluster.name, KILLED)
    # A module can fail while the broker comes back; its answer has no such key then.
    await_that(lambda: drain(reached, topics=["pay"]).get("incomplete") == [], "all partitions have leaders")
    assert _steady(drain(reached, topics=["pay"])) == _steady(before)
    found = wait.poll()
    assert (found["verdict"], found["remaining"]) == ("group_stopped_with_lag", 70)
    assert lag(reached)["total_lag"] == 70


def _without_coordinator(reached: Access, near: str, far: str) -> None:
    found = drain(reached, topics=["pay"])
    assert (found["drained"], found["verdict"], found["remaining"]) == (False, "incomplete", None)
    assert "of 50 partitions of __consumer_offsets" in found["message"] and NEITHER in found["message"]
    assert list(found["groups"]) == [near]
    read = through_ansible("kafka_consumer_lag_info", reached, topics=["pay"])
    assert (read["total_lag"], read["complete"]) == (None, False)
    assert NEITHER in read["incomplete"][0]
    assert NEITHER in scope(reached, topics=["pay"])["findings"][0]
    # By name: its coordinator is asked for, and not available.
    named = drain(reached, topics=["pay"], groups=[near, far])
    assert (named["drained"], named["verdict"], named["remaining"]) == (False, "unknown_position", None)
    assert "COORDINATOR_NOT_AVAILABLE" in named["groups"][far]["message"]
    read = lag(reached, groups=[near, far])
    assert (read["total_lag"], read["unknown_groups"], read["groups"][near]["lag"]) == (None, [far], 0)
    for check_mode in (True, False):
        assert "COORDINATOR_NOT_AVAILABLE" in set_offsets(reached, far, "pay", check_mode=check_mode)["msg"]


def _steady(found: Result) -> Result:
    return {name: value for name, value in found.items() if name != "seconds"}


def test_coordinators_that_move(bed: Bed, version: str) -> None:
    """With a second replica of the groups nothing is missing, and a wait goes on: stopped groups and live ones."""
    cluster = bed.cluster("double")
    reached = prepare(cluster)
    names = names_at(cluster, "far", KILLED)
    stopped, classic, new = next(names), next(names), next(names)
    commit(cluster, {stopped: {"pay": 30}})
    wait = Wait(reached, topics=["pay"])
    protocols = {classic: {}, **({new: {"group.protocol": "consumer"}} if version >= "4" else {})}
    unread = {stopped: 70, **{name: 90 for name in protocols}}
    with contextlib.ExitStack() as stack:
        readers = {
            name: stack.enter_context(Reader(cluster, name, "pay", **settings)).read(10)
            for name, settings in protocols.items()
        }
        assert _remaining(wait.poll()) == unread
        bed.stop(cluster.name, KILLED, hard=True)
        try:
            await_metadata(reached)
            found = wait.poll()
            assert (found["drained"], found["incomplete"], _remaining(found)) == (False, [], unread)
            assert lag(reached, topics=["pay"])["total_lag"] == sum(unread.values())
        finally:
            bed.restart(cluster.name, KILLED)
        await_that(lambda: drain(reached, topics=["pay"]).get("incomplete") == [], "the broker is back")
        assert _remaining(wait.poll()) == unread
        for reader in readers.values():
            reader.read(90)
        commit(cluster, {stopped: {"pay": 100}})
        await_that(lambda: wait.poll()["drained"] is True, "everything is read")


def _remaining(found: Result) -> dict[str, int | None]:
    return {name: group["remaining"] for name, group in found["groups"].items()}
