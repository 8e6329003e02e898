# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of kafka_drain_info and kafka_drain_wait, and the rules that follow from them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience, check_seconds
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.offsets import ISOLATION_LEVELS
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec


def drain_spec(settle: float) -> dict[str, t.Any]:
    """Return the options that both modules have (doc fragment: otc.kafka_migration.drain)."""
    return {
        "cluster": cluster_spec(),
        **selection_spec("topics"),
        **selection_spec("groups"),
        "ignore_groups": {"type": "list", "elements": "str", "default": []},
        "allow_unconsumed": {"type": "bool", "default": False},
        "isolation_level": {"type": "str", "choices": list(ISOLATION_LEVELS), "default": "read_committed"},
        "settle": {"type": "float", "default": settle},
    }


def scope_spec() -> dict[str, t.Any]:
    """Return the options of kafka_scope_info."""
    names = {"type": "list", "elements": "str", "default": []}
    service = {
        "name": {"type": "str", "required": True},
        "host": {"type": "str"},
        "group": {"type": "str"},
        "topics": dict(names),
    }
    spec = drain_spec(settle=0)
    del spec["settle"]
    services = {"type": "list", "elements": "dict", "default": [], "options": service}
    return {**spec, "ignore_topics": dict(names), "services": services}


def wait_spec() -> dict[str, t.Any]:
    """Return the options of kafka_drain_wait."""
    return {
        **drain_spec(settle=30),
        **Patience.spec(),
    }


@dataclasses.dataclass(frozen=True)
class Rules:
    """When a drain is done, and what is not worth waiting for; all times in seconds."""

    settle: float = 0
    interval: float = 1
    ignore_groups: frozenset[str] = frozenset()
    allow_unconsumed: bool = False

    @classmethod
    def for_wait(cls, params: dict[str, t.Any]) -> Rules:
        """Check the options of kafka_drain_wait; raises Failure that names the invalid one."""
        rules = dataclasses.replace(cls._common(params), interval=Patience.parse(params).interval)
        if params["timeout"] <= rules.settle:
            raise Failure(
                f"timeout ({params['timeout']:g} s) must be greater than settle ({rules.settle:g} s), "
                "or no drain is ever detected."
            )
        return rules

    @classmethod
    def for_info(cls, params: dict[str, t.Any]) -> Rules:
        """Poll three times or more within settle, then report; with settle 0 poll once."""
        rules = cls._common(params)
        return dataclasses.replace(rules, interval=min(5.0, max(rules.settle, 0.1) / 2))

    @classmethod
    def _common(cls, params: dict[str, t.Any]) -> Rules:
        check_seconds({"settle": params["settle"]}, or_zero=True)
        return cls(
            settle=params["settle"],
            ignore_groups=frozenset(params["ignore_groups"]),
            allow_unconsumed=params["allow_unconsumed"],
        )
