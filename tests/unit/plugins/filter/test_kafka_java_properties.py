# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dictionary as the lines of a properties file."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.filter.kafka_java_properties import kafka_java_properties


def test_renders_a_line_for_each_entry() -> None:
    """In the order of the dictionary, each with its line end."""
    assert kafka_java_properties({"b": True, "a": ["x", "y"]}) == "b = true\na = x,y\n"


@pytest.mark.parametrize("properties", [["a"], "a=b", None])
def test_not_a_dictionary(properties: t.Any) -> None:
    """Anything else is a filter's error, not an AttributeError."""
    with pytest.raises(AnsibleFilterError, match="needs a dictionary, not "):
        kafka_java_properties(properties)
