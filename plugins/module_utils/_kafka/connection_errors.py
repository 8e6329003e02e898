# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say in one sentence why a connection failed, and what to look at."""

from __future__ import annotations

import ssl

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions


def explain(error: BaseException, options: ClusterOptions) -> str:
    """The cause of a failed connection in words, with a hint where one is known."""
    text = _innermost(error)
    if isinstance(error, library.errors.SaslAuthenticationFailedError):
        return f"the login was refused: {text}; check sasl_username, sasl_password and sasl_mechanism"
    if isinstance(error, library.errors.IllegalSaslStateError):
        return f"the listener takes no login ({text}); is the port that of a listener that speaks {options.security_protocol}?"
    if isinstance(error, library.errors.UnsupportedSaslMechanismError):
        return f"the broker does not offer sasl_mechanism {options.sasl_mechanism}: {text}"
    if options.uses_tls:
        return _explain_tls(text)
    if isinstance(error, (library.errors.KafkaProtocolError, ValueError)):
        return f"the answer is not Kafka's ({text}); does the port speak TLS (security_protocol SSL or SASL_SSL)?"
    if isinstance(error, (library.errors.KafkaTimeoutError, library.errors.RequestTimedOutError)):
        return "no answer in time; is the address right, and does a firewall or security group let it through?"
    if "ECONNREFUSED" in text:
        return "connection refused; is the port right, and is the broker running?"
    if isinstance(error, library.errors.KafkaConnectionError):
        return f"the connection was closed ({text}); is this a Kafka listener that speaks {options.security_protocol}?"
    return text


def _explain_tls(text: str) -> str:
    if "Hostname mismatch" in text or "IP address mismatch" in text:
        return f"{text}; the broker's certificate is for another name (see ssl_check_hostname)"
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return f"the broker's certificate is not trusted: {text}; check ssl_cafile"
    if "ECONNREFUSED" in text:
        return "connection refused; is the port right, and is the broker running?"
    if "Timed out" in text or "timed out" in text:
        return "no answer to the TLS handshake in time; does the port speak TLS?"
    return f"the TLS handshake failed ({text}); does the port speak TLS, and is the client's certificate accepted?"


def _innermost(error: BaseException) -> str:
    """The library wraps one error in the text of another; its class names say nothing to an operator."""
    text = str(error) or type(error).__name__
    for name in (type(error).__name__, "KafkaConnectionError", "KafkaTimeoutError"):
        text = text.removeprefix(f"{name}: ")
    return text


def is_final(error: BaseException) -> bool:
    """Whether other brokers would give the same answer, so that asking them only costs another login attempt."""
    final = (
        library.errors.SaslAuthenticationFailedError,
        library.errors.UnsupportedSaslMechanismError,
        library.errors.KafkaConfigurationError,
        ssl.SSLCertVerificationError,
    )
    return isinstance(error, final) or "CERTIFICATE_VERIFY_FAILED" in str(error)
