# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a cluster: its argument spec, its validation, and the corresponding settings of kafka-python."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import check_seconds
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import tls

SECURITY_PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
SASL_MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER", "GSSAPI"]
_PASSWORD_MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
_HIGHEST_PORT = 65535


def cluster_spec(required: bool = True) -> dict[str, t.Any]:
    """Return the argument spec of an option that describes a cluster (doc fragment: otc.kafka_migration.cluster)."""
    return {
        "type": "dict",
        "required": required,
        "options": {
            "alias": {"type": "str"},
            "bootstrap_servers": {"type": "list", "elements": "str", "required": True},
            "security_protocol": {"type": "str", "choices": SECURITY_PROTOCOLS, "default": "PLAINTEXT"},
            "ssl_cafile": {"type": "str"},
            "ssl_certfile": {"type": "str"},
            "ssl_keyfile": {"type": "str", "no_log": True},
            "ssl_password": {"type": "str", "no_log": True},
            "ssl_truststore": {"type": "path"},
            "ssl_truststore_password": {"type": "str", "no_log": True},
            "ssl_keystore": {"type": "path"},
            "ssl_keystore_password": {"type": "str", "no_log": True},
            "ssl_check_hostname": {"type": "bool", "default": True},
            "sasl_mechanism": {"type": "str", "choices": SASL_MECHANISMS},
            "sasl_username": {"type": "str"},
            "sasl_password": {"type": "str", "no_log": True},
            "connect_timeout": {"type": "float", "default": 5},
            "request_timeout": {"type": "float", "default": 30},
        },
        "required_if": [
            ("security_protocol", "SASL_PLAINTEXT", ["sasl_mechanism"]),
            ("security_protocol", "SASL_SSL", ["sasl_mechanism"]),
            *(("sasl_mechanism", mechanism, ["sasl_username", "sasl_password"]) for mechanism in _PASSWORD_MECHANISMS),
        ],
        "required_together": [("ssl_certfile", "ssl_keyfile")],
    }


@dataclasses.dataclass(frozen=True)
class ClusterOptions:
    """The validated options of one cluster."""

    label: str  # the name of the option: cluster, source or target
    addresses: tuple[tuple[str, int], ...]
    security_protocol: str
    sasl_mechanism: str | None
    connect_timeout: float
    request_timeout: float
    params: dict[str, t.Any] = dataclasses.field(repr=False)  # all options, passwords included

    @property
    def uses_tls(self) -> bool:
        """Whether the connection is encrypted with TLS."""
        return self.security_protocol in ("SSL", "SASL_SSL")

    @property
    def uses_sasl(self) -> bool:
        """Whether a login is needed."""
        return self.security_protocol.startswith("SASL_")

    @classmethod
    def parse(cls, label: str, params: dict[str, t.Any]) -> ClusterOptions:
        """Validate what the argument spec cannot; raises :class:`Failure` that names the option."""
        check_seconds({f"{label}.{name}": params[name] for name in ("connect_timeout", "request_timeout")})
        addresses = tuple(parse_address(label, entry) for entry in params["bootstrap_servers"] if entry.strip())
        if not addresses:
            raise Failure(f"{label}.bootstrap_servers is empty; give at least one host:port.")
        return cls(
            label=label,
            addresses=addresses,
            security_protocol=params["security_protocol"],
            sasl_mechanism=params["sasl_mechanism"],
            connect_timeout=params["connect_timeout"],
            request_timeout=params["request_timeout"],
            params=params,
        )

    def library_settings(self) -> dict[str, t.Any]:
        """Return these options under their names in kafka-python.

        Raises :class:`Failure` for a certificate or key that cannot be used.
        """
        settings: dict[str, t.Any] = {
            "bootstrap_servers": [
                f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.addresses
            ],
            "client_id": "ansible-otc-kafka-migration",
            "security_protocol": self.security_protocol,
            "request_timeout_ms": int(self.request_timeout * 1000),
        }
        if self.uses_tls:
            settings["ssl_context"] = tls.client_context(self.label, self.params)
            settings["ssl_check_hostname"] = self.params["ssl_check_hostname"]
        if self.uses_sasl:
            settings["sasl_mechanism"] = self.sasl_mechanism
            settings["sasl_plain_username"] = self.params["sasl_username"]
            settings["sasl_plain_password"] = self.params["sasl_password"]
        return settings


def parse_address(label: str, entry: str) -> tuple[str, int]:
    """Split host:port, where an IPv6 host is in brackets; raises :class:`Failure`."""
    host, colon, port = entry.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if not colon or not host or (":" in host and not bracketed):
        raise Failure(f"{label}.bootstrap_servers: '{entry}' is not host:port (put an IPv6 host into brackets).")
    if not (port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT):
        raise Failure(f"{label}.bootstrap_servers: '{entry}' has no port between 1 and {_HIGHEST_PORT}.")
    return (host[1:-1] if bracketed else host), int(port)
