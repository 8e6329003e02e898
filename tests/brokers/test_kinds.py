# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of every kind, live: none that reads the topics is overlooked, and none that does not is in the way."""

from __future__ import annotations

import contextlib
import pathlib

import pytest
from clients.handle import Clients
from cluster import Cluster
from questions import access, drain, lag, scope, set_offsets, through_ansible
from readers import Reader, await_that, commit, create, join_by_hand, tool, write
from spec import Spec

CLUSTERS = (Spec("kinds"),)
NEW = {"group.protocol": "consumer"}


@pytest.mark.since("4.0")
def test_a_group_of_the_new_protocol_that_pauses(cluster: Cluster) -> None:
    """Case A1: it is named with its 30 records, and its offsets are neither set nor said to be settable."""
    reached = access(cluster)
    create(cluster, "pay")
    write(cluster, "pay", 40)
    with Reader(cluster, "c", "pay").read(40), Reader(cluster, "n", "pay", **NEW).read(10):
        found = drain(reached, topics=["pay"])
        assert (found["drained"], found["verdict"], found["remaining"]) == (False, "draining", 30)
        assert {name: (one["kind"], one["remaining"], one["members"]) for name, one in found["groups"].items()} == {
            "c": ("classic", 0, 1),
            "n": ("consumer", 30, 1),
        }
        assert through_ansible("kafka_drain_info", reached, topics=["pay"])["groups"] == found["groups"]
        read = lag(reached, topics=["pay"])
        assert (read["total_lag"], read["groups"]["n"]["lag"], read["groups"]["n"]["state"]) == (30, 30, "Stable")
        for check_mode in (True, False):
            refused = set_offsets(reached, "n", "pay", check_mode=check_mode)
            assert refused["failed"] and "n" in refused["msg"], refused
    assert drain(reached, topics=["pay"])["verdict"] == "group_stopped_with_lag"
    assert set_offsets(reached, "n", "pay", check_mode=True)["changed"]
    assert lag(reached, groups=["n"])["total_lag"] == 30
    assert set_offsets(reached, "n", "pay")["changed"]
    assert lag(reached, groups=["n"])["total_lag"] == 0
    assert drain(reached, topics=["pay"], settle=1)["drained"] is True


@pytest.mark.since("4.1")
def test_a_share_group(cluster: Cluster) -> None:
    """It blocks the topics that it reads until it is ignored, and only those."""
    reached = access(cluster)
    create(cluster, "shared", "unshared")
    with tool(cluster, "kafka-console-share-consumer.sh", "--topic", "shared", "--group", "sharing"):
        await_that(lambda: "sharing" in lag(reached)["groups"], "the share group exists")
        await_that(lambda: lag(reached)["groups"]["sharing"]["members"] == 1, "it has a member")
        write(cluster, "shared", 5)
        found = drain(reached, topics=["shared"])
        assert (found["drained"], found["verdict"], found["remaining"]) == (False, "other_kind", None)
        assert found["groups"]["sharing"]["kind"] == "share"
        assert "ignore_groups" in found["message"]
        assert through_ansible("kafka_scope_info", reached, topics=["shared"])["findings"] == [
            found["groups"]["sharing"]["message"]
        ]
        assert set_offsets(reached, "sharing", "shared")["failed"]
        ignoring = drain(reached, topics=["shared"], ignore_groups=["sharing"], allow_unconsumed=True, settle=1)
        assert ignoring["drained"] is True
        assert list(ignoring["ignored"]) == ["sharing"]
        assert "sharing" in scope(reached, topics=["shared"], ignore_groups=["sharing"])["remarks"][0]
        assert drain(reached, topics=["unshared"], settle=1)["drained"] is True


@pytest.mark.since("4.1")
def test_a_streams_group(cluster: Cluster, empty_folder: pathlib.Path) -> None:
    """Its position is known, its way to move is not: it blocks its topics until it is ignored, stopped or not."""
    reached = access(cluster)
    create(cluster, "streamed", "unstreamed")
    write(cluster, "streamed", 40)
    with Clients(empty_folder) as clients:
        clients.start("app", "streams", cluster, group="joined", topics="streamed", pause_after=10).wait(10)
        await_that(lambda: lag(reached)["groups"]["joined"]["members"] == 1, "it has a member")
        running = drain(reached, topics=["streamed"])
        assert (running["drained"], running["verdict"]) == (False, "other_kind")
        assert running["groups"]["joined"]["kind"] == "streams" and "ignore_groups" in running["message"]
        assert through_ansible("kafka_scope_info", reached, topics=["streamed"])["findings"] == [
            running["groups"]["joined"]["message"]
        ]
        assert set_offsets(reached, "joined", "streamed", check_mode=True)["failed"]
        assert drain(reached, topics=["unstreamed"], settle=1)["drained"] is True
    await_that(lambda: lag(reached)["groups"]["joined"]["members"] == 0, "it has stopped")
    stopped = drain(reached, topics=["streamed"])
    assert (stopped["drained"], stopped["groups"]["joined"]["kind"]) == (False, "streams")
    ignoring = drain(reached, topics=["streamed"], ignore_groups=["joined"], allow_unconsumed=True, settle=1)
    assert ignoring["drained"] is True and list(ignoring["ignored"]) == ["joined"]


def test_a_group_of_connect_workers(cluster: Cluster) -> None:
    """It reads no topic through its own group, so it blocks none; with a commit it is of another kind."""
    reached = access(cluster)
    create(cluster, "sink")
    write(cluster, "sink", 10)
    commit(cluster, {"connect-sink": {"sink": 10}})
    join_by_hand(cluster, "workers", "connect")
    found = lag(reached)["groups"]["workers"]
    assert (found["state"], found["protocol_type"], found["error"]) == ("Stable", "connect", None)
    assert drain(reached, topics=["sink"], settle=1)["drained"] is True
    checked = scope(reached, topics=["sink"])
    assert (checked["findings"], list(checked["groups"])) == ([], ["connect-sink"])
    named = drain(reached, topics=["sink"], groups=["workers", "connect-sink"])
    assert (named["drained"], named["verdict"], named["groups"]["workers"]["verdict"]) == (
        False,
        "other_kind",
        "other_kind",
    )
    assert set_offsets(reached, "workers", "sink")["failed"]


def test_members_of_every_sort(cluster: Cluster, version: str) -> None:
    """Static members, and partitions that were assigned by hand, count like any others."""
    reached = access(cluster)
    create(cluster, "sorts", partitions=2)
    write(cluster, "sorts", 10)
    write(cluster, "sorts", 10, partition=1)
    protocols = {"classic": {}, **({"consumer": NEW} if version >= "4" else {})}
    with contextlib.ExitStack() as stack:
        for name, protocol in protocols.items():
            static = Reader(cluster, f"static-{name}", "sorts", **protocol, **{"group.instance.id": "one"})
            stack.enter_context(static).read(20)
            stack.enter_context(Reader(cluster, f"silent-{name}", "sorts", **protocol)).join()
        by_hand = stack.enter_context(Reader(cluster, "by-hand", by_hand=("sorts", 1))).read(4)
        found = drain(reached, topics=["sorts"])
        assert found["drained"] is False
        assert found["remaining"] is None
        for name in protocols:
            assert found["groups"][f"static-{name}"]["verdict"] == "drained"
            silent = found["groups"][f"silent-{name}"]
            assert (silent["verdict"], silent["members"], silent["remaining"]) == ("unknown_position", 1, None)
        # Nobody can know that it is alive until it moves.
        assert found["groups"]["by-hand"]["verdict"] == "group_stopped_with_lag"
        assert found["groups"]["by-hand"]["remaining"] == 6
        by_hand.read(6)
        assert drain(reached, topics=["sorts"])["groups"]["by-hand"]["verdict"] == "drained"
