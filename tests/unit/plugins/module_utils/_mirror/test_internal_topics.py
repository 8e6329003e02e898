# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What MirrorMaker 3.3.1 stores about itself, byte for byte, is read."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.records import Record
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import (
    MirrorNames,
    position_key,
    position_value,
    read_notes,
    root_cause,
    status_key,
)

NAMES = MirrorNames("A")
ORDERS_3 = b'["MirrorSourceConnector",{"cluster":"A","partition":3,"topic":"orders"}]'
RUNNING = b'{"state":"RUNNING","trace":null,"worker_id":"A->B","generation":3}'
UNASSIGNED = b'{"state":"UNASSIGNED","trace":null,"worker_id":"A->B","generation":7}'
TRACE = (
    "org.apache.kafka.connect.errors.ConnectException: Unrecoverable exception from producer send callback\n"
    "\tat org.apache.kafka.connect.runtime.WorkerTask.run(WorkerTask.java:244)\n"
    "\tat java.base/java.lang.Thread.run(Thread.java:840)\n"
    "Caused by: java.util.concurrent.ExecutionException: wrapped\n"
    "\t... 7 more\n"
    "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The message is 2000088 bytes.\n"
)


def stored(key: bytes, value: bytes | None, timestamp: int = 0) -> Record:
    """A record of the offsets topic."""
    return Record(Partition("mm2-offsets.A.internal", 6), 0, key, value, timestamp)


def noted(key: bytes, value: bytes | None, timestamp: int | None = None) -> Record:
    """A record of the status topic."""
    return Record(Partition("mm2-status.A.internal", 1), 0, key, value, timestamp)


def test_names_of_a_mirror() -> None:
    """They follow the source's alias, and the copy's name the policy."""
    assert NAMES.worker_group == "A-mm2"
    assert NAMES.target_topic("orders", "identity") == "orders"
    assert NAMES.target_topic("orders", "default") == "A.orders"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (ORDERS_3, Partition("orders", 3)),
        (b'["MirrorSourceConnector", {"topic": "orders", "partition": 3, "cluster": "A"}]', Partition("orders", 3)),
        (b'["MirrorSourceConnector",{"cluster":"C","partition":3,"topic":"orders"}]', None),
        (b'["MirrorCheckpointConnector",{"partition":0,"topic":"A.orders","group":"g1"}]', None),
        (b'["MirrorHeartbeatConnector",{"sourceClusterAlias":"A","targetClusterAlias":"B"}]', None),
        (b'{"cluster":"A"}', None),
        (b'["MirrorSourceConnector","topic"]', None),
        (b'["MirrorSourceConnector",{"cluster":"A","partition":"3","topic":"orders"}]', None),
        (b'["MirrorSourceConnector",{"cluster":"A","topic":"orders"}]', None),
        (b"\xff\x00", None),
        (None, None),
    ],
)
def test_key_of_a_position(key: bytes | None, expected: Partition | None) -> None:
    """JSON is compared, not bytes; what other connectors and mirrors store there is left out."""
    assert position_key(key, "A") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(b'{"offset":41}', 41), (None, None), (b"null", None), (b'{"offset":null}', None), (b"x", None)],
)
def test_value_of_a_position(value: bytes | None, expected: int | None) -> None:
    """A null value is a reset."""
    assert position_value(value) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (b"status-connector-MirrorSourceConnector", ("MirrorSourceConnector", None)),
        (b"status-task-MirrorSourceConnector-0", ("MirrorSourceConnector", 0)),
        (b"status-task-orders-task-1-12", ("orders-task-1", 12)),
        (b"status-topic-mm.orders:connector-MirrorSourceConnector", None),
        (None, None),
    ],
)
def test_key_of_a_status(key: bytes | None, expected: tuple | None) -> None:
    """A connector's name may end like a task's number."""
    assert status_key(key) == expected


def test_last_value_of_a_key_counts() -> None:
    """The next offset to copy follows the last one stored; after a reset there is none."""
    other = ORDERS_3.replace(b"3", b"4")
    records = [
        stored(ORDERS_3, b'{"offset":9}', 1000),
        stored(other, b'{"offset":5}', 2000),
        stored(ORDERS_3, b'{"offset":41}', 3000),
        stored(other, None, 9000),
    ]
    notes = read_notes(records, NAMES)
    assert notes.positions == {Partition("orders", 3): 42}
    assert notes.last_stored_text == "1970-01-01T00:00:03Z"
    assert read_notes([], NAMES).last_stored_text is None


def test_connectors_and_their_tasks() -> None:
    """Tasks belong to their connector, sorted by number; one that was deleted is gone."""
    notes = read_notes(
        [
            noted(b"status-task-MirrorSourceConnector-10", UNASSIGNED),
            noted(b"status-task-MirrorSourceConnector-2", RUNNING, 4000),
            noted(b"status-task-MirrorSourceConnector-3", RUNNING),
            noted(b"status-connector-MirrorSourceConnector", RUNNING, 5999),
            noted(b"status-connector-MirrorHeartbeatConnector", RUNNING),
            noted(b"status-task-MirrorSourceConnector-3", None),
        ],
        NAMES,
    )
    assert [connector.name for connector in notes.connectors] == ["MirrorHeartbeatConnector", "MirrorSourceConnector"]
    assert [(task.id, task.state) for task in notes.source_connector.tasks] == [(2, "RUNNING"), (10, "UNASSIGNED")]
    assert notes.source_connector.to_result()["tasks"][0] == {
        "id": 2,
        "state": "RUNNING",
        "trace": None,
        "worker_id": "A->B",
        "stored": "1970-01-01T00:00:04Z",
    }
    assert notes.source_connector.stored == "1970-01-01T00:00:05Z"
    assert notes.connectors[0].stored is None


def test_root_cause_is_the_innermost() -> None:
    """The outermost exception is of no use to an operator."""
    assert root_cause(TRACE) == "org.apache.kafka.common.errors.RecordTooLargeException: The message is 2000088 bytes"
    assert (
        root_cause("java.lang.OutOfMemoryError: Java heap space\n\tat x.y(Z.java:1)\n")
        == "java.lang.OutOfMemoryError: Java heap space"
    )
    assert root_cause(None) == root_cause("") == "no cause is stored"
