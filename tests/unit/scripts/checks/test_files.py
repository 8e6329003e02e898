# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of what is known about the repository's text files."""

from __future__ import annotations

import pathlib
import subprocess

import pytest
from checks import files


@pytest.mark.parametrize(
    ("name", "line", "wanted"),
    [
        ("a.py", "x" * 120, []),
        ("a.py", "x" * 121, ["a.py:1: 121 characters, 120 at the most"]),
        ("a.py", "# " + "https://example.com/" + "x" * 120, []),
        ("a.py", "# " + "x" * 120 + " https://example.com/", ["a.py:1: 123 characters, 120 at the most"]),
        ("a.md", "| " + "x" * 120 + " |", []),
        ("a.yml", "| " + "x" * 120 + " |", ["a.yml:1: 124 characters, 120 at the most"]),
        ("a.rst", "x" * 121, ["a.rst:1: 121 characters, 120 at the most"]),
        ("LICENSE", "x" * 200, []),
    ],
)
def test_long_lines(name: str, line: str, wanted: list[str]) -> None:
    """Lines over the limit are found, but for addresses, for tables in prose and for files whose lines are not ours."""
    assert files.long_lines(name, line) == wanted


def test_exempt_files_exist() -> None:
    """A file that was renamed is not left in the list."""
    assert [name for name in files.EXEMPT if not (files.ROOT / name).is_file()] == []
    assert (files.ROOT / files.EXEMPT_FOLDER).is_dir()


def test_shell_scripts() -> None:
    """They are found by their first line."""
    found = set(files.shell_scripts())
    assert {"scripts/setup", "scripts/check", ".ci/run", "tests/kafka/layout/bin/kafka-run-class.sh"} <= found
    assert not [name for name in found if name.endswith((".py", ".j2"))]


def test_text_files(tmp_path: pathlib.Path) -> None:
    """With git and without: what is not ignored or made, is a file, and is text."""
    (tmp_path / ".gitignore").write_text("/.ansible\n")
    (tmp_path / ".ansible").mkdir()
    (tmp_path / ".ansible" / "made").touch()
    (tmp_path / "text").write_text("a")
    (tmp_path / "data").write_bytes(b"a\0b")
    (tmp_path / "link").symlink_to("text")
    wanted = [tmp_path / ".gitignore", tmp_path / "text"]
    assert files.text_files(tmp_path) == wanted
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert files.text_files(tmp_path) == wanted
