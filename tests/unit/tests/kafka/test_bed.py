# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/bed.py; none starts a broker."""

from __future__ import annotations

import pathlib

import bed
import cluster
import distribution
import process
import pytest


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("source", cluster.Spec("source")),
        ("t-2:brokers=3,version=3.9.1,heap=1g", cluster.Spec("t-2", 3, "3.9.1", "1g")),
        ("s:log.retention.ms=5,a.b=c=d", cluster.Spec("s", properties={"log.retention.ms": "5", "a.b": "c=d"})),
    ],
)
def test_spec(text: str, wanted: cluster.Spec) -> None:
    """A cluster on the command line is understood."""
    assert bed.parse_spec(text) == wanted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the name of a cluster"),
        ("../x", "the name of a cluster"),
        ("s:brokers=4", "brokers must be 1 to 3"),
        ("s:brokers=many", "brokers must be 1 to 3"),
        ("s:version=1", "version must be one of"),
        ("s:broker=1", "'broker=1' is neither"),
        ("s:a.b", "'a.b' is neither"),
    ],
)
def test_bad_spec(text: str, message: str) -> None:
    """A typing error is reported with what is wrong."""
    with pytest.raises(ValueError, match=message):
        bed.parse_spec(text)


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
    first.save()
    second = bed.Bed(tmp_path)
    assert second.clusters == first.clusters
    assert not second.cluster("one").brokers[0].running
    with pytest.raises(ValueError, match="no cluster two .* only: one"):
        second.cluster("two")
    assert bed.main(["status", "--dir", str(tmp_path)]) == 1
    second.down()
    assert bed.Bed(tmp_path).clusters == {}
    assert not (tmp_path / "one" / "broker-1" / "data").exists()


def _cluster(folder: pathlib.Path, brokers: int = 1, properties: dict[str, str] | None = None) -> cluster.Cluster:
    known = distribution.Distribution("3.3.1", folder / "kafka.tgz", folder / "kafka")
    return cluster.create(cluster.Spec(folder.name, brokers, properties=properties or {}), folder, known)
