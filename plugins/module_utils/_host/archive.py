# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Examine an archive before it is unpacked: its type, its content, and whether this host can run its program."""

from __future__ import annotations

import dataclasses
import re
import struct
import tarfile
import zlib

_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"!<arch>\n", "deb"),
)
_BLOCK = 4096  # the size of a file on disk is a multiple of this

# ELF's numbers of processors (e_machine), by the names that uname -m prints.
_MACHINES = {
    3: "i386",
    20: "ppc",
    21: "ppc64",
    22: "s390x",
    40: "arm",
    43: "sparc64",
    62: "x86_64",
    183: "aarch64",
    243: "riscv64",
    258: "loongarch64",
}
_ELF_HEADER = 20  # bytes up to and including e_machine


@dataclasses.dataclass(frozen=True)
class Content:
    """The content of an archive; ``program_machine`` is None if the program is missing or not an ELF file."""

    kind: str
    error: str | None = None
    roots: tuple[str, ...] = ()
    unpacked_bytes: int = 0
    program_found: bool = False
    program_machine: str | None = None


def kind(head: bytes) -> str:
    """Return the type of a file by its first bytes; ``tar`` is an uncompressed archive."""
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[257:262] == b"ustar":
        return "tar"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<!doctype\s+html|<html\b|<head\b|(<\?xml[^>]*>|<!--.*?-->)\s*<(!doctype\s+)?html", text, re.DOTALL):
        return "html"
    return "empty" if not head else "unknown"


def elf_machine(header: bytes) -> str | None:
    """Return the processor that a program was built for, or None if it is not an ELF file."""
    if header[:4] != b"\x7fELF" or len(header) < _ELF_HEADER:
        return None
    little = header[5] == 1
    number = struct.unpack("<H" if little else ">H", header[18:20])[0]
    name = _MACHINES.get(number, f"ELF machine {number}")
    return "ppc64le" if name == "ppc64" and little else name


def same_machine(program: str, host: str) -> bool:
    """Return whether a host, by its ``uname -m``, runs programs that were built for a processor."""
    families = {"i386": r"i[3-6]86", "arm": r"arm.*", "x86_64": r"x86_64|amd64", "aarch64": r"aarch64|arm64"}
    return re.fullmatch(families.get(program, re.escape(program)), host) is not None


def inspect(path: str, program: str | None = None) -> Content:
    """Read an archive from start to end, which also shows whether it is complete.

    The path of the program is relative to the archive's root folder.
    """
    with open(path, "rb") as file:
        found = kind(file.read(1024))
    roots: set[str] = set()
    size, program_found, machine = 0, False, None
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                root, _slash, below = _relative(member.name).partition("/")
                if root:
                    roots.add(root)
                size += -(-member.size // _BLOCK) * _BLOCK if member.isreg() else 0
                if program and below == program:
                    program_found, opened = True, archive.extractfile(member) if member.isreg() else None
                    machine = elf_machine(opened.read(_ELF_HEADER)) if opened else None
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        return Content(found, error=str(error) or type(error).__name__)
    return Content(found, None, tuple(sorted(roots)), size, program_found, machine)


def _relative(name: str) -> str:
    """Return a member's name as tar unpacks it."""
    return re.sub(r"^(?:\.?/+)+", "", name) if name not in (".", "..") else ""


def oracle_jdk_root(name: str) -> str | None:
    """Return the root folder that the file name of an archive of Oracle's JDK implies, or None if it implies none.

    ``jdk-21_linux-x64_bin.tar.gz`` implies none: it is the latest update of 21, whichever that is. A path or URL is
    reduced to its last part.
    """
    name = name.rpartition("/")[2]
    old = re.match(r"(jdk|jre)-([5-8])u([0-9]+)-linux-", name)
    if old:
        return f"{old.group(1)}1.{old.group(2)}.0_{int(old.group(3)):02}"
    new = re.match(r"(jdk-[0-9]+(?:\.[0-9]+)+)_linux-", name)
    return new.group(1) if new else None
