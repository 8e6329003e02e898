# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in the notation of the command line."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.filter._option_list import FilterModule, option_list


@pytest.mark.parametrize(
    ("value", "entries"),
    [
        (["a", "b c"], ["a", "b c"]),
        ("billing", ["billing"]),
        ("billing, audit,", ["billing", "audit"]),
        (9093, ["9093"]),
        ("", []),
        ([], []),
        (None, []),
    ],
)
def test_same_entries_as_a_module_option(value: t.Any, entries: list[str]) -> None:
    """One name is one entry, not its characters."""
    assert option_list(value) == entries


def test_not_a_list() -> None:
    """A dictionary is an error: the order of its keys has no meaning."""
    with pytest.raises(AnsibleFilterError, match="is not a list"):
        option_list({"a": 1})


def test_name_is_private() -> None:
    """Only the roles of this collection use it, which its name shows."""
    assert list(FilterModule().filters()) == ["_option_list"]
