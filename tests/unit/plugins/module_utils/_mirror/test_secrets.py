# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passwords and keys do not get into results, differences and logs."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.secrets import (
    is_secret,
    mask,
    secret_values,
)

PARAMS = {"flows": [], "properties": {}, "consumer": {}, "producer": None}


@pytest.mark.parametrize(
    ("params", "secrets"),
    [
        ({"flows": None}, set()),
        ({"flows": [{"source": {"sasl_password": "x", "sasl_username": "u"}, "target": None}]}, {"x"}),
        (
            {"flows": [{"source": {}, "target": {"ssl_keystore_password": "x", "ssl_truststore_password": "y"}}]},
            {*"xy"},
        ),
        ({"flows": [{"source": {}, "target": {"ssl_keyfile": "x", "ssl_password": "y"}}]}, {"x", "y"}),
        ({"properties": {"old.sasl.jaas.config": "x", "tasks.max": 1, "B.ssl.key.password": ""}}, {"x"}),
        ({"producer": {"ssl.keystore.key": "x"}}, {"x"}),
    ],
)
def test_secret_values(params: dict[str, object], secrets: set[str]) -> None:
    assert secret_values({**PARAMS, **params}) == secrets


@pytest.mark.parametrize("name", ["A.sasl.jaas.config", "ssl.key.password", "A.ssl.keystore.key", "x.Token", "SECRET"])
def test_secret_names(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize("name", ["A.sasl.mechanism", "A.ssl.keystore.location", "key.converter"])
def test_other_names(name: str) -> None:
    assert not is_secret(name)


def test_mask() -> None:
    """A secret that spans lines is masked to its end; comments stay, unless a property was commented out."""
    text = "# note\nA.sasl.jaas.config = one \\\n  two\nlinger.ms = 5\n#B.ssl.key.password=x\nB.ssl.key.password:y"
    assert mask(text) == (
        "# note\nA.sasl.jaas.config = ********\nlinger.ms = 5\n# ********\nB.ssl.key.password:********"
    )


def test_changed_secret_is_marked() -> None:
    before = "A.password = x\\\\1\nB.password = y\n"
    after = "A.password=x\\\\1\nB.password = z\nC.password = new\n"
    assert mask(after, before) == "A.password=********\nB.password = ******** (changed)\nC.password = ********\n"


def test_file_that_java_could_not_read() -> None:
    assert mask("a\\uXYZ = 1\npassword = \\uXYZ\n", "password = \\u") == "a\\uXYZ = 1\npassword = ******** (changed)\n"
