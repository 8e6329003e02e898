# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which groups and topics the lag is read of, on a cluster."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.lag import LagReport, read_lag
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import FakeCluster


@pytest.fixture(name="cluster")
def cluster_fixture() -> t.Iterator[FakeCluster]:
    """Two topics of 100 records, one group that has read 90 of each, and one that has read 50 of other."""
    with FakeCluster() as cluster:
        cluster.topics = {"orders": [0], "other": [0], "__consumer_offsets": [0]}
        cluster.commits = {"both": {("orders", 0): 90, ("other", 0): 90}, "half": {("other", 0): 50}}
        cluster.describe(
            "classic",
            "DescribeGroups",
            {group: {"group_state": "Empty", "protocol_type": "consumer"} for group in cluster.commits},
        )
        yield cluster


@pytest.fixture(name="read")
def read_fixture(cluster: FakeCluster, connect: t.Callable) -> t.Callable[..., LagReport]:
    """Read the lag with options of the module."""

    def read(**options: t.Any) -> LagReport:
        return read_lag(
            connect(bootstrap_servers=cluster.bootstrap),
            Selection.parse("groups", options),
            Selection.parse("topics", options),
            "read_uncommitted",
        )

    return read


@pytest.mark.parametrize(
    ("options", "lags"),
    [
        ({}, {"both": 20, "half": 50}),
        ({"topics": ["orders"]}, {"both": 10}),  # half has nothing to do with it
        ({"topics": ["orders"], "groups": ["half", "both"]}, {"both": 10, "half": None}),  # named, so it is returned
        ({"topics_matching": ["o.*"], "exclude_topics_matching": ["orders"]}, {"both": 10, "half": 50}),
        ({"exclude_topics_matching": ["other"]}, {"both": 10}),
        ({"groups_matching": ["h.*"]}, {"half": 50}),
    ],
)
def test_selection(read: t.Callable[..., LagReport], options: dict[str, t.Any], lags: dict[str, int | None]) -> None:
    """Only the chosen topics count, and of the groups that were not named only those that read them."""
    report = read(**options)
    assert {group.positions.group: group.lag for group in report.groups} == lags
    assert report.total == (None if None in lags.values() else sum(t.cast("list[int]", lags.values())))


def test_a_named_topic_that_does_not_exist(read: t.Callable[..., LagReport]) -> None:
    """It is named, and nothing reads as zero."""
    with pytest.raises(Failure, match="has no topics named ordrs"):
        read(topics=["ordrs"])


def test_a_group_that_cannot_be_described_concerns_every_topic(
    cluster: FakeCluster, read: t.Callable[..., LagReport]
) -> None:
    """Which topics its members read is not known."""
    cluster.describe("classic", "DescribeGroups", {"half": {"error_code": 30}, "both": {"error_code": 30}})
    report = read(topics=["orders"])
    assert {group.positions.group: group.lag for group in report.groups} == {"both": None, "half": None}
    assert report.total is None


def test_a_user_who_lacks_rights_gets_no_total(cluster: FakeCluster, read: t.Callable[..., LagReport]) -> None:
    """Without DESCRIBE on the cluster there can be more groups and topics; not where all are named."""
    cluster.authorizer, cluster.operations = True, set()
    report = read()
    assert report.total is None
    assert "lacks DESCRIBE on the cluster" in report.incomplete[0]
    assert all(
        "not all topics that it may have commits on can be seen" in (group.error or "") for group in report.groups
    )
    report = read(groups=["half"], topics=["other"])
    assert (report.total, report.incomplete) == (50, ())
