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
import settings
import storage
from distribution import Distribution
from spec import MOST_BROKERS, Spec
from zookeeper import ZooKeeper

# Kafka's processes in tests start often and work little: a third less processor time until they answer.
QUICK_START = "-server -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true"
TAIL = 15  # lines of a log that a message shows
_SYSTEM_RANDOM = random.SystemRandom()


@dataclasses.dataclass
class Broker:
    """One broker.

    ``controller_port`` is set when it also takes part in the metadata quorum, ``sasl_port`` when users can log in.
    """

    id: int
    port: int
    controller_port: int | None
    folder: pathlib.Path
    process: process.ProcessId | None = None
    sasl_port: int | None = None

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
    """A named cluster of 1 to 3 brokers on loopback.

    ``cluster_id`` is empty until a cluster with ZooKeeper has drawn its own. ``users`` have passwords for the listeners
    in ``sasl_bootstrap_servers``.
    """

    name: str
    distribution: Distribution
    cluster_id: str
    brokers: list[Broker]
    heap: str = "512m"
    zookeeper: ZooKeeper | None = None
    users: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def bootstrap_servers(self) -> list[str]:
        """The address of every broker, running or not."""
        return [f"127.0.0.1:{broker.port}" for broker in self.brokers]

    @property
    def bootstrap(self) -> str:
        """The addresses as Kafka's tools take them."""
        return ",".join(self.bootstrap_servers)

    @property
    def sasl_bootstrap_servers(self) -> list[str]:
        """The addresses for users with a password; empty for a cluster without logins."""
        return [f"127.0.0.1:{broker.sasl_port}" for broker in self.brokers if broker.sasl_port]

    @property
    def processes(self) -> list[process.ProcessId]:
        """All processes that were started and not stopped since, brokers first."""
        servers: list[Broker | ZooKeeper] = [*self.brokers, *([self.zookeeper] if self.zookeeper else [])]
        return [server.process for server in servers if server.process]

    @property
    def home(self) -> pathlib.Path:
        """The folder of its Kafka, for bin/."""
        return self.distribution.home

    @property
    def java_home(self) -> pathlib.Path:
        """The home of a Java that this Kafka runs on."""
        return java.ensure_java_home(*self.distribution.recipe.java)

    def launch(self, broker_id: int | None = None) -> None:
        """Start one broker, or all, without waiting; with them ZooKeeper, where there is one."""
        if self.zookeeper and not self.zookeeper.running:
            self.zookeeper.process = self._spawn_zookeeper(self.zookeeper)
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
                    self._start_again(broker)
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.name} does not answer after {seconds:.0f} s; {_tail(self.brokers[0].log)}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether all running brokers answer and know each other."""
        running = [broker for broker in self.brokers if broker.running]
        wanted = [broker.id for broker in running]
        try:
            answers = [metadata.query(broker.port) for broker in running]
        except OSError:
            return False
        if self.zookeeper and not self.cluster_id and answers:
            self.cluster_id = answers[0][1]
        return bool(answers) and all(answer == (wanted, self.cluster_id) for answer in answers)

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
        if self.zookeeper and broker_id is None:  # after the brokers, whose orderly stop needs it
            process.stop([self.zookeeper.process] if self.zookeeper.process else [])
            self.zookeeper.process = None

    def run(
        self, tool: str, *arguments: str, check: bool = True, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of Kafka's own tools against this cluster, for example ``run("kafka-topics.sh", "--list")``."""
        command = [str(self.home / "bin" / tool), "--bootstrap-server", self.bootstrap, *arguments]
        environment = {**os.environ, "JAVA_HOME": str(self.java_home)}
        return subprocess.run(command, env=environment, check=check, input=stdin, text=True, stdout=subprocess.PIPE)

    def _spawn(self, broker: Broker) -> process.ProcessId:
        return self._launch("kafka-server-start.sh", broker.folder / "server.properties", broker.log, self.heap)

    def _spawn_zookeeper(self, server: ZooKeeper) -> process.ProcessId:
        return self._launch("zookeeper-server-start.sh", server.properties, server.log, "256m")

    def _launch(self, script: str, properties: pathlib.Path, log: pathlib.Path, heap: str) -> process.ProcessId:
        logging, _content = settings.log4j_properties(self.distribution.recipe.log4j)
        environment = {
            **os.environ,
            "JAVA_HOME": str(self.java_home),
            "KAFKA_HEAP_OPTS": f"-Xmx{heap}",
            "KAFKA_JVM_PERFORMANCE_OPTS": QUICK_START,
            "KAFKA_LOG4J_OPTS": f"{logging}{properties.with_name('log4j.properties')}",
            "LOG_DIR": str(properties.parent),
            "EXTRA_ARGS": "",  # the released script would add a log of garbage collections
        }
        for name in ("CLASSPATH", "JMX_PORT", "KAFKA_OPTS", "KAFKA_JMX_OPTS", "KAFKA_DEBUG"):
            environment.pop(name, None)  # the bed does not depend on who starts it
        found = process.launch([str(self.home / "bin" / script), str(properties)], log, environment)
        if found is None:
            raise RuntimeError(f"{script} of {self.name} ended at once; {_tail(log)}")
        return found

    def _start_again(self, broker: Broker) -> None:
        """Start a broker again that was killed so recently that ZooKeeper takes it for running; else raise."""
        end = _tail(broker.log)
        if not self.zookeeper or "NodeExists" not in end:
            raise RuntimeError(f"broker {broker.id} of {self.name} ended while starting; {end}")
        with broker.log.open("a") as log:
            log.write("\n" * TAIL)  # so that the next time is not judged by this end
        broker.process = self._spawn(broker)


def create(spec: Spec, folder: pathlib.Path, distribution: Distribution) -> Cluster:
    """Write the configuration of a new cluster into the folder; nothing is started.

    Raises ValueError for a cluster that the test bed cannot start.
    """
    if not 1 <= spec.brokers <= MOST_BROKERS:
        raise ValueError(f"{spec.name}: brokers must be 1 to {MOST_BROKERS}, not {spec.brokers}")
    kraft = distribution.recipe.kraft
    # A quorum of two would not survive the stop of one.
    controllers = (spec.brokers if spec.brokers == MOST_BROKERS else 1) if kraft else 0
    ports = iter(free_ports(2 * spec.brokers + controllers + 1))
    brokers = [
        Broker(
            number,
            next(ports),
            next(ports) if number <= controllers else None,
            folder / f"broker-{number}",
            sasl_port=next(ports) if spec.passwords else None,
        )
        for number in range(1, spec.brokers + 1)
    ]
    keeper = None if kraft else ZooKeeper(next(ports), folder / "zookeeper")
    cluster_id = new_cluster_id() if kraft else ""
    cluster = Cluster(spec.name, distribution, cluster_id, brokers, spec.heap, keeper, spec.passwords)
    for broker in brokers:
        _write(cluster, broker, spec)
    if keeper:
        keeper.write()
        _write_logging(cluster, keeper.folder)
    return cluster


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
    folders = [broker.folder for broker in cluster.brokers]
    for folder in [*folders, *([cluster.zookeeper.folder] if cluster.zookeeper else [])]:
        shutil.rmtree(folder / "data", ignore_errors=True)


def _write(cluster: Cluster, broker: Broker, spec: Spec) -> None:
    data = broker.folder / "data"
    data.mkdir(parents=True)
    properties = settings.server_properties(cluster, broker, spec)
    (broker.folder / "server.properties").write_text(settings.text(properties))
    if not cluster.zookeeper:
        checkpoint = storage.bootstrap_checkpoint(cluster.distribution, cluster.java_home)
        storage.write(data, settings.meta_properties(cluster, broker), checkpoint)
    _write_logging(cluster, broker.folder)


def _write_logging(cluster: Cluster, folder: pathlib.Path) -> None:
    _option, content = settings.log4j_properties(cluster.distribution.recipe.log4j)
    (folder / "log4j.properties").write_text(settings.text(content))


def _tail(log: pathlib.Path, lines: int = TAIL) -> str:
    text = log.read_text(errors="replace") if log.exists() else ""
    return f"the end of {log}:\n" + "\n".join(text.splitlines()[-lines:])
