# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting: fast, or a failure with its cause."""

from __future__ import annotations

import socket
import ssl
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
from kafka.protocol import sasl

LOGIN = {
    "security_protocol": "SASL_PLAINTEXT",
    "sasl_mechanism": "PLAIN",
    "sasl_username": "me",
    "sasl_password": "secret-word",
}


@pytest.fixture(name="peer")
def peer_fixture() -> t.Iterator[t.Callable[[bytes | None], str]]:
    """Listeners that are not Kafka: they say something and close, or with null stay silent."""
    listeners: list[socket.socket] = []

    def serve(listener: socket.socket, words: bytes) -> None:
        while True:
            try:
                client = listener.accept()[0]
            except OSError:
                return
            with client:
                client.recv(1024)
                client.sendall(words)

    def listen(words: bytes | None) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        if words is not None:
            threading.Thread(target=serve, args=(listener, words), daemon=True).start()
        return f"127.0.0.1:{listener.getsockname()[1]}"

    yield listen
    for listener in listeners:
        listener.close()


def test_learns_the_cluster(connect: t.Callable) -> None:
    """An open connection knows id, brokers and version."""
    with FakeCluster(brokers=3) as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        assert connection.cluster_id == "fake"
        assert [broker.port for broker in connection.brokers] == cluster.ports
        assert connection.broker_version == "3.3"
        assert connection.api_versions()["ListGroups"] == (0, 4)


@pytest.mark.parametrize("version", [(2, 3), (2, 8), (3, 3), (3, 9), (4, 0)])
def test_speaks_with_every_supported_version(connect: t.Callable, version: tuple[int, ...]) -> None:
    """Brokers of 2.8 to 3.6 once broke the library's describe_cluster(); nothing here depends on it."""
    with FakeCluster(version) as cluster:
        assert connect(bootstrap_servers=cluster.bootstrap).cluster_id == "fake"


@pytest.mark.parametrize(
    ("words", "given", "cause"),
    [
        (None, {}, "no answer in time"),
        (None, {"security_protocol": "SSL"}, "no answer to the TLS handshake in time"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {}, "is this a Kafka listener that speaks PLAINTEXT"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {"security_protocol": "SSL"}, "does the port speak TLS"),
        (b"\x15\x03\x03\x00\x02\x02\x50", {}, "does the port speak TLS|is this a Kafka listener that speaks PLAINTEXT"),
    ],
    ids=["silent", "silent-tls", "http", "tls-to-plain", "plain-to-tls"],
)
def test_names_the_cause(connect: t.Callable, peer: t.Callable, words: bytes | None, given: dict, cause: str) -> None:
    """Whatever listens there: the cause in words, with the address, within the connect timeout."""
    address = peer(words)
    begun = time.monotonic()
    with pytest.raises(KafkaFailure, match=cause) as failure:
        connect(bootstrap_servers=[address], connect_timeout=0.3, **given)
    assert time.monotonic() - begun < 1.0
    assert str(failure.value).startswith(f"Cannot connect to source: {address}: ")


def test_nobody_listens_and_nobody_of_that_name(connect: t.Callable) -> None:
    """A refused connection and an unknown name are told apart, each with its address."""
    with pytest.raises(KafkaFailure) as failure:
        connect(bootstrap_servers=["127.0.0.1:1", "nosuch.invalid:9092"])
    assert "127.0.0.1:1: connection refused" in str(failure.value)
    assert "nosuch.invalid:9092: the name nosuch.invalid" in str(failure.value)


def test_a_dead_server_leaves_time_for_the_next(connect: t.Callable, peer: t.Callable) -> None:
    """A silent first server takes its share of the timeout, not all of it."""
    with FakeCluster() as cluster:
        assert connect(bootstrap_servers=[peer(None), *cluster.bootstrap], connect_timeout=0.6).cluster_id == "fake"


def test_an_untrusted_certificate_and_a_missing_file(connect: t.Callable, parse: t.Callable, peer: t.Callable) -> None:
    """A file that is not there is named before anything is sent."""
    for option in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        given = {"ssl_certfile": __file__, "ssl_keyfile": __file__, option: "/no/such.pem"}
        with pytest.raises(KafkaFailure, match=f"source.{option} cannot be used: /no/such.pem: No such file"):
            connect(bootstrap_servers=[peer(None)], security_protocol="SSL", **given)
    with pytest.raises(KafkaFailure, match="source.ssl_cafile cannot be used.*; it is to hold certificates as PEM"):
        connect(bootstrap_servers=[peer(None)], security_protocol="SSL", ssl_cafile=__file__)
    with pytest.raises(
        KafkaFailure, match="source.ssl_certfile with ssl_keyfile cannot be used.*ssl_password is to open the key"
    ):
        connect(bootstrap_servers=[peer(None)], security_protocol="SSL", ssl_certfile=__file__, ssl_keyfile=__file__)
    with pytest.raises(KafkaFailure, match="ssl_truststore is for MirrorMaker"):
        connect(bootstrap_servers=[peer(None)], security_protocol="SSL", ssl_truststore="/client.jks")
    settings = parse(bootstrap_servers=["a:1"], security_protocol="SSL", ssl_check_hostname=False).library_settings()
    assert settings["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert not settings["ssl_context"].check_hostname


def test_a_refused_login_is_tried_once(connect: t.Callable) -> None:
    """A wrong password must not lock the account: one attempt, not one a broker and not twenty."""
    with FakeCluster(brokers=3) as cluster:
        cluster.on["SaslHandshake"] = lambda _broker, _version, _request: sasl.SaslHandshakeResponse(
            error_code=0, mechanisms=["PLAIN"]
        )
        cluster.on["SaslAuthenticate"] = lambda _broker, _version, _request: sasl.SaslAuthenticateResponse(
            error_code=58, error_message="bad credentials", auth_bytes=b"", session_lifetime_ms=0
        )
        with pytest.raises(KafkaFailure, match="login was refused.*bad credentials.*sasl_password") as failure:
            connect(bootstrap_servers=cluster.bootstrap, **LOGIN)
        assert cluster.asked["SaslAuthenticate"] == 1
    assert "secret-word" not in str(failure.value)
    assert "secret-word" not in repr(failure.value)


def test_a_listener_without_login(connect: t.Callable) -> None:
    """What a broker answers to a login on a PLAINTEXT listener is a number; the message says what to look at."""
    with FakeCluster() as cluster:
        cluster.on["SaslHandshake"] = lambda _broker, _version, _request: sasl.SaslHandshakeResponse(
            error_code=34, mechanisms=[]
        )
        with pytest.raises(KafkaFailure, match="takes no login.*a listener that speaks SASL_PLAINTEXT"):
            connect(bootstrap_servers=cluster.bootstrap, **LOGIN)


def test_a_mechanism_that_the_broker_does_not_offer(connect: t.Callable) -> None:
    """The option is named together with what the broker offers."""
    with FakeCluster() as cluster:
        cluster.on["SaslHandshake"] = lambda _broker, _version, _request: sasl.SaslHandshakeResponse(
            error_code=33, mechanisms=["SCRAM-SHA-512"]
        )
        with pytest.raises(KafkaFailure, match="does not offer sasl_mechanism PLAIN"):
            connect(bootstrap_servers=cluster.bootstrap, **LOGIN)


@pytest.mark.parametrize(
    ("servers", "message"),
    [
        (["localhost"], "'localhost' is not host:port"),
        (["::1:9092"], "'::1:9092' is not host:port"),
        (["a:0"], "'a:0' has no port between"),
        (["a:99999"], "has no port between"),
        (["a:x"], "has no port between"),
        ([" "], "bootstrap_servers is empty"),
    ],
)
def test_bad_addresses(parse: t.Callable, servers: list[str], message: str) -> None:
    """An address is refused with the option's name before anything is sent."""
    with pytest.raises(KafkaFailure, match=message):
        parse(bootstrap_servers=servers)


def test_good_addresses(parse: t.Callable) -> None:
    """Blanks around an address and brackets around an IPv6 host are the user's; the library gets its own form."""
    options = parse(bootstrap_servers=[" a:1", "[::1]:2"])
    assert options.addresses == (("a", 1), ("::1", 2))
    assert options.library_settings()["bootstrap_servers"] == ["a:1", "[::1]:2"]


def test_a_broker_that_falls_silent_later(connect: t.Callable) -> None:
    """The request, the broker and its address are named once request_timeout has passed."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap, request_timeout=0.3)
        cluster.on["Metadata"] = lambda _broker, _version, _request: SILENCE
        with pytest.raises(KafkaFailure, match="Metadata failed at .* of source: no answer in time"):
            connection.refresh()


def test_a_lost_connection_is_made_again(connect: t.Callable) -> None:
    """A broker that hangs up once is asked again (the library itself never does that)."""
    with FakeCluster() as cluster:
        connection = connect(bootstrap_servers=cluster.bootstrap)
        answers = iter([HANG_UP])
        good = cluster.on["Metadata"]
        cluster.on["Metadata"] = lambda *asked: next(answers, None) or good(*asked)
        connection.refresh()
        assert next(answers, None) is None
