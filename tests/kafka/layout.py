# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write bin/ and config/ for a Kafka assembled from its jars, so that it can be used like the released archive.

They contain only what tests and users of this collection call. The released scripts are not copied: these are shorter,
with the same names, arguments, environment variables and defaults.
"""

from __future__ import annotations

import pathlib
import shutil
import zipfile

FILES = pathlib.Path(__file__).parent / "layout"

# Script -> the class that it runs, newest name first: Kafka moves its tools from kafka.* to org.apache.kafka.tools.*,
# one by one.
TOOLS = {
    "kafka-acls": ("org.apache.kafka.tools.AclCommand", "kafka.admin.AclCommand"),
    "kafka-broker-api-versions": (
        "org.apache.kafka.tools.BrokerApiVersionsCommand",
        "kafka.admin.BrokerApiVersionsCommand",
    ),
    "kafka-configs": ("org.apache.kafka.tools.ConfigCommand", "kafka.admin.ConfigCommand"),
    "kafka-console-consumer": ("org.apache.kafka.tools.consumer.ConsoleConsumer", "kafka.tools.ConsoleConsumer"),
    "kafka-console-producer": ("org.apache.kafka.tools.ConsoleProducer", "kafka.tools.ConsoleProducer"),
    "kafka-console-share-consumer": ("org.apache.kafka.tools.consumer.ConsoleShareConsumer",),
    "kafka-consumer-groups": (
        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
        "kafka.admin.ConsumerGroupCommand",
    ),
    "kafka-consumer-perf-test": ("org.apache.kafka.tools.ConsumerPerformance", "kafka.tools.ConsumerPerformance"),
    "kafka-delete-records": ("org.apache.kafka.tools.DeleteRecordsCommand", "kafka.admin.DeleteRecordsCommand"),
    "kafka-dump-log": ("org.apache.kafka.tools.DumpLogSegments", "kafka.tools.DumpLogSegments"),
    "kafka-features": ("org.apache.kafka.tools.FeatureCommand", "kafka.admin.FeatureCommand"),
    "kafka-get-offsets": ("org.apache.kafka.tools.GetOffsetShell", "kafka.tools.GetOffsetShell"),
    "kafka-groups": ("org.apache.kafka.tools.GroupsCommand",),
    "kafka-leader-election": ("org.apache.kafka.tools.LeaderElectionCommand", "kafka.admin.LeaderElectionCommand"),
    "kafka-log-dirs": ("org.apache.kafka.tools.LogDirsCommand", "kafka.admin.LogDirsCommand"),
    "kafka-metadata-quorum": ("org.apache.kafka.tools.MetadataQuorumCommand", "kafka.admin.MetadataQuorumCommand"),
    "kafka-producer-perf-test": ("org.apache.kafka.tools.ProducerPerformance",),
    "kafka-reassign-partitions": (
        "org.apache.kafka.tools.reassign.ReassignPartitionsCommand",
        "kafka.admin.ReassignPartitionsCommand",
    ),
    "kafka-share-groups": ("org.apache.kafka.tools.consumer.group.ShareGroupCommand",),
    "kafka-storage": ("org.apache.kafka.tools.StorageTool", "kafka.tools.StorageTool"),
    "kafka-streams-groups": ("org.apache.kafka.tools.streams.StreamsGroupCommand",),
    "kafka-topics": ("org.apache.kafka.tools.TopicCommand", "kafka.admin.TopicCommand"),
    "kafka-transactions": ("org.apache.kafka.tools.TransactionsCommand",),
    "kafka-verifiable-consumer": ("org.apache.kafka.tools.VerifiableConsumer",),
    "kafka-verifiable-producer": ("org.apache.kafka.tools.VerifiableProducer",),
}
# The released scripts give these more memory than the 256 MB of the others.
HEAPS = {
    "kafka-console-consumer": "-Xmx512M",
    "kafka-console-producer": "-Xmx512M",
    "kafka-console-share-consumer": "-Xmx512M",
    "kafka-consumer-perf-test": "-Xmx512M",
    "kafka-producer-perf-test": "-Xmx512M",
    "kafka-verifiable-consumer": "-Xmx512M",
    "kafka-verifiable-producer": "-Xmx512M",
}
# Script -> class, name of the process, default heap, default log configuration; log4j 2 has YAML instead.
SERVICES = {
    "connect-distributed": (
        "org.apache.kafka.connect.cli.ConnectDistributed",
        "connectDistributed",
        "-Xms256M -Xmx2G",
        "connect-log4j.properties",
    ),
    "connect-mirror-maker": (
        "org.apache.kafka.connect.mirror.MirrorMaker",
        "mirrorMaker",
        "-Xms256M -Xmx2G",
        "connect-log4j.properties",
    ),
    "connect-standalone": (
        "org.apache.kafka.connect.cli.ConnectStandalone",
        "connectStandalone",
        "-Xms256M -Xmx2G",
        "connect-log4j.properties",
    ),
    "kafka-server-start": ("kafka.Kafka", "kafkaServer", "-Xmx1G -Xms1G", "log4j.properties"),
    "zookeeper-server-start": (
        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
        "zookeeper",
        "-Xmx512M -Xms512M",
        "log4j.properties",
    ),
}

_TOOL = """#!/usr/bin/env bash
{heap}exec "$(dirname "$0")/kafka-run-class.sh" {java_class} "$@"
"""
_SERVICE = """#!/usr/bin/env bash
# usage: {script}.sh [-daemon] FILE.properties [ARGUMENT...]
here=$(dirname "$0")
export KAFKA_LOG4J_OPTS="${{KAFKA_LOG4J_OPTS:-{log4j}}}"
export KAFKA_HEAP_OPTS="${{KAFKA_HEAP_OPTS:-{heap}}}"
[ $# -gt 0 ] || {{ echo "usage: $0 [-daemon] FILE.properties [ARGUMENT...]" >&2; exit 1; }}
daemon=()
if [ "$1" = -daemon ]; then daemon=(-daemon); shift; fi
exec "$here/kafka-run-class.sh" "${{daemon[@]}}" -name {name} {java_class} "$@"
"""


# The system property that names the configuration of each log4j, and the end of its file names in config/.
LOG_CONFIGURATIONS = {
    1: ("-Dlog4j.configuration=file:", "log4j.properties"),
    2: ("-Dlog4j2.configurationFile=", "log4j2.yaml"),
}


def write(home: pathlib.Path, known: set[str], log4j: int = 1) -> None:
    """Write bin/ and config/ into the folder of a Kafka that has these classes and this major version of log4j."""
    others = [ending for number, (_option, ending) in LOG_CONFIGURATIONS.items() if number != log4j]
    shutil.copytree(FILES / "config", home / "config", ignore=shutil.ignore_patterns(*(f"*{end}" for end in others)))
    shutil.copytree(FILES / "bin", home / "bin")
    for name, text in scripts(known, log4j).items():
        (home / "bin" / f"{name}.sh").write_text(text)
    for script in (home / "bin").iterdir():
        script.chmod(0o755)


def scripts(known: set[str], log4j: int = 1) -> dict[str, str]:
    """Return the text of every script whose class this Kafka has, by name."""
    texts = {}
    for name, candidates in TOOLS.items():
        found = [candidate for candidate in candidates if candidate in known]
        if found:
            heap = f'export KAFKA_HEAP_OPTS="${{KAFKA_HEAP_OPTS:-{HEAPS[name]}}}"\n' if name in HEAPS else ""
            texts[name] = _TOOL.format(heap=heap, java_class=found[0])
    for script, (java_class, name, heap, configuration) in SERVICES.items():
        if java_class in known:
            option, ending = LOG_CONFIGURATIONS[log4j]
            logging = f"{option}$here/../config/{configuration.replace('log4j.properties', ending)}"
            texts[script] = _SERVICE.format(script=script, java_class=java_class, name=name, heap=heap, log4j=logging)
    return texts


def class_names(libs: pathlib.Path) -> set[str]:
    """Return the names of all classes in the jars of Kafka and ZooKeeper."""
    names: set[str] = set()
    for jar in [path for start in ("kafka", "connect-", "zookeeper-") for path in libs.glob(f"{start}*.jar")]:
        with zipfile.ZipFile(jar) as archive:
            names.update(name[:-6].replace("/", ".") for name in archive.namelist() if name.endswith(".class"))
    return names
