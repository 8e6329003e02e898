# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The TLS context of a client, from the paths or the text of PEM files."""

from __future__ import annotations

import os
import ssl
import tempfile
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

_PEM_MARK = "-----BEGIN "


def client_context(label: str, params: dict[str, t.Any]) -> ssl.SSLContext:
    """Build the TLS context; raises :class:`Failure` that names the invalid option."""
    if params["ssl_truststore"] and not params["ssl_cafile"]:
        raise Failure(
            f"{label}.ssl_truststore is for MirrorMaker; the modules need the same certificates as PEM in "
            f"{label}.ssl_cafile (keytool -exportcert -rfc -keystore <truststore> -alias <alias>)."
        )
    context = ssl.create_default_context()
    # The certificates of managed services often do not contain the broker's address.
    context.check_hostname = params["ssl_check_hostname"]
    for option in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        _require_readable(label, option, params[option])
    _attempt(f"{label}.ssl_cafile", "it must contain PEM certificates", lambda: _trust(context, params["ssl_cafile"]))
    _attempt(
        f"{label}.ssl_certfile with ssl_keyfile",
        "both must be PEM, belong together, and ssl_password must decrypt the key",
        lambda: _identify(context, params),
    )
    return context


def _is_pem(path_or_pem: str) -> bool:
    return path_or_pem.lstrip().startswith(_PEM_MARK)


def _require_readable(label: str, option: str, path_or_pem: str | None) -> None:
    """Raise an error with the option and the path: those of ssl name neither."""
    if not path_or_pem or _is_pem(path_or_pem):
        return
    try:
        with open(os.path.expanduser(path_or_pem), "rb"):
            pass
    except OSError as error:
        raise Failure(f"{label}.{option} cannot be used: {path_or_pem}: {error.strerror}.") from error


def _attempt(what: str, expected: str, load: t.Callable[[], None]) -> None:
    try:
        load()
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise Failure(f"{what} cannot be used: {getattr(error, 'reason', None) or error}; {expected}.") from error


def _trust(context: ssl.SSLContext, authority: str | None) -> None:
    if authority and _is_pem(authority):
        context.load_verify_locations(cadata=authority)
    elif authority:
        context.load_verify_locations(cafile=os.path.expanduser(authority))


def _identify(context: ssl.SSLContext, params: dict[str, t.Any]) -> None:
    certificate, key = params["ssl_certfile"], params["ssl_keyfile"]
    if not certificate:
        return
    # ssl reads a client's key from files only: PEM text goes through a directory that nobody else can access.
    with tempfile.TemporaryDirectory() as folder:
        # A function, because without a password OpenSSL prompts for one at the terminal.
        context.load_cert_chain(
            _as_file(folder, "certificate", certificate),
            _as_file(folder, "key", key),
            lambda: params["ssl_password"] or "",
        )


def _as_file(folder: str, name: str, path_or_pem: str) -> str:
    if not _is_pem(path_or_pem):
        return os.path.expanduser(path_or_pem)
    path = os.path.join(folder, name)
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
        file.write(path_or_pem)
    return path
