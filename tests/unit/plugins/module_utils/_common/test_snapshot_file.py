# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of snapshot files."""

from __future__ import annotations

import pathlib
import stat

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import FileFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.snapshot_file import load_json, save_json


def test_save_and_load(tmp_path: pathlib.Path) -> None:
    """The file has mode 0600, and no temporary file is left."""
    path = tmp_path / "topics.json"
    save_json(str(path), {"b": 1})
    assert load_json(str(path)) == {"b": 1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["topics.json"]


def test_failure_keeps_the_previous_file(tmp_path: pathlib.Path) -> None:
    """A failed write neither changes the file nor leaves another."""
    path = tmp_path / "topics.json"
    save_json(str(path), {"old": True})
    with pytest.raises(TypeError):
        save_json(str(path), {"new": object()})
    assert load_json(str(path)) == {"old": True}
    assert [entry.name for entry in tmp_path.iterdir()] == ["topics.json"]


def test_unusable_files(tmp_path: pathlib.Path) -> None:
    """The file is named."""
    with pytest.raises(FileFailure, match="Cannot read .*absent.json: No such file"):
        load_json(str(tmp_path / "absent.json"))
    (tmp_path / "page.json").write_text("<html>")
    with pytest.raises(FileFailure, match="page.json is not a snapshot"):
        load_json(str(tmp_path / "page.json"))
    with pytest.raises(FileFailure, match="Cannot save .*: No such file"):
        save_json(str(tmp_path / "no" / "folder.json"), {})
