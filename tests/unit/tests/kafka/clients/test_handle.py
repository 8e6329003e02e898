# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/clients/handle.py; no Kafka is involved."""

from __future__ import annotations

import json
import pathlib
import sys

import cluster
import distribution
import pytest
from clients import handle

STATUS = {"state": "working", "records": 7, "assignment": ["t:0"], "committed": {"t:0": 7}, "error": None}


def test_reached() -> None:
    """One can wait for a state, for a number of records, or for anything else in the status."""
    assert handle.reached(STATUS, "working")
    assert not handle.reached(STATUS, "paused")
    assert handle.reached(STATUS, 7)
    assert not handle.reached(STATUS, 8)
    assert handle.reached(STATUS, lambda status: status["assignment"] == ["t:0"])


def test_live_command() -> None:
    """Options become arguments; a flag has no value, a list is repeated, what is None is left out."""
    command = handle.live_command("consume", {"pause_after": 0, "no_commit": True, "set": ["a=1", "b=2"], "user": None})
    assert command[2:] == ["consume", "--pause-after", "0", "--no-commit", "--set", "a=1", "--set", "b=2"]


def _start(tmp_path: pathlib.Path, code: str) -> handle.Client:
    client = handle.Client("one", tmp_path)
    status = json.dumps(STATUS)
    client.launch(
        [sys.executable, "-c", f"import time\nopen({str(tmp_path / 'one.status')!r}, 'w').write({status!r})\n{code}"]
    )
    return client


def test_a_client_that_works(tmp_path: pathlib.Path) -> None:
    """It is found by its name, and gone when the context ends."""
    with handle.Clients(tmp_path) as clients:
        client = _start(tmp_path, "time.sleep(60)")
        assert client.wait(7)["committed"] == {"t:0": 7}
        assert clients.client("one").running
        with pytest.raises(handle.ClientFailed, match=r"client one is .* waited for paused"):
            client.wait("paused", 0.2)
        with pytest.raises(ValueError, match="no client two in .*, only: one"):
            clients.client("two")
    assert not client.running


def test_a_client_that_ends(tmp_path: pathlib.Path) -> None:
    """What it printed is in the message, long before the time is over."""
    client = _start(tmp_path, "raise SystemExit('the topic is gone')")
    with pytest.raises(handle.ClientFailed, match="(?s)has ended with .*the topic is gone"):
        client.wait("paused", 600)
    assert client.wait("working") == STATUS  # it has come that far


def test_streams_need_kafka_4(tmp_path: pathlib.Path) -> None:
    """The message says what the cluster lacks."""
    known = distribution.Distribution("3.3.1", tmp_path, tmp_path)
    old = cluster.Cluster("old", known, "id", [])
    with pytest.raises(ValueError, match=r"Kafka 3.3.1 of old has no streams groups \(KIP-932"):
        handle.java_command("streams", old, [tmp_path / "status", tmp_path / "properties"], {})


def test_java_properties() -> None:
    """A user logs in; a setting of the test goes before all."""
    properties = handle.java_properties({"bootstrap": "b:1", "user": "alice", "set": ["a=b=c"]})
    assert properties["sasl.jaas.config"].endswith('required username="alice" password="alice-secret";')
    assert properties["a"] == "b=c"
    assert handle.java_properties({"bootstrap": "b:1", "user": None}) == {"bootstrap.servers": "b:1"}


def test_command_line(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the status, or what is wrong."""
    client = _start(tmp_path, "time.sleep(60)")
    try:
        assert handle.main(["--dir", str(tmp_path), "wait", "one", "7"]) == 0
        assert json.loads(capsys.readouterr().out) == STATUS
    finally:
        assert handle.main(["--dir", str(tmp_path), "kill"]) == 0
    assert not client.running
    assert handle.main(["--dir", str(tmp_path), "status", "two"]) == 1
    assert "no client two" in capsys.readouterr().err


def test_options_of_the_programs() -> None:
    """Those of live.py are passed on as they are; elsewhere an unknown option is an error."""
    parsed = handle._arguments(["--dir", "d", "start", "x", "--for", "9", "consume", "--group", "g", "--no-commit"])
    assert (parsed.kind, parsed.goal, parsed.options) == ("consume", 9, ["--group", "g", "--no-commit"])
    member = ["streams", "--bed", "b", "--cluster", "c", "--group", "g", "--topics", "t", "--set", "a=b"]
    assert handle._arguments(["--dir", "d", "start", "x", *member]).set == ["a=b"]
    with pytest.raises(SystemExit):
        handle._arguments(["--dir", "d", "start", "x", *member, "--no-commit"])
