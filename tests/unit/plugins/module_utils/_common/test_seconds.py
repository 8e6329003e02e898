# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of seconds, and the options of all waits."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import Patience, check_seconds


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_invalid_seconds(value: float) -> None:
    """The first invalid option is named, with what to give."""
    with pytest.raises(Failure, match=f"^b is {value:g}; give seconds greater than 0.$"):
        check_seconds({"a": 1.0, "b": value, "c": value})
    check_seconds({"a": 0.001})


def test_zero_where_it_has_a_meaning() -> None:
    """It is valid, a negative number is not."""
    check_seconds({"settle": 0}, or_zero=True)
    with pytest.raises(Failure, match="^settle is -1; give 0 or more seconds.$"):
        check_seconds({"settle": -1}, or_zero=True)


def test_patience() -> None:
    """It has the options of its spec, and checks them."""
    given = {name: option["default"] for name, option in Patience.spec().items()}
    assert Patience.parse({**given, "topics": []}) == Patience(interval=5, timeout=3600, stall_timeout=300)
    for name in given:
        with pytest.raises(Failure, match=f"^{name} is 0; "):
            Patience.parse({**given, name: 0})
