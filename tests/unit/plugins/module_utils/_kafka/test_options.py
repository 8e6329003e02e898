# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of the options of a cluster."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure


@pytest.mark.parametrize(
    ("servers", "message"),
    [
        (["localhost"], "'localhost' is not host:port"),
        (["::1:9092"], "'::1:9092' is not host:port"),
        (["a:0"], "'a:0' has no port between"),
        (["a:99999"], "has no port between"),
        (["a:x"], "has no port between"),
        ([" "], "bootstrap_servers is empty"),
    ],
)
def test_bad_addresses(parse: t.Callable, servers: list[str], message: str) -> None:
    """An invalid address is refused with the name of the option."""
    with pytest.raises(Failure, match=message):
        parse(bootstrap_servers=servers)


def test_good_addresses(parse: t.Callable) -> None:
    """Spaces around an address and brackets around an IPv6 host are accepted; the library gets its own format."""
    options = parse(bootstrap_servers=[" a:1", "[::1]:2"])
    assert options.addresses == (("a", 1), ("::1", 2))
    assert options.library_settings()["bootstrap_servers"] == ["a:1", "[::1]:2"]
