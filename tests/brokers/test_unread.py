# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is unread: records and not offsets, of the groups that have to do with the topics, whatever their names."""

from __future__ import annotations

import pytest
from cluster import Cluster
from questions import access, ask, drain, lag, scope, set_offsets, through_ansible
from readers import Reader, commit, create, write
from spec import Spec

CLUSTERS = (Spec("unread"),)
ODD_NAMES = (
    "with two spaces",
    " first and last ",
    "grüße ✓ 組 🚚",
    "x" * 200,
    'it\'s "quoted" \\ and $HOME',
    "a:b/c,d;e|f",
    "-dash=1",
    "line\nbreak",
)


@pytest.mark.parametrize("protocol", ["classic", pytest.param("consumer", marks=pytest.mark.since("4.0"))])
@pytest.mark.parametrize("after", [0, 5])
def test_transactions(cluster: Cluster, protocol: str, after: int) -> None:
    """Cases B3 and B4: markers and aborted records are nothing to read, for live groups and for stopped ones."""
    reached = access(cluster)
    topic = group = f"tx-{protocol}-{after}"
    create(cluster, topic)
    write(cluster, topic, 10, transaction="commit")
    if after:
        write(cluster, topic, after, transaction="abort")
    markers = after + 2 if after else 1
    with Reader(cluster, group, topic, **{"group.protocol": protocol}).read(10):
        found = drain(reached, topics=[topic], settle=1)
        assert (found["drained"], found["remaining"], found["groups"][group]["members"]) == (True, 0, 1)
        assert scope(reached, topics=[topic])["findings"] == []
    stopped = through_ansible("kafka_scope_info", reached, topics=[topic])
    assert (stopped["findings"], stopped["groups"][group]["remaining"]) == ([], 0)
    assert drain(reached, topics=[topic], settle=1)["drained"] is True
    assert lag(reached, topics=[topic])["total_lag"] == markers  # it counts offsets, as Kafka's own tools do
    write(cluster, topic, 1)
    assert drain(reached, topics=[topic])["remaining"] == 1


def test_a_wait(cluster: Cluster) -> None:
    """The action plugin ends as drained, or gives up with the number of records that nobody reads any more."""
    reached = access(cluster)
    create(cluster, "waited")
    write(cluster, "waited", 10)
    commit(cluster, {"waiter": {"waited": 10}})
    options = {"topics": ["waited"], "settle": 1, "interval": 0.5, "timeout": 60, "stall_timeout": 2}
    found = through_ansible("kafka_drain_wait", reached, **options)
    assert (found["drained"], found["remaining"], list(found["groups"])) == (True, 0, ["waiter"])
    write(cluster, "waited", 5)
    given_up = through_ansible("kafka_drain_wait", reached, **options)
    assert "Not everything is consumed (group_stopped_with_lag): group waiter has no members and 5" in given_up["msg"]
    assert (given_up["drained"], given_up["remaining"]) == (False, 5)


def test_groups_of_other_topics(cluster: Cluster) -> None:
    """Case B5: they have stopped with records unread, which is none of this migration's business."""
    reached = access(cluster)
    create(cluster, "normal.a", "normal.b", "special.c")
    for topic in ("normal.a", "normal.b", "special.c"):
        write(cluster, topic, 10)
    commit(cluster, {"normal": {"normal.a": 10, "normal.b": 10}, "stranger": {"special.c": 1}})
    chosen = {"topics_matching": ["normal.*"]}
    found = through_ansible("kafka_scope_info", reached, **chosen)
    assert (found["findings"], list(found["groups"]), found["topics"]) == ([], ["normal"], ["normal.a", "normal.b"])
    assert drain(reached, settle=1, **chosen)["drained"] is True
    assert lag(reached, **chosen)["total_lag"] == 0
    # One that reads both is a finding.
    commit(cluster, {"both": {"normal.a": 10, "special.c": 1}})
    (finding,) = scope(reached, **chosen)["findings"]
    assert "group both also reads special.c" in finding
    assert scope(reached, ignore_topics=["special.c"], **chosen)["findings"] == []
    commit(cluster, {"forgotten": {"normal.a": 1}})
    for groups in ({"groups": ["normal"]}, {"groups_matching": ["norm.*"]}):
        found = scope(reached, **chosen, **groups)
        assert found["findings"] == [] and list(found["groups"]) == ["normal"]
        (remark,) = found["remarks"]
        assert "forgotten (classic, Empty)" in remark and "stranger" not in remark


def test_names_of_groups(cluster: Cluster) -> None:
    """A group may have any name: it is listed, asked for by name, and its offsets are set."""
    reached = access(cluster)
    create(cluster, "odd")
    write(cluster, "odd", 10)
    commit(cluster, {name: {"odd": 4} for name in ODD_NAMES})
    for params in ({"topics": ["odd"]}, {"groups": list(ODD_NAMES)}):
        found = drain(reached, **params)
        assert {name: group["remaining"] for name, group in found["groups"].items()} == dict.fromkeys(ODD_NAMES, 6)
        assert lag(reached, **params)["total_lag"] == 6 * len(ODD_NAMES)
    assert list(through_ansible("kafka_drain_info", reached, groups=list(ODD_NAMES))["groups"]) == sorted(ODD_NAMES)
    for name in ODD_NAMES:
        assert set_offsets(reached, name, "odd")["changed"]
    assert drain(reached, topics=["odd"], settle=1)["drained"] is True


def test_many_groups(cluster: Cluster) -> None:
    """Each of 300 groups is in the answer, with its own position."""
    reached = access(cluster)
    create(cluster, "many")
    write(cluster, "many", 10)
    positions = {f"many-{number:03}": number % 11 for number in range(300)}
    commit(cluster, {name: {"many": offset} for name, offset in positions.items()})
    unread = {name: 10 - offset for name, offset in positions.items()}
    found = drain(reached, topics=["many"])
    assert {name: group["remaining"] for name, group in found["groups"].items()} == unread
    read = lag(reached, topics=["many"])
    assert ({name: group["lag"] for name, group in read["groups"].items()}, read["total_lag"]) == (
        unread,
        sum(unread.values()),
    )
    moved = ask("kafka_consumer_offset", reached, groups_matching=["many-.*"], topics=["many"], position="end")
    assert moved["changed"] and len(moved["groups"]) == len(positions)
    assert drain(reached, topics=["many"], settle=1)["drained"] is True
