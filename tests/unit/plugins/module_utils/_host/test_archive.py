# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The type of a file, the content of an archive, and the processor of the program in it."""

from __future__ import annotations

import io
import os
import pathlib
import sys
import tarfile
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import archive

AARCH64 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + b"\xb7\x00" + bytes(44)


def write(path: pathlib.Path, members: dict[str, bytes], mode: t.Literal["w", "w:gz", "w:xz"] = "w:gz") -> str:
    """Write an archive."""
    with tarfile.open(path, mode) as file:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            file.addfile(entry, io.BytesIO(content))
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
    """The type of a file is determined by its first bytes."""
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
    """The processor of an ELF file is named as uname names it."""
    assert archive.elf_machine(header) == machine


def test_program_of_this_machine() -> None:
    """A real program fits the machine that runs it."""
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
def test_same_machine(program: str, host: str, same: bool) -> None:
    """A processor has several names, and some processors run the programs of others."""
    assert archive.same_machine(program, host) is same


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_content(tmp_path: pathlib.Path, mode: t.Literal["w", "w:gz", "w:xz"]) -> None:
    """Roots, unpacked size and program are read from any compression."""
    path = write(tmp_path / "jdk", {"./jdk-17/release": b"x", "./jdk-17/bin/java": AARCH64, "README": b""}, mode)
    content = archive.inspect(path, "bin/java")
    assert (content.error, content.roots, content.unpacked_bytes) == (None, ("README", "jdk-17"), 2 * 4096)
    assert (content.program_found, content.program_machine) == (True, "aarch64")


def test_missing_program(tmp_path: pathlib.Path) -> None:
    """A program that is not in the archive has no processor."""
    content = archive.inspect(write(tmp_path / "jdk", {"jdk-17/bin/javac": AARCH64}), "bin/java")
    assert (content.program_found, content.program_machine) == (False, None)


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda _whole: b"<html>",
        lambda _whole: b"",
        lambda _whole: b"PK\x03\x04" * 300,
        lambda whole: whole[:40] + bytes(20) + whole[60:],
    ],
)
def test_damaged_archive(tmp_path: pathlib.Path, damage: t.Callable[[bytes], bytes]) -> None:
    """What is not an archive, or only part of one, is an error."""
    path = pathlib.Path(write(tmp_path / "jdk", {f"jdk/{number}": bytes(range(256)) * number for number in range(9)}))
    path.write_bytes(damage(path.read_bytes()))
    assert archive.inspect(str(path)).error


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("/files/jdk-8u202-linux-x64.tar.gz", "jdk1.8.0_202"),
        ("jdk-8u5-linux-i586.tar.gz", "jdk1.8.0_05"),
        ("jre-8u431-linux-aarch64.tar.gz", "jre1.8.0_431"),
        ("https://example.com/jdk-17.0.12_linux-x64_bin.tar.gz", "jdk-17.0.12"),
        ("jdk-11.0.24_linux-aarch64_bin.tar.gz", "jdk-11.0.24"),
        ("jdk-25_linux-x64_bin.tar.gz", None),
        ("OpenJDK17U-jdk_x64_linux_hotspot_17.0.9_9.tar.gz", None),
        ("jdk-17.0.12_windows-x64_bin.zip", None),
    ],
)
def test_root_by_name(name: str, root: str | None) -> None:
    """Oracle's archives that name an update imply the folder in them; others imply none."""
    assert archive.oracle_jdk_root(name) == root
