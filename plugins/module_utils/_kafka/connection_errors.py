# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cause of a failed connection in one sentence, with the option to check."""

from __future__ import annotations

import ssl

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions

_REFUSED = "connection refused; is the port right, and is the broker running?"


def explain(error: BaseException, options: ClusterOptions) -> str:
    """Return the cause of a failed connection, with a hint where one is known."""
    text = _innermost(error)
    login = _explain_login(error, text, options)
    if login:
        return login
    return _explain_tls(text) if options.uses_tls else _explain_plaintext(error, text, options)


def _explain_login(error: BaseException, text: str, options: ClusterOptions) -> str | None:
    if isinstance(error, library.errors.SaslAuthenticationFailedError):
        return f"the login was refused: {text}; check sasl_username, sasl_password and sasl_mechanism"
    if isinstance(error, library.errors.IllegalSaslStateError):
        return (
            f"the listener does not accept a login ({text}); "
            f"is this the port of a listener that speaks {options.security_protocol}?"
        )
    if isinstance(error, library.errors.UnsupportedSaslMechanismError):
        return f"the broker does not offer sasl_mechanism {options.sasl_mechanism}: {text}"
    return None


def _explain_tls(text: str) -> str:
    if "Hostname mismatch" in text or "IP address mismatch" in text:
        return f"{text}; the broker's certificate is for another name (see ssl_check_hostname)"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return f"the broker's certificate is not trusted: {text}; check ssl_cafile"
    if "ECONNREFUSED" in text:
        return _REFUSED
    if "Timed out" in text or "timed out" in text:
        return "no answer to the TLS handshake in time; does the port speak TLS?"
    return f"the TLS handshake failed ({text}); does the port speak TLS, and is the client's certificate accepted?"


def _explain_plaintext(error: BaseException, text: str, options: ClusterOptions) -> str:
    if isinstance(error, (library.errors.KafkaProtocolError, ValueError)):
        return f"the answer is not Kafka's ({text}); does the port speak TLS (security_protocol SSL or SASL_SSL)?"
    if isinstance(error, (library.errors.KafkaTimeoutError, library.errors.RequestTimedOutError)):
        return "no answer in time; is the address right, and does a firewall or security group let it through?"
    if "ECONNREFUSED" in text:
        return _REFUSED
    if isinstance(error, library.errors.KafkaConnectionError):
        return f"the connection was closed ({text}); is this a Kafka listener that speaks {options.security_protocol}?"
    return text


def _innermost(error: BaseException) -> str:
    """Return the message without the names of the library's classes, which wrap one error in the text of another."""
    text = str(error) or type(error).__name__
    for name in (type(error).__name__, "KafkaConnectionError", "KafkaTimeoutError"):
        text = text.removeprefix(f"{name}: ")
    return text


def is_final(error: BaseException) -> bool:
    """Whether the other brokers would answer the same, so that trying them only costs further login attempts."""
    final = (
        library.errors.SaslAuthenticationFailedError,
        library.errors.UnsupportedSaslMechanismError,
        library.errors.KafkaConfigurationError,
        ssl.SSLCertVerificationError,
    )
    return isinstance(error, final) or "CERTIFICATE_VERIFY_FAILED" in str(error)


def as_sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends with the question of a hint."""
    return text if text.endswith("?") else f"{text}."
