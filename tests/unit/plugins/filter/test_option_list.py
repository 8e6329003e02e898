# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists as the command line gives them."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.filter.option_list import option_list


@pytest.mark.parametrize(
    ("given", "meant"),
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
def test_reads_what_modules_read(given: t.Any, meant: list[str]) -> None:
    """One name is one entry, not its letters."""
    assert option_list(given) == meant


def test_refuses_what_is_no_list() -> None:
    """A dictionary has no order that counts."""
    with pytest.raises(AnsibleFilterError, match="is no list"):
        option_list({"a": 1})
