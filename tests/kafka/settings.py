# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration files of brokers and of ZooKeeper: small, quick servers that create nothing by themselves."""

from __future__ import annotations

import typing

if typing.TYPE_CHECKING:
    from cluster import Broker, Cluster
    from distribution import Recipe
    from spec import Spec

Properties = dict[str, str]
SECURITY_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
_SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
_PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
# The members of KIP-848's, share and streams groups are missed after 6 s, not 45 s.
_GROUP_PROTOCOLS = {
    "consumer": {"heartbeat.interval.ms": "1000", "session.timeout.ms": "6000"},
    "share": {"heartbeat.interval.ms": "1000", "session.timeout.ms": "6000"},
    "streams": {"heartbeat.interval.ms": "1000", "session.timeout.ms": "6000"},
}


def server_properties(cluster: Cluster, broker: Broker, spec: Spec) -> Properties:
    """Return the content of server.properties; what the user has set goes before all else."""
    recipe = cluster.distribution.recipe
    mode = _kraft(cluster, broker) if recipe.kraft else _zookeeper(cluster, broker)
    return {
        **_common(cluster, broker, spec),
        **mode,
        **(_groups(recipe, spec) if recipe.features is not None else {}),
        **(_logins(cluster) if cluster.users else {}),
        **(_authorizer(recipe) if spec.authorizer else {}),
        **spec.properties,
    }


def _common(cluster: Cluster, broker: Broker, spec: Spec) -> Properties:
    replicas = str(len(cluster.brokers))
    return {
        "listener.security.protocol.map": ",".join(
            ["CONTROLLER:PLAINTEXT", *(f"{name}:{name}" for name in SECURITY_PROTOCOLS)]
        ),
        "listeners": ",".join(_listeners(broker)),
        "advertised.listeners": ",".join(_listeners(broker)),
        "log.dirs": str(broker.folder / "data"),
        "auto.create.topics.enable": "false",  # a topic that appeared by itself would hide that it was not cloned
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.num.partitions": str(spec.offsets_partitions),
        "offsets.topic.replication.factor": str(spec.offsets_replicas or replicas),
        "transaction.state.log.num.partitions": "5",
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": "1",
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",  # up to a minute by default
        "log.cleaner.dedupe.buffer.size": "16777216",  # the default takes a quarter of the heap
    }


def _listeners(broker: Broker) -> list[str]:
    listeners = [f"PLAINTEXT://127.0.0.1:{broker.port}"]
    if broker.sasl_port:
        listeners.append(f"SASL_PLAINTEXT://127.0.0.1:{broker.sasl_port}")
    return listeners


def _kraft(cluster: Cluster, broker: Broker) -> Properties:
    voters = [f"{one.id}@127.0.0.1:{one.controller_port}" for one in cluster.brokers if one.controller_port]
    listeners = _listeners(broker)
    if broker.controller_port:
        listeners.append(f"CONTROLLER://127.0.0.1:{broker.controller_port}")
    return {
        "process.roles": "broker,controller" if broker.controller_port else "broker",
        "node.id": str(broker.id),
        "controller.quorum.voters": ",".join(voters),
        "controller.listener.names": "CONTROLLER",
        "listeners": ",".join(listeners),
    }


def _zookeeper(cluster: Cluster, broker: Broker) -> Properties:
    return {
        "broker.id": str(broker.id),
        "zookeeper.connect": f"127.0.0.1:{cluster.zookeeper.port if cluster.zookeeper else 0}",
        "zookeeper.connection.timeout.ms": "30000",
        "zookeeper.session.timeout.ms": "4000",  # a killed broker is missed, and may come back, after that time
    }


def unstable(recipe: Recipe) -> Properties:
    """Return what lets a version have features that it does not have by default."""
    names = ("unstable.feature.versions.enable", "unstable.api.versions.enable") if recipe.features else ()
    return dict.fromkeys(names, "true")


def _groups(recipe: Recipe, spec: Spec) -> Properties:
    """The settings of the newer kinds of groups, which versions without them do not know."""
    properties = unstable(recipe)
    for kind, values in _GROUP_PROTOCOLS.items():
        for key, value in values.items():
            properties[f"group.{kind}.{key}"] = properties[f"group.{kind}.min.{key}"] = value
    return {
        **properties,
        "group.coordinator.rebalance.protocols": "classic,consumer,streams",
        "group.share.enable": "true",
        "group.streams.initial.rebalance.delay.ms": "0",
        "share.coordinator.state.topic.num.partitions": "5",
        "share.coordinator.state.topic.replication.factor": str(spec.brokers),
        "share.coordinator.state.topic.min.isr": "1",
    }


def _logins(cluster: Cluster) -> Properties:
    users = " ".join(f'user_{name}="{password}"' for name, password in cluster.users.items())
    listener = "listener.name.sasl_plaintext"
    return {
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
        f"{listener}.plain.sasl.jaas.config": f"{_PLAIN} {users};",
        f"{listener}.scram-sha-256.sasl.jaas.config": _SCRAM,
        f"{listener}.scram-sha-512.sasl.jaas.config": _SCRAM,
    }


def _authorizer(recipe: Recipe) -> Properties:
    # The brokers themselves, and the tools of the bed, come through the plaintext listener.
    return {"authorizer.class.name": recipe.authorizer, "super.users": "User:admin;User:ANONYMOUS"}


def zookeeper_properties(port: int, data: str) -> Properties:
    """Return the content of zookeeper.properties for one server on loopback."""
    return {
        "dataDir": data,
        "clientPort": str(port),
        "clientPortAddress": "127.0.0.1",
        "tickTime": "1000",
        "maxClientCnxns": "0",
        "admin.enableServer": "false",
    }


def meta_properties(cluster: Cluster, broker: Broker) -> Properties:
    """Return all that `kafka-storage.sh format` would write into a log directory for every version, in KRaft mode."""
    return {"version": "1", "node.id": str(broker.id), "cluster.id": cluster.cluster_id}


def log4j_properties(log4j: int) -> tuple[str, Properties]:
    """Return the option for Java, before the path, and the content of a file that logs to the standard output."""
    pattern = "[%d] %p %m (%c)%n"
    if log4j == 1:
        appender = "log4j.appender.out"
        return "-Dlog4j.configuration=file:", {
            "log4j.rootLogger": "INFO, out",
            appender: "org.apache.log4j.ConsoleAppender",
            f"{appender}.layout": "org.apache.log4j.PatternLayout",
            f"{appender}.layout.ConversionPattern": pattern,
        }
    return "-Dlog4j2.configurationFile=", {
        "appender.out.type": "Console",
        "appender.out.name": "out",
        "appender.out.layout.type": "PatternLayout",
        "appender.out.layout.pattern": pattern,
        "rootLogger.level": "INFO",
        "rootLogger.appenderRef.out.ref": "out",
    }


def text(properties: Properties) -> str:
    """Return the lines of a properties file."""
    return "".join(f"{key}={value}\n" for key, value in properties.items())
