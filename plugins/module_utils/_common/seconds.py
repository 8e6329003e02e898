# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that are a number of seconds, and those that all waits have."""

from __future__ import annotations

import dataclasses
import math
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure


def check_seconds(options: t.Mapping[str, float], or_zero: bool = False) -> None:
    """Raise Failure that names the first option that is not a finite number greater than 0; 0 too with or_zero."""
    for name, value in options.items():
        if not (0 < value < math.inf or (or_zero and value == 0)):
            raise Failure(f"{name} is {value:g}; give {'0 or more seconds' if or_zero else 'seconds greater than 0'}.")


@dataclasses.dataclass(frozen=True)
class Patience:
    """How often a wait polls, and how long it lasts; all in seconds."""

    interval: float  # from one poll to the next
    timeout: float  # from the start to the end
    stall_timeout: float  # without movement, or without a successful poll

    @staticmethod
    def spec() -> dict[str, t.Any]:
        """Return the options of a wait."""
        return {
            "interval": {"type": "float", "default": 5},
            "timeout": {"type": "float", "default": 3600},
            "stall_timeout": {"type": "float", "default": 300},
        }

    @classmethod
    def parse(cls, params: t.Mapping[str, t.Any]) -> Patience:
        """Read the options of a wait; raises Failure that names the invalid one."""
        seconds = {name: params[name] for name in cls.spec()}
        check_seconds(seconds)
        return cls(**seconds)
