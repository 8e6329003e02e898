# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the plan that makes topics match."""

from __future__ import annotations

import dataclasses
import re
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Config
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import error_answer
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.config_translation import (
    canonical,
    same_value,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import (
    CloneOptions,
    Difference,
    Target,
    TopicPlan,
    colliding_names,
    plan_topics,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic
from hypothesis import given
from hypothesis import strategies as st


def topic(
    name: str = "orders", partitions: int = 3, factor: int = 2, effective: dict | None = None, **configs: t.Any
) -> Topic:
    """Return a topic; the names of configs have _ instead of dots."""
    overrides = {key.replace("_", "."): value for key, value in configs.items()}
    in_effect = {**(effective or {}), **overrides}
    return Topic(
        name,
        partitions,
        factor,
        overrides,
        effective_configs={
            key: Config(value, "DYNAMIC_TOPIC_CONFIG" if key in overrides else "STATIC_BROKER_CONFIG")
            for key, value in in_effect.items()
        },
    )


def plan(
    source: Topic,
    *existing: Topic,
    brokers: int = 3,
    others: t.Iterable[str] = (),
    defaults: dict | None = None,
    known: t.Iterable[str] | None = None,
    **options: t.Any,
) -> TopicPlan:
    """Plan one topic."""
    found = {one.name: one for one in existing}
    target = Target(
        brokers,
        frozenset(found) | frozenset(others),
        found,
        defaults or {},
        None if known is None else frozenset(known),
    )
    (only,) = plan_topics([source], target, CloneOptions(**options))
    return only


def test_missing_topic() -> None:
    """Partitions, replication factor and overrides are those of the source."""
    made = plan(topic(retention_ms="1e3"))
    assert made.changes and not made.exists and not made.problem
    assert (made.wanted.partitions, made.wanted.replication_factor, made.wanted.configs) == (
        3,
        2,
        {"retention.ms": "1000"},
    )


def test_matching_topic() -> None:
    """Another spelling of a value is not a difference."""
    same = plan(topic(retention_ms=1000, preallocate=True), topic(retention_ms="1000", preallocate="true"))
    assert same.exists and not same.changes and not same.differences


def test_skipped_configs() -> None:
    """Throttles contain broker ids, and a sensitive value cannot be read: neither is copied."""
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
def test_invalid_topics(source: Topic, given_: dict, problem: str) -> None:
    """The problem is known before anything is changed."""
    made = plan(source, **given_)
    assert problem in (made.problem or "")
    assert not made.changes


def test_source_without_enough_replicas_for_acks_all() -> None:
    """A topic that cannot accept acks=all on the source either is copied as it is."""
    assert not plan(topic(factor=1, min_insync_replicas="2"), brokers=1).problem


def test_configs_change_only_on_request() -> None:
    """update_configs changes the keys of the source; what only the target sets is reported and never removed."""
    source, existing = topic(retention_ms="5", flush_ms="7"), topic(retention_ms="6", flush_ms="7", segment_ms="9")
    reported, changed = plan(source, existing), plan(source, existing, update_configs=True)
    assert not reported.changes
    assert [difference.field for difference in reported.remaining] == ["configs.retention.ms", "configs.segment.ms"]
    assert changed.changes and changed.alter == {"retention.ms": "5"}
    assert changed.remaining == (Difference("configs.segment.ms", None, "9"),)
    assert changed.only_on_target == ("segment.ms",)


def test_an_override_of_the_target_that_gives_the_source_s_value() -> None:
    """What config_mode effective has set on the target, and what is not copied at all, is no difference."""
    source = topic(effective={"retention.ms": "720"})
    assert not plan(source, topic(retention_ms="720")).differences
    assert plan(source, topic(retention_ms="72")).differences == (Difference("configs.retention.ms", "720", "72"),)
    excluded = {"exclude_configs": (re.compile("retention.*"),)}
    assert not plan(source, topic(retention_ms="72"), **excluded).differences
    assert not plan(source, topic(leader_replication_throttled_replicas="0:1")).differences


def test_keys_that_the_target_does_not_know() -> None:
    """They are skipped and named, on creation and in a comparison; so are those that are excluded."""
    source = topic(message_downconversion_enable="false", retention_ms="5", segment_bytes="1024")
    rules = {"known": ["retention.ms", "segment.bytes"], "exclude_configs": (re.compile("segment.*"),)}
    for made in (plan(source, **rules), plan(source, topic(retention_ms="5"), **rules)):
        assert made.wanted.configs == {"retention.ms": "5"}
        assert made.skipped_configs == ("message.downconversion.enable", "segment.bytes")
        assert not made.differences


def test_effective_does_not_set_what_the_target_does_not_know() -> None:
    """A value in effect under a key of another version is set under the target's keys, or not at all."""
    source = topic(effective={"message.timestamp.difference.max.ms": "9223372036854775807", "flush.ms": "5"})
    known = ["message.timestamp.before.max.ms", "message.timestamp.after.max.ms"]
    defaults = {known[0]: "9223372036854775807", known[1]: "3600000"}
    made = plan(source, known=known, defaults=defaults, config_mode="effective")
    assert made.wanted.configs == {"message.timestamp.after.max.ms": "9223372036854775807"}
    assert made.skipped_configs == ()


def test_a_topic_that_may_not_be_described_on_the_target() -> None:
    """It is created, since it can be missing; another error is a problem."""
    target = Target(3, frozenset(), {}, denied=frozenset({"orders"}))
    (denied,) = plan_topics([topic()], target, CloneOptions())
    assert denied.changes and not denied.describable
    (broken,) = plan_topics([topic()], dataclasses.replace(target, errors={"orders": error_answer(56)}), CloneOptions())
    assert not broken.changes and "cannot be described on the target: KAFKA_STORAGE_ERROR" in (broken.problem or "")


def test_partitions_grow_only_on_request_and_never_shrink() -> None:
    """With another number keys go to other partitions: a problem, unless add_partitions is set."""
    assert "add_partitions" in (plan(topic(partitions=6), topic()).problem or "")
    grown = plan(topic(partitions=6), topic(), add_partitions=True)
    assert grown.grow and grown.changes and not grown.problem and not grown.remaining
    shrunk = plan(topic(partitions=1), topic(), add_partitions=True)
    assert "cannot take partitions away" in (shrunk.problem or "") and not shrunk.changes


def test_replication_factor_stays() -> None:
    """A replication factor that differs is reported; only a reassignment changes it."""
    other = plan(topic(factor=3), topic(factor=1), update_configs=True, add_partitions=True)
    assert not other.changes and not other.problem
    assert [difference.field for difference in other.remaining] == ["replication_factor"]


def test_effective_sets_what_the_target_would_not_have() -> None:
    """A broker's value on the source is set on the target's topic, unless it is the default there."""
    source = topic(effective={"retention.ms": "720", "cleanup.policy": "delete", "index.interval.bytes": "1"})
    made = plan(source, defaults={"retention.ms": "72", "cleanup.policy": "delete"}, config_mode="effective")
    assert made.wanted.configs == {"retention.ms": "720"}
    assert plan(source, defaults={"retention.ms": "72"}).wanted.configs == {}


def test_effective_compares_existing_topics() -> None:
    """An override that only the target has is a difference, and is corrected on request."""
    source, existing = topic(effective={"cleanup.policy": "delete"}), topic(cleanup_policy="compact")
    assert plan(source, existing, config_mode="effective", update_configs=True).alter == {"cleanup.policy": "delete"}


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
def test_same_value(one: t.Any, other: t.Any) -> None:
    """Spellings of YAML and JSON that have the same meaning for Kafka are equal."""
    assert same_value(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("true", "false"), ("1000", "1001"), ("delete", "delete,compact"), (None, "0"), ("lz4", "LZ4")]
)
def test_different_value(one: t.Any, other: t.Any) -> None:
    """Values with different meanings for Kafka are not equal."""
    assert not same_value(one, other)


@pytest.mark.slow
@given(st.one_of(st.booleans(), st.integers(), st.floats(), st.from_regex(r"\A[+-]?[0-9.eE]{1,6}\Z"), st.text()))
def test_canonical_is_stable(value: t.Any) -> None:
    """The canonical spelling of a canonical value is the same."""
    assert canonical(canonical(value)) == canonical(value)
    assert same_value(str(value), canonical(value))


@given(st.lists(st.text("ab._", min_size=1, max_size=4), max_size=8))
def test_collisions_are_mutual(names: list[str]) -> None:
    """Names that Kafka cannot distinguish are listed with each other, and no others are."""
    found = colliding_names(names)
    for name in set(names):
        others = {other for other in names if other != name and other.replace(".", "_") == name.replace(".", "_")}
        assert set(found.get(name, ())) == others
