# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLS context of a client, from PEM files or PEM text."""

from __future__ import annotations

import os
import ssl
import tempfile
import typing as t

from .errors import KafkaFailure

_PEM_MARK = "-----BEGIN "


def client_context(label: str, params: dict[str, t.Any]) -> ssl.SSLContext:
    """Build the context; raises :class:`KafkaFailure` that names the option at fault."""
    if params["ssl_truststore"] and not params["ssl_cafile"]:
        raise KafkaFailure(
            f"{label}.ssl_truststore is for MirrorMaker; the modules need the same certificates as PEM in {label}.ssl_cafile "
            "(keytool -exportcert -rfc -keystore <truststore> -alias <alias>)."
        )
    context = ssl.create_default_context()
    # The broker certificates of managed services often do not carry the broker's address.
    context.check_hostname = params["ssl_check_hostname"]
    _attempt(label, "ssl_cafile", lambda: _trust(context, params["ssl_cafile"]))
    _attempt(label, "ssl_certfile", lambda: _identify(context, params))
    return context


def _attempt(label: str, option: str, load: t.Callable[[], None]) -> None:
    try:
        load()
    except (OSError, ssl.SSLError, ValueError) as error:
        raise KafkaFailure(f"{label}.{option} cannot be used: {error}") from error


def _trust(context: ssl.SSLContext, authority: str | None) -> None:
    if authority and authority.lstrip().startswith(_PEM_MARK):
        context.load_verify_locations(cadata=authority)
    elif authority:
        context.load_verify_locations(cafile=os.path.expanduser(authority))


def _identify(context: ssl.SSLContext, params: dict[str, t.Any]) -> None:
    certificate, key = params["ssl_certfile"], params["ssl_keyfile"]
    if not certificate:
        return
    # ssl reads a client's key from files only: text goes through a directory that nobody else can enter.
    with tempfile.TemporaryDirectory() as folder:
        context.load_cert_chain(
            _as_file(folder, "certificate", certificate), _as_file(folder, "key", key), params["ssl_password"]
        )


def _as_file(folder: str, name: str, path_or_pem: str) -> str:
    if not path_or_pem.lstrip().startswith(_PEM_MARK):
        return os.path.expanduser(path_or_pem)
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(path_or_pem)
    return path
