# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A user who lacks one right at a time: what cannot be seen is named, with the remedy, and never taken for done."""

from __future__ import annotations

import typing

import acls
import pytest
from acls import Rule
from cluster import Cluster
from questions import Access, Result, Wait, access, ask, drain, lag, scope, through_ansible
from readers import Reader, await_that, commit, create, delete_groups, write
from spec import Spec

USER, NOBODY = "mover", "nobody"
CLUSTERS = (Spec("closed", authorizer=True, users=(USER, NOBODY)),)
# What a user needs for all questions.
RIGHTS = (
    ("describe", "cluster"),
    ("describe", "topic:*"),
    ("read", "topic:*"),
    ("describe", "group:*"),
)
QUESTIONS: dict[str, dict[str, typing.Any]] = {
    "everything": {},
    "topic": {"topics": ["pay"]},
    "names": {"topics": ["pay"], "groups": ["reader", "late"]},
    "groups": {"groups": ["reader", "both"]},
    "expressions": {"topics_matching": ["p.*"], "groups_matching": ["[a-z]+"]},
}
AS_ADMIN = "as admin"  # the answer does not depend on the right
FAILED = "failed"  # the module fails
# The missing right; the question; the verdict of the drain; what its message, the lag and the scope have to name. Where
# drain and lag are as for admin, only the scope has something to say: whether the groups read other topics as well.
ROWS = (
    ("group:late", "everything", "unknown_position", ("late", "grant DESCRIBE on the group to user mover")),
    ("group:late", "topic", "unknown_position", ("late", "grant DESCRIBE on the group to user mover")),
    ("group:late", "names", "unknown_position", ("late", "grant DESCRIBE on the group to user mover")),
    ("group:late", "expressions", "unknown_position", ("late", "grant DESCRIBE on the group to user mover")),
    ("group:late", "groups", AS_ADMIN, ()),
    ("topic:bill", "everything", "incomplete", ("bill", "grant DESCRIBE on them to user mover")),
    ("topic:bill", "groups", "incomplete", ("bill", "grant DESCRIBE on them to user mover")),
    ("topic:bill", "topic", AS_ADMIN, ("whether the groups also read bill", "on them to user mover")),
    ("topic:bill", "names", AS_ADMIN, ("whether the groups also read bill", "on them to user mover")),
    (
        "topic:bill",
        "expressions",
        AS_ADMIN,
        ("whether the groups also read bill", "grant DESCRIBE on them to user mover"),
    ),
    ("topic:pay", "everything", "incomplete", ("pay", "grant DESCRIBE on them to user mover")),
    ("topic:pay", "groups", "incomplete", ("pay", "grant DESCRIBE on them to user mover")),
    ("topic:pay", "topic", FAILED, ("pay", "grant DESCRIBE on it to user mover")),
    ("topic:pay", "names", FAILED, ("pay", "grant DESCRIBE on it to user mover")),
    ("topic:pay", "expressions", FAILED, ("pay", "grant DESCRIBE on them to user mover")),
    ("cluster", "everything", "incomplete", ("user mover lacks DESCRIBE on the cluster", "grant it")),
    ("cluster", "topic", "incomplete", ("user mover lacks DESCRIBE on the cluster", "grant it, or name the groups")),
    ("cluster", "groups", "incomplete", ("user mover lacks DESCRIBE on the cluster", "grant it, or name the topics")),
    ("cluster", "expressions", "incomplete", ("user mover lacks DESCRIBE on the cluster", "grant it")),
    ("cluster", "names", AS_ADMIN, ("user mover lacks DESCRIBE on the cluster",)),
    ("topic:__consumer_offsets", "everything", "incomplete", ("__consumer_offsets", "grant DESCRIBE", "user mover")),
    ("topic:__consumer_offsets", "topic", "incomplete", ("__consumer_offsets", "grant DESCRIBE", "user mover")),
    ("topic:__consumer_offsets", "expressions", "incomplete", ("__consumer_offsets", "grant DESCRIBE", "user mover")),
    ("topic:__consumer_offsets", "names", AS_ADMIN, ()),
    ("topic:__consumer_offsets", "groups", AS_ADMIN, ()),
)


class World(typing.NamedTuple):
    """Its topics are pay with 40 records and bill with 100.

    Group reader has read both; late has 30 of pay to read; both has read pay and nothing of bill.
    """

    cluster: Cluster
    admin: Access
    user: Access


@pytest.fixture(scope="module")
def world(cluster: Cluster) -> World:
    """The topics and groups that are asked about."""
    create(cluster, "pay", "bill")
    write(cluster, "pay", 40)
    write(cluster, "bill", 100)
    positions = {"reader": {"pay": 40, "bill": 100}, "late": {"pay": 10}, "both": {"pay": 40, "bill": 0}}
    commit(cluster, positions)
    grant(cluster)
    return World(cluster, access(cluster, "admin"), access(cluster, USER))


def grant(cluster: Cluster) -> None:
    """Give the user all rights."""
    acls.add(cluster, *(Rule(USER, *right) for right in RIGHTS))


def take_away(cluster: Cluster, resource: str) -> None:
    """Take the right to describe something from the user."""
    acls.add(cluster, Rule(USER, "describe", resource, deny=True))


def give_back(cluster: Cluster, resource: str) -> None:
    """Undo take_away()."""
    acls.revoke(cluster, Rule(USER, "describe", resource))
    grant(cluster)  # a rule for the same resource is gone too


@pytest.fixture(scope="class")
def missing(world: World, request: pytest.FixtureRequest) -> typing.Iterator[str]:
    """A right that the user lacks."""
    take_away(world.cluster, request.param)
    yield request.param
    give_back(world.cluster, request.param)


def answers(reached: Access, question: str) -> dict[str, Result]:
    """Return what the three modules answer to a question."""
    asked = {"drain": drain, "lag": lag, "scope": scope}
    found = {name: module(reached, **QUESTIONS[question]) for name, module in asked.items()}
    found["drain"].pop("seconds", None)
    return found


def essence(found: dict[str, Result]) -> list[typing.Any]:
    """Return what is known of the topics in question."""
    lags = {name: (group["lag"], group["error"]) for name, group in found["lag"]["groups"].items()}
    return [found["drain"], found["lag"]["total_lag"], found["lag"]["incomplete"], lags]


class TestMissingRight:
    """Cases A3, A8 and A9. A class, because the right is given back after its last test."""

    @pytest.mark.parametrize(("missing", "question", "verdict", "named"), ROWS, indirect=["missing"], scope="class")
    @pytest.mark.usefixtures("missing")
    def test_answers(self, world: World, question: str, verdict: str, named: tuple[str, ...]) -> None:
        """The answer is what admin gets, or one from which nothing can be concluded."""
        found = answers(world.user, question)
        if verdict == AS_ADMIN:
            assert essence(found) == essence(answers(world.admin, question))
            said = " ".join([*found["scope"]["findings"], *found["scope"]["remarks"]])
            assert [words for words in named if words not in said] == [], said
            return
        if verdict == FAILED:
            texts = [answer["msg"] for answer in found.values()]
        else:
            assert (found["drain"]["drained"], found["drain"]["verdict"]) == (False, verdict)
            assert (found["drain"]["remaining"], found["lag"]["total_lag"]) == (None, None)
            unknown = [f"{name}: {found['lag']['groups'][name]['error']}" for name in found["lag"]["unknown_groups"]]
            texts = [
                found["drain"]["message"],
                "; ".join([*found["lag"]["incomplete"], *unknown]),
                "; ".join(found["scope"]["findings"]),
            ]
        for text in texts:
            assert [words for words in named if words not in text] == [], text


@pytest.mark.parametrize("question", QUESTIONS)
def test_all_rights(world: World, question: str) -> None:
    """A user with the rights that the modules need sees what admin sees."""
    found = answers(world.user, question)
    assert found == answers(world.admin, question)
    assert (found["drain"]["drained"], found["drain"]["verdict"]) == (False, "group_stopped_with_lag")
    unread = {"everything": 130, "topic": 30, "names": 30, "groups": 100, "expressions": 30}[question]
    assert (found["drain"]["remaining"], found["lag"]["total_lag"]) == (unread, unread)


@pytest.mark.parametrize("question", ["everything", "topic", "groups"])
def test_no_rights_at_all(world: World, question: str) -> None:
    """Case A7: nothing is listed, and that is not taken for nothing to do."""
    nobody = access(world.cluster, NOBODY)
    found = answers(nobody, question)
    topics = ask("kafka_topic_info", nobody, **{"topics": QUESTIONS[question].get("topics", [])})
    if question == "topic":
        assert all("grant DESCRIBE on it to user nobody" in one["msg"] for one in [*found.values(), topics])
        return
    assert (found["drain"]["drained"], found["drain"]["remaining"], found["lag"]["total_lag"]) == (False, None, None)
    assert "user nobody lacks DESCRIBE on the cluster" in found["drain"]["message"]
    assert any("user nobody lacks DESCRIBE on the cluster" in finding for finding in found["scope"]["findings"])
    assert (topics["topics"], topics["complete"]) == ([], False)
    if question == "groups":
        assert found["lag"]["unknown_groups"] == ["both", "reader"]
        assert through_ansible("kafka_consumer_lag_info", nobody, groups=["reader"])["total_lag"] is None


def test_without_the_right_to_read(world: World) -> None:
    """How many of the last offsets are records is not known then, which is no reason to take them for nothing."""
    rule = Rule(USER, "read", "topic:pay", deny=True)
    acls.add(world.cluster, rule)
    try:
        found = drain(world.user, topics=["pay"])
        assert found["failed"] and "The records of pay" in found["msg"] and "grant READ" in found["msg"]
        assert f"to user {USER}" in found["msg"]
    finally:
        acls.revoke(world.cluster, Rule(USER, "read", "topic:pay"))
        grant(world.cluster)


def test_names_that_do_not_exist(world: World) -> None:
    """They are distinguished from those that may not be described."""
    assert "has no topics named gone" in drain(world.user, topics=["gone"])["msg"]
    assert drain(world.user, topics=["pay"], groups=["gone"])["verdict"] == "missing_group"
    assert "has no groups named gone" in lag(world.user, groups=["gone"])["msg"]


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "not listed"])
def test_a_right_is_taken_away_during_a_wait(world: World, listed: bool) -> None:
    """Case A5: a group that was waited for is waited for until it is judged again, or seen to be deleted.

    Without the right to describe the cluster the list of groups lacks one that may not be described.
    """
    cluster, topic = world.cluster, f"wait-{listed}".lower()
    create(cluster, topic)
    write(cluster, topic, 55)
    commit(cluster, {"other": {topic: 55}})
    wait = Wait(world.user, topics=[topic])
    with Reader(cluster, "slow", topic) as reader:
        reader.read(5)
        found = wait.poll()
        assert (found["groups"]["slow"]["remaining"], found["remaining"]) == (50, 50)
        take_away(cluster, "group:slow")
        if not listed:
            take_away(cluster, "cluster")
        try:
            for unread in (50, 0):
                found = wait.poll()
                assert (found["drained"], found["remaining"]) == (False, None)
                assert found["groups"]["slow"]["verdict"] == "unknown_position"
                assert "grant DESCRIBE on the group to user mover" in found["message"]
                assert found["deleted_groups"] == []
                reader.read(unread)
        finally:
            give_back(cluster, "group:slow")
            give_back(cluster, "cluster")
        found = wait.poll()
        assert (found["groups"]["slow"]["verdict"], found["remaining"]) == ("drained", 0)
        await_that(lambda: wait.poll()["drained"] is True, "it is drained")
    await_that(lambda: drain(world.admin, groups=["slow"])["groups"]["slow"]["members"] == 0, "it has stopped")
    delete_groups(cluster, "slow")
    found = wait.poll()
    assert (found["deleted_groups"], list(found["groups"])) == (["slow"], ["other"])
    delete_groups(cluster, "other")
