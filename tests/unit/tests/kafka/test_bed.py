# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/bed.py and the modules it stands on; none starts a broker."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import struct
import subprocess
import threading

import bed
import cluster
import distribution
import java
import metadata
import process
import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("source", bed.Spec("source")),
        ("t-2:brokers=3,version=3.9.1,heap=1g", bed.Spec("t-2", 3, "3.9.1", "1g")),
        ("s:log.retention.ms=5,a.b=c=d", bed.Spec("s", properties={"log.retention.ms": "5", "a.b": "c=d"})),
    ],
)
def test_spec(text: str, wanted: bed.Spec) -> None:
    """A cluster on the command line."""
    assert bed.parse_spec(text) == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the name of a cluster"),
        ("../x", "the name of a cluster"),
        ("s:brokers=4", "1 to 3 brokers"),
        ("s:brokers=many", "1 to 3 brokers"),
        ("s:version=1", "version is one of"),
        ("s:broker=1", "'broker=1' is neither"),
        ("s:a.b", "'a.b' is neither"),
    ],
)
def test_bad_spec(text: str, message: str) -> None:
    """A typing error is named."""
    with pytest.raises(ValueError, match=message):
        bed.parse_spec(text)


def test_folder_with_other_things_is_left_alone(tmp_path: pathlib.Path) -> None:
    """The bed deletes in its folder, so it takes none that holds something else."""
    (tmp_path / "thesis").touch()
    with pytest.raises(ValueError, match="not a test bed"):
        bed.Bed(tmp_path)
    assert bed.main(["down", "--dir", str(tmp_path)]) == 1


def test_record_is_read_as_written(tmp_path: pathlib.Path) -> None:
    """A second program finds the same clusters; one of which nothing runs is not healthy."""
    first = bed.Bed(tmp_path)
    first.clusters["one"] = _cluster(tmp_path / "one", brokers=2)
    first.clusters["one"].brokers[0].process = process.ProcessId(1, "0", "an earlier boot")
    first.save()
    second = bed.Bed(tmp_path)
    assert second.clusters == first.clusters
    assert not second.cluster("one").brokers[0].running
    with pytest.raises(ValueError, match="no cluster two .* there are: one"):
        second.cluster("two")
    assert bed.main(["status", "--dir", str(tmp_path)]) == 1
    second.down()
    assert bed.Bed(tmp_path).clusters == {}
    assert not (tmp_path / "one" / "broker-1" / "data").exists()


def _cluster(folder: pathlib.Path, brokers: int = 1, **properties: str) -> cluster.Cluster:
    known = distribution.Distribution("3.3.1", folder / "kafka.tgz", folder / "kafka")
    return cluster.create(folder.name, folder, known, brokers=brokers, properties=properties)


@pytest.mark.parametrize(("brokers", "controllers"), [(1, 1), (2, 1), (3, 3)])
def test_layout_of_a_cluster(tmp_path: pathlib.Path, brokers: int, controllers: int) -> None:
    """Own ports and folders, one cluster id, and a quorum that survives a broker where it can."""
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
    """Each key once, with the caller's value."""
    made = _cluster(tmp_path / "c", **{"auto.create.topics.enable": "true", "message.max.bytes": "7"})
    lines = (made.brokers[0].folder / "server.properties").read_text().splitlines()
    assert [line for line in lines if "auto.create" in line] == ["auto.create.topics.enable=true"]
    assert "message.max.bytes=7" in lines


def test_zookeeper_is_refused(tmp_path: pathlib.Path) -> None:
    """A version the bed cannot start yet is named, not started halfway."""
    old = distribution.Distribution("2.8.2", tmp_path, tmp_path)
    with pytest.raises(ValueError, match="needs ZooKeeper"):
        cluster.create("old", tmp_path / "old", old)


def test_cluster_ids_are_no_options() -> None:
    """22 characters, none of which makes it an option of Kafka's tools."""
    ids = {cluster.new_cluster_id() for _index in range(500)}
    assert len(ids) == 500
    assert all(len(one) == 22 and one[0] != "-" for one in ids)


def test_process_is_known_by_its_start() -> None:
    """The same number with another start time is somebody else, and is not touched."""
    child = subprocess.Popen(["sleep", "60"])
    found = process.identify(child.pid)
    assert found is not None
    assert process.alive(found)
    stranger = process.ProcessId(found.pid, "1", found.boot)
    assert not process.alive(stranger)
    process.stop([stranger], signal.SIGKILL)
    assert process.alive(found)
    process.stop([found])
    assert not process.alive(found)
    child.wait()


def test_process_that_ignores_the_signal_is_killed() -> None:
    """Nothing outlives the bed."""
    child = subprocess.Popen(["sh", "-c", "trap '' TERM; echo; while :; do sleep 0.05; done"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.readline()
    found = process.identify(child.pid)
    assert found is not None
    process.stop([found], seconds=0.2)
    assert process.identify(child.pid) is None
    child.stdout.close()
    child.wait()


def test_stat_of_odd_names() -> None:
    """The name of a process may look like more fields."""
    rest = " ".join(str(number) for number in range(4, 53))
    assert process.parse_stat(f"1 (a) b (c)) S {rest}") == "22"
    assert process.parse_stat(f"1 (x) Z {rest}") is None
    assert process.identify(os.getpid()) is not None


@pytest.mark.parametrize(
    ("text", "version"), [('X=1\nJAVA_VERSION="17.0.15"\n', 17), ('JAVA_VERSION="1.8.0_202"', 8), ("", None)]
)
def test_java_version(text: str, version: int | None) -> None:
    """Both ways Java has counted."""
    assert java.major_version(text) == version


def test_java_that_fits_is_taken(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JAVA_HOME counts if it fits; if nothing fits, the error says what was looked at."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "release").write_text('JAVA_VERSION="99"')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.find_java_home(98, 99) == tmp_path
    with pytest.raises(RuntimeError, match=r"no Java from 100 to 101 found; looked at: .* \(99\)"):
        java.find_java_home(100, 101)


def _text(value: str | None) -> bytes:
    return struct.pack(">h", -1) if value is None else struct.pack(">h", len(value)) + value.encode()


RESPONSE = (
    struct.pack(">iii", 1, 0, 2)
    + struct.pack(">i", 2)
    + _text("127.0.0.1")
    + struct.pack(">i", 9092)
    + _text(None)
    + struct.pack(">i", 1)
    + _text("127.0.0.1")
    + struct.pack(">i", 9093)
    + _text("rack")
    + _text("some-id")
    + struct.pack(">ii", 1, 0)
)


def test_metadata_response() -> None:
    """Brokers in any order, with and without a rack."""
    assert metadata.decode_response(RESPONSE) == ([1, 2], "some-id")


def test_metadata_over_the_wire() -> None:
    """A broker that answers in pieces is understood, one that hangs up is no answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection = server.accept()[0]
            with connection:
                assert connection.recv(1000) == metadata.encode_request()
                framed = struct.pack(">i", len(RESPONSE)) + RESPONSE
                connection.sendall(framed[:7])
                connection.sendall(framed[7:])
            server.accept()[0].close()

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        assert metadata.ask(port) == ([1, 2], "some-id")
        with pytest.raises(OSError):
            metadata.ask(port)
        thread.join()
