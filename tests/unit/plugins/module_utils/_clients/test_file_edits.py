# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Edits of several files are planned before any of them is written."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.file_edits import Place, Plan, plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import FileFailure

NEW = ["new:1", "new:2"]


def place(path: str, service: str | None = None, key: str = "bootstrap.servers") -> Place:
    """Return a place in a file of properties."""
    return Place(path, "properties", key, service)


def planned(files: dict[str, str], *places: Place) -> Plan:
    """Plan to edit files that have these texts."""

    def read(path: str) -> str:
        if path not in files:
            raise FileFailure(f"Cannot read {path}: No such file or directory.")
        return files[path]

    return plan(places, NEW, read)


def test_files_of_several_services() -> None:
    """The text of each file that changes, and of each service whether any of its files does."""
    found = planned(
        {
            "/a": "x=1\nbootstrap.servers=old:1\n",
            "/b": "bootstrap.servers=new:1,new:2\n",
            "/c": "bootstrap.servers=new:1, new:2\n",
            "/d": "bootstrap.servers=old:1,old:2\n",
        },
        place("/a", "orders"),
        place("/b", "orders"),
        place("/c", "billing"),
        place("/d"),
    )
    assert found.texts == {
        "/a": "x=1\nbootstrap.servers=new:1,new:2\n",
        "/d": "bootstrap.servers=new:1,new:2\n",
    }
    assert [(edit.before, edit.changed) for edit in found.edits] == [
        (["old:1"], True),
        (NEW, False),
        (NEW, False),
        (["old:1", "old:2"], True),
    ]
    assert found.services == [
        {"name": "orders", "done": True, "changed": True},
        {"name": "billing", "done": True, "changed": False},
    ]


def test_a_service_whose_last_file_alone_differs() -> None:
    files = {"/a": "bootstrap.servers=new:1,new:2", "/b": "bootstrap.servers=old:1"}
    assert planned(files, place("/a", "x"), place("/b", "x")).services[0]["changed"]
    assert planned(files, place("/b", "x"), place("/a", "x")).services[0]["changed"]


def test_several_places_in_one_file() -> None:
    """Every one of them is in the new text, and two services that share a value both change."""
    found = planned(
        {"/a": "bootstrap.servers=old:1\nfallback=old:2\n"},
        place("/a", "x"),
        place("/a", "y", key="fallback"),
        place("/a", "z"),
    )
    assert found.texts == {"/a": "bootstrap.servers=new:1,new:2\nfallback=new:1,new:2\n"}
    assert [edit.before for edit in found.edits] == [["old:1"], ["old:2"], ["old:1"]]
    assert [service["changed"] for service in found.services] == [True, True, True]


def test_every_file_that_cannot_be_edited_is_named() -> None:
    """Each once, next to files that could be."""
    files = {"/a": "bootstrap.servers=old:1", "/b": "servers=old:1"}
    with pytest.raises(FileFailure) as caught:
        planned(files, place("/a"), place("/missing"), place("/b"), place("/missing"), place("/b", key="x"))
    assert str(caught.value) == (
        "Cannot read /missing: No such file or directory. "
        "/b cannot be edited: it has no bootstrap.servers; check format and key. "
        "/b cannot be edited: it has no x; check format and key."
    )


def test_no_files() -> None:
    assert planned({}) == Plan((), {})


def test_links_are_resolved(tmp_path: pathlib.Path) -> None:
    """Two links to a file are one file, which is written once."""
    (tmp_path / "link").symlink_to("file")
    options = {"path": str(tmp_path / "link"), "format": "env", "key": "SERVERS", "service": "orders"}
    assert Place.parse(options) == Place(str((tmp_path / "file").resolve()), "env", "SERVERS", "orders")
    assert Place.parse({**options, "service": None}).service is None
