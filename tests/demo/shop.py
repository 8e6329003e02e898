# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shop whose Kafka cluster is migrated: topics, history, consumer groups, and services with their configuration."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import pathlib
import subprocess
import sys
import time
import typing

import distribution
import java
from client import read_ledger
from cluster import Cluster
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata
from services import Services, wait

ARCHIVE = "shop.archive"
TOPICS: dict[str, dict[str, typing.Any]] = {
    "shop.orders": {"num_partitions": 6, "configs": {"retention.ms": "1209600000", "min.insync.replicas": "1"}},
    "shop.payments": {"num_partitions": 3, "configs": {"max.message.bytes": "2000000", "segment.bytes": "104857600"}},
    "shop_stock-levels": {
        "num_partitions": 2,
        "configs": {"cleanup.policy": "compact,delete", "min.cleanable.dirty.ratio": "0.9"},
    },
    "audit": {
        "num_partitions": 1,
        "configs": {"compression.type": "lz4", "retention.ms": "-1", "message.timestamp.type": "CreateTime"},
    },
    ARCHIVE: {"num_partitions": 6, "configs": {"segment.bytes": "268435456"}},
}
TOPICS_OF_PRODUCERS = ["shop.orders", "shop.payments", "shop_stock-levels", "audit"]
CONSUMERS = {"billing": ["shop.orders", "shop.payments"], "analytics": TOPICS_OF_PRODUCERS}
SERVICES = ("orders", *CONSUMERS)
RATES = {"billing": 0, "analytics": 1000}  # analytics is behind and still reads the history
NEW_PROTOCOL = "analytics"  # its group has the protocol of KIP-848 where source and target know it
LIVE_RATE = 200
RECORD_BYTES = 1024


@dataclasses.dataclass(frozen=True)
class History:
    """What the shop has produced before the migration, and whether the migration copies it."""

    archive_megabytes: int
    records: int = 60_000  # in the topics of the producers
    copied: bool = True


class Shop:
    """All files of the shop are in one folder: settings, ledgers, logs, inventory."""

    def __init__(self, folder: pathlib.Path, source: Cluster, target: Cluster, history: History) -> None:
        self.folder, self.source, self.target, self.history = folder, source, target, history
        self.services = Services(folder, source.bootstrap)
        self.producer_ledger = self.ledger("orders")
        self.inventory = folder / "inventory.yml"
        self.live_since = 0.0
        self.mirror_environment: dict[str, str] = {}

    def ledger(self, service: str) -> pathlib.Path:
        """Return the path of a service's ledger."""
        return self.services.ledger(service)

    def open(self) -> None:
        """Create the topics, write the history, commit the offsets of idle groups, and start the services."""
        self._create_topics()
        self._fill_archive()
        self.services.configure(
            "history",
            topics=",".join(TOPICS_OF_PRODUCERS),
            keys=200,
            rate=0,
            count=self.history.records,
            ledger=self.producer_ledger,
        )
        self.services.run_to_end("producer.py", "history")
        self._commit_offsets()
        self.services.configure(
            "orders",
            topics=",".join(TOPICS_OF_PRODUCERS),
            keys=200,
            rate=LIVE_RATE,
            count=0,
            ledger=self.producer_ledger,
        )
        for name, topics in CONSUMERS.items():
            self.services.configure(
                name,
                topics=",".join(topics),
                group=name,
                protocol=self.protocol(name),
                rate=RATES[name],
                ledger=self.ledger(name),
            )
        self.inventory.write_text(json.dumps(self._inventory(), indent=2))  # JSON is YAML
        self.services.control("start", "producer.py", "orders")
        for name in CONSUMERS:
            self.services.control("start", "consumer.py", name)
        self.live_since = time.time()
        for name in SERVICES:
            self.await_work(name)

    def protocol(self, consumer: str) -> str:
        """Return the value of ``group.protocol`` of a consumer, which keeps it when it moves."""
        known = all(cluster.distribution.recipe.has_new_protocol for cluster in (self.source, self.target))
        return "consumer" if known and consumer == NEW_PROTOCOL else "classic"

    @property
    def moved(self) -> list[str]:
        """The services that are configured for the target."""
        return [name for name in SERVICES if self.services.brokers(name) == self.target.bootstrap]

    @property
    def has_moved(self) -> bool:
        """Whether all services are configured for the target: a demo without a move would prove nothing."""
        return len(self.moved) == len(SERVICES)

    def close(self) -> None:
        """Stop the producer, wait until the consumers have read the remaining records, and stop them."""
        self.services.control("stop", "producer.py", "orders")
        acknowledged = read_ledger(self.producer_ledger)
        for name, topics in CONSUMERS.items():
            expected = sum(entry.topic in topics for entry in acknowledged)
            wait(functools.partial(self._has_read, name, expected), 20)
            self.services.control("stop", "consumer.py", name)

    def _has_read(self, service: str, records: int) -> bool:
        return len(read_ledger(self.ledger(service))) >= records

    def _create_topics(self) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self.source.bootstrap)
        admin.create_topics(
            {name: {"replication_factor": 1, **topic} for name, topic in TOPICS.items()}, wait_for_metadata=True
        )
        admin.close()

    def _fill_archive(self) -> None:
        records = self.history.archive_megabytes * 1_000_000 // RECORD_BYTES
        options = f"--topic {ARCHIVE} --num-records {records} --record-size {RECORD_BYTES} --throughput -1"
        tuning = f"bootstrap.servers={self.source.bootstrap} batch.size=262144 linger.ms=20"
        command = [
            str(self.source.home / "bin" / "kafka-producer-perf-test.sh"),
            *options.split(),
            "--producer-props",
            *tuning.split(),
        ]
        environment = {**os.environ, "JAVA_HOME": str(self.source.java_home)}
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
        print(output.splitlines()[-1], flush=True)

    def _commit_offsets(self) -> None:
        """Create a group that has read everything, and one that has stopped half-way, which the migration ignores."""
        partitions = [TopicPartition(ARCHIVE, index) for index in range(TOPICS[ARCHIVE]["num_partitions"])]
        for group, share in (("archivist", 1), ("yearly-report", 2)):
            consumer = KafkaConsumer(bootstrap_servers=self.source.bootstrap, group_id=group, enable_auto_commit=False)
            consumer.assign(partitions)
            ends = consumer.end_offsets(partitions)
            consumer.commit({partition: OffsetAndMetadata(end // share, "", -1) for partition, end in ends.items()})
            consumer.close()

    def await_work(self, service: str) -> None:
        """Wait until a service writes to its ledger."""
        self.services.await_work(service)

    def _inventory(self) -> dict[str, object]:
        mirror = distribution.ensure()  # the version that the role installs, whichever the clusters have
        consumers = {
            name: _host(self.services.client("consumer.py", name, topics=topics, group=name))
            for name, topics in CONSUMERS.items()
        }
        producer = self.services.client("producer.py", "orders", topics=TOPICS_OF_PRODUCERS)
        return {
            "all": {
                "vars": {
                    "ansible_connection": "local",
                    "ansible_python_interpreter": os.environ.get("DEMO_MODULE_PYTHON", sys.executable),
                    "kafka_migration_source": {"alias": "A", "bootstrap_servers": self.source.bootstrap},
                    "kafka_migration_target": {"alias": "B", "bootstrap_servers": self.target.bootstrap},
                    "kafka_migration_history": "mirror" if self.history.copied else "none",
                    "kafka_migration_run_dir": str(self.folder / "run"),
                    "kafka_migration_ignore_groups": ["yearly-report"],
                    "kafka_migration_settle": 1,
                    "kafka_migration_interval": 3,
                },
                "children": {
                    "kafka_mirror": {
                        "hosts": {
                            "mirror": {
                                "kafka_archive": str(mirror.archive),
                                "kafka_install_dir": str(self.folder / "kafka"),
                                "mirror_maker_dir": str(self.folder / "mirror_maker"),
                                "mirror_maker_java_home": str(java.ensure_java_home(*mirror.recipe.java)),
                                "mirror_maker_service": "process",
                                "mirror_maker_heap": "-Xms256m -Xmx2g",
                                "mirror_maker_environment": self.mirror_environment,
                            }
                        }
                    },
                    "kafka_producers": {"hosts": {"shop-front": _host(producer)}},
                    "kafka_consumers": {"hosts": consumers},
                },
            }
        }


def _host(service: dict[str, object]) -> dict[str, object]:
    """Return the variables of a host with one service."""
    return {"kafka_client_services": [service]}
