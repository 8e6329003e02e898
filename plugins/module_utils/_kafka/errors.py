# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the Kafka layer: those that end a module, and those that belong to one topic, group or partition."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library

# Codes that pass by themselves. UNKNOWN_TOPIC_OR_PARTITION and LEADER_NOT_AVAILABLE are not among them although the
# library calls them retriable: here they are answers, which a caller wants to report.
_TRANSIENT_CODES = frozenset({6, 7, 13, 14, 15, 16, 41, 51, 78, 89})


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


Key = t.TypeVar("Key")
Value = t.TypeVar("Value")
Answer = t.Union[Value, BrokerError]  # of one item of a request


def error_answer(code: int, message: str | None = None) -> BrokerError:
    """Return an error code as an answer; Kafka's own description of the code replaces an empty message."""
    error = library.error_of(code, message)
    name: str = getattr(error, "message", type(error).__name__)
    description: str = getattr(error, "description", name)
    return BrokerError(code, name, message or description, code in _TRANSIENT_CODES)


def is_transient(answer: object) -> bool:
    """Whether an answer is an error that passes by itself, so that the question is worth a retry."""
    return isinstance(answer, BrokerError) and answer.retriable


def split(answers: t.Mapping[Key, Answer[Value]]) -> tuple[dict[Key, Value], dict[Key, BrokerError]]:
    """Part answers into values and errors."""
    values = {item: answer for item, answer in answers.items() if not isinstance(answer, BrokerError)}
    errors = {item: answer for item, answer in answers.items() if isinstance(answer, BrokerError)}
    return values, errors


def require(answers: t.Mapping[Key, Answer[Value]], doing: str) -> dict[Key, Value]:
    """Return the values, or raise :class:`KafkaFailure` that names every item that has none."""
    values, errors = split(answers)
    if errors:
        raise KafkaFailure(
            f"Could not {doing}: {name_some(f'{item}: {error}' for item, error in sorted(errors.items()))}."
        )
    return values
