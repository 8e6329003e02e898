# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots on disk, and topics in them."""

from __future__ import annotations

import pathlib
import stat

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import FileFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.snapshot_file import load_json, save_json
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.clone import topics_of_snapshot
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic

ALL = Selection.parse("topics", {})


def test_saved_whole_and_for_nobody_else(tmp_path: pathlib.Path) -> None:
    """Mode 0600, and no file beside it."""
    path = tmp_path / "topics.json"
    save_json(str(path), {"b": 1})
    assert load_json(str(path)) == {"b": 1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["topics.json"]


def test_a_failure_keeps_the_old_file(tmp_path: pathlib.Path) -> None:
    """What cannot be written does not cost what there was."""
    path = tmp_path / "topics.json"
    save_json(str(path), {"old": True})
    with pytest.raises(TypeError):
        save_json(str(path), {"new": object()})
    assert load_json(str(path)) == {"old": True}
    assert [entry.name for entry in tmp_path.iterdir()] == ["topics.json"]


def test_what_cannot_be_read(tmp_path: pathlib.Path) -> None:
    """The file is named."""
    with pytest.raises(FileFailure, match="Cannot read .*absent.json: No such file"):
        load_json(str(tmp_path / "absent.json"))
    (tmp_path / "page.json").write_text("<html>")
    with pytest.raises(FileFailure, match="page.json is not a snapshot"):
        load_json(str(tmp_path / "page.json"))
    with pytest.raises(FileFailure, match="Cannot save .*: No such file"):
        save_json(str(tmp_path / "no" / "folder.json"), {})


def test_a_topic_survives_its_snapshot() -> None:
    """What is saved is what is planned with later."""
    topic = Topic("orders", 3, 2, {"retention.ms": "5"}, bytes=7, effective_configs=None)
    assert topics_of_snapshot({"cluster_id": "x", "topics": [topic.to_result()]}, ALL, "overrides") == ("x", [topic])


@pytest.mark.parametrize(
    ("snapshot", "mode", "message"),
    [
        ([], "overrides", "not what kafka_topic_info returns"),
        ({"topics": []}, "overrides", "no cluster_id"),
        ({"cluster_id": "x", "topics": [{"name": "orders"}]}, "overrides", "not a topic.*partitions"),
        ({"cluster_id": "x", "topics": ["orders"]}, "overrides", "not a topic"),
        (
            {"cluster_id": "x", "topics": [{"name": "a", "partitions": 1, "replication_factor": 1, "configs": {}}]},
            "effective",
            "effective: true",
        ),
    ],
)
def test_what_is_no_snapshot(snapshot: object, mode: str, message: str) -> None:
    """The remedy is named."""
    with pytest.raises(KafkaFailure, match=message):
        topics_of_snapshot(snapshot, ALL, mode)
