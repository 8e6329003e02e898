# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the Kafka layer: those that end a module, and those that belong to one topic, group or partition."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some


class KafkaFailure(Failure):
    """The operation cannot go on; the message names what failed, where, why, and what to do."""


@dataclasses.dataclass(frozen=True)
class BrokerError:
    """An error code that a broker gave for one item of a request."""

    code: int
    name: str
    message: str
    retriable: bool = False

    def __str__(self) -> str:
        return self.message if self.message.startswith(self.name) else f"{self.name}: {self.message}"


Value = t.TypeVar("Value")
Answer = t.Union[Value, BrokerError]  # of one item of a request


def split(answers: dict[t.Any, Answer]) -> tuple[dict[t.Any, t.Any], dict[t.Any, BrokerError]]:
    """Part answers into values and errors."""
    values = {item: answer for item, answer in answers.items() if not isinstance(answer, BrokerError)}
    errors = {item: answer for item, answer in answers.items() if isinstance(answer, BrokerError)}
    return values, errors


def require(answers: dict[t.Any, Answer], doing: str) -> dict[t.Any, t.Any]:
    """Return the values, or raise :class:`KafkaFailure` that names every item that has none."""
    values, errors = split(answers)
    if errors:
        raise KafkaFailure(
            f"Could not {doing}: {name_some(f'{item}: {error}' for item, error in sorted(errors.items()))}."
        )
    return values
