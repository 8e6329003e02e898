# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the configs that are copied to a cluster of another version."""

from __future__ import annotations

import re

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Config
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.config_translation import (
    ConfigRules,
    copied_overrides,
    translated_effective,
)

ONE, BEFORE, AFTER = (f"message.timestamp.{word}.max.ms" for word in ("difference", "before", "after"))
UNLIMITED = "9223372036854775807"
KAFKA_3_3 = ConfigRules(frozenset({ONE, "retention.ms"}))
KAFKA_3_9 = ConfigRules(frozenset({ONE, BEFORE, AFTER, "retention.ms"}))
KAFKA_4 = ConfigRules(frozenset({BEFORE, AFTER, "retention.ms"}))


@pytest.mark.parametrize(
    ("overrides", "effective", "rules", "copied", "skipped"),
    [
        ({ONE: "1e3"}, {}, KAFKA_4, {BEFORE: "1000", AFTER: "1000"}, ()),
        ({ONE: "1000"}, {}, KAFKA_3_9, {ONE: "1000"}, ()),
        ({ONE: "1000"}, {}, KAFKA_3_3, {ONE: "1000"}, ()),
        ({ONE: "1000"}, {}, ConfigRules(), {ONE: "1000"}, ()),
        # On 3.6 to 3.9 the new keys count unless they have their default.
        ({ONE: "1000", BEFORE: "5"}, {}, KAFKA_4, {BEFORE: "5", AFTER: "1000"}, ()),
        ({ONE: "1000", BEFORE: UNLIMITED}, {}, KAFKA_4, {BEFORE: "1000", AFTER: "1000"}, ()),
        ({BEFORE: "5", AFTER: "5"}, {}, KAFKA_3_3, {ONE: "5"}, ()),
        ({BEFORE: "5", AFTER: "6"}, {}, KAFKA_3_3, {}, (AFTER, BEFORE)),
        # Of one key only, the other's value in effect decides.
        ({BEFORE: "3600000"}, {AFTER: "3600000"}, KAFKA_3_3, {ONE: "3600000"}, ()),
        ({BEFORE: "5"}, {AFTER: "3600000"}, KAFKA_3_3, {}, (BEFORE,)),
        ({BEFORE: "5"}, {}, KAFKA_3_3, {}, (BEFORE,)),
        ({BEFORE: "5"}, {}, KAFKA_4, {BEFORE: "5"}, ()),
        ({"new.key": "1", "retention.ms": "5"}, {}, KAFKA_4, {"retention.ms": "5"}, ("new.key",)),
        ({"new.key": "1"}, {}, ConfigRules(), {"new.key": "1"}, ()),
    ],
)
def test_overrides(overrides: dict, effective: dict, rules: ConfigRules, copied: dict, skipped: tuple) -> None:
    """A renamed key has the name that the target knows; one that it does not know is named as skipped."""
    in_effect = {key: Config(value, "DEFAULT_CONFIG") for key, value in effective.items()}
    assert copied_overrides(overrides, in_effect, rules) == (copied, skipped)


def test_excluded_keys() -> None:
    """An excluded key is named as skipped, whether the target knows it or not."""
    rules = ConfigRules(None, (re.compile("retention[.].*"), re.compile("message[.].*")))
    assert copied_overrides({"retention.ms": "5", ONE: "1", "flush.ms": "2"}, None, rules) == (
        {"flush.ms": "2"},
        (ONE, "retention.ms"),
    )


def test_effective_configs() -> None:
    """On 3.6 to 3.9 the old key counts while the new ones have their default; keys that do not matter are left out."""
    source = {ONE: "1000", BEFORE: UNLIMITED, AFTER: UNLIMITED, "index.interval.bytes": "1", "retention.ms": "5"}
    in_effect = {key: Config(value, "STATIC_BROKER_CONFIG") for key, value in source.items()}
    assert translated_effective(in_effect, KAFKA_4) == {AFTER: "1000", BEFORE: "1000", "retention.ms": "5"}
    assert translated_effective(in_effect, KAFKA_3_3) == {ONE: "1000", "retention.ms": "5"}
    assert translated_effective(None, KAFKA_4) == {}


def test_limits_that_the_target_cannot_express() -> None:
    """Kafka 4 limits timestamps of the future only (KIP-1030), which 3.3 cannot."""
    in_effect = {key: Config(value, "DEFAULT_CONFIG") for key, value in {BEFORE: UNLIMITED, AFTER: "3600000"}.items()}
    assert translated_effective(in_effect, KAFKA_3_3) == {}
