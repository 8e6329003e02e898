# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of the cache of compiled modules on test hosts."""

from __future__ import annotations

import importlib.util
import pathlib
import types

import pytest
from checks.job import ROOT

SCRIPT = ROOT / "scripts" / "zip_code_cache.py"


@pytest.fixture(name="sources")
def fixture_sources() -> list[bytes]:
    """What was compiled."""
    return []


@pytest.fixture(name="compile_source")
def fixture_compile_source(sources: list[bytes], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A function with the cache."""
    monkeypatch.setenv("ZIP_CODE_CACHE", "off")  # the import must not change this process
    # From its file: the copy in .venv was imported when this process started.
    spec = importlib.util.spec_from_file_location("tested", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def compile_source(path: str, source: bytes) -> types.CodeType:
        sources.append(source)
        return compile(source, path, "exec")

    return module.caching(compile_source, str(tmp_path / "cache"))


def test_a_source_is_compiled_once_whatever_its_zip_file(compile_source, sources) -> None:
    codes = [compile_source(f"/tmp/{name}/payload.zip/ansible/basic.py", b"x = 1") for name in ("first", "second")]
    assert codes[0] == codes[1]
    assert len(sources) == 1


def test_another_source_or_file_is_compiled(compile_source, sources) -> None:
    compile_source("/tmp/payload.zip/ansible/basic.py", b"x = 1")
    compile_source("/tmp/payload.zip/ansible/basic.py", b"x = 2")
    code = compile_source("/tmp/payload.zip/ansible/other.py", b"x = 1")
    assert len(sources) == 3
    assert code.co_filename == "/tmp/payload.zip/ansible/other.py"


@pytest.mark.parametrize("content", [b"", b"not code"])
def test_a_damaged_file_is_replaced(compile_source, sources, tmp_path: pathlib.Path, content: bytes) -> None:
    for _attempt in range(2):
        compile_source("/tmp/payload.zip/ansible/basic.py", b"x = 1")
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(content)
    for _attempt in range(2):
        assert compile_source("/tmp/payload.zip/ansible/basic.py", b"x = 1").co_consts
    assert len(sources) == 2


def test_a_folder_that_cannot_be_written_costs_only_time(compile_source, sources, tmp_path: pathlib.Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    for _attempt in range(2):
        assert compile_source("/tmp/payload.zip/ansible/basic.py", b"x = 1").co_consts
    assert len(sources) == 2
