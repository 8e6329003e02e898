# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of MirrorMaker's properties file: what is set, in which order, and the comments for its operator."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.connection_settings import client_properties
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.flow import Flow

POLICIES = {
    "identity": "org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
    "default": "org.apache.kafka.connect.mirror.DefaultReplicationPolicy",
}
INTERNAL_FACTORS = (
    "offset_syncs_topic_replication_factor",
    "checkpoints_topic_replication_factor",
    "heartbeats_topic_replication_factor",
    "offset_storage_replication_factor",
    "status_storage_replication_factor",
    "config_storage_replication_factor",
)

_REFRESHES = (
    "refresh_topics_enabled",
    "refresh_topics_interval_seconds",
    "refresh_groups_enabled",
    "refresh_groups_interval_seconds",
    "emit_checkpoints_enabled",
    "emit_checkpoints_interval_seconds",
    "sync_group_offsets_enabled",
    "sync_group_offsets_interval_seconds",
)
# Without the options consumer and producer.
CONSUMER: dict[str, t.Any] = {
    "fetch.min.bytes": 65536,
    "fetch.max.wait.ms": 500,
    "fetch.max.bytes": 52428800,
    "max.partition.fetch.bytes": 10485760,
    "max.poll.records": 2000,
    "receive.buffer.bytes": -1,
}
PRODUCER: dict[str, t.Any] = {
    "acks": "all",
    "enable.idempotence": True,
    "max.in.flight.requests.per.connection": 5,
    "compression.type": "lz4",
    "batch.size": 524288,
    "linger.ms": 50,
    "buffer.memory": 134217728,
    "send.buffer.bytes": -1,
}


@dataclasses.dataclass(frozen=True)
class Section:
    """Properties that belong together, and the comment above them."""

    comment: str
    properties: dict[str, t.Any]


def sections(flow: Flow, params: t.Mapping[str, t.Any]) -> list[Section]:
    """All sections but that of further properties, in the order of the file."""
    return [
        Section("The two clusters.", _clusters(flow)),
        Section(
            "One direction. The way back with unchanged names would copy every record forever.", _flow(flow, params)
        ),
        Section(
            "Names. LegacyReplicationPolicy, which the vendor's document advises, does not exist.",
            {"replication.policy.class": POLICIES[params["replication_policy"]]},
        ),
        Section(
            "MirrorMaker would set every topic back to the brokers' defaults where the source has no override\n"
            "(KAFKA-14420), and weaken access rules.",
            _named(params, "sync_topic_configs_enabled", "sync_topic_acls_enabled"),
        ),
        Section(
            "Replicas of the topics that MirrorMaker creates; existing topics keep theirs.",
            _replication_factors(params),
        ),
        Section(
            "By default MirrorMaker writes to the source: its offset-syncs, and for heartbeats a worker with topics\n"
            "of its own.",
            _named(
                params,
                "offset_syncs_topic_location",
                "emit_heartbeats_enabled",
                "emit_heartbeats_interval_seconds",
            ),
        ),
        Section(
            "How soon it notices changes. New topics are found without a restart.",
            _named(params, *_REFRESHES),
        ),
        Section("Each task has a consumer and a producer.", _named(params, "tasks_max")),
        *_client_sections(flow, params),
    ]


def _client_sections(flow: Flow, params: t.Mapping[str, t.Any]) -> list[Section]:
    consumer = CONSUMER if params["consumer"] is None else params["consumer"]
    producer = PRODUCER if params["producer"] is None else params["producer"]
    worker = _named(params, "offset_flush_interval_ms", "offset_flush_timeout_ms")
    return [
        Section(
            "The consumer of the data; only with the source's alias.",
            _prefixed(f"{flow.source_alias}.consumer.", {"isolation.level": params["isolation_level"], **consumer}),
        ),
        Section(
            "The producer of the data; only with the target's alias. max.block.ms is left alone: with a limit, a\n"
            "partition that the target lacks ends the task for good instead of holding it up.",
            _prefixed(f"{flow.target_alias}.producer.", {"max.request.size": params["max_request_size"], **producer}),
        ),
        Section("The worker; only with the target's alias.", _prefixed(f"{flow.target_alias}.", worker)),
    ]


def _clusters(flow: Flow) -> dict[str, t.Any]:
    return {
        "clusters": [flow.source_alias, flow.target_alias],
        **_prefixed(f"{flow.source_alias}.", client_properties(flow.source)),
        **_prefixed(f"{flow.target_alias}.", client_properties(flow.target)),
    }


def _flow(flow: Flow, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {
        f"{flow.name}.enabled": True,
        f"{flow.way_back}.enabled": False,
        f"{flow.name}.topics": flow.topics,
        f"{flow.name}.groups": flow.groups,
        "topics.exclude": [*params["topics_exclude"], *flow.topics_exclude],
        "groups.exclude": [*params["groups_exclude"], *flow.groups_exclude],
    }


def _replication_factors(params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    internal = params["internal_replication_factor"]
    factors = {option: params[option] or internal for option in INTERNAL_FACTORS}
    factors = {"replication_factor": params["replication_factor"] or internal, **factors}
    return {property_name(option): factor for option, factor in factors.items() if factor}


def _named(params: t.Mapping[str, t.Any], *options: str) -> dict[str, t.Any]:
    return {property_name(option): params[option] for option in options}


def _prefixed(prefix: str, properties: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {f"{prefix}{name}": value for name, value in properties.items()}


def property_name(option: str) -> str:
    """The name of the property that an option sets."""
    return option.replace("_", ".").replace("offset.syncs", "offset-syncs")
