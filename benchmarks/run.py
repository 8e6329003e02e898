# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure this collection against other ways to do the same, on real clusters and a real cloud on this machine.

usage: make bench, or with tests/kafka and tests/openstack in PYTHONPATH benchmarks/run.py [ROUNDS [lag|clone|rules]...]
Quote ratios, not seconds: they compare runs that took turns. Nothing here passes or fails.
"""

from __future__ import annotations

import os
import pathlib
import signal
import sys
import tempfile

from bed import Bed, Spec
from cluster import Cluster
from kafka import KafkaAdminClient, TopicPartition
from kafka.structs import OffsetAndMetadata
from plays import module, playbook
from security_groups import rules
from timing import Contender, race, report

GROUPS, TOPICS_OF_A_GROUP, PARTITIONS = 200, 3, 12
CLONED_TOPICS = 500


def lag(folder: pathlib.Path, cluster: Cluster, rounds: int) -> None:
    """Measure the lag of many groups, against Kafka's own tool."""
    commit_offsets(cluster)
    arguments = {"cluster": {"bootstrap_servers": cluster.bootstrap}, "detail": "groups"}
    tool = "kafka-consumer-groups.sh --describe --all-groups"
    command = [
        str(cluster.home / "bin" / "kafka-consumer-groups.sh"),
        "--bootstrap-server",
        cluster.bootstrap,
        "--describe",
        "--all-groups",
    ]
    contenders = [
        Contender(
            "a play of kafka_consumer_lag_info",
            playbook(folder, "lag", {"otc.kafka_migration.kafka_consumer_lag_info": arguments}),
        ),
        Contender("kafka_consumer_lag_info alone", module(folder, "kafka_consumer_lag_info", arguments)),
        Contender("a play of one ping, for scale", playbook(folder, "ping", {"ansible.builtin.ping": {}})),
        Contender(tool, command, {"JAVA_HOME": str(cluster.java_home)}),
    ]
    report(
        f"Lag of {GROUPS} groups with {TOPICS_OF_A_GROUP * PARTITIONS} partitions each", race(contenders, rounds), tool
    )


def commit_offsets(cluster: Cluster) -> None:
    """Create groups with committed offsets."""
    admin = KafkaAdminClient(bootstrap_servers=cluster.bootstrap)
    names = [f"lag.{index}" for index in range(TOPICS_OF_A_GROUP)]
    admin.create_topics(
        {name: {"num_partitions": PARTITIONS, "replication_factor": 1} for name in names}, wait_for_metadata=True
    )
    cluster.run("kafka-consumer-groups.sh", "--list")  # a new cluster creates its offsets topic at the first request
    offsets = {
        TopicPartition(name, index): OffsetAndMetadata(0, "", -1) for name in names for index in range(PARTITIONS)
    }
    for index in range(GROUPS):
        while True:
            try:
                admin.alter_group_offsets(f"group-{index}", offsets)
                break
            except Exception as error:  # the coordinator of a new cluster is not available at once
                if not getattr(error, "retriable", False):
                    raise
    admin.close()


def clone(folder: pathlib.Path, source: Cluster, target: Cluster, rounds: int) -> None:
    """Measure many topics, all missing and unchanged. The report has the figures of ansible-kafka-admin."""
    admin = KafkaAdminClient(bootstrap_servers=source.bootstrap)
    topics = {
        f"clone.{index}": {"num_partitions": 1, "replication_factor": 1, "configs": {"retention.ms": "7200000"}}
        for index in range(CLONED_TOPICS)
    }
    admin.create_topics(topics, wait_for_metadata=True)
    admin.close()
    on_target = KafkaAdminClient(bootstrap_servers=target.bootstrap)

    def delete_all() -> None:
        present = [name for name in on_target.list_topics() if name.startswith("clone.")]
        if present:
            on_target.delete_topics(present)

    arguments = {
        "source": {"bootstrap_servers": source.bootstrap},
        "target": {"bootstrap_servers": target.bootstrap},
        "topics_matching": ["clone[.].*"],
    }
    command = playbook(folder, "clone", {"otc.kafka_migration.kafka_topic_clone": arguments})
    first = Contender("a play of kafka_topic_clone, all missing", command, prepare=delete_all)
    again = Contender("a play of kafka_topic_clone, unchanged", command)
    report(
        f"{CLONED_TOPICS} topics (recorded for ansible-kafka-admin's kafka_topics: 3.84 all missing, 5.05 unchanged)",
        race([first, again], rounds),
        None,
    )
    on_target.close()


def clusters(folder: pathlib.Path, rounds: int, parts: set[str]) -> None:
    """Measure what needs Kafka."""
    with Bed(folder / "bed") as bed:
        # 3.3.1 on KRaft cannot create a topic with a dot in its name again (KAFKA-14337); the target's version can.
        source, target = bed.start_all([Spec("source"), Spec("target", version="3.9.1")])
        if "lag" in parts:
            lag(folder, source, rounds)
        if "clone" in parts:
            clone(folder, source, target, rounds)


def main() -> None:
    """Measure everything, or the parts named."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    parts = set(sys.argv[2:] or ["lag", "clone", "rules"])
    # What was started ends with this program.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    print(f"{os.cpu_count()} processors, {os.getloadavg()[0]:.1f} processes on them in the last minute")
    with tempfile.TemporaryDirectory(prefix="otc-kafka-migration-bench-") as name:
        folder = pathlib.Path(name)
        if parts & {"lag", "clone"}:
            clusters(folder, rounds, parts)
        if "rules" in parts:
            rules(folder, rounds)


if __name__ == "__main__":
    main()
