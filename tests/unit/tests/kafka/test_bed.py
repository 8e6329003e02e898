# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/bed.py; none starts a broker."""

from __future__ import annotations

import pathlib
from typing import Any

import bed
import cluster
import distribution
import process
import pytest


def test_folder_with_other_files_is_refused(tmp_path: pathlib.Path) -> None:
    """The bed deletes in its folder, so it refuses one with anything else in it."""
    (tmp_path / "thesis").touch()
    with pytest.raises(ValueError, match="neither empty nor a test bed"):
        bed.Bed(tmp_path)
    assert bed.main(["down", "--dir", str(tmp_path)]) == 1


def test_record_is_read_as_written(tmp_path: pathlib.Path) -> None:
    """A second program finds the same clusters; one that does not run is not healthy."""
    first = bed.Bed(tmp_path)
    first.clusters["one"] = _cluster(tmp_path / "one", brokers=2)
    first.clusters["one"].brokers[0].process = process.ProcessId(1, "0", "an earlier boot")
    first.clusters["old"] = _cluster(tmp_path / "old", version="2.3.1", users=("alice",), authorizer=True)
    assert first.clusters["old"].zookeeper
    first.clusters["old"].zookeeper.process = process.ProcessId(2, "0", "an earlier boot")
    first.save()
    second = bed.Bed(tmp_path)
    assert second.clusters == first.clusters
    assert not second.cluster("one").brokers[0].running
    with pytest.raises(ValueError, match="no cluster two .* only: one, old"):
        second.cluster("two")
    assert bed.main(["status", "--dir", str(tmp_path)]) == 1
    second.down()
    assert bed.Bed(tmp_path).clusters == {}
    assert not (tmp_path / "one" / "broker-1" / "data").exists()


def _cluster(folder: pathlib.Path, brokers: int = 1, version: str = "3.3.1", **options: Any) -> cluster.Cluster:
    known = distribution.Distribution(version, folder / "kafka.tgz", folder / "kafka")
    return cluster.create(cluster.Spec(folder.name, brokers, version, **options), folder, known)
