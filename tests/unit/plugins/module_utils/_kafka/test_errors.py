# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of answers and their errors."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    ErrorCode,
    KafkaFailure,
    error_answer,
    is_transient,
    require,
    split,
)

ANSWERS: dict[str, Answer[int]] = {"a": 1, "b": error_answer(ErrorCode.TOPIC_ALREADY_EXISTS, "it exists")}


@pytest.mark.parametrize(
    ("code", "name", "transient"),
    [
        (ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "UNKNOWN_TOPIC_OR_PARTITION", False),
        (ErrorCode.LEADER_NOT_AVAILABLE, "LEADER_NOT_AVAILABLE", False),
        (ErrorCode.NOT_COORDINATOR, "NOT_COORDINATOR", True),
        (ErrorCode.THROTTLING_QUOTA_EXCEEDED, "THROTTLING_QUOTA_EXCEEDED", True),
    ],
)
def test_error_answer(code: ErrorCode, name: str, transient: bool) -> None:
    """An error has Kafka's name and description of its code; a missing topic is an answer, not a reason to retry."""
    error = error_answer(code)
    assert (error.code, error.name, is_transient(error)) == (code, name, transient)
    assert str(error).startswith(f"{name}: ")


def test_split() -> None:
    """Values and errors keep their items."""
    values, errors = split(ANSWERS)
    assert values == {"a": 1}
    assert list(errors) == ["b"]


def test_require() -> None:
    """Every item with an error is named, with the operation."""
    assert require({"a": ANSWERS["a"]}, "create topics") == {"a": 1}
    with pytest.raises(KafkaFailure, match="Could not create topics: b: TOPIC_ALREADY_EXISTS: it exists"):
        require(ANSWERS, "create topics")
