# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of scripts/known_properties.py: what the classes of Kafka print becomes a module, always the same."""

from __future__ import annotations

import known_properties as script
import pytest

NAMES = {"SECURITY": {"ssl.x"}, "CONNECTOR": {"b", "a"}, "WORKER": set(), "PRODUCER": {"p"}, "CONSUMER": {"c"}}


def test_properties_of_a_connection_have_a_set_of_their_own() -> None:
    names = script.split_security("PRODUCER acks\nPRODUCER ssl.protocol\nWORKER sasl.mechanism\nADMIN retries\n")
    assert names["SECURITY"] == {"ssl.protocol", "sasl.mechanism"}
    assert (names["PRODUCER"], names["WORKER"], names["ADMIN"]) == ({"acks"}, set(), {"retries"})


def test_sets_are_sorted_and_later_ones_hold_only_what_is_new() -> None:
    first = {**NAMES, "ADMIN": {"d"}}
    later = {**first, "CONNECTOR": {"a", "b", "c"}}
    defined: dict[str, frozenset[str]] = {}
    exec(script.module_text(first, later), defined)  # the module has no other content than these sets
    assert defined["CONNECTOR"] == {"a", "b"} and defined["LATER_CONNECTOR"] == {"c"}
    assert defined["LATER_WORKER"] == frozenset()
    assert 'CONNECTOR = _names("""\n    a b\n""")' in script.module_text(first, later)


def test_a_name_that_was_dropped_is_an_error() -> None:
    first = {**NAMES, "ADMIN": {"d"}}
    with pytest.raises(SystemExit, match=r"3\.9\.1 no longer has \{'ADMIN': \['d'\]\}"):
        script.module_text(first, {**first, "ADMIN": set()})


def test_the_module_is_generated() -> None:
    """Nobody has edited it: its own sets, written again, are the same text."""
    defined: dict[str, frozenset[str]] = {}
    text = script.OUTPUT.read_text()
    exec(text, defined)
    first = {kind: set(defined[kind]) for kind in script.SETS}
    later = {kind: first[kind] | defined[f"LATER_{kind}"] for kind in script.SETS}
    assert script.module_text(first, later) == text
