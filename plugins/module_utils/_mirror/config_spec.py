# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of module mirror_maker_config; their defaults are those of role mirror_maker."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.sections import INTERNAL_FACTORS

TOPICS_EXCLUDE = [r".*[\-\.]internal", r".*\.replica", "__.*", "_schemas", "connect-(configs|offsets|status).*"]
GROUPS_EXCLUDE = ["console-consumer-.*", "__.*", ".*-mm2"]
_SWITCHES = {
    "sync_topic_configs_enabled": False,
    "sync_topic_acls_enabled": False,
    "emit_heartbeats_enabled": False,
    "emit_checkpoints_enabled": True,
    "refresh_topics_enabled": True,
    "refresh_groups_enabled": True,
    "sync_group_offsets_enabled": True,
}
_NUMBERS = {
    "emit_heartbeats_interval_seconds": 1,
    "emit_checkpoints_interval_seconds": 20,
    "refresh_topics_interval_seconds": 60,
    "refresh_groups_interval_seconds": 60,
    "sync_group_offsets_interval_seconds": 20,
    "tasks_max": 8,
    "offset_flush_interval_ms": 1000,
    "offset_flush_timeout_ms": 30000,
    "max_request_size": 10485760,
}


def config_spec() -> dict[str, t.Any]:
    """The module's argument spec."""
    return {
        "path": {"type": "path", "required": True},
        "owner": {"type": "str"},
        "group": {"type": "str"},
        "validate_only": {"type": "bool", "default": False},
        "flows": {"type": "list", "elements": "dict", "required": True, "options": _flow_spec()},
        # No choices: the vendor's document advises a third policy, and the message explains why it is refused.
        "replication_policy": {"type": "str", "default": "identity"},
        "mode": {"type": "str", "default": "dedicated"},
        "version": {"type": "str"},
        "topics_exclude": {"type": "list", "elements": "str", "default": TOPICS_EXCLUDE},
        "groups_exclude": {"type": "list", "elements": "str", "default": GROUPS_EXCLUDE},
        "offset_syncs_topic_location": {"type": "str", "choices": ["source", "target"], "default": "target"},
        "isolation_level": {
            "type": "str",
            "choices": ["read_committed", "read_uncommitted"],
            "default": "read_committed",
        },
        **{option: {"type": "bool", "default": default} for option, default in _SWITCHES.items()},
        **{option: {"type": "int", "default": default} for option, default in _NUMBERS.items()},
        "replication_factor": {"type": "int"},
        "internal_replication_factor": {"type": "int"},
        **{option: {"type": "int"} for option in INTERNAL_FACTORS},
        # Passwords may be among their values; which ones, the module finds out once it has read them.
        # An option with no_log cannot have a dictionary as its default: those of the first two are in sections.
        "consumer": {"type": "dict", "no_log": True},
        "producer": {"type": "dict", "no_log": True},
        "properties": {"type": "dict", "default": {}, "no_log": True},
    }


def _flow_spec() -> dict[str, t.Any]:
    expressions = {"type": "list", "elements": "str"}
    return {
        "source": cluster_spec(),
        "target": cluster_spec(),
        "topics": {**expressions, "default": [".*"]},
        "topics_exclude": {**expressions, "default": []},
        "groups": {**expressions, "default": [".*"]},
        "groups_exclude": {**expressions, "default": []},
    }


def type_problems(params: t.Mapping[str, t.Any]) -> list[str]:
    """Where there is something else than a dictionary; Ansible's own message does not always name the option."""
    flows = params.get("flows")
    if isinstance(flows, str) or not isinstance(flows or [], t.Sequence):
        return [f"flows is {_kind(flows)}; give a list with one dictionary, which has source and target."]
    found = []
    for index, flow in enumerate(flows or []):
        if not isinstance(flow, t.Mapping):
            found.append(f"flows[{index}] is {_kind(flow)}; give a dictionary with source and target.")
            continue
        found += [
            f"flows[{index}].{side} is {_kind(flow[side])}; give the dictionary of a cluster, with bootstrap_servers."
            for side in ("source", "target")
            if flow.get(side) is not None and not isinstance(flow[side], t.Mapping)
        ]
    return found + [
        f"{option} is {_kind(params[option])}; give a dictionary."
        for option in ("consumer", "producer", "properties")
        if params.get(option) is not None and not isinstance(params[option], t.Mapping)
    ]


def _kind(value: t.Any) -> str:
    """Not the value itself, which may hold a password."""
    kinds: dict[type, str] = {str: "text", dict: "a dictionary", list: "a list"}
    return kinds.get(type(value), f"of the type {type(value).__name__}")
