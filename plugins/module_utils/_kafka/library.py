# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of kafka-python that this collection uses, and the check of its version.

Importing this file never fails: a module must be able to report what is missing.
"""

from __future__ import annotations

import re
import traceback
import typing as t

REQUIREMENT = "kafka-python>=3.0.10,<3.1"
# Before 3.0.10 create_partitions() is broken; 3.1 moves internals that this package calls.
_OLDEST, _TOO_NEW = (3, 0, 10), (3, 1)

IMPORT_ERROR: str | None = None
try:
    import kafka
    from kafka import KafkaConsumer, TopicPartition, errors
    from kafka.net.manager import KafkaConnectionManager
    from kafka.net.selector import NetworkSelector
    from kafka.protocol import admin, consumer, metadata
    from kafka.protocol.api_key import ApiKey
    from kafka.protocol.api_message import ApiMessage
    from kafka.protocol.consumer.metadata import ConsumerProtocolAssignment, ConsumerProtocolSubscription
    from kafka.record.util import crc32c_c
except Exception:  # pylint: disable=broad-except  # a stray "kafka" package fails in many ways
    IMPORT_ERROR = traceback.format_exc()

__all__ = [
    "ConsumerProtocolAssignment",
    "ConsumerProtocolSubscription",
    "IMPORT_ERROR",
    "KafkaConnectionManager",
    "KafkaConsumer",
    "NetworkSelector",
    "REQUIREMENT",
    "TopicPartition",
    "admin",
    "consumer",
    "crc32c_c",
    "define_message",
    "error_of",
    "errors",
    "metadata",
    "problem",
    "request_name",
]


def problem() -> str | None:
    """Return why kafka-python cannot be used here, None if it can."""
    if IMPORT_ERROR is not None:
        return f"{REQUIREMENT} is needed and cannot be imported"
    found = kafka.__version__
    version = tuple(int(number) for number in re.findall(r"\d+", found)[:3])
    if not _OLDEST <= version < _TOO_NEW:
        return f"{REQUIREMENT} is needed, found {found} in {kafka.__file__}"
    return None


def error_of(code: int, message: str | None = None) -> t.Any:
    """Return the library's exception for a broker's error code."""
    return errors.for_code(code)(message or "")


def request_name(key: int) -> str:
    """Return the name of a request in the protocol, or its number if it is newer than the library."""
    try:
        return ApiKey(key).name
    except ValueError:
        return str(key)


def define_message(schema: dict[str, t.Any]) -> t.Any:
    """Return a class for a request or response that the library does not have.

    schema has the keys of Kafka's own definitions: apiKey, type, name, validVersions, flexibleVersions, fields.
    """
    # The library's metaclass reads the definition of the class's name from a file of its own, and lets the class
    # replace what it has read: so the class is created under the name of one that exists.
    replace = {"json_patch": classmethod(lambda _cls, _read: schema)}
    created = type(ApiMessage)("DescribeGroups" + schema["type"].capitalize(), (ApiMessage,), replace)
    created.__name__ = created.__qualname__ = schema["name"]
    return created
