# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dictionary of a cluster as the settings of a Java client."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.connection_settings import (
    UnusableCluster,
    client_properties,
)

PLAIN = {"bootstrap_servers": "a:1, b:2"}
PEM = "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"


def test_plaintext() -> None:
    """Brokers and protocol are all that a plain connection needs."""
    assert client_properties(PLAIN) == {"bootstrap.servers": "a:1,b:2", "security.protocol": "PLAINTEXT"}


def test_password_is_escaped_for_jaas() -> None:
    """JAAS reads a quoted string with backslash escapes."""
    cluster = {
        **PLAIN,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_username": "u",
        "sasl_password": 'a"\\b ',
    }
    assert client_properties(cluster)["sasl.jaas.config"] == (
        'org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="a\\"\\\\b ";'
    )


def test_options_of_other_protocols_are_left_out() -> None:
    """Kafka's clients warn of settings that they do not use."""
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
    """Stores and PEM, as files and as text."""
    expected = {"bootstrap.servers": "a:1,b:2", "security.protocol": "SSL", **properties}
    assert client_properties({**PLAIN, "security_protocol": "SSL", **options}) == expected


@pytest.mark.parametrize(
    ("cluster", "message"),
    [
        ({}, "bootstrap_servers is empty"),
        ({"bootstrap_servers": " , "}, "bootstrap_servers is empty"),
        ({**PLAIN, "security_protocol": "SASL_SSL"}, "sasl_mechanism is missing"),
        (
            {**PLAIN, "security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_username": "u"},
            "needs sasl_username and sasl_password",
        ),
        ({**PLAIN, "security_protocol": "SSL", "ssl_certfile": "/c", "ssl_keyfile": "/k"}, "two files"),
    ],
)
def test_unusable_cluster(cluster: dict[str, str], message: str) -> None:
    """What a Java client cannot be given is named, with the remedy."""
    with pytest.raises(UnusableCluster, match=message):
        client_properties(cluster)
