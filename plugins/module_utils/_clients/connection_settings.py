# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Convert the dictionary that describes a cluster into the settings of a Java client."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

_JAAS_MODULES = {
    "PLAIN": "org.apache.kafka.common.security.plain.PlainLoginModule",
    "SCRAM-SHA-256": "org.apache.kafka.common.security.scram.ScramLoginModule",
    "SCRAM-SHA-512": "org.apache.kafka.common.security.scram.ScramLoginModule",
    "OAUTHBEARER": "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
    "GSSAPI": "com.sun.security.auth.module.Krb5LoginModule",
}
_PEM_MARK = "-----BEGIN "


class UnusableCluster(Failure):
    """A Java client cannot be configured for the cluster as described; the message names the option and the remedy."""


def jaas_quote(text: str) -> str:
    """Quote a value for a JAAS entry; a properties file needs the entry to be escaped once more."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def client_properties(cluster: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Return the settings that a Java client needs to connect to a cluster; raises :class:`UnusableCluster`."""
    protocol = cluster.get("security_protocol") or "PLAINTEXT"
    servers = cluster.get("bootstrap_servers") or []
    servers = [
        entry.strip() for entry in (servers.split(",") if isinstance(servers, str) else servers) if entry.strip()
    ]
    if not servers:
        raise UnusableCluster("bootstrap_servers is empty; give at least one host:port")
    properties = {"bootstrap.servers": ",".join(servers), "security.protocol": protocol}
    if protocol in ("SSL", "SASL_SSL"):
        properties.update(_trust(cluster))
        properties.update(_identity(cluster))
        if not _truth(cluster.get("ssl_check_hostname", True)):
            properties["ssl.endpoint.identification.algorithm"] = ""
    if protocol.startswith("SASL_"):
        properties.update(_login(cluster))
    return properties


def _truth(value: t.Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() not in ("false", "no", "off", "0", "none", "")


def _trust(cluster: t.Mapping[str, t.Any]) -> dict[str, str]:
    if cluster.get("ssl_truststore"):
        return _store("truststore", cluster["ssl_truststore"], cluster.get("ssl_truststore_password"))
    authority = cluster.get("ssl_cafile")
    if not authority:
        return {}
    where = "certificates" if _is_pem(authority) else "location"
    return {"ssl.truststore.type": "PEM", f"ssl.truststore.{where}": authority}


def _identity(cluster: t.Mapping[str, t.Any]) -> dict[str, str]:
    if cluster.get("ssl_keystore"):
        properties = _store("keystore", cluster["ssl_keystore"], cluster.get("ssl_keystore_password"))
        return _with_key_password(properties, cluster)  # a key in a JKS file may have a password of its own
    certificate, key = cluster.get("ssl_certfile"), cluster.get("ssl_keyfile")
    if not certificate:
        return {}
    if _is_pem(certificate) and key and _is_pem(key):
        properties = {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.certificate.chain": certificate,
            "ssl.keystore.key": key,
        }
    elif certificate == key:
        properties = {"ssl.keystore.type": "PEM", "ssl.keystore.location": certificate}
    else:
        raise UnusableCluster(
            "ssl_certfile and ssl_keyfile are two files, but a Java client reads both from one file; "
            "set ssl_keystore, or both options to PEM texts, or both to one file that holds certificate and key"
        )
    return _with_key_password(properties, cluster)


def _with_key_password(properties: dict[str, str], cluster: t.Mapping[str, t.Any]) -> dict[str, str]:
    return {**properties, "ssl.key.password": cluster["ssl_password"]} if cluster.get("ssl_password") else properties


def _store(kind: str, path: str, password: str | None) -> dict[str, str]:
    store = "PKCS12" if path.lower().endswith((".p12", ".pfx", ".pkcs12")) else "JKS"
    properties = {f"ssl.{kind}.type": store, f"ssl.{kind}.location": path}
    return {**properties, f"ssl.{kind}.password": password} if password else properties


def _is_pem(text: str) -> bool:
    return text.lstrip().startswith(_PEM_MARK)


def _login(cluster: t.Mapping[str, t.Any]) -> dict[str, str]:
    mechanism = cluster.get("sasl_mechanism")
    if mechanism not in _JAAS_MODULES:
        raise UnusableCluster(
            f"sasl_mechanism is {mechanism or 'missing'}; it must be one of {', '.join(_JAAS_MODULES)}"
        )
    entry = f"{_JAAS_MODULES[mechanism]} required"
    properties = {"sasl.mechanism": mechanism}
    if mechanism == "GSSAPI":
        properties["sasl.kerberos.service.name"] = "kafka"
        entry += " useTicketCache=true"
    elif mechanism != "OAUTHBEARER":
        user, password = cluster.get("sasl_username"), cluster.get("sasl_password")
        if not user or not password:
            raise UnusableCluster(f"sasl_mechanism {mechanism} needs sasl_username and sasl_password")
        entry += f" username={jaas_quote(user)} password={jaas_quote(password)}"
    return {**properties, "sasl.jaas.config": f"{entry};"}
