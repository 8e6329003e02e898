# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the records between two offsets, as a consumer without a group."""

from __future__ import annotations

import logging
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection_errors import explain
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.rights import user_of

_POLL_MILLISECONDS = 100


class Record(t.NamedTuple):
    """A data record; transaction markers and aborted records are never returned as one."""

    partition: Partition
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int | None = None  # milliseconds since the epoch


def read_records(
    connection: Connection,
    ranges: dict[Partition, tuple[int, int]],
    isolation_level: str = "read_uncommitted",
    timeout: float | None = None,
) -> t.Iterator[Record]:
    """Yield the records of each partition from the first offset of its range (inclusive) to the second (exclusive).

    The consumer's position marks the end, not the offset of the last record: transaction markers and compacted records
    leave holes. Raises :class:`KafkaFailure` if the ends are not reached within timeout seconds (None:
    request_timeout), or the user may not read.
    """
    ends = {library.TopicPartition(*partition): end for partition, (start, end) in ranges.items() if start < end}
    if not ends:
        return
    reader = _open(connection, isolation_level)
    try:
        reader.assign(list(ends))
        for topic_partition in ends:
            reader.seek(topic_partition, ranges[Partition(*topic_partition)][0])
        yield from _read(connection, reader, ends, connection.options.request_timeout if timeout is None else timeout)
    except library.errors.TopicAuthorizationFailedError as error:
        topics = sorted({topic for names in error.args if isinstance(names, (set, frozenset, list)) for topic in names})
        named = name_some(topics or sorted({partition.topic for partition in ranges}))
        raise KafkaFailure(
            f"The records of {named} on {connection.label} may not be read, so it is unknown how many are left; grant "
            f"READ on these topics to {user_of(connection.options)}."
        ) from error
    except library.errors.KafkaError as error:
        raise KafkaFailure(f"Reading from {connection.label} failed: {explain(error, connection.options)}.") from error
    finally:
        reader.close()


def _open(connection: Connection, isolation_level: str) -> t.Any:
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # its warnings become one error message here
    return library.KafkaConsumer(
        group_id=None,
        enable_auto_commit=False,
        allow_auto_create_topics=False,
        auto_offset_reset="earliest",
        isolation_level=isolation_level,
        bootstrap_timeout_ms=int(connection.options.connect_timeout * 1000),
        max_poll_records=10_000,
        # Without the C implementation a checksum takes twenty times as long as all else; TCP has its own checksums.
        check_crcs=library.crc32c_c is not None,
        **connection.options.library_settings(),
    )


def _read(connection: Connection, reader: t.Any, ends: dict[t.Any, int], timeout: float) -> t.Iterator[Record]:
    deadline = time.monotonic() + timeout
    while ends:
        for topic_partition, records in reader.poll(timeout_ms=_POLL_MILLISECONDS).items():
            for record in records:
                if topic_partition in ends and record.offset < ends[topic_partition]:
                    yield Record(Partition(*topic_partition), record.offset, record.key, record.value, record.timestamp)
        done = [topic_partition for topic_partition, end in ends.items() if reader.position(topic_partition) >= end]
        for topic_partition in done:
            del ends[topic_partition]
        if done and ends:
            reader.pause(*done)
        if ends and time.monotonic() > deadline:
            stuck = ", ".join(
                f"{tp.topic}-{tp.partition} at {reader.position(tp)} of {end}" for tp, end in ends.items()
            )
            raise KafkaFailure(f"Reading from {connection.label} did not reach the end within {timeout:g} s: {stuck}.")
