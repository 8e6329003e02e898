# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what a user wants of MirrorMaker before it starts: it drops unknown and misplaced properties without a word."""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.connection_settings import (
    UnusableCluster,
    client_properties,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import as_text
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror import known_properties as names

POLICIES = {
    "identity": "org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
    "default": "org.apache.kafka.connect.mirror.DefaultReplicationPolicy",
}
# The vendor's table has these. They come from a draft (KIP-382) and were never built.
_NEVER_BUILT = {"heartbeats.topic.retention.ms", "checkpoints.topic.retention.ms", "offset.syncs.topic.retention.ms"}
_MANAGED = {
    "clusters": "mirror_maker_flows",
    "enabled": "mirror_maker_flows",
    "topics": "topics of the flow in mirror_maker_flows",
    "groups": "groups of the flow in mirror_maker_flows",
    "bootstrap.servers": "bootstrap_servers of the cluster in mirror_maker_flows",
    "replication.policy.class": "mirror_maker_replication_policy",
}
# Worker properties that reach the worker without an alias; MirrorMakerConfig.workerConfig() names these prefixes.
_BARE_WORKER = (
    "offset.storage",
    "config.storage",
    "status.storage",
    "key.converter",
    "value.converter",
    "header.converter",
    "task",
    "worker",
    "replication.policy",
)
_NESTED = ("transforms.", "predicates.", "errors.", "key.converter.", "value.converter.", "header.converter.")
_SECRET = re.compile(r"password|jaas|keystore\.key|secret|token|credential", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Plan:
    """What was decided about a flow and its further properties."""

    problems: list[str]
    source_alias: str
    target_alias: str
    properties: dict[str, str]
    replaced: list[str]  # the role's own lines for which a further property stands
    secret: bool


def plan(flows: t.Any, policy: str, mode: str, further: t.Mapping[str, t.Any], version: str | None) -> Plan:
    """Decide on flows and further properties; what is wrong is in problems, each a sentence."""
    problems = _setting_problems(policy, mode)
    flow_problems = _flows_problems(flows)
    flow = flows[0] if isinstance(flows, (list, tuple)) and flows and isinstance(flows[0], dict) else {}
    source, target = (flow.get(side) or {} for side in ("source", "target"))
    source_alias, target_alias = str(source.get("alias") or "A"), str(target.get("alias") or "B")
    if not flow_problems:
        flow_problems = _flow_problems(flow, source_alias, target_alias)
    checker = Checker(source_alias, target_alias, version)
    properties, replaced = {}, []
    for key, value in (further or {}).items():
        problem, stands_for = checker.check(str(key), value)
        if problem:
            problems.append(f"mirror_maker_properties: {problem}.")
            continue
        properties[str(key)] = as_text(value).strip()  # 'true ' is false to Boolean.parseBoolean
        replaced += [stands_for] if stands_for else []
    secret = any(_SECRET.search(key) for key in properties) or any(
        _holds_secret(cluster) for cluster in (source, target)
    )
    return Plan(flow_problems + problems, source_alias, target_alias, properties, sorted(set(replaced)), secret)


def _holds_secret(cluster: t.Mapping[str, t.Any]) -> bool:
    return any(
        cluster.get(key)
        for key in ("sasl_password", "ssl_keyfile", "ssl_password", "ssl_truststore_password", "ssl_keystore_password")
    )


def _setting_problems(policy: str, mode: str) -> list[str]:
    problems = []
    if policy not in POLICIES:
        legacy = (
            "; LegacyReplicationPolicy, which the vendor's document advises, is not in Kafka: MirrorMaker would stay up and copy nothing"
            if "legacy" in str(policy).lower()
            else ""
        )
        problems.append(
            f"mirror_maker_replication_policy is {policy}; give identity (names stay) or default (names get the alias){legacy}."
        )
    if mode != "dedicated":
        problems.append(
            f"mirror_maker_mode is {mode}; this version of the role runs MirrorMaker in the mode dedicated only."
        )
    return problems


def _flows_problems(flows: t.Any) -> list[str]:
    if not isinstance(flows, (list, tuple)) or not flows:
        return ["mirror_maker_flows is empty; give one flow with source and target."]
    if len(flows) == 1:
        return []
    ends = [tuple(str((flow.get(side) or {}).get("alias")) for side in ("source", "target")) for flow in flows]
    if any((target, source) in ends for source, target in ends):
        return [
            "mirror_maker_flows goes both ways between two clusters; with unchanged topic names that copies every record for ever. Keep one flow."
        ]
    return [f"mirror_maker_flows has {len(flows)} flows; this version of the role runs one."]


def _flow_problems(flow: t.Mapping[str, t.Any], source_alias: str, target_alias: str) -> list[str]:
    problems = []
    for side, alias in (("source", source_alias), ("target", target_alias)):
        if not re.fullmatch("[A-Za-z0-9_-]+", alias):
            problems.append(
                f"The alias '{alias}' of the {side} has other characters than letters, digits, _ and -; it becomes part of topic names and keys."
            )
        if not flow.get(side):
            problems.append(f"The flow in mirror_maker_flows has no {side}.")
            continue
        try:
            client_properties(flow[side])
        except UnusableCluster as error:
            problems.append(f"The {side} in mirror_maker_flows: {error}.")
    if source_alias == target_alias:
        problems.append(f"source and target have the same alias '{source_alias}'; give them different ones.")
    for name in ("topics", "groups"):
        problems += [
            f"{name} of the flow: '{entry}' has a comma, at which MirrorMaker splits; write it as several expressions without one."
            for entry in _as_list(flow.get(name))
            if "," in entry
        ]
    return problems


def _as_list(value: t.Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(entry) for entry in value or []]


class Checker:
    """Tells of one property whether MirrorMaker would take notice of it where it stands."""

    def __init__(self, source: str, target: str, version: str | None = None) -> None:
        self.source, self.target, self.flow = source, target, f"{source}->{target}"
        before_later = version is not None and _release(version) <= (3, 3)
        self.version = version or "3.9"
        self.connector = names.CONNECTOR if before_later else names.CONNECTOR | names.LATER_CONNECTOR
        self.worker = names.WORKER if before_later else names.WORKER | names.LATER_WORKER
        self.clients = {
            "producer": names.PRODUCER if before_later else names.PRODUCER | names.LATER_PRODUCER,
            "consumer": names.CONSUMER if before_later else names.CONSUMER | names.LATER_CONSUMER,
            "admin": names.ADMIN if before_later else names.ADMIN | names.LATER_ADMIN,
        }

    def check(self, key: str, value: t.Any) -> tuple[str | None, str | None]:
        """What is wrong with a property, or null, and the name under which the role itself would write it, or null."""
        if value is None or isinstance(value, dict):
            return f"{key} has no value that fits on a line; give text, a number, a boolean or a list", None
        scope, name = self._split(key)
        if scope == "reverse":
            return f"{key} belongs to the way back, {self.target}->{self.source}, which a migration must not have", None
        if name in _NEVER_BUILT:
            return (
                f"{key} does not exist in Kafka, although the vendor's table has it; those topics are compacted, so nothing has to be retained",
                None,
            )
        if name in _MANAGED and not (name == "bootstrap.servers" and scope == ""):
            legacy = (
                " (LegacyReplicationPolicy does not exist in Kafka)" if "LegacyReplicationPolicy" in str(value) else ""
            )
            return f"{key} is written by the role; set {_MANAGED[name]} instead{legacy}", None
        return {"": self._bare, "flow": self._in_flow, "source": self._of_cluster, "target": self._of_cluster}[scope](
            scope, key, name
        )

    def _split(self, key: str) -> tuple[str, str]:
        for scope, prefix in (
            ("flow", self.flow),
            ("reverse", f"{self.target}->{self.source}"),
            ("source", self.source),
            ("target", self.target),
        ):
            if key.startswith(f"{prefix}."):
                return scope, key[len(prefix) + 1 :]
        return "", key

    def _bare(self, _scope: str, key: str, name: str) -> tuple[str | None, str | None]:
        if name in names.SECURITY or name == "bootstrap.servers":
            return (
                f"{key} without an alias would go to both clusters; set it in the cluster's description or write {self.source}.{name}",
                None,
            )
        if name in self.connector:
            return None, name
        if name in self.worker:
            if name.startswith(_BARE_WORKER) or name == "config.providers":
                return None, name
            return f"{key} without an alias is ignored; it belongs to the worker: write {self.target}.{name}", None
        if name.startswith("config.providers."):
            return None, None
        if name.startswith(_NESTED):
            return f"{key} without the flow is ignored; write {self.flow}.{name}", None
        return self._client_hint(key, name) or self._unknown(key, name), None

    def _in_flow(self, _scope: str, key: str, name: str) -> tuple[str | None, str | None]:
        client, _dot, setting = name.partition(".")
        if name in self.connector or name in names.SECURITY:
            return None, name if name in self.connector else None
        if name.startswith(_NESTED):
            return None, None
        if name.startswith("producer.override.") and self._known("producer", name[18:]):
            return None, f"{self.target}.producer.{name[18:]}"
        if client in ("consumer", "admin") and self._known(client, setting):
            return None, f"{self.source}.consumer.{setting}" if client == "consumer" else None
        if client == "producer" and self._known("producer", setting):
            return (
                f"{key} reaches only the producer of offset-syncs; records are written by {self.target}.producer.{setting}",
                None,
            )
        if name in self.worker:
            return f"{key} is ignored; it belongs to the worker: write {self.target}.{name}", None
        return self._unknown(key, name), None

    def _of_cluster(self, scope: str, key: str, name: str) -> tuple[str | None, str | None]:
        client, _dot, setting = name.partition(".")
        if name in names.SECURITY:
            return None, key
        if client in self.clients and self._known(client, setting):
            wanted = {"producer": "target", "consumer": "source"}.get(client, scope)
            if wanted == scope:
                return None, key
            right = f"{self.target}.producer.{setting}" if client == "producer" else f"{self.source}.consumer.{setting}"
            return (
                f"{key} does not reach the data; records are {'written' if client == 'producer' else 'read'} by {right}",
                None,
            )
        if name in self.worker and scope == "target":
            return None, name if name.startswith(_BARE_WORKER) else key
        if name in self.worker:
            return f"{key} is ignored, because no worker runs for {self.source}; write {self.target}.{name}", None
        if name in self.connector:
            return f"{key} is ignored; write {name} or {self.flow}.{name}", None
        return self._unknown(key, name), None

    def _known(self, client: str, setting: str) -> bool:
        return setting in self.clients[client] or setting in names.SECURITY

    def _client_hint(self, key: str, name: str) -> str | None:
        client, _dot, setting = name.partition(".")
        right = {
            "producer": f"{self.target}.producer",
            "consumer": f"{self.source}.consumer",
            "admin": f"{self.target}.admin",
        }
        if client in right and self._known(client, setting):
            return f"{key} without an alias is ignored; write {right[client]}.{setting}"
        for kind in ("producer", "consumer"):
            if name in self.clients[kind]:
                return f"{key} without an alias is ignored; it belongs to the {kind}: write {right[kind]}.{name}"
        return None

    def _unknown(self, key: str, name: str) -> str:
        prefix = key[: len(key) - len(name)]
        client, _dot, setting = name.partition(".")
        if client in self.clients and setting:
            known, prefix, name = self.clients[client] | names.SECURITY, f"{prefix}{client}.", setting
        else:
            known = self.connector | self.worker
        close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
        hint = f"; did you mean {prefix}{close[0]}?" if close else ""
        later = (
            " (newer releases do)" if name in names.LATER_CONNECTOR | names.LATER_WORKER and name not in known else ""
        )
        return f"{key} is not known to MirrorMaker {self.version}{later}, which would ignore it without a word{hint}".rstrip(
            "?"
        )


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
