# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster of the test bed: how its brokers are configured, started and stopped."""

from __future__ import annotations

import base64
import dataclasses
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import time
import uuid

import java
import metadata
import process
from distribution import Distribution

MOST_BROKERS = 3
# Kafka's processes in tests start often and work little: a third less processor time until they answer.
QUICK_START = "-server -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true"
SECURITY_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
_SYSTEM_RANDOM = random.SystemRandom()


@dataclasses.dataclass(frozen=True)
class Spec:
    """What a new cluster is to be."""

    name: str
    brokers: int = 1
    version: str = "3.3.1"
    heap: str = "512m"
    properties: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass
class Broker:
    """One broker; ``controller_port`` is set when it also takes part in the metadata quorum."""

    id: int
    port: int
    controller_port: int | None
    folder: pathlib.Path
    process: process.ProcessId | None = None

    @property
    def log(self) -> pathlib.Path:
        """The file with the broker's output."""
        return self.folder / "broker.log"

    @property
    def running(self) -> bool:
        """Whether its process exists (it may not answer yet)."""
        return process.alive(self.process)


@dataclasses.dataclass
class Cluster:
    """A named cluster of 1 to 3 brokers on loopback."""

    name: str
    distribution: Distribution
    cluster_id: str
    brokers: list[Broker]
    heap: str = "512m"

    @property
    def bootstrap_servers(self) -> list[str]:
        """The address of every broker, running or not."""
        return [f"127.0.0.1:{broker.port}" for broker in self.brokers]

    @property
    def bootstrap(self) -> str:
        """The addresses as Kafka's tools take them."""
        return ",".join(self.bootstrap_servers)

    @property
    def home(self) -> pathlib.Path:
        """The folder of its Kafka, for bin/."""
        return self.distribution.home

    @property
    def java_home(self) -> pathlib.Path:
        """The home of a Java that this Kafka runs on."""
        return java.find_java_home(*self.distribution.recipe.java)

    def launch(self, broker_id: int | None = None) -> None:
        """Start one broker, or all, without waiting."""
        for broker in self.brokers:
            if broker_id in (None, broker.id) and not broker.running:
                broker.process = self._spawn(broker)

    def wait(self, seconds: float = 60) -> None:
        """Wait until every running broker knows all others that run, and can therefore create topics.

        Raises RuntimeError when a broker ends, TimeoutError when the cluster does not answer in time.
        """
        deadline = time.monotonic() + seconds
        while not self.answers():
            for broker in self.brokers:
                if broker.process and not broker.running:
                    raise RuntimeError(f"broker {broker.id} of {self.name} ended while starting; {_tail(broker.log)}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} does not answer after {seconds:.0f} s; {_tail(self.brokers[0].log)}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether all running brokers answer and know each other."""
        running = [broker for broker in self.brokers if broker.running]
        wanted = [broker.id for broker in running]
        try:
            return bool(running) and all(metadata.query(broker.port) == (wanted, self.cluster_id) for broker in running)
        except OSError:
            return False

    def start(self, broker_id: int | None = None) -> None:
        """Start one broker, or all, and wait until the cluster answers."""
        self.launch(broker_id)
        self.wait()

    def stop(self, broker_id: int | None = None, *, hard: bool = False) -> None:
        """Stop one broker, or all: shut it down, or (``hard``) kill it as a power failure would."""
        chosen = [broker for broker in self.brokers if broker_id in (None, broker.id)]
        if not chosen:
            raise ValueError(f"{self.name} has no broker {broker_id}")
        process.stop(
            [broker.process for broker in chosen if broker.process], signal.SIGKILL if hard else signal.SIGTERM, 30
        )
        for broker in chosen:
            broker.process = None

    def run(
        self, tool: str, *arguments: str, check: bool = True, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of Kafka's own tools against this cluster, for example ``run("kafka-topics.sh", "--list")``."""
        command = [str(self.home / "bin" / tool), "--bootstrap-server", self.bootstrap, *arguments]
        environment = {**os.environ, "JAVA_HOME": str(self.java_home)}
        return subprocess.run(command, env=environment, check=check, input=stdin, text=True, stdout=subprocess.PIPE)

    def _spawn(self, broker: Broker) -> process.ProcessId:
        environment = {
            **os.environ,
            "JAVA_HOME": str(self.java_home),
            "KAFKA_HEAP_OPTS": f"-Xmx{self.heap}",
            "KAFKA_JVM_PERFORMANCE_OPTS": QUICK_START,
            "KAFKA_LOG4J_OPTS": f"-Dlog4j.configuration=file:{broker.folder / 'log4j.properties'}",
            "LOG_DIR": str(broker.folder),
            "EXTRA_ARGS": "",  # the released script would add a log of garbage collections
        }
        for name in ("CLASSPATH", "JMX_PORT", "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_DEBUG"):
            environment.pop(name, None)  # the bed does not depend on who starts it
        command = [str(self.home / "bin" / "kafka-server-start.sh"), str(broker.folder / "server.properties")]
        found = process.launch(command, broker.log, environment)
        if found is None:
            raise RuntimeError(f"broker {broker.id} of {self.name} ended at once; {_tail(broker.log)}")
        return found


def create(spec: Spec, folder: pathlib.Path, distribution: Distribution) -> Cluster:
    """Write the configuration of a new cluster into the folder; nothing is started.

    Raises ValueError for a cluster that the test bed cannot start.
    """
    if not 1 <= spec.brokers <= MOST_BROKERS:
        raise ValueError(f"{spec.name}: brokers must be 1 to {MOST_BROKERS}, not {spec.brokers}")
    if not distribution.recipe.kraft:
        raise ValueError(
            f"{spec.name}: Kafka {distribution.version} needs ZooKeeper, which the test bed does not start yet"
        )
    # A quorum of two would not survive the stop of one.
    controllers = spec.brokers if spec.brokers == MOST_BROKERS else 1
    ports = free_ports(spec.brokers + controllers)
    brokers = [
        Broker(
            number,
            ports[number - 1],
            ports[spec.brokers + number - 1] if number <= controllers else None,
            folder / f"broker-{number}",
        )
        for number in range(1, spec.brokers + 1)
    ]
    cluster = Cluster(spec.name, distribution, new_cluster_id(), brokers, spec.heap)
    for broker in cluster.brokers:
        _write(cluster, broker, spec.properties)
    return cluster


def server_properties(cluster: Cluster, broker: Broker, overrides: dict[str, str]) -> dict[str, str]:
    """Return the content of server.properties: a small, quick broker that creates nothing by itself."""
    voters = ",".join(
        f"{other.id}@127.0.0.1:{other.controller_port}" for other in cluster.brokers if other.controller_port
    )
    replicas = str(len(cluster.brokers))
    listeners = [f"PLAINTEXT://127.0.0.1:{broker.port}"]
    if broker.controller_port:
        listeners.append(f"CONTROLLER://127.0.0.1:{broker.controller_port}")
    return {
        "process.roles": "broker,controller" if broker.controller_port else "broker",
        "node.id": str(broker.id),
        "controller.quorum.voters": voters,
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": ",".join(
            ["CONTROLLER:PLAINTEXT", *(f"{name}:{name}" for name in SECURITY_PROTOCOLS)]
        ),
        "listeners": ",".join(listeners),
        "advertised.listeners": listeners[0],
        "log.dirs": str(broker.folder / "data"),
        "auto.create.topics.enable": "false",  # a topic that appeared by itself would hide that it was not cloned
        "group.initial.rebalance.delay.ms": "0",
        "offsets.topic.num.partitions": "10",
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.num.partitions": "5",
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": "1",
        "log.cleaner.dedupe.buffer.size": "16777216",  # the default takes a quarter of the heap
        **overrides,
    }


def new_cluster_id() -> str:
    """Draw a cluster id; Kafka's tools would take one that begins with a dash for an option."""
    while True:
        drawn = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not drawn.startswith("-"):
            return drawn


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on.

    They are below those that the kernel gives to clients: a stopped broker must find its own free when it starts again.
    """
    ports: list[int] = []
    while len(ports) < count:
        port = _SYSTEM_RANDOM.randrange(18000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports


def discard_data(cluster: Cluster) -> None:
    """Delete what the brokers stored; logs and configuration are kept, to find out what happened."""
    for broker in cluster.brokers:
        shutil.rmtree(broker.folder / "data", ignore_errors=True)


def _write(cluster: Cluster, broker: Broker, overrides: dict[str, str]) -> None:
    data = broker.folder / "data"
    data.mkdir(parents=True)
    # All that `kafka-storage.sh format` would write, which would take 3 s for each broker.
    (data / "meta.properties").write_text(f"version=1\nnode.id={broker.id}\ncluster.id={cluster.cluster_id}\n")
    settings = server_properties(cluster, broker, overrides)
    (broker.folder / "server.properties").write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
    (broker.folder / "log4j.properties").write_text(
        "log4j.rootLogger=INFO, out\n"
        "log4j.appender.out=org.apache.log4j.ConsoleAppender\n"
        "log4j.appender.out.layout=org.apache.log4j.PatternLayout\n"
        "log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n\n"
    )


def _tail(log: pathlib.Path, lines: int = 15) -> str:
    text = log.read_text(errors="replace") if log.exists() else ""
    return f"the end of {log}:\n" + "\n".join(text.splitlines()[-lines:])
