# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules from options."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules

PARAMS = {
    "settle": 30,
    "interval": 5,
    "timeout": 3600,
    "stall_timeout": 300,
    "ignore_groups": ["g"],
    "allow_unconsumed": True,
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"interval": 0}, "interval is 0"),
        ({"timeout": 30}, "timeout .30 s. must be greater than settle"),
        ({"settle": -1}, "settle is -1"),
    ],
)
def test_invalid_options(wrong: dict[str, t.Any], message: str) -> None:
    """The message names the option."""
    with pytest.raises(Failure, match=message):
        Rules.for_wait({**PARAMS, **wrong})
    assert Rules.for_wait(PARAMS) == Rules(30, 5, frozenset(["g"]), True)
