# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether MirrorMaker takes notice of a property: it ignores unknown and misplaced ones without a message."""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror import known_properties as names

# The vendor's table has these. They come from a draft (KIP-382) and were never built.
_NEVER_BUILT = {"heartbeats.topic.retention.ms", "checkpoints.topic.retention.ms", "offset.syncs.topic.retention.ms"}
# Properties that other options write.
_MANAGED = {
    "clusters": "flows",
    "enabled": "flows",
    "topics": "topics of the flow in flows",
    "groups": "groups of the flow in flows",
    "bootstrap.servers": "bootstrap_servers of the cluster in flows",
    "replication.policy.class": "replication_policy",
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
_OVERRIDE = "producer.override."
_LAST_FIRST_RELEASE = (3, 3)  # up to here the plain sets of known_properties hold, later the LATER_ ones as well
_NEWEST = "3.9"
_SIMILAR = 0.75  # how close a known name must be to be suggested


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What was found about one property."""

    problem: str | None = None
    replaces: str | None = None  # the name under which the generated file has the same setting


@dataclasses.dataclass(frozen=True)
class Property:
    """A property's whole name, and what is left of it without alias or flow."""

    key: str
    scope: str  # flow, reverse, source, target, or empty: neither alias nor flow
    name: str

    @property
    def client(self) -> str:
        """The kind of client, if it begins with one."""
        return self.name.partition(".")[0]

    @property
    def setting(self) -> str:
        """The rest after the kind of client."""
        return self.name.partition(".")[2]


@dataclasses.dataclass(frozen=True)
class KnownNames:
    """The names that a release of Kafka knows."""

    connector: frozenset[str]
    worker: frozenset[str]
    security: frozenset[str]
    clients: dict[str, frozenset[str]]

    @classmethod
    def of_release(cls, version: str | None) -> KnownNames:
        """The names of a release; without one, those of the newest that is known."""
        later = version is None or _release(version) > _LAST_FIRST_RELEASE

        def of(kind: str) -> frozenset[str]:
            first: frozenset[str] = getattr(names, kind)
            return first | getattr(names, f"LATER_{kind}") if later else first

        clients = {client: of(client.upper()) for client in ("producer", "consumer", "admin")}
        return cls(of("CONNECTOR"), of("WORKER"), of("SECURITY"), clients)

    def client_has(self, client: str, setting: str) -> bool:
        """Whether a kind of client knows a setting."""
        return client in self.clients and (setting in self.clients[client] or setting in self.security)

    def around(self, prop: Property) -> frozenset[str]:
        """The names among which a property would be found if its name were right."""
        own = (
            self.clients[prop.client] if prop.client in self.clients and prop.setting else self.connector | self.worker
        )
        return own | self.security


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


class Checker:
    """Checks properties of one flow, one by one."""

    def __init__(self, source: str, target: str, version: str | None = None) -> None:
        self.source, self.target = source, target
        self.flow, self.way_back = f"{source}->{target}", f"{target}->{source}"
        self.version = version or _NEWEST
        self.known = KnownNames.of_release(version)

    def check(self, key: str, value: t.Any) -> Verdict:
        """Check one property."""
        if value is None or isinstance(value, dict):
            return Verdict(f"{key} has no value that fits on a line; set text, a number, a boolean or a list")
        parsed = self._parse(key)
        if parsed.scope == "reverse":
            return Verdict(f"{key} belongs to the way back, {self.way_back}, which a migration must not have")
        rules = {"": self._without_alias, "flow": self._of_flow, "source": self._of_cluster, "target": self._of_cluster}
        verdicts = [self._refused_anywhere(parsed, value), rules[parsed.scope](parsed)]
        # The rules are in order: the first that applies counts.
        return next(verdict for rule in verdicts for verdict in rule)

    def _parse(self, key: str) -> Property:
        prefixes = {
            "flow": self.flow,
            "reverse": self.way_back,
            "source": self.source,
            "target": self.target,
        }
        for scope, prefix in prefixes.items():
            if key.startswith(f"{prefix}."):
                return Property(key, scope, key[len(prefix) + 1 :])
        return Property(key, "", key)

    def _refused_anywhere(self, prop: Property, value: t.Any) -> t.Iterator[Verdict]:
        key, name = prop.key, prop.name
        if name in _NEVER_BUILT:
            yield Verdict(
                f"{key} does not exist in Kafka, although the vendor's table has it; "
                "those topics are compacted, so nothing has to be retained"
            )
        if name in _MANAGED and not (name == "bootstrap.servers" and prop.scope == ""):
            legacy = (
                " (LegacyReplicationPolicy does not exist in Kafka)" if "LegacyReplicationPolicy" in str(value) else ""
            )
            yield Verdict(f"{key} is written by other options; set {_MANAGED[name]} instead{legacy}")

    def _without_alias(self, prop: Property) -> t.Iterator[Verdict]:
        key, name = prop.key, prop.name
        if name in self.known.security or name == "bootstrap.servers":
            yield Verdict(
                f"{key} without an alias would go to both clusters; "
                f"set it in the cluster's description or write {self.source}.{name}"
            )
        if name in self.known.connector:
            yield Verdict(replaces=name)
        if name in self.known.worker:
            if name.startswith(_BARE_WORKER) or name == "config.providers":
                yield Verdict(replaces=name)
            yield Verdict(f"{key} without an alias is ignored; it belongs to the worker: write {self.target}.{name}")
        if name.startswith("config.providers."):
            yield Verdict()
        if name.startswith(_NESTED):
            yield Verdict(f"{key} without the flow is ignored; write {self.flow}.{name}")
        yield from self._client_without_alias(prop)
        yield self._unknown(prop)

    def _client_without_alias(self, prop: Property) -> t.Iterator[Verdict]:
        right = {
            "producer": f"{self.target}.producer",
            "consumer": f"{self.source}.consumer",
            "admin": f"{self.target}.admin",
        }
        if self.known.client_has(prop.client, prop.setting):
            yield Verdict(f"{prop.key} without an alias is ignored; write {right[prop.client]}.{prop.setting}")
        for kind in ("producer", "consumer"):
            if prop.name in self.known.clients[kind]:
                yield Verdict(
                    f"{prop.key} without an alias is ignored; it belongs to the {kind}: write {right[kind]}.{prop.name}"
                )

    def _of_flow(self, prop: Property) -> t.Iterator[Verdict]:
        key, name, client, setting = prop.key, prop.name, prop.client, prop.setting
        if name in self.known.connector:
            yield Verdict(replaces=name)
        if name in self.known.security or name.startswith(_NESTED):
            yield Verdict()
        if name.startswith(_OVERRIDE) and self.known.client_has("producer", name[len(_OVERRIDE) :]):
            yield Verdict(replaces=f"{self.target}.producer.{name[len(_OVERRIDE) :]}")
        if client in ("consumer", "admin") and self.known.client_has(client, setting):
            yield Verdict(replaces=f"{self.source}.consumer.{setting}" if client == "consumer" else None)
        if client == "producer" and self.known.client_has(client, setting):
            right = f"{self.target}.producer.{setting}"
            yield Verdict(f"{key} reaches only the producer of offset-syncs; records are written by {right}")
        if name in self.known.worker:
            yield Verdict(f"{key} is ignored; it belongs to the worker: write {self.target}.{name}")
        yield self._unknown(prop)

    def _of_cluster(self, prop: Property) -> t.Iterator[Verdict]:
        key, name, client, setting = prop.key, prop.name, prop.client, prop.setting
        if name in self.known.security:
            yield Verdict(replaces=key)
        if self.known.client_has(client, setting):
            yield from self._of_client(prop)
        if name in self.known.worker and prop.scope == "target":
            yield Verdict(replaces=name if name.startswith(_BARE_WORKER) else key)
        if name in self.known.worker:
            yield Verdict(f"{key} is ignored, because no worker runs for {self.source}; write {self.target}.{name}")
        if name in self.known.connector:
            yield Verdict(f"{key} is ignored; write {name} or {self.flow}.{name}")
        yield self._unknown(prop)

    def _of_client(self, prop: Property) -> t.Iterator[Verdict]:
        """The data is read by the source's consumer and written by the target's producer."""
        if prop.client == "producer" and prop.scope == "source":
            yield Verdict(
                f"{prop.key} does not reach the data; records are written by {self.target}.producer.{prop.setting}"
            )
        if prop.client == "consumer" and prop.scope == "target":
            yield Verdict(
                f"{prop.key} does not reach the data; records are read by {self.source}.consumer.{prop.setting}"
            )
        yield Verdict(replaces=prop.key)

    def _unknown(self, prop: Property) -> Verdict:
        known = self.known.around(prop)
        of_client = prop.client in self.known.clients and prop.setting
        name = prop.setting if of_client else prop.name
        prefix = prop.key[: len(prop.key) - len(name)]
        later = " (newer releases do)" if name in KnownNames.of_release(None).around(prop) else ""
        close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=_SIMILAR)
        hint = f"; did you mean {prefix}{close[0]}" if close else ""
        return Verdict(
            f"{prop.key} is not known to MirrorMaker {self.version}{later}, which would ignore it silently{hint}"
        )
