# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the Kafka layer: those that end a module, and those of a single topic, group or partition.

A function that queries many items returns a mapping from each item to its value or to a :class:`BrokerError`: no error
code is dropped, and one bad topic, group or partition never hides the others.
"""

from __future__ import annotations

import dataclasses
import enum
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.chunks import chunks


class ErrorCode(enum.IntEnum):
    """The codes of org.apache.kafka.common.protocol.Errors that this collection treats specially."""

    UNKNOWN_SERVER_ERROR = -1
    UNKNOWN_TOPIC_OR_PARTITION = 3
    LEADER_NOT_AVAILABLE = 5
    NOT_LEADER_OR_FOLLOWER = 6
    REQUEST_TIMED_OUT = 7
    NETWORK_EXCEPTION = 13
    COORDINATOR_LOAD_IN_PROGRESS = 14
    COORDINATOR_NOT_AVAILABLE = 15
    NOT_COORDINATOR = 16
    INVALID_TOPIC_EXCEPTION = 17
    ILLEGAL_GENERATION = 22
    UNKNOWN_MEMBER_ID = 25
    REBALANCE_IN_PROGRESS = 27
    TOPIC_AUTHORIZATION_FAILED = 29
    GROUP_AUTHORIZATION_FAILED = 30
    CLUSTER_AUTHORIZATION_FAILED = 31
    UNSUPPORTED_VERSION = 35
    TOPIC_ALREADY_EXISTS = 36
    INVALID_CONFIG = 40
    NOT_CONTROLLER = 41
    INVALID_REQUEST = 42
    POLICY_VIOLATION = 44
    CONCURRENT_TRANSACTIONS = 51
    SECURITY_DISABLED = 54
    GROUP_ID_NOT_FOUND = 69
    OFFSET_NOT_AVAILABLE = 78
    THROTTLING_QUOTA_EXCEEDED = 89


# Codes that go away without intervention. UNKNOWN_TOPIC_OR_PARTITION and LEADER_NOT_AVAILABLE are not among them
# although the library calls them retriable: here they are answers, which a caller wants to report.
_TRANSIENT_CODES = frozenset(
    {
        ErrorCode.NOT_LEADER_OR_FOLLOWER,
        ErrorCode.REQUEST_TIMED_OUT,
        ErrorCode.NETWORK_EXCEPTION,
        ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
        ErrorCode.COORDINATOR_NOT_AVAILABLE,
        ErrorCode.NOT_COORDINATOR,
        ErrorCode.NOT_CONTROLLER,
        ErrorCode.CONCURRENT_TRANSACTIONS,
        ErrorCode.OFFSET_NOT_AVAILABLE,
        ErrorCode.THROTTLING_QUOTA_EXCEEDED,
    }
)


class KafkaFailure(Failure):
    """An operation on a cluster failed; the message names the operation, the cluster, the cause and the remedy."""


@dataclasses.dataclass(frozen=True)
class BrokerError:
    """The error code of a broker for one item of a request."""

    code: int
    name: str
    message: str
    retriable: bool = False

    def __str__(self) -> str:
        return self.message if self.message.startswith(self.name) else f"{self.name}: {self.message}"


Key = t.TypeVar("Key")
Value = t.TypeVar("Value")
Answer = t.Union[Value, BrokerError]  # for one item of a request


def error_answer(code: int, message: str | None = None) -> BrokerError:
    """Return an error code as an answer; without a message it has Kafka's description of the code."""
    error = library.error_of(code, message)
    name: str = getattr(error, "message", type(error).__name__)
    description: str = getattr(error, "description", name)
    return BrokerError(int(code), name, message or description or name, code in _TRANSIENT_CODES)


def answer_in_chunks(
    items: t.Sequence[Key], size: int, ask: t.Callable[[t.Sequence[Key]], t.Mapping[Key, Answer[Value]]]
) -> dict[Key, Answer[Value]]:
    """Ask for at most size items at a time, one request after the other, and keep the answers before a failure.

    The items of a request without response have the failure as their answer (see :func:`is_unanswered`): it may have
    been carried out all the same. Later requests are not sent, since each would wait for as long.
    """
    answers: dict[Key, Answer[Value]] = {}
    for chunk in chunks(items, size):
        try:
            answers.update(ask(chunk))
        except KafkaFailure as failure:
            answers.update(dict.fromkeys(chunk, _unanswered(str(failure).rstrip("."))))
            break
    left = [item for item in items if item not in answers]
    answers.update(dict.fromkeys(left, _unanswered("not requested, since the request before it had no response")))
    return answers


def _unanswered(message: str) -> BrokerError:
    return BrokerError(ErrorCode.NETWORK_EXCEPTION, ErrorCode.NETWORK_EXCEPTION.name, message)


def is_unanswered(answer: object) -> bool:
    """Whether a request had no response, so that it is unknown whether it was carried out."""
    return isinstance(answer, BrokerError) and answer.code == ErrorCode.NETWORK_EXCEPTION and not answer.retriable


def is_transient(answer: object) -> bool:
    """Whether an answer is an error that goes away without intervention, so that a retry makes sense."""
    return isinstance(answer, BrokerError) and answer.retriable


def split(answers: t.Mapping[Key, Answer[Value]]) -> tuple[dict[Key, Value], dict[Key, BrokerError]]:
    """Separate answers into values and errors."""
    values = {item: answer for item, answer in answers.items() if not isinstance(answer, BrokerError)}
    errors = {item: answer for item, answer in answers.items() if isinstance(answer, BrokerError)}
    return values, errors


def require(answers: t.Mapping[Key, Answer[Value]], doing: str) -> dict[Key, Value]:
    """Return the values, or raise :class:`KafkaFailure` that names every item with an error.

    doing is the failed operation in the message, such as "describe topics of source".
    """
    values, errors = split(answers)
    if errors:
        raise KafkaFailure(
            f"Could not {doing}: {name_some(f'{item}: {error}' for item, error in sorted(errors.items()))}."
        )
    return values
