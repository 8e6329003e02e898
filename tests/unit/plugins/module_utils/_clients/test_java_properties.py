# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a cluster's description to the lines of a properties file, and back as Java reads them."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.filter.kafka_client_properties import kafka_client_properties
from ansible_collections.otc.kafka_migration.plugins.filter.kafka_java_properties import kafka_java_properties
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import (
    client_properties,
    parse,
    render,
)
from hypothesis import given
from hypothesis import strategies as st

PLAIN = {"bootstrap_servers": "a:1, b:2"}
PEM = "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_java_reads_back_what_was_written(properties: dict[str, str]) -> None:
    text = render(properties)
    assert parse(text) == properties
    assert text.isascii() and text.count("\n") == len(properties)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("app\\..*", "k = app\\\\..*\n"),
        ("true ", "k = true\\u0020\n"),
        (" x", "k = \\u0020x\n"),
        ("  ", "k = \\u0020\\u0020\n"),
        ("pässwörd€😀", "k = p\\u00e4ssw\\u00f6rd\\u20ac\\ud83d\\ude00\n"),
        (True, "k = true\n"),
        (["a", "b"], "k = a,b\n"),
        (1000, "k = 1000\n"),
        ("a\nb", "k = a\\nb\n"),
    ],
)
def test_values(value: object, line: str) -> None:
    assert kafka_java_properties({"k": value}) == line


def test_a_plain_cluster() -> None:
    assert kafka_client_properties(PLAIN, "A.") == "A.bootstrap.servers = a:1,b:2\nA.security.protocol = PLAINTEXT\n"
    assert kafka_client_properties(PLAIN, "A.", ["A.security.protocol"]) == "A.bootstrap.servers = a:1,b:2\n"


def test_a_password_is_escaped_for_jaas_and_for_the_file() -> None:
    cluster = {
        **PLAIN,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_username": "u",
        "sasl_password": 'a"\\b ',
    }
    jaas = 'org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="a\\"\\\\b ";'
    assert client_properties(cluster)["sasl.jaas.config"] == jaas
    text = kafka_client_properties(cluster)
    assert 'password="a\\\\"\\\\\\\\b ";' in text
    assert parse(text)["sasl.jaas.config"] == jaas


def test_what_does_not_fit_the_protocol_is_not_written() -> None:
    cluster = {**PLAIN, "ssl_cafile": "/ca.pem", "sasl_mechanism": "PLAIN", "sasl_username": "u", "sasl_password": "p"}
    assert set(client_properties(cluster)) == {"bootstrap.servers", "security.protocol"}


@pytest.mark.parametrize(
    ("options", "properties"),
    [
        ({"ssl_cafile": "/ca.pem"}, {"ssl.truststore.type": "PEM", "ssl.truststore.location": "/ca.pem"}),
        ({"ssl_cafile": PEM}, {"ssl.truststore.type": "PEM", "ssl.truststore.certificates": PEM}),
        (
            {"ssl_truststore": "/t.jks", "ssl_truststore_password": "p", "ssl_cafile": "/ca.pem"},
            {"ssl.truststore.type": "JKS", "ssl.truststore.location": "/t.jks", "ssl.truststore.password": "p"},
        ),
        ({"ssl_keystore": "/k.P12"}, {"ssl.keystore.type": "PKCS12", "ssl.keystore.location": "/k.P12"}),
        (
            {"ssl_certfile": PEM, "ssl_keyfile": PEM, "ssl_password": "p"},
            {
                "ssl.keystore.type": "PEM",
                "ssl.keystore.certificate.chain": PEM,
                "ssl.keystore.key": PEM,
                "ssl.key.password": "p",
            },
        ),
        (
            {"ssl_certfile": "/both.pem", "ssl_keyfile": "/both.pem"},
            {"ssl.keystore.type": "PEM", "ssl.keystore.location": "/both.pem"},
        ),
        ({"ssl_check_hostname": False}, {"ssl.endpoint.identification.algorithm": ""}),
        ({"ssl_check_hostname": True}, {}),
    ],
)
def test_tls(options: dict[str, object], properties: dict[str, str]) -> None:
    expected = {"bootstrap.servers": "a:1,b:2", "security.protocol": "SSL", **properties}
    assert client_properties({**PLAIN, "security_protocol": "SSL", **options}) == expected


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ({}, "bootstrap_servers is empty"),
        ({"bootstrap_servers": " , "}, "bootstrap_servers is empty"),
        ({**PLAIN, "security_protocol": "SASL_SSL"}, "sasl_mechanism is missing"),
        (
            {**PLAIN, "security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_username": "u"},
            "needs sasl_username and sasl_password",
        ),
        ({**PLAIN, "security_protocol": "SSL", "ssl_certfile": "/c", "ssl_keyfile": "/k"}, "two files"),
        ([], "takes the dictionary of a cluster, not list"),
    ],
)
def test_what_java_cannot_be_given(cluster: object, said: str) -> None:
    with pytest.raises(AnsibleFilterError, match=said):
        kafka_client_properties(cluster)
