# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the description of a cluster to the properties of a Java client, and from properties to the lines of a file."""

from __future__ import annotations

import re
import typing as t

_JAAS_MODULES = {
    "PLAIN": "org.apache.kafka.common.security.plain.PlainLoginModule",
    "SCRAM-SHA-256": "org.apache.kafka.common.security.scram.ScramLoginModule",
    "SCRAM-SHA-512": "org.apache.kafka.common.security.scram.ScramLoginModule",
    "OAUTHBEARER": "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule",
    "GSSAPI": "com.sun.security.auth.module.Krb5LoginModule",
}
_PEM_MARK = "-----BEGIN "
_SHORT_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\f": "\\f"}


class UnusableCluster(ValueError):
    """A Java client cannot be given what the cluster's description says; the message names the option."""


def render(properties: t.Mapping[str, t.Any], prefix: str = "") -> str:
    """The lines of a properties file, in the order of the mapping, each with its end."""
    return "".join(
        f"{escape_key(prefix + key)} = {escape_value(as_text(value))}\n" for key, value in properties.items()
    )


def as_text(value: t.Any) -> str:
    """A value as Kafka writes it: lists with commas, booleans in lower case."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return ",".join(as_text(entry) for entry in value)
    return str(value)


def escape_key(key: str) -> str:
    """A key for java.util.Properties; a blank, = or : would end it, # or ! at the start make it a comment."""
    return "".join(f"\\{character}" if character in " =:#!" else _escape(character) for character in key)


def escape_value(value: str) -> str:
    """A value for java.util.Properties, which drops blanks before it and keeps those after it."""
    text = "".join(_escape(character) for character in value)
    kept = text.strip(" ")
    if not kept:
        return "\\u0020" * len(text)
    # Written as numbers, blanks at the ends survive editors and can be seen.
    start, end = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return "\\u0020" * start + kept + "\\u0020" * end


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if " " <= character <= "~":
        return character
    # The file is read as ISO-8859-1: whatever is not ASCII goes as UTF-16 units.
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[index]:02x}{units[index + 1]:02x}" for index in range(0, len(units), 2))


def parse(text: str) -> dict[str, str]:
    """What java.util.Properties reads from a text; of a repeated key the last value counts."""
    return {unescape(line.key): unescape(line.value) for line in logical_lines(text)}


class Line(t.NamedTuple):
    """One property in a text: its escaped key and value, and where the value stands."""

    key: str
    value: str
    start: int
    end: int


def logical_lines(text: str) -> t.Iterator[Line]:
    """The properties of a text; a backslash at the end of a line joins the next one to it."""
    position = 0
    while position < len(text):
        position, begin = _end_of_logical_line(text, position), position
        line = text[begin:position].rstrip("\r\n")
        content = line.lstrip(" \t\f\r\n")
        if content and content[0] not in "#!":
            key = _key_length(content)
            value = content[key:].lstrip(" \t\f")
            if value[:1] in ("=", ":"):
                value = value[1:].lstrip(" \t\f")
            yield Line(content[:key], value, begin + len(line) - len(value), begin + len(line))


def _end_of_logical_line(text: str, position: int) -> int:
    comment = text[position:].lstrip(" \t\f")[:1] in ("#", "!")
    while position < len(text):
        end = min(
            (found for found in (text.find("\n", position), text.find("\r", position)) if found >= 0), default=len(text)
        )
        line = text[position:end]
        position = end + (2 if text[end : end + 2] == "\r\n" else 1)
        if comment or (len(line) - len(line.rstrip("\\"))) % 2 == 0:
            break
    return min(position, len(text))


def _key_length(content: str) -> int:
    index = 0
    while index < len(content) and content[index] not in " \t\f=:":
        joined = re.compile(r"\\(?:\r\n|\r|\n)[ \t\f]*").match(content, index)
        index = joined.end() if joined else index + (2 if content[index] == "\\" else 1)
    return min(index, len(content))


def unescape(text: str) -> str:
    """Undo the escapes of a key or value."""
    result, index = [], 0
    while index < len(text):
        character = text[index]
        index += 1
        if character != "\\":
            result.append(character)
            continue
        character, index = text[index : index + 1], index + 1
        if character == "u":
            result.append(chr(int(text[index : index + 4], 16)))
            index += 4
        elif character in ("\r", "\n"):
            while text[index : index + 1] and text[index] in " \t\f\r\n":
                index += 1
        else:
            result.append({"t": "\t", "n": "\n", "r": "\r", "f": "\f"}.get(character, character))
    return "".join(result).encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def jaas_quote(text: str) -> str:
    """A value in a JAAS entry; it is escaped once more where the entry goes into a properties file."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def client_properties(cluster: t.Mapping[str, t.Any]) -> dict[str, str]:
    """What a Java client needs to connect to the cluster; raises :class:`UnusableCluster`."""
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
        # JKS may protect the key by a password of its own.
        return (
            {**properties, "ssl.key.password": cluster["ssl_password"]} if cluster.get("ssl_password") else properties
        )
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
            "ssl_certfile and ssl_keyfile are two files, and a Java client reads both from one: "
            "give ssl_keystore, or the PEM texts themselves, or one file that holds both in both options"
        )
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
        raise UnusableCluster(f"sasl_mechanism is {mechanism or 'missing'}; give one of {', '.join(_JAAS_MODULES)}")
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
