# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Kafka clusters on this machine, for the demo, the integration tests and the benchmarks.

Command line:
    python tests/kafka/bed.py up --dir DIR source target:brokers=3,version=3.3.1,message.max.bytes=2000000
    python tests/kafka/bed.py up --dir DIR old:version=2.3.1,brokers=2,offsets_replicas=1,authorizer=on,users=alice+bob
    python tests/kafka/bed.py status --dir DIR
    python tests/kafka/bed.py stop --dir DIR target 2       (kill: without warning; start: start it again)
    python tests/kafka/bed.py down --dir DIR
Library:
    with Bed(path) as bed:
        source = bed.start("source", brokers=3, properties={"message.max.bytes": "2000000"})
        source.run("kafka-topics.sh", "--create", "--topic", "orders")
spec.py has the options, distribution.py the versions; acls.py changes the rights of users. BED_SOURCE_VERSION is the
version of a cluster named source, unless its own option states one.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import sys
import threading
import typing

import cluster as clusters
import process
from cluster import Broker, Cluster
from distribution import Distribution, ensure
from spec import Spec, parse_spec
from zookeeper import ZooKeeper


class Bed:
    """A folder of clusters.

    Processes are written to bed.json before they are waited for, so that none can be left behind unknown.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Open a folder that is new, empty or a bed already; anything else might be somebody's data.

        Raises ValueError.
        """
        self.folder = pathlib.Path(folder).resolve()
        self.record = self.folder / "bed.json"
        self.clusters: dict[str, Cluster] = {}
        if self.record.exists():
            known = json.loads(self.record.read_text())
            self.clusters = {name: _restore(name, self.folder, entry) for name, entry in known.items()}
        elif self.folder.is_dir() and any(self.folder.iterdir()):
            raise ValueError(f"{self.folder} is neither empty nor a test bed")

    def __enter__(self) -> Bed:
        """Stop what an earlier run has left; a SIGTERM is to stop the brokers too."""
        self.down()
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop everything, whatever happened."""
        self.down()

    def start(self, name: str, **options: typing.Any) -> Cluster:
        """Create and start one cluster; return when it answers. The options are the other fields of Spec."""
        return self.start_all([Spec(name, **options)])[0]

    def start_all(self, specs: typing.Sequence[Spec]) -> list[Cluster]:
        """Create and start clusters side by side; return when all answer."""
        names = [spec.name for spec in specs]
        taken = sorted({name for name in names if name in self.clusters or names.count(name) > 1})
        if taken:
            raise ValueError(f"the names of clusters must be unique: {', '.join(taken)}")
        self.save()
        distributions = {version: ensure(version) for version in {spec.version for spec in specs}}
        started = []
        for spec in specs:
            shutil.rmtree(self.folder / spec.name, ignore_errors=True)  # left over from an earlier run of this bed
            started.append(clusters.create(spec, self.folder / spec.name, distributions[spec.version]))
            self.clusters[spec.name] = started[-1]
        try:
            for cluster in started:
                cluster.launch()
                self.save()
            for cluster in started:
                cluster.wait()
            self.save()  # a cluster with ZooKeeper has its id now
        except BaseException:
            self.down()
            raise
        return started

    def stop(self, name: str, broker: int | None = None, *, hard: bool = False) -> None:
        """Stop one broker of a cluster, or all of them; their data is kept."""
        self.cluster(name).stop(broker, hard=hard)
        self.save()

    def restart(self, name: str, broker: int | None = None) -> None:
        """Start what was stopped, with its data."""
        self.cluster(name).launch(broker)
        self.save()
        self.cluster(name).wait()

    def cluster(self, name: str) -> Cluster:
        """Return a cluster by its name."""
        if name not in self.clusters:
            raise ValueError(f"no cluster {name} in {self.folder}, only: {', '.join(self.clusters) or 'none'}")
        return self.clusters[name]

    def down(self) -> None:
        """Kill everything at once, since nobody needs the data any more, and delete the data."""
        running = [one for cluster in self.clusters.values() for one in cluster.processes]
        process.stop(running, signal.SIGKILL)
        for cluster in self.clusters.values():
            clusters.discard_data(cluster)
        self.clusters = {}
        if self.record.exists():  # it is kept, empty: it marks the folder, with the logs in it, as a bed
            self.save()

    def describe(self) -> dict[str, typing.Any]:
        """Return the content of bed.json: the addresses, versions and processes of each cluster."""
        return {name: _describe(cluster) for name, cluster in self.clusters.items()}

    def save(self) -> None:
        """Write bed.json, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        scratch = self.record.with_suffix(".new")
        scratch.write_text(json.dumps(self.describe(), indent=2) + "\n")
        scratch.rename(self.record)


def _describe(cluster: Cluster) -> dict[str, typing.Any]:
    return {
        "bootstrap_servers": cluster.bootstrap_servers,
        "cluster_id": cluster.cluster_id,
        "version": cluster.distribution.version,
        "home": str(cluster.home),
        "archive": str(cluster.distribution.archive),
        "java_home": str(cluster.java_home),
        "heap": cluster.heap,
        "users": cluster.users,
        "sasl_bootstrap_servers": cluster.sasl_bootstrap_servers,
        "zookeeper": _describe_zookeeper(cluster.zookeeper),
        "pids": [broker.process.pid for broker in cluster.brokers if broker.process],
        "brokers": [
            {
                "id": broker.id,
                "port": broker.port,
                "controller_port": broker.controller_port,
                "sasl_port": broker.sasl_port,
                "running": broker.running,
                "log": str(broker.log),
                "process": _describe_process(broker.process),
            }
            for broker in cluster.brokers
        ],
    }


def _describe_process(one: process.ProcessId | None) -> dict[str, typing.Any] | None:
    return dataclasses.asdict(one) if one else None


def _describe_zookeeper(server: ZooKeeper | None) -> dict[str, typing.Any] | None:
    return {"port": server.port, "process": _describe_process(server.process)} if server else None


def _restore(name: str, folder: pathlib.Path, entry: dict[str, typing.Any]) -> Cluster:
    distribution = Distribution(entry["version"], pathlib.Path(entry["archive"]), pathlib.Path(entry["home"]))
    brokers = [
        Broker(
            one["id"],
            one["port"],
            one["controller_port"],
            folder / name / f"broker-{one['id']}",
            _restore_process(one["process"]),
            one["sasl_port"],
        )
        for one in entry["brokers"]
    ]
    keeper = entry["zookeeper"]
    zookeeper = keeper and ZooKeeper(keeper["port"], folder / name / "zookeeper", _restore_process(keeper["process"]))
    return Cluster(name, distribution, entry["cluster_id"], brokers, entry["heap"], zookeeper, entry["users"])


def _restore_process(entry: dict[str, typing.Any] | None) -> process.ProcessId | None:
    return process.ProcessId(**entry) if entry else None


# --- command line


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start and stop real Kafka clusters on loopback.")
    actions = parser.add_subparsers(dest="action", required=True)
    up = actions.add_parser("up", help="start clusters, in place of those that run in this folder")
    up.add_argument("clusters", nargs="+", metavar="NAME[:OPTION=VALUE,PROPERTY=VALUE...]", type=_spec)
    actions.add_parser("down", help="stop everything and delete its data")
    actions.add_parser("status", help="print what is running; fail if something does not answer")
    for action, text in (
        ("stop", "shut a broker down"),
        ("kill", "kill a broker"),
        ("start", "start a stopped broker"),
    ):
        one = actions.add_parser(action, help=text)
        one.add_argument("cluster")
        one.add_argument("broker", type=int, nargs="?", help="its id; all when omitted")
    for one in actions.choices.values():
        one.add_argument("--dir", required=True, help="the bed's folder")
    return parser.parse_args(given)


def _spec(text: str) -> Spec:
    try:
        return parse_spec(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _act(bed: Bed, arguments: argparse.Namespace) -> int:
    if arguments.action == "down":
        bed.down()
        return 0
    if arguments.action == "up":
        bed.down()
        bed.start_all(arguments.clusters)
    elif arguments.action == "start":
        bed.restart(arguments.cluster, arguments.broker)
    elif arguments.action in ("stop", "kill"):
        bed.stop(arguments.cluster, arguments.broker, hard=arguments.action == "kill")
    print(json.dumps(bed.describe(), indent=2))
    healthy = bed.clusters and all(cluster.answers() for cluster in bed.clusters.values())
    return 1 if arguments.action == "status" and not healthy else 0


def main(given: list[str] | None = None) -> int:
    """Run one command; return 1 when it failed, or (status) when something does not answer."""
    arguments = _arguments(given)
    try:
        return _act(Bed(arguments.dir), arguments)
    except (OSError, RuntimeError, ValueError) as error:
        print(f"bed.py: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
