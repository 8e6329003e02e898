# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/cluster.py; none starts a broker."""

from __future__ import annotations

import pathlib

import cluster
import distribution
import pytest


def _cluster(folder: pathlib.Path, brokers: int = 1, properties: dict[str, str] | None = None) -> cluster.Cluster:
    known = distribution.Distribution("3.3.1", folder / "kafka.tgz", folder / "kafka")
    return cluster.create(cluster.Spec(folder.name, brokers, properties=properties or {}), folder, known)


@pytest.mark.parametrize(("brokers", "controllers"), [(1, 1), (2, 1), (3, 3)])
def test_configuration_of_brokers(tmp_path: pathlib.Path, brokers: int, controllers: int) -> None:
    """Each broker has its own ports and folder; the quorum survives the loss of a broker where it can."""
    made = _cluster(tmp_path / "c", brokers)
    settings = [(broker.folder / "server.properties").read_text() for broker in made.brokers]
    assert sum("process.roles=broker,controller\n" in text for text in settings) == controllers
    assert all(f"offsets.topic.replication.factor={brokers}\n" in text for text in settings)
    ports = [port for broker in made.brokers for port in (broker.port, broker.controller_port) if port]
    assert len(set(ports)) == brokers + controllers
    for broker in made.brokers:
        text = (broker.folder / "data" / "meta.properties").read_text()
        assert text == f"version=1\nnode.id={broker.id}\ncluster.id={made.cluster_id}\n"


def test_properties_override_the_defaults(tmp_path: pathlib.Path) -> None:
    """Each key is written once, with the caller's value."""
    made = _cluster(tmp_path / "c", properties={"auto.create.topics.enable": "true", "message.max.bytes": "7"})
    lines = (made.brokers[0].folder / "server.properties").read_text().splitlines()
    assert [line for line in lines if "auto.create" in line] == ["auto.create.topics.enable=true"]
    assert "message.max.bytes=7" in lines


def test_zookeeper(tmp_path: pathlib.Path) -> None:
    """A version that needs ZooKeeper gets one on a port of its own; its id is the one that it draws itself."""
    old = distribution.Distribution("2.8.2", tmp_path, tmp_path)
    made = cluster.create(cluster.Spec("old", 2, "2.8.2"), tmp_path / "old", old)
    assert made.zookeeper
    assert made.cluster_id == ""
    assert f"clientPort={made.zookeeper.port}\n" in made.zookeeper.properties.read_text()
    for broker in made.brokers:
        text = (broker.folder / "server.properties").read_text()
        assert f"zookeeper.connect=127.0.0.1:{made.zookeeper.port}\n" in text
        assert f"broker.id={broker.id}\n" in text
        assert "process.roles" not in text
        assert not list((broker.folder / "data").iterdir())


def test_cluster_ids_are_not_options() -> None:
    """22 characters, which never look like an option of Kafka's tools."""
    ids = {cluster.new_cluster_id() for _index in range(500)}
    assert len(ids) == 500
    assert all(len(one) == 22 and one[0] != "-" for one in ids)
