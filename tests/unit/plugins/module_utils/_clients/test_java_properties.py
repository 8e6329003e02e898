# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties as the lines of a file, and back as Java reads them."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import parse, render
from hypothesis import given
from hypothesis import strategies as st


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_java_reads_back_what_was_written(properties: dict[str, str]) -> None:
    """Any key and value survives the file, which is pure ASCII."""
    text = render(properties)
    assert parse(text) == properties
    assert text.isascii() and text.count("\n") == len(properties)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("app\\..*", "k = app\\\\..*\n"),
        ("true ", "k = true\\u0020\n"),
        (" x", "k = \\u0020x\n"),
        ("  ", "k = \\u0020\\u0020\n"),
        ("pässwörd€😀", "k = p\\u00e4ssw\\u00f6rd\\u20ac\\ud83d\\ude00\n"),
        (True, "k = true\n"),
        (["a", "b"], "k = a,b\n"),
        (1000, "k = 1000\n"),
        ("a\nb", "k = a\\nb\n"),
    ],
)
def test_values(value: object, line: str) -> None:
    """Values are escaped; blanks at the ends stay visible."""
    assert render({"k": value}) == line
