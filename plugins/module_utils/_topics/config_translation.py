# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which configs of a topic are copied to a cluster of another version, and how. Nothing here sends a request."""

from __future__ import annotations

import dataclasses
import math
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.configs import Config, Configs

# The configs that decide which records a topic keeps, accepts and acknowledges. With config_mode effective they must be
# the same on the target, whether the source has them from the topic or from its brokers.
EFFECTIVE_KEYS = (
    "cleanup.policy",
    "compression.type",
    "delete.retention.ms",
    "flush.messages",
    "flush.ms",
    "max.compaction.lag.ms",
    "max.message.bytes",
    "message.timestamp.after.max.ms",
    "message.timestamp.before.max.ms",
    "message.timestamp.difference.max.ms",
    "message.timestamp.type",
    "min.compaction.lag.ms",
    "min.insync.replicas",
    "retention.bytes",
    "retention.ms",
    "segment.bytes",
    "segment.ms",
    "unclean.leader.election.enable",
)
# Specific to the brokers of one cluster (KIP-73 throttles, tiered storage, a vendor) or obsolete since Kafka 3.0
# (KIP-724).
_NOT_COPIED = re.compile(
    r"(?:leader|follower)\.replication\.throttled\.replicas|message\.format\.version|confluent\..*|remote\..*"
)
# KIP-937: two keys since Kafka 3.6, which deprecates the one that it had before; Kafka 4.0 has the two only.
_DIFFERENCE = "message.timestamp.difference.max.ms"
_BEFORE, _AFTER = "message.timestamp.before.max.ms", "message.timestamp.after.max.ms"
_UNLIMITED = str(2**63 - 1)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?")


@dataclasses.dataclass(frozen=True)
class ConfigRules:
    """Which config keys can be copied."""

    known: frozenset[str] | None = None  # the keys that the target knows; None if that is unknown
    excluding: tuple[re.Pattern[str], ...] = ()

    def allows(self, key: str, value: t.Any) -> bool:
        """Whether a key means something on another cluster, is not excluded, and is not sensitive (None)."""
        excluded = any(pattern.fullmatch(key) for pattern in self.excluding)
        return value is not None and not excluded and not _NOT_COPIED.fullmatch(key)

    def knows(self, key: str) -> bool:
        """Whether the target knows a key, as far as that can be said."""
        return self.known is None or key in self.known


class Copied(t.NamedTuple):
    """The overrides of a topic, divided."""

    configs: dict[str, str]  # to copy: in canonical form, under the names that the target knows
    skipped: tuple[str, ...]  # keys of the source that are not copied


def copied_overrides(
    configs: Configs, effective: t.Mapping[str, Config] | None = None, rules: ConfigRules = ConfigRules()
) -> Copied:
    """Return the overrides to copy, and the keys that are not; effective are the configs in effect, if known."""
    allowed = {key: canonical(value) for key, value in sorted(configs.items()) if rules.allows(key, value)}
    in_effect = {key: canonical(config.value) for key, config in (effective or {}).items() if config.value is not None}
    renamed, replaced = _rename(allowed, in_effect, rules)
    kept = {key: value for key, value in sorted(renamed.items()) if rules.knows(key)}
    return Copied(kept, tuple(sorted(set(configs) - set(kept) - replaced)))


def translated_effective(effective: t.Mapping[str, Config] | None, rules: ConfigRules) -> dict[str, str]:
    """Return those configs in effect on the source that matter, under the names that the target knows."""
    mattering = {
        key: canonical(config.value)
        for key, config in (effective or {}).items()
        if key in EFFECTIVE_KEYS and rules.allows(key, config.value)
    }
    return {key: value for key, value in sorted(_rename(mattering, {}, rules)[0].items()) if rules.knows(key)}


def _rename(configs: dict[str, str], in_effect: dict[str, str], rules: ConfigRules) -> tuple[dict[str, str], set[str]]:
    """Return the configs under the names that the target knows, and the keys that others express there."""
    if rules.known is None:
        return configs, set()
    limits = {key: _limit(key, configs, in_effect) for key in (_BEFORE, _AFTER)}
    others = {key: value for key, value in configs.items() if key not in (_BEFORE, _AFTER, _DIFFERENCE)}
    knows_both, knows_one = {_BEFORE, _AFTER} <= rules.known, _DIFFERENCE in rules.known
    if _DIFFERENCE in configs and knows_both and not knows_one:
        return {**others, **{key: value for key, value in limits.items() if value is not None}}, {_DIFFERENCE}
    overridden = {_BEFORE, _AFTER} & set(configs)
    limit = limits[_BEFORE]
    if overridden and knows_one and not knows_both and limit is not None and limit == limits[_AFTER]:
        return {**others, _DIFFERENCE: limit}, overridden
    return configs, set()


def _limit(key: str, configs: dict[str, str], in_effect: dict[str, str]) -> str | None:
    """Return how far a timestamp may be before or after the broker's clock; None if that is not known.

    As long as the new key has its default, unlimited, the old one counts (LogConfig of Kafka 3.6 to 3.9).
    """
    value = configs.get(key, in_effect.get(key))
    if value is None or value == _UNLIMITED:
        return configs.get(_DIFFERENCE, in_effect.get(_DIFFERENCE, value))
    return value


def canonical(value: t.Any) -> str:
    """Return the canonical spelling of a value; YAML and JSON have several: true, 1000 for 1e3, "a,b" for "a, b"."""
    text = str(value).strip()
    if text.lower() in ("true", "false"):
        return text.lower()
    if _NUMBER.fullmatch(text):
        number = float(text) if re.search(r"[.eE]", text) else int(text)
        return str(int(number)) if math.isfinite(number) and number == int(number) else repr(number)
    return ",".join(part.strip() for part in text.split(",")) if "," in text else text


def same_value(one: str | None, other: str | None) -> bool:
    """Whether two config values have the same meaning; the order of a list does not matter."""
    if one is None or other is None:
        return one is other
    return sorted(canonical(one).split(",")) == sorted(canonical(other).split(","))
