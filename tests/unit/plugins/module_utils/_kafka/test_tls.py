# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the TLS context of a client."""

from __future__ import annotations

import ssl
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

NOBODY = "127.0.0.1:1"


def test_unusable_files(connect: t.Callable) -> None:
    """The option and the file are named before anything is sent."""
    for option in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        given = {"ssl_certfile": __file__, "ssl_keyfile": __file__, option: "/no/such.pem"}
        with pytest.raises(Failure, match=f"source.{option} cannot be used: /no/such.pem: No such file"):
            connect(bootstrap_servers=[NOBODY], security_protocol="SSL", **given)
    with pytest.raises(Failure, match="source.ssl_cafile cannot be used.*; it must contain PEM certificates"):
        connect(bootstrap_servers=[NOBODY], security_protocol="SSL", ssl_cafile=__file__)
    with pytest.raises(
        Failure, match="source.ssl_certfile with ssl_keyfile cannot be used.*ssl_password must decrypt the key"
    ):
        connect(bootstrap_servers=[NOBODY], security_protocol="SSL", ssl_certfile=__file__, ssl_keyfile=__file__)
    with pytest.raises(Failure, match="ssl_truststore is for MirrorMaker"):
        connect(bootstrap_servers=[NOBODY], security_protocol="SSL", ssl_truststore="/client.jks")


def test_disabled_host_name_check(parse: t.Callable) -> None:
    """Without the check of the host name the certificate is still verified."""
    settings = parse(bootstrap_servers=["a:1"], security_protocol="SSL", ssl_check_hostname=False).library_settings()
    assert settings["ssl_context"].verify_mode == ssl.CERT_REQUIRED
    assert not settings["ssl_context"].check_hostname
