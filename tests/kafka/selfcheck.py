# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Try the test bed: start clusters, create a group of each kind, and list what the brokers have.

usage: selfcheck.py [VERSION[:BROKERS]...]        after scripts/setup; all versions when none is named
It prints a row for each: seconds until the cluster answered, and how many groups of each kind ListGroups has. It fails
where a kind of group is missing, or a client has not read what was written.
"""

from __future__ import annotations

import collections
import pathlib
import sys
import tempfile
import time
import typing

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions, cluster_spec
from bed import Bed
from clients.handle import Clients
from cluster import Cluster
from confluent_kafka import admin
from distribution import RECIPES, ensure

RECORDS, READ = 40, 10
TOPIC = "pay"


def expected(version: str) -> dict[str, int]:
    """Return how many groups of each kind a version must have in the end; before 3.8 it lists no kinds (KIP-848)."""
    if RECIPES[version].features is None:
        return {"classic" if version >= "3.8" else "": 4}
    return {"classic": 4, "consumer": 2, "share": 1, "streams": 1}


def create_topic(cluster: Cluster) -> None:
    """Create the topic with one partition, on all brokers."""
    client = admin.AdminClient({"bootstrap.servers": cluster.bootstrap})
    client.create_topics([admin.NewTopic(TOPIC, 1, len(cluster.brokers))])[TOPIC].result()


def create_groups(cluster: Cluster, clients: Clients) -> None:
    """Create a group of each kind that the cluster can have; those of members that are alive have read a part."""
    clients.start("producer", "produce", cluster, topics=TOPIC, count=RECORDS).wait("done")
    clients.start("aborter", "produce", cluster, topics=TOPIC, count=4, transaction="abort").wait("done")
    clients.start("committer", "produce", cluster, topics=TOPIC, count=2, transaction="commit").wait("done")
    part: dict[str, typing.Any] = {"topics": TOPIC, "pause_after": READ}
    members = [
        clients.start("classic", "consume", cluster, group="classic", **part),
        clients.start("static", "consume", cluster, group="static", instance_id="one", **part),
        clients.start("manual", "assign", cluster, group="manual", partitions=f"{TOPIC}:0", pause_after=READ),
    ]
    if RECIPES[cluster.distribution.version].features is not None:
        members += [
            clients.start("next", "consume", cluster, group="next", protocol="consumer", **part),
            clients.start("next-2", "consume", cluster, group="n2", protocol="consumer", instance_id="one", **part),
            clients.start("share", "share", cluster, group="share", **part),
            clients.start("streams", "streams", cluster, group="streams", **part),
        ]
    for member in members:
        member.wait("paused")
    done = clients.start("done", "consume", cluster, group="done", topics=TOPIC)
    done.wait(RECORDS + 2)
    done.stop()


def kinds(cluster: Cluster) -> dict[str, int]:
    """Return how many groups of each kind the brokers list."""
    found: collections.Counter[str] = collections.Counter()
    defaults = {name: option.get("default") for name, option in cluster_spec()["options"].items()}
    params = {**defaults, "bootstrap_servers": cluster.bootstrap_servers}
    with Connection(ClusterOptions.parse(cluster.name, params)) as connection:
        requests = [(library.admin.ListGroupsRequest(min_version=0), one.node_id) for one in connection.brokers]
        for response in connection.send_all(requests):
            found.update((getattr(group, "group_type", None) or "").lower() for group in response.groups)
    return dict(found)


def check(version: str, brokers: int) -> bool:
    """Try one version, print its row, and return whether all is there."""
    ensure(version)
    with (
        tempfile.TemporaryDirectory(prefix="otc-kafka-selfcheck.") as scratch,
        Bed(pathlib.Path(scratch) / "bed") as bed,
        Clients(pathlib.Path(scratch) / "clients") as clients,
    ):
        began = time.monotonic()
        cluster = bed.start("checked", version=version, brokers=brokers)
        seconds = time.monotonic() - began
        create_topic(cluster)
        create_groups(cluster, clients)
        found = kinds(cluster)
        bed.stop("checked", 1, hard=True)
        bed.restart("checked", 1)
        clients.stop()
    good = found == expected(version)
    print(f"{version:8} {brokers} broker(s) {seconds:5.1f} s  {'' if good else 'WRONG '}{found}", flush=True)
    return good


def main() -> int:
    """Try the versions; return 1 if one of them lacks something."""
    wanted = [one.partition(":") for one in sys.argv[1:] or RECIPES]
    results = [check(version, int(brokers or "1")) for version, _colon, brokers in wanted]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
