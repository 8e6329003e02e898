# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/spec.py."""

from __future__ import annotations

import pytest
import spec


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("source", spec.Spec("source")),
        ("t-2:brokers=3,version=3.9.1,heap=1g", spec.Spec("t-2", 3, "3.9.1", "1g")),
        ("s:log.retention.ms=5,a.b=c=d", spec.Spec("s", properties={"log.retention.ms": "5", "a.b": "c=d"})),
        ("s:authorizer=on,users=alice+bob", spec.Spec("s", authorizer=True, users=("alice", "bob"))),
        (
            "s:brokers=2,offsets_replicas=1,offsets_partitions=50",
            spec.Spec("s", 2, offsets_replicas=1, offsets_partitions=50),
        ),
    ],
)
def test_spec(text: str, wanted: spec.Spec) -> None:
    """A cluster on the command line is understood."""
    assert spec.parse_spec(text, {}) == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the name of a cluster"),
        ("../x", "the name of a cluster"),
        ("s:brokers=4", "brokers must be one of 1, 2, 3"),
        ("s:brokers=many", "brokers must be one of 1, 2, 3"),
        ("s:version=1", "version must be one of"),
        ("s:broker=1", "'broker=1' is neither"),
        ("s:a.b", "'a.b' is neither"),
        ("s:authorizer=yes", "authorizer must be one of on, off"),
        ("s:users=a b", "users are separated by"),
        ("s:brokers=2,offsets_replicas=3", "offsets_replicas must be one of 1, 2$"),
        ("s:offsets_partitions=0", "offsets_partitions must be a number from 1"),
    ],
)
def test_bad_spec(text: str, message: str) -> None:
    """A typing error is reported with what is wrong."""
    with pytest.raises(ValueError, match=message):
        spec.parse_spec(text, {})


def test_version_from_the_environment() -> None:
    """The matrix sets the version of a cluster that others name; a version that is stated goes before it."""
    environment = {"BED_SOURCE_VERSION": "2.3.1", "BED_MY_ONE_VERSION": "9"}
    assert spec.parse_spec("source", environment).version == "2.3.1"
    assert spec.parse_spec("source:version=3.9.1", environment).version == "3.9.1"
    assert spec.parse_spec("target", environment).version == spec.DEFAULT_VERSION
    with pytest.raises(ValueError, match="version must be one of"):
        spec.parse_spec("my-one", environment)


def test_passwords() -> None:
    """Whoever asks for an authorizer or for users gets an administrator too."""
    assert spec.Spec("s").passwords == {}
    assert list(spec.Spec("s", authorizer=True).passwords) == ["admin"]
    assert list(spec.Spec("s", users=("alice", "admin")).passwords) == ["admin", "alice"]
