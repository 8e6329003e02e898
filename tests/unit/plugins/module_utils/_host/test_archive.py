# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a file is, what is in an archive, and for which processor."""

from __future__ import annotations

import io
import os
import pathlib
import sys
import tarfile

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import archive

AARCH64 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + b"\xb7\x00" + bytes(44)


def write(path: pathlib.Path, members: dict[str, bytes], mode: str = "w:gz") -> str:
    with tarfile.open(path, mode) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return str(path)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PK\x03\x04more", "zip"),
        (b"\xed\xab\xee\xdb\x03\x00", "rpm"),
        (b"<!DOCTYPE html>\n<html lang='en'><title>Sign In", "html"),
        (b"\xef\xbb\xbf\r\n  <HTML><BODY>Login", "html"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC", "html"),
        (b"<!-- cached -->\n<html>", "html"),
        (b"<headers>no page</headers>", "unknown"),
        (b"", "empty"),
    ],
)
def test_kinds(head: bytes, kind: str) -> None:
    assert archive.kind(head) == kind


@pytest.mark.parametrize(
    ("header", "machine"),
    [
        (AARCH64, "aarch64"),
        (b"\x7fELF\x02\x01" + bytes(12) + b"\x15\x00", "ppc64le"),
        (b"\x7fELF\x02\x02" + bytes(12) + b"\x00\x15", "ppc64"),
        (b"\x7fELF\x01\x01" + bytes(12) + b"\x03\x00", "i386"),
        (b"\x7fELF\x02\x01" + bytes(12) + b"\xff\x00", "ELF machine 255"),
        (b"\x7fELF\x02", None),
        (b"#!/bin/sh\nexec java-real\n", None),
    ],
)
def test_processors(header: bytes, machine: str | None) -> None:
    assert archive.elf_machine(header) == machine


def test_this_machines_own_program() -> None:
    assert archive.same_machine(
        archive.elf_machine(pathlib.Path(sys.executable).read_bytes()[:64]) or "", os.uname().machine
    )


@pytest.mark.parametrize(
    ("program", "host", "same"),
    [
        ("x86_64", "x86_64", True),
        ("aarch64", "arm64", True),
        ("i386", "i686", True),
        ("arm", "armv7l", True),
        ("aarch64", "x86_64", False),
        ("i386", "x86_64", False),
        ("ppc64", "ppc64le", False),
    ],
)
def test_who_runs_what(program: str, host: str, same: bool) -> None:
    assert archive.same_machine(program, host) is same


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_content(tmp_path: pathlib.Path, mode: str) -> None:
    path = write(tmp_path / "jdk", {"./jdk-17/release": b"x", "./jdk-17/bin/java": AARCH64, "README": b""}, mode)
    content = archive.look(path, "bin/java")
    assert (content.error, content.roots, content.unpacked_bytes) == (None, ("README", "jdk-17"), 2 * 4096)
    assert (content.program_found, content.program_machine) == (True, "aarch64")


def test_a_program_that_is_not_there(tmp_path: pathlib.Path) -> None:
    content = archive.look(write(tmp_path / "jdk", {"jdk-17/bin/javac": AARCH64}), "bin/java")
    assert (content.program_found, content.program_machine) == (False, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"<html>",
        lambda whole: b"",
        lambda whole: b"PK\x03\x04" * 300,
        lambda whole: whole[:40] + bytes(20) + whole[60:],
    ],
)
def test_no_archive_or_half_of_one(tmp_path: pathlib.Path, spoil) -> None:
    path = pathlib.Path(write(tmp_path / "jdk", {f"jdk/{number}": bytes(range(256)) * number for number in range(9)}))
    path.write_bytes(spoil(path.read_bytes()))
    assert archive.look(str(path)).error
