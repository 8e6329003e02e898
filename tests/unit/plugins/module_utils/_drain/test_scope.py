# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks against a migration, and what merely stays behind."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.scope import Scope, Service
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, OTHER = Partition("orders", 0), Partition("other", 0)
_OF_SCOPE = ("services", "ignore_topics", "hidden", "hidden_reason")


@pytest.fixture(name="scope")
def fixture_scope(see: t.Callable) -> t.Callable[..., Scope]:
    """Judge a cluster with the topic orders, by default with a group that has read it."""

    def scope(groups: dict[str, t.Any] | None = None, rules: dict[str, t.Any] | None = None, **more: t.Any) -> Scope:
        known = {name: more.pop(name) for name in _OF_SCOPE if name in more}
        watch = Watch(Rules(**(rules or {})))
        logs = more.pop("logs", {P0: (0, 9)})
        watch.add(see(logs, {"billing": {P0: 9}} if groups is None else groups, **more), 0.0)
        return Scope(watch, **known)

    return scope


def view(name: str = "billing", **more: t.Any) -> GroupView:
    """A live group of consumers that has read everything."""
    return GroupView(
        **{"group": name, "state": "Stable", "protocol_type": "consumer", "members": 1, "commits": {P0: 9}, **more}
    )


def test_nothing_speaks_against_it(scope: t.Callable) -> None:
    """The group to move is returned, without findings and remarks."""
    found = scope()
    assert (found.findings, found.remarks) == ([], [])
    assert [group["group"] for group in found.to_result()["groups"]] == ["billing"]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"incomplete": ("user alice lacks DESCRIBE on the cluster",)}, "lacks DESCRIBE on the cluster"),
        ({"topic_errors": {"secret": "may not be described"}}, "secret: may not be described"),
        ({"logs": {}, "groups": {}}, "no topic is chosen"),
        ({"missing_groups": ("typo",)}, "group typo does not exist"),
        ({"groups": {"billing": view(state="Empty", members=0, commits={P0: 4})}}, "5 records to read; start its"),
        ({"groups": {"billing": view(state="", error="it cannot be described")}}, "it cannot be described"),
        ({"groups": {"billing": view(kind="share", protocol_type="share")}}, "kind 'share'.*ignore_groups"),
        ({"groups": {"workers": view("workers", protocol_type="connect")}}, "protocol type connect.*ignore_groups"),
        ({"groups": {"billing": view(commits={P0: 9, OTHER: 1})}}, "also reads other, which are not chosen:"),
        (
            {"groups": {"billing": view(subscribed=frozenset({"x-internal"}))}, "left_out": ("x-internal",)},
            "also reads x-internal, .* because their names look internal",
        ),
        ({"groups": {}}, "no group reads orders"),
        ({"services": (Service("pay", "app-1", "other", ("orders",)),)}, "service pay on app-1 reads with group other"),
        ({"services": (Service("pay", topics=("stray",)),)}, "service pay works on stray, which are not chosen"),
    ],
)
def test_findings(scope: t.Callable, change: dict[str, t.Any], finding: str) -> None:
    """Each is reported alone, with its remedy."""
    found = scope(**change).findings
    assert len(found) == 1
    assert re.search(finding, found[0])


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ({"left_out": ("pay-internal",)}, "their names look internal: pay-internal; name those in topics"),
        (
            {
                "groups": {"billing": {P0: 9}, "shared": view("shared", kind="share", protocol_type="share")},
                "rules": {"ignore_groups": frozenset({"shared"})},
            },
            "left to you (ignore_groups): shared (share, Stable)",
        ),
        (
            {"groups": {"billing": view(commits={P0: 9, OTHER: 1})}, "ignore_topics": frozenset({"other"})},
            "left behind although groups read them (ignore_topics): other",
        ),
    ],
)
def test_remarks(scope: t.Callable, change: dict[str, t.Any], remark: str) -> None:
    """What was settled, or stays behind without harm, is named and is no finding."""
    found = scope(**change)
    assert found.findings == []
    assert [remark in text for text in found.remarks] == [True]


def test_a_live_group_without_a_commit_is_no_finding(scope: t.Callable) -> None:
    """It may be about to commit; the drain waits for it."""
    assert scope({"billing": view(commits={}, assigned=frozenset({P0}))}).findings == []


def test_topics_that_nobody_reads_can_be_accepted(scope: t.Callable) -> None:
    """Their records are copied, or stay behind."""
    assert scope({}, {"allow_unconsumed": True}).findings == []


def test_topics_that_may_not_be_described(scope: t.Callable) -> None:
    """What the groups have committed there is not shown: it is a finding with the names, until they are ignored."""
    reason = "1 topics of source may not be described (secret); grant DESCRIBE on them to user alice"
    (finding,) = scope(hidden=("secret",), hidden_reason=reason).findings
    assert finding == f"whether the groups also read secret cannot be seen: {reason}, or name them in ignore_topics"
    assert scope(hidden=("secret",), hidden_reason=reason, ignore_topics=frozenset({"secret"})).findings == []
    assert scope(hidden=("secret",), hidden_reason=reason, incomplete=(reason,)).findings == [reason]


def test_topics_that_may_be_hidden(scope: t.Callable) -> None:
    """Nothing shows that there are any, so it is a remark."""
    found = scope(hidden_reason="user alice lacks DESCRIBE on the cluster")
    assert found.findings == []
    assert found.remarks == [
        "not all topics that the groups read may be seen: user alice lacks DESCRIBE on the cluster"
    ]
