# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of what the modules report of real brokers, one cluster or two for each file of tests and version of Kafka.

The versions are those of the environment variable BROKER_VERSIONS. A file of tests names its clusters in CLUSTERS; a
test that needs a newer version has the mark ``since``, and is not collected for an older one.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import signal
import typing

import pytest
from bed import Bed
from cluster import Cluster

DEFAULT_VERSIONS = "3.3.1 4.2.0"


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, and stop the brokers when the run is ended: pytest would take SystemExit for a failure."""
    config.addinivalue_line("markers", "since(version): the test needs this version of Kafka, or a later one")
    signal.signal(signal.SIGTERM, lambda number, _frame: pytest.exit("terminated", 128 + number))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test with each version."""
    if "version" in metafunc.fixturenames:
        metafunc.parametrize("version", os.environ.get("BROKER_VERSIONS", DEFAULT_VERSIONS).split(), scope="module")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a version lacks."""
    lacking = [item for item in items if _is_too_new(item)]
    config.hook.pytest_deselected(items=lacking)
    items[:] = [item for item in items if item not in lacking]


def _is_too_new(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("since")
    version = item.callspec.params.get("version") if hasattr(item, "callspec") else None
    return bool(mark and version and _numbers(version) < _numbers(mark.args[0]))


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


@pytest.fixture(scope="module")
def bed(request: pytest.FixtureRequest, version: str, tmp_path_factory: pytest.TempPathFactory) -> typing.Iterator[Bed]:
    """The running clusters of a file of tests."""
    with Bed(tmp_path_factory.mktemp("bed")) as running:
        running.start_all([dataclasses.replace(spec, version=version) for spec in request.module.CLUSTERS])
        yield running


@pytest.fixture(scope="module")
def cluster(request: pytest.FixtureRequest, bed: Bed) -> Cluster:
    """The first cluster of the file."""
    return bed.cluster(request.module.CLUSTERS[0].name)


@pytest.fixture
def empty_folder(tmp_path: pathlib.Path) -> pathlib.Path:
    """A folder for what a test saves."""
    return tmp_path
