# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small shop for one fault: two hosts with a producer each, two with a consumer each, and a host for the mirror.

Many such shops use one pair of clusters, one after the other: names of topics and groups begin with the shop's prefix,
and its mirror has aliases of its own.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import pathlib
import shlex
import sys
import time
import typing

import checker
import confluent_kafka
import distribution
import java
from checker import Verdict
from client import Entry, read_ledger
from cluster import QUICK_START, Cluster
from fault_judge import WrittenRecords, judge_group, judge_target
from kafka import KafkaAdminClient
from services import Services, wait

PARTITIONS = {"front": 3, "till": 2, "shared": 2, "archive": 1}
PRODUCERS: dict[str, tuple[str, ...]] = {"front": ("front", "shared"), "till": ("till", "shared")}
CONSUMERS: dict[str, tuple[str, ...]] = {"billing": ("front", "shared"), "analytics": ("front", "till", "shared")}
LATE = "latecomer"  # a consumer of the inventory whose group appears when a fault says so
PROGRAMS = {
    **dict.fromkeys(PRODUCERS, "producer.py"),
    **dict.fromkeys((*CONSUMERS, LATE), "consumer.py"),
}
HISTORY_RECORDS = 1_500  # of each producer
ARCHIVE_RECORDS = 300
LIVE_RATE = 40  # records a second of each producer
KEYS = 20
_TIMEOUT = 30  # seconds for what should take one


@dataclasses.dataclass(frozen=True)
class Layout:
    """What is special in a shop."""

    copied: bool = True  # whether the history is mirrored
    together: bool = False  # one host has the first producer and the first consumer, in one list
    latecomer: bool = False
    silent_group: bool = False  # a group that has stopped half-way
    slow: int = 0  # records a second of the consumer analytics; 0: as fast as it can
    variables: tuple[tuple[str, typing.Any], ...] = ()  # of the inventory, in place of the shop's own


class FaultShop:
    """All files of the shop are in one folder, except Kafka's, which shops share."""

    def __init__(
        self,
        folder: pathlib.Path,
        clusters: tuple[Cluster, Cluster],
        prefix: str,
        layout: Layout,
        run_dir: pathlib.Path | None = None,
    ) -> None:
        """Prepare a shop in a new folder; another run folder than its own makes it the second wave of another shop."""
        folder.mkdir(parents=True)
        self.folder, self.prefix, self.layout = folder, prefix, layout
        self.source, self.target = clusters
        self.services = Services(folder, self.source.bootstrap)
        self.run_dir = run_dir or folder / "run"
        self.mirror_dir = folder / "mirror_maker"
        self.inventory = folder / "inventory.yml"
        self.cuts = folder / "cuts"
        self.cuts.mkdir()
        self.strays: list[str] = []  # producers that are not the shop's, and are never moved
        self.trimmed = False  # whether a fault has deleted what was copied from the target
        self.consumers = dict(CONSUMERS)

    # --- names

    @property
    def topics(self) -> list[str]:
        """The topics that have producers."""
        return [self.topic(name) for name in PARTITIONS if name != "archive"]

    def topic(self, name: str) -> str:
        """Return the full name of a topic."""
        return f"{self.prefix}.{name}"

    def group(self, name: str) -> str:
        """Return the full name of a group."""
        return f"{self.prefix}-{name}"

    def host(self, service: str) -> str:
        """Return the host of a service."""
        return "front" if self.layout.together and service == "billing" else service

    @property
    def names(self) -> list[str]:
        """The services that a cut-over moves."""
        return [*PRODUCERS, *self.consumers]

    # --- its life

    def open(self) -> None:
        """Create the topics, write the history, and start the services; return when they work."""
        admin = KafkaAdminClient(bootstrap_servers=self.source.bootstrap)
        admin.create_topics(
            {
                self.topic(name): {"replication_factor": 1, "num_partitions": count}
                for name, count in PARTITIONS.items()
            },
            wait_for_metadata=True,
        )
        admin.close()
        for name, topics in PRODUCERS.items():
            settings = {
                "topics": self._list(topics),
                "keys": KEYS,
                "key_prefix": f"{name}.",
                "ledger": self.ledger(name),
            }
            self.services.configure(f"{name}-history", **settings, rate=0, count=HISTORY_RECORDS)
            self.services.run_to_end("producer.py", f"{name}-history")
            self.services.configure(name, **settings, rate=LIVE_RATE, count=0)
        self.services.configure(
            "archive",
            topics=self.topic("archive"),
            keys=KEYS,
            rate=0,
            count=ARCHIVE_RECORDS,
            ledger=self.ledger("archive"),
        )
        self.services.run_to_end("producer.py", "archive")
        self._commit("archivist", ARCHIVE_RECORDS)
        if self.layout.silent_group:
            self._commit("silent", ARCHIVE_RECORDS // 2)
        for name, topics in {**CONSUMERS, LATE: ("front",)}.items():
            rate = self.layout.slow if name == "analytics" else 0
            self.services.configure(
                name,
                topics=self._list(topics),
                group=self.group(name),
                protocol="classic",
                rate=rate,
                ledger=self.ledger(name),
            )
        self.write_inventory()
        for name in (*PRODUCERS, *CONSUMERS):
            self.control("start", name)
        for name in (*PRODUCERS, *CONSUMERS):
            self.services.await_work(name)

    def close(self) -> None:
        """Stop the producers, let the consumers read what they can, and stop them."""
        for name in (*PRODUCERS, *self.strays):
            self.control("stop", name)
        written = self.written()
        for name in self.consumers:
            wait(functools.partial(self._has_read, name, written), _TIMEOUT)
            self.control("stop", name)

    def _has_read(self, name: str, written: WrittenRecords) -> bool:
        return not self._verdict(name, written).lost

    def control(self, action: str, service: str) -> None:
        """Start or stop a service."""
        self.services.control(action, PROGRAMS.get(service, "producer.py"), service)

    def runs(self, service: str) -> bool:
        """Whether a service runs."""
        return self.services.runs(PROGRAMS.get(service, "producer.py"), service)

    def start_stray(self, name: str, topic: str, rate: float, count: int) -> None:
        """Start a producer that writes to the source, and that the inventory does not have."""
        settings = {"topics": self.topic(topic), "keys": 1, "key_prefix": f"{name}.", "ledger": self.ledger(name)}
        self.services.configure(name, **settings, rate=rate, count=count)
        if name not in self.strays:
            self.strays.append(name)
        self.control("start", name)

    def start_latecomer(self) -> None:
        """Start the consumer whose group nobody knows yet."""
        self.consumers[LATE] = ("front",)
        self.control("start", LATE)

    def ledger(self, service: str) -> pathlib.Path:
        """Return the path of a service's ledger."""
        return self.services.ledger(service)

    def entries(self) -> list[Entry]:
        """Return what the producers and strays have had acknowledged."""
        return [entry for name in (*PRODUCERS, *self.strays) for entry in read_ledger(self.ledger(name))]

    # --- what is to be judged

    @property
    def moved(self) -> list[str]:
        """The services that are configured for the target."""
        return [name for name in self.names if self.services.brokers(name) == self.target.bootstrap]

    def state(self) -> dict[str, str]:
        """Return where each service works: source, target, or nowhere (stopped)."""
        moved = self.moved
        return {
            name: "stopped" if not self.runs(name) else "target" if name in moved else "source" for name in self.names
        }

    def written(self) -> WrittenRecords:
        """Return what was acknowledged, and what is on each side."""
        stray = [entry for name in self.strays for entry in read_ledger(self.ledger(name))]
        return WrittenRecords(
            acknowledged=checker.records(self.entries(), self.topics),
            stray=checker.records(stray, self.topics),
            on_source=checker.stored_records(self.source.bootstrap, self.topics),
            on_target=checker.stored_records(self.target.bootstrap, self.topics),
        )

    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdict of each group and of the records on the target."""
        written = self.written()
        rows = {self.group(name): self._verdict(name, written) for name in self.consumers}
        whole = len(self.moved) == len(self.names)
        rows["target"] = judge_target(written, self.layout.copied, whole and not self.trimmed)
        if whole:
            rows[self.group("archivist")] = self._idle_verdict()
        return rows

    def _verdict(self, name: str, written: WrittenRecords) -> Verdict:
        topics = [self.topic(topic) for topic in self.consumers[name]]
        read = checker.records(read_ledger(self.ledger(name)), topics)
        return judge_group(written, topics, read, name in self.moved)

    def _idle_verdict(self) -> Verdict:
        """Judge the group that has read everything and does not run: it must stand at the end of its topic."""
        partition = confluent_kafka.TopicPartition(self.topic("archive"), 0)
        consumer = confluent_kafka.Consumer(
            {"bootstrap.servers": self.target.bootstrap, "group.id": self.group("archivist")}
        )
        try:
            committed = consumer.committed([partition], timeout=_TIMEOUT)[0].offset
            _start, end = consumer.get_watermark_offsets(partition, timeout=_TIMEOUT)
        finally:
            consumer.close()
        position = max(committed, 0)  # without a commit it would begin at the start
        return Verdict(end, min(position, end), max(position - end, 0), max(end - position, 0), 0)

    # --- preparation

    def _list(self, topics: typing.Iterable[str]) -> str:
        return ",".join(map(self.topic, topics))

    def _commit(self, group: str, offset: int) -> None:
        """Commit the position of a group that does not run."""
        consumer = confluent_kafka.Consumer({"bootstrap.servers": self.source.bootstrap, "group.id": self.group(group)})
        consumer.commit(offsets=[confluent_kafka.TopicPartition(self.topic("archive"), 0, offset)], asynchronous=False)
        consumer.close()

    def _client(self, service: str, **more: object) -> dict[str, object]:
        """Return a service of the inventory; while a file says so, its start command fails."""
        client = self.services.client(PROGRAMS[service], service, **more)
        broken = shlex.quote(str(self.broken(service)))
        client["start"] = (
            f"if [ -e {broken} ]; then echo 'the disk of {service} is full' >&2; exit 1; fi; {client['start']}"
        )
        return client

    def broken(self, service: str) -> pathlib.Path:
        """Return the file that makes the start command of a service fail."""
        return self.folder / f"{service}.broken"

    def write_inventory(self, **variables: object) -> None:
        """Write the inventory; the variables replace others."""
        hosts: dict[str, dict[str, list[dict[str, object]]]] = {"kafka_producers": {}, "kafka_consumers": {}}
        for name, topics in PRODUCERS.items():
            client = self._client(name, topics=list(map(self.topic, topics)))
            hosts["kafka_producers"].setdefault(self.host(name), []).append(client)
        for name, topics in CONSUMERS.items():
            client = self._client(name, topics=list(map(self.topic, topics)), group=self.group(name))
            hosts["kafka_consumers"].setdefault(self.host(name), []).append(client)
        if self.layout.latecomer:
            client = self._client(LATE, topics=[self.topic("front")], group=self.group(LATE))
            hosts["kafka_consumers"]["analytics"].append(client)
        services: dict[str, list[dict[str, object]]] = {}
        for members in hosts.values():
            for host, clients in members.items():
                services.setdefault(host, []).extend(clients)
        groups = {
            name: {"hosts": {host: {"kafka_client_services": services[host]} for host in members}}
            for name, members in hosts.items()
        }
        content = {
            "all": {
                "vars": {**self._variables(), **dict(self.layout.variables), **variables},
                "children": {"kafka_mirror": {"hosts": {"mirror": self._mirror()}}, **groups},
            }
        }
        self.inventory.write_text(json.dumps(content, indent=2))  # JSON is YAML

    def _variables(self) -> dict[str, object]:
        return {
            "ansible_connection": "cuttable",
            "ansible_cuttable_cuts": str(self.cuts),
            "ansible_python_interpreter": os.environ.get("DEMO_MODULE_PYTHON", sys.executable),
            "kafka_migration_source": {"alias": f"A{self.prefix}", "bootstrap_servers": self.source.bootstrap},
            "kafka_migration_target": {"alias": f"B{self.prefix}", "bootstrap_servers": self.target.bootstrap},
            "kafka_migration_topics_matching": [rf"{self.prefix}\..*"],
            "kafka_migration_groups_matching": [f"{self.prefix}-.*"],
            "kafka_migration_history": "mirror" if self.layout.copied else "none",
            "kafka_migration_run_dir": str(self.run_dir),
            "kafka_migration_settle": 2,
            "kafka_migration_interval": 1,
            # What waits in vain is to be reported soon; a host that is back after 10 s is waited for.
            "kafka_migration_reconnect_timeout": 20,
            "kafka_migration_quiet_timeout": 30,
            "kafka_migration_drain_timeout": 90,
            "kafka_migration_drain_stall_timeout": 30,
            "kafka_migration_mirror_stall_timeout": 30,
            "kafka_client_check_timeout": 30,
        }

    def _mirror(self) -> dict[str, object]:
        mirror = distribution.ensure()  # the version that the role installs, whichever the clusters have
        return {
            "kafka_archive": str(mirror.archive),
            "kafka_install_dir": str(self.folder.parent / "kafka"),
            "mirror_maker_dir": str(self.mirror_dir),
            "mirror_maker_java_home": str(java.ensure_java_home(*mirror.recipe.java)),
            "mirror_maker_service": "process",
            "mirror_maker_heap": "-Xms64m -Xmx512m",
            "mirror_maker_environment": {"KAFKA_JVM_PERFORMANCE_OPTS": QUICK_START},
            "mirror_maker_tasks_max": 2,
        }


def journal_phase_begun(run_dir: pathlib.Path, phase: str) -> bool:
    """Whether the journal says that a phase has begun."""
    try:
        journal = json.loads((run_dir / "journal.json").read_text())
    except (OSError, ValueError):
        return False
    record = (journal.get("phases") or {}).get(phase) or {}
    return record.get("begun") is not None


def cut(shop: FaultShop, host: str, seconds: float | None = None, leave: bool = False) -> pathlib.Path:
    """Cut the connection to a host, for some seconds or until the file that is returned is removed."""
    path = shop.cuts / f"{host}.cut"
    path.write_text(json.dumps({"until": None if seconds is None else time.time() + seconds, "leave": leave}))
    return path
