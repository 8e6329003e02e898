# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/clients/live.py; no broker is involved."""

from __future__ import annotations

import argparse
import json
import pathlib

import pytest
from clients import live

COMMON = ["--status", "s", "--bootstrap", "b:1"]


def _parse(*arguments: str) -> argparse.Namespace:
    return live.parse([arguments[0], *COMMON, *arguments[1:]])


@pytest.mark.parametrize(
    ("protocol", "wanted", "unwanted"),
    [
        ("classic", {"session.timeout.ms", "group.protocol"}, set()),
        ("consumer", {"group.protocol"}, {"session.timeout.ms", "heartbeat.interval.ms"}),
    ],
)
def test_settings_of_each_protocol(protocol: str, wanted: set[str], unwanted: set[str]) -> None:
    """librdkafka refuses a setting that the protocol of the group does not have."""
    settings = live.consumer_settings(_parse("consume", "--group", "g", "--topics", "t", "--protocol", protocol))
    assert wanted <= set(settings)
    assert not unwanted & set(settings)


def test_login_and_static_member() -> None:
    """A user of the test bed needs no password here; a setting of the test goes before all."""
    settings = live.consumer_settings(
        _parse("consume", "--group", "g", "--topics", "t", "--user", "alice", "--instance-id", "i", "--set", "a=b=c")
    )
    assert settings["sasl.password"] == "alice-secret"
    assert settings["group.instance.id"] == "i"
    assert settings["a"] == "b=c"


def test_status_is_replaced_as_a_whole(tmp_path: pathlib.Path) -> None:
    """A reader never sees half of it, and a change is seen at once."""
    status = live.Status(tmp_path / "x.status")
    status.report()
    assert json.loads(status.path.read_text())["state"] == "starting"
    status.report(state="paused", records=3)
    assert json.loads(status.path.read_text())["records"] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["x.status"]
