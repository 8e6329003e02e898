# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of clones: their source, and what becomes of the topics on a target that refuses or does not answer."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import topics as kafka_topics
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.clone import (
    Clone,
    plan_clone,
    selection_problem,
    source_of_cluster,
    source_of_snapshot,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import CloneOptions
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import HANG_UP
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._topics.fake_topics import FakeTopics

ALL = Selection.parse("topics", {})


class Run(t.NamedTuple):
    """The outcome of a clone."""

    work: Clone
    results: dict[str, dict[str, t.Any]]
    failure: str | None


@pytest.fixture(name="clone")
def clone_fixture(connect: t.Callable) -> t.Callable[..., Run]:
    """Clone topics into a fake cluster as the module does."""

    def clone(cluster: FakeTopics, *topics: Topic, check_mode: bool = False, **options: t.Any) -> Run:
        target = connect(bootstrap_servers=cluster.bootstrap, request_timeout=0.5)
        settings = CloneOptions(**options)
        work = Clone(target, plan_clone(topics, target, settings), check_mode)
        work.apply()
        work.verify_created(
            lambda names: plan_clone([topic for topic in topics if topic.name in names], target, settings),
            correct_configs=settings.config_mode == "effective",
        )
        results = work.results(applied=True)
        return Run(work, {row["name"]: row for row in results}, report.failure(results, "fail", work.problem))

    return clone


def test_topic_of_snapshot() -> None:
    """A topic is the same before and after its snapshot."""
    topic = Topic("orders", 3, 2, {"retention.ms": "5"}, bytes=7, topic_id="abc", effective_configs=None)
    source = source_of_snapshot({"cluster_id": "x", "topics": [topic.to_result()]}, ALL, "overrides")
    assert (source.cluster_id, source.topics, source.incomplete_reason) == ("x", [topic], None)


@pytest.mark.parametrize(
    ("snapshot", "mode", "message"),
    [
        ([], "overrides", "not what kafka_topic_info returns"),
        ({"topics": []}, "overrides", "no cluster_id"),
        ({"cluster_id": "x", "topics": [{"name": "orders"}]}, "overrides", "not a topic.*partitions"),
        ({"cluster_id": "x", "topics": ["orders"]}, "overrides", "not a topic"),
        (
            {"cluster_id": "x", "topics": [{"name": "a", "partitions": 1, "replication_factor": 1, "configs": {}}]},
            "effective",
            "effective: true",
        ),
    ],
)
def test_invalid_snapshot(snapshot: object, mode: str, message: str) -> None:
    """The message names what is missing."""
    with pytest.raises(Failure, match=message):
        source_of_snapshot(snapshot, ALL, mode)


def test_an_incomplete_snapshot_stays_incomplete() -> None:
    """What a snapshot did not see is not seen by its clone either, unless all topics are named."""
    topics = [Topic(name, 1, 1, {}).to_result() for name in ("orders", "pay-internal")]
    snapshot = {
        "cluster_id": "x",
        "topics": topics,
        "complete": False,
        "incomplete_reason": "no right",
        "left_out": ["s.replica"],
        "hidden_topics": ["secret", "mm2-x"],
    }
    source = source_of_snapshot(snapshot, ALL, "overrides")
    assert source.left_out == ["pay-internal", "s.replica"] and source.hidden == ["secret"]
    problem = selection_problem(source, ALL, allow_incomplete=False)
    assert problem and "no right" in problem and "allow_incomplete" in problem
    assert selection_problem(source, ALL, allow_incomplete=True) is None
    named = Selection.parse("topics", {"topics": ["orders"]})
    assert selection_problem(source_of_snapshot(snapshot, named, "overrides"), named, False) is None


def test_nothing_chosen_is_a_failure(connect: t.Callable) -> None:
    """A7: who sees no topic must not be told that all topics match, even with allow_incomplete."""
    with FakeTopics() as cluster:
        cluster.add("pay")
        cluster.authorizer, cluster.hidden, cluster.operations = True, {"pay"}, set()
        source = source_of_cluster(connect(bootstrap_servers=cluster.bootstrap), ALL)
        for allowed in (False, True):
            problem = selection_problem(source, ALL, allowed)
            assert problem and "nothing was compared: source has no topics" in problem
            assert "user ANONYMOUS lacks DESCRIBE on the cluster" in problem


def test_unknown_keys_on_an_empty_target(clone: t.Callable[..., Run]) -> None:
    """B6: the validation of a creation shows which keys the target knows."""
    with FakeTopics((4, 1)) as cluster:
        cluster.defaults.update(
            {f"message.timestamp.{word}.max.ms": "9223372036854775807" for word in ("before", "after")}
        )
        configs = {"message.downconversion.enable": "false", "message.timestamp.difference.max.ms": "1000"}
        run = clone(cluster, Topic("pay", 1, 1, configs))
        assert run.failure is None and run.results["pay"]["action"] == "created"
        assert run.results["pay"]["skipped_configs"] == ["message.downconversion.enable"]
        assert cluster.overrides["pay"] == {
            "message.timestamp.after.max.ms": "1000",
            "message.timestamp.before.max.ms": "1000",
        }


def test_unknown_keys_where_a_creation_reports_none(clone: t.Callable[..., Run]) -> None:
    """Before Kafka 2.4 the configs of any other topic show which keys the target knows."""
    with FakeTopics((2, 3)) as cluster:
        cluster.add("other")
        run = clone(cluster, Topic("pay", 1, 1, {"new.key": "1", "retention.ms": "5"}))
        assert run.failure is None and run.results["pay"]["skipped_configs"] == ["new.key"]
        assert cluster.overrides["pay"] == {"retention.ms": "5"}


def test_unknown_keys_where_nothing_shows_them(clone: t.Callable[..., Run]) -> None:
    """Then the target refuses the topic, and the message has the way out."""
    with FakeTopics((2, 3)) as cluster:
        run = clone(cluster, Topic("pay", 1, 1, {"new.key": "1"}))
        assert run.results["pay"]["action"] == "failed"
        assert r"exclude_configs_matching: ['new\\.key']" in (run.failure or "")


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_stricter_minimum(clone: t.Callable[..., Run], check_mode: bool) -> None:
    """The refused value is an error of its topic only, with the way out, also in check mode."""
    with FakeTopics() as cluster:
        cluster.defaults["segment.bytes"] = "1073741824"
        cluster.refused["segment.bytes", "1024"] = "Invalid value 1024 for configuration segment.bytes: Value must be 1"
        run = clone(
            cluster, Topic("pay", 1, 1, {"segment.bytes": "1024"}), Topic("other", 1, 1, {}), check_mode=check_mode
        )
        assert (run.results["pay"]["action"], run.results["other"]["action"]) == ("failed", "created")
        assert "segment.bytes: Value must be 1; exclude_configs_matching" in run.results["pay"]["message"]


def test_effective_sets_only_what_differs(clone: t.Callable[..., Run]) -> None:
    """Also where another topic shows what the target gives by itself, since a creation does not."""
    effective = {"retention.ms": "5", "cleanup.policy": "delete"}
    source = Topic.from_result(
        {
            **Topic("pay", 1, 1, {}).to_result(),
            "effective_configs": {key: {"value": value, "source": "x"} for key, value in effective.items()},
        }
    )
    with FakeTopics((2, 3)) as cluster:
        cluster.add("other", cleanup_policy="compact")
        cluster.add("another")
        run = clone(cluster, source, config_mode="effective")
        assert run.results["pay"]["configs"] == cluster.overrides["pay"] == {"retention.ms": "5"}


@pytest.mark.parametrize("check_mode", [False, True])
def test_create_without_describe(clone: t.Callable[..., Run], check_mode: bool) -> None:
    """A10: reported at once as created and not describable, never as leaderless, unchanged or matching."""
    with FakeTopics() as cluster:
        cluster.add("old")
        cluster.authorizer, cluster.hidden = True, {"new", "old"}
        run = clone(cluster, Topic("new", 1, 1, {}), Topic("old", 1, 1, {}), check_mode=check_mode)
        assert {row["action"] for row in run.results.values()} == {"failed"}
        done = "would be created" if check_mode else "the topic was created"
        assert f"{done}, but may not be described by user ANONYMOUS" in run.results["new"]["message"]
        assert "the topic exists, but may not be described" in run.results["old"]["message"]
        assert ("new" in cluster.topics) is not check_mode
        assert run.work.changed
        assert cluster.requests["Metadata"] < 12


def test_a_later_request_without_response(clone: t.Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was created before is reported; the topics of that request are read again, the others were not requested."""
    monkeypatch.setattr(kafka_topics, "_TOPICS_PER_REQUEST", 2)
    with FakeTopics() as cluster:
        create = cluster.on["CreateTopics"]

        def lose_answers(broker: int, version: int, request: t.Any) -> t.Any:
            if request.validate_only or request.topics[0].name == "a":
                return create(broker, version, request)
            request.topics = request.topics[:1]
            create(broker, version, request)
            return HANG_UP

        cluster.on["CreateTopics"] = lose_answers
        run = clone(cluster, *(Topic(name, 1, 1, {}) for name in "abcdef"))
        actions = {name: row["action"] for name, row in run.results.items()}
        assert actions == {"a": "created", "b": "created", "c": "created", "d": "failed", "e": "failed", "f": "failed"}
        assert "CreateTopics failed at broker 0" in run.results["d"]["message"]
        assert "not requested" in run.results["e"]["message"]
        assert run.work.changed and run.failure


def test_a_target_that_is_lost_after_the_creation(clone: t.Callable[..., Run]) -> None:
    """What was created stays reported, and the failure says that it could not be read again."""
    with FakeTopics() as cluster:
        create = cluster.on["CreateTopics"]

        def last_answer(broker: int, version: int, request: t.Any) -> t.Any:
            if not request.validate_only:
                cluster.on["Metadata"] = lambda *_arguments: HANG_UP
            return create(broker, version, request)

        cluster.on["CreateTopics"] = last_answer
        run = clone(cluster, Topic("pay", 1, 1, {}))
        assert run.results["pay"]["action"] == "created" and run.work.changed
        assert "could not be read again after the changes: Metadata failed" in (run.failure or "")


def test_a_topic_that_appears_meanwhile(clone: t.Callable[..., Run]) -> None:
    """One that matches is unchanged; one that differs is not."""
    with FakeTopics() as cluster:
        create = cluster.on["CreateTopics"]

        def be_second(broker: int, version: int, request: t.Any) -> t.Any:
            if not request.validate_only:
                cluster.add("same", 2)
                cluster.add("other", 3)
            return create(broker, version, request)

        cluster.on["CreateTopics"] = be_second
        run = clone(cluster, Topic("same", 2, 1, {}), Topic("other", 2, 1, {}))
        assert (run.results["same"]["action"], run.results["other"]["action"]) == ("unchanged", "failed")
