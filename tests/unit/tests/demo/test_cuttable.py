# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection that tests can cut."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import threading
import time
import types

import pytest
from ansible.errors import AnsibleConnectionFailure
from ansible.playbook.play_context import PlayContext

PATH = pathlib.Path(__file__).resolve().parents[4] / "tests" / "demo" / "connection_plugins" / "cuttable.py"


def _load() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("cuttable", PATH)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cuttable = _load()


@pytest.fixture
def connection(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A connection to the host till, whose cuts are in the folder of the test."""
    made = cuttable.Connection(PlayContext())
    made._play_context.remote_addr = "till"
    monkeypatch.setattr(made, "get_option", {"cuts": str(tmp_path)}.__getitem__)
    return made


def _cut(tmp_path: pathlib.Path, **settings: object) -> None:
    (tmp_path / "till.cut").write_text(json.dumps(settings))


def test_commands(connection: object, tmp_path: pathlib.Path) -> None:
    """Without a file it works, with input and exit code; the file of another host does not matter."""
    (tmp_path / "front.cut").touch()
    assert connection.exec_command("cat; echo no >&2; exit 3", b"in") == (3, b"in", b"no\n")


def test_all_ways_are_cut(connection: object, tmp_path: pathlib.Path) -> None:
    """Commands and transfers fail as unreachable, and do nothing."""
    (tmp_path / "a").write_text("a")
    (tmp_path / "till.cut").touch()
    for act in (
        lambda: connection.exec_command(f"touch {tmp_path}/b"),
        lambda: connection.put_file(str(tmp_path / "a"), str(tmp_path / "b")),
        lambda: connection.fetch_file(str(tmp_path / "a"), str(tmp_path / "b")),
    ):
        with pytest.raises(AnsibleConnectionFailure, match="till"):
            act()
    assert not (tmp_path / "b").exists()


def test_a_cut_ends(connection: object, tmp_path: pathlib.Path) -> None:
    """After the time in the file it works again."""
    _cut(tmp_path, until=time.time() + 60)
    with pytest.raises(AnsibleConnectionFailure):
        connection.exec_command("true")
    _cut(tmp_path, until=time.time() - 1)
    assert connection.exec_command("true")[0] == 0


@pytest.mark.parametrize("leave", [False, True])
def test_a_command_that_runs(connection: object, tmp_path: pathlib.Path, leave: bool) -> None:
    """It is killed, or goes on without anybody who hears of it."""
    threading.Timer(0.2, _cut, [tmp_path], {"leave": leave}).start()
    begun = time.monotonic()
    with pytest.raises(AnsibleConnectionFailure):
        connection.exec_command(f"sleep 0.6; touch {tmp_path}/done")
    assert time.monotonic() - begun < 0.55
    time.sleep(0.8)
    assert (tmp_path / "done").exists() == leave


def test_a_file_that_is_being_written(tmp_path: pathlib.Path) -> None:
    """It cuts at once."""
    path = tmp_path / "till.cut"
    path.write_text('{"unt')
    assert cuttable.read_cut(path, 0.0) == cuttable.Cut(leave=False)
