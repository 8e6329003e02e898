# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of connections: fast, or a failure with its cause."""

from __future__ import annotations

import socket
import threading
import time
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import (
    HANG_UP,
    SILENCE,
    FakeCluster,
)
from kafka.protocol import admin, consumer, metadata, sasl

LOGIN = {
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_mechanism": "PLAIN",
    "sasl_username": "me",
    "sasl_password": "secret-word",
}


@pytest.fixture(name="peer")
def peer_fixture() -> t.Iterator[t.Callable[[bytes | None], str]]:
    """Listeners that are not Kafka: they send something and close, or with None stay silent."""
    listeners: list[socket.socket] = []

    def serve(listener: socket.socket, data: bytes) -> None:
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            with client:
                client.recv(1024)
                client.sendall(data)

    def listen(data: bytes | None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        if data is not None:
            threading.Thread(target=serve, args=(listener, data), daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield listen
    for listener in listeners:
        listener.close()


def test_open_reads_the_cluster(connect: t.Callable) -> None:
    """An open connection has the id, the brokers and the version."""
    with FakeCluster(brokers=3) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        assert connection.cluster_id == "fake"
        assert [broker.port for broker in connection.brokers] == cluster.ports
        assert connection.broker_version == "3.3"
        assert connection.api_versions()["ListGroups"] == (0, 4)


@pytest.mark.parametrize("version", [(2, 3), (2, 8), (3, 3), (3, 9), (4, 0)])
def test_supported_versions(connect: t.Callable, version: tuple[int, ...]) -> None:
    """Brokers of 2.8 to 3.6 once broke the library's describe_cluster(); nothing here depends on it."""
    with FakeCluster(version) as cluster:
        assert connect(bootstrap_servers=cluster.bootstrap).cluster_id == "fake"


@pytest.mark.parametrize(
    ("data", "given", "cause"),
    [
        (None, {}, "no answer in time"),
        (None, {"security_protocol": "SSL"}, "no answer to the TLS handshake in time"),
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            {},
            "does the port speak TLS|is this a Kafka listener that speaks PLAINTEXT",
        ),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {"security_protocol": "SSL"}, "does the port speak TLS"),
        (b"\x15\x03\x03\x00\x02\x02\x50", {}, "does the port speak TLS|is this a Kafka listener that speaks PLAINTEXT"),
    ],
    ids=["silent", "silent-tls", "http", "tls-to-plain", "plain-to-tls"],
)
def test_peers_that_are_not_kafka(
    connect: t.Callable, peer: t.Callable, data: bytes | None, given: dict, cause: str
) -> None:
    """The cause is named, with the address, within the connect timeout."""
    address = peer(data)
    begun = time.monotonic()
    with pytest.raises(KafkaFailure, match=cause) as failure:
        connect(bootstrap_servers=[address], connect_timeout=0.3, **given)
    assert time.monotonic() - begun < 5  # a handshake with a silent peer never ends by itself; the rest is the machine
    assert str(failure.value).startswith(f"Cannot connect to source: {address}: ")


def test_refused_connection_and_unknown_name(connect: t.Callable) -> None:
    """A refused connection and an unknown name have different causes, each with its address."""
    with pytest.raises(KafkaFailure) as failure:
        connect(bootstrap_servers=["127.0.0.1:1", "nosuch.invalid:9092"])
    assert "127.0.0.1:1: connection refused" in str(failure.value)
    assert "nosuch.invalid:9092: the name nosuch.invalid" in str(failure.value)


def test_silent_server_leaves_time_for_the_next(connect: t.Callable, peer: t.Callable) -> None:
    """A silent first server uses its share of the timeout, not all of it."""
    with FakeCluster() as cluster:
        assert connect(bootstrap_servers=[peer(None), *cluster.bootstrap], connect_timeout=0.6).cluster_id == "fake"


def test_refused_login_is_not_repeated(connect: t.Callable) -> None:
    """A wrong password must not lock the account: one attempt, not one per broker."""
    with FakeCluster(brokers=3) as cluster:
        cluster.on["SaslHandshake"] = lambda _broker, _version, _request: sasl.SaslHandshakeResponse(
            error_code=0, mechanisms=["PLAIN"]
        )
        cluster.on["SaslAuthenticate"] = lambda _broker, _version, _request: sasl.SaslAuthenticateResponse(
            error_code=58, error_message="bad credentials", auth_bytes=b"", session_lifetime_ms=0
        )
        with pytest.raises(KafkaFailure, match="login was refused.*bad credentials.*sasl_password") as failure:
            connect(bootstrap_servers=cluster.bootstrap, **LOGIN)
        assert cluster.requests["SaslAuthenticate"] == 1
    assert "secret-word" not in str(failure.value)
    assert "secret-word" not in repr(failure.value)


def test_listener_without_login(connect: t.Callable) -> None:
    """A broker answers a login on a PLAINTEXT listener with a mere number; the message has the option to check."""
    with FakeCluster() as cluster:
        cluster.on["SaslHandshake"] = lambda _broker, _version, _request: sasl.SaslHandshakeResponse(
            error_code=34, mechanisms=[]
        )
        with pytest.raises(KafkaFailure, match="does not accept a login.*a listener that speaks SASL_PLAINTEXT"):
            connect(bootstrap_servers=cluster.bootstrap, **LOGIN)


def test_unsupported_mechanism(connect: t.Callable) -> None:
    """The option is named together with what the broker offers."""
    with FakeCluster() as cluster:
        cluster.on["SaslHandshake"] = lambda _broker, _version, _request: sasl.SaslHandshakeResponse(
            error_code=33, mechanisms=["SCRAM-SHA-512"]
        )
        with pytest.raises(KafkaFailure, match="does not offer sasl_mechanism PLAIN"):
            connect(bootstrap_servers=cluster.bootstrap, **LOGIN)


def test_broker_that_stops_responding(connect: t.Callable) -> None:
    """The request, the broker and its address are named once request_timeout has passed."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap, request_timeout=0.3)
        cluster.on["Metadata"] = lambda _broker, _version, _request: SILENCE
        with pytest.raises(KafkaFailure, match="Metadata failed at .* of source: no answer in time"):
            connection.refresh()


def test_lost_connection(connect: t.Callable) -> None:
    """A request to a broker that hangs up once is sent again (the library never does that)."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        answers = iter([HANG_UP])
        good = cluster.on["Metadata"]
        cluster.on["Metadata"] = lambda *request: next(answers, None) or good(*request)
        connection.refresh()
        assert next(answers, None) is None


def test_unsupported_request(connect: t.Callable) -> None:
    """The cluster, its version and the request are named."""
    with FakeCluster((2, 0)) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        with pytest.raises(
            KafkaFailure, match=r"source \(Kafka 2.0\) does not support the request IncrementalAlterConfigs"
        ):
            connection.send(admin.IncrementalAlterConfigsRequest(resources=[], validate_only=False))
        assert connection.versions(consumer.OffsetFetchRequest)[1] == 4
        assert connection.versions(metadata.MetadataRequest)[1] == 6
