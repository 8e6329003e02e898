# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What it takes to make topics match."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Config
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import (
    CloneOptions,
    Target,
    TopicPlan,
    canonical,
    colliding_names,
    plan_topics,
    same_value,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic
from hypothesis import given
from hypothesis import strategies as st


def topic(
    name: str = "orders", partitions: int = 3, factor: int = 2, effective: dict | None = None, **configs: t.Any
) -> Topic:
    """A topic; configs are written with _ for the dot."""
    overrides = {key.replace("_", "."): value for key, value in configs.items()}
    in_effect = {**(effective or {}), **overrides}
    return Topic(
        name,
        partitions,
        factor,
        overrides,
        effective_configs={
            key: Config(value, "DYNAMIC_TOPIC_CONFIG" if key in overrides else "STATIC_BROKER_CONFIG", False, False)
            for key, value in in_effect.items()
        },
    )


def plan(
    source: Topic,
    *existing: Topic,
    brokers: int = 3,
    others: t.Iterable[str] = (),
    defaults: dict | None = None,
    **wishes: t.Any,
) -> TopicPlan:
    """Plan one topic."""
    there = {one.name: one for one in existing}
    target = Target(brokers, frozenset(there) | frozenset(others), there, {source.name: defaults or {}})
    (only,) = plan_topics([source], target, CloneOptions(**wishes))
    return only


def test_a_missing_topic_is_created_alike() -> None:
    """Shape and overrides are the source's."""
    made = plan(topic(retention_ms="1e3"))
    assert made.changes and not made.exists and not made.problem
    assert (made.wanted.partitions, made.wanted.replication_factor, made.wanted.configs) == (
        3,
        2,
        {"retention.ms": "1000"},
    )


def test_a_matching_topic_needs_nothing() -> None:
    """Spelling is no difference."""
    same = plan(topic(retention_ms=1000, preallocate=True), topic(retention_ms="1000", preallocate="true"))
    assert same.exists and not same.changes and not same.differences


def test_keys_of_another_cluster_are_not_copied() -> None:
    """Throttles name broker ids; a sensitive value cannot be read."""
    source = Topic(
        "orders",
        1,
        1,
        {
            "leader.replication.throttled.replicas": "0:1",
            "confluent.tier.enable": "true",
            "secret": None,
            "flush.ms": "5",
        },
    )
    made = plan(source)
    assert made.wanted.configs == {"flush.ms": "5"}
    assert made.skipped_configs == ("confluent.tier.enable", "leader.replication.throttled.replicas", "secret")


@pytest.mark.parametrize(
    ("source", "given_", "problem"),
    [
        (topic(factor=3), {"brokers": 2}, "replication factor 3 is more than the target's 2 brokers"),
        (topic("a.b"), {"others": ["a_b"]}, "differs from a_b only in"),
        (
            topic(factor=3, min_insync_replicas="2"),
            {"replication_factor": 1},
            "min.insync.replicas 2 is more than replication_factor 1",
        ),
        (topic("x" * 250), {}, "longer than 249"),
    ],
)
def test_what_cannot_be_created(source: Topic, given_: dict, problem: str) -> None:
    """It is known before anything is changed."""
    made = plan(source, **given_)
    assert problem in (made.problem or "")
    assert not made.changes


def test_a_source_that_cannot_take_acks_all_itself_is_copied_as_it_is() -> None:
    """The defect is the source's; it is not ours to refuse."""
    assert not plan(topic(factor=1, min_insync_replicas="2"), brokers=1).problem


def test_configs_change_only_on_request() -> None:
    """update_configs names the keys of the source, and no other."""
    source, there = topic(retention_ms="5", flush_ms="7"), topic(retention_ms="6", flush_ms="7", segment_ms="9")
    reported, changed = plan(source, there), plan(source, there, update_configs=True)
    assert not reported.changes and [difference.field for difference in reported.remaining] == ["configs.retention.ms"]
    assert changed.changes and changed.alter == {"retention.ms": "5"} and not changed.remaining


def test_partitions_grow_only_on_request_and_never_shrink() -> None:
    """Another count sends keys elsewhere: a problem, unless growing was asked for."""
    assert "add_partitions" in (plan(topic(partitions=6), topic()).problem or "")
    grown = plan(topic(partitions=6), topic(), add_partitions=True)
    assert grown.grow and grown.changes and not grown.problem and not grown.remaining
    shrunk = plan(topic(partitions=1), topic(), add_partitions=True)
    assert "cannot take partitions away" in (shrunk.problem or "") and not shrunk.changes


def test_a_replication_factor_differs_and_stays() -> None:
    """It changes only by a reassignment."""
    other = plan(topic(factor=3), topic(factor=1), update_configs=True, add_partitions=True)
    assert not other.changes and not other.problem
    assert [difference.field for difference in other.remaining] == ["replication_factor"]


def test_effective_pins_what_the_target_would_not_give() -> None:
    """A broker's setting on the source becomes the topic's on the target, unless it is there anyway."""
    source = topic(effective={"retention.ms": "720", "cleanup.policy": "delete", "index.interval.bytes": "1"})
    made = plan(source, defaults={"retention.ms": "72", "cleanup.policy": "delete"}, config_mode="effective")
    assert made.wanted.configs == {"retention.ms": "720"}
    assert plan(source, defaults={"retention.ms": "72"}).wanted.configs == {}


def test_effective_compares_what_exists() -> None:
    """An override on the target that the source does not have differs, and is mended on request."""
    source, there = topic(effective={"cleanup.policy": "delete"}), topic(cleanup_policy="compact")
    assert plan(source, there, config_mode="effective", update_configs=True).alter == {"cleanup.policy": "delete"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("true", True),
        ("1e3", "1000"),
        ("1000.0", 1000),
        ("delete, compact", "compact,delete"),
        (" lz4 ", "lz4"),
        ("-1", -1),
        (None, None),
    ],
)
def test_the_same_value(one: t.Any, other: t.Any) -> None:
    """YAML and JSON spell what Kafka reads the same."""
    assert same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("true", "false"), ("1000", "1001"), ("delete", "delete,compact"), (None, "0"), ("lz4", "LZ4")]
)
def test_another_value(one: t.Any, other: t.Any) -> None:
    """What Kafka reads otherwise is another value."""
    assert not same_value(one, other)


@given(st.one_of(st.booleans(), st.integers(), st.floats(), st.from_regex(r"\A[+-]?[0-9.eE]{1,6}\Z"), st.text()))
def test_canonical_is_stable(value: t.Any) -> None:
    """A value that was written comes back as itself."""
    assert canonical(canonical(value)) == canonical(value)
    assert same_value(str(value), canonical(value))


@given(st.lists(st.text("ab._", min_size=1, max_size=4), max_size=8))
def test_collisions_are_mutual(names: list[str]) -> None:
    """Every name that is mistaken for another is listed with it, and nothing else is."""
    found = colliding_names(names)
    for name in set(names):
        others = {other for other in names if other != name and other.replace(".", "_") == name.replace(".", "_")}
        assert set(found.get(name, ())) == others
