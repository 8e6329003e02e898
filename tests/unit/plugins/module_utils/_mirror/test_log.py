# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cause of a failed start, from logs as MirrorMaker 3.3.1 and Java print them."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.log import LogEnd, find_cause, read_end

GOOD = "[2026-11-24 03:00:01,000] INFO Kafka MirrorMaker started (org.apache.kafka.connect.mirror.MirrorMaker:231)\n"


@pytest.mark.parametrize(
    ("log", "message"),
    [
        (
            "Invalid maximum heap size: -Xmx5x\nError: Could not create the Java Virtual Machine.\n",
            "check mirror_maker_heap (KAFKA_HEAP_OPTS). The line in the log: Invalid maximum",
        ),
        (
            "/k/bin/kafka-run-class.sh: line 45: /nowhere/bin/java: No such file or directory\n",
            "set mirror_maker_java_home",
        ),
        (
            GOOD + "[2026-11-24 03:00:02,000] ERROR [Worker clientId=A->B, groupId=A-mm2] "
            "Uncaught exception in herder work thread, exiting:  (x:324)\n"
            "org.apache.kafka.connect.errors.ConnectException: "
            "Error while attempting to create/find topic(s) 'mm2-offsets.A.internal'\n",
            "KAFKA-14337",
        ),
        (
            GOOD + "Caused by: org.apache.kafka.common.errors.InvalidReplicationFactorException: "
            "Unable to replicate the partition 3 time(s): "
            "The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.\n",
            "lower mirror_maker_internal_replication_factor",
        ),
        (
            "[2026-11-24 03:00:02,000] INFO Connector A->B configured. (x)\n"
            "org.apache.kafka.connect.runtime.rest.errors.BadRequestException: "
            "Connector configuration is invalid and contains the following 1 error(s):\n"
            "Invalid value X for configuration replication.policy.class: "
            "Class X could not be found.\n[2026-11-24 03:00:03,000] INFO more\n",
            "Class X could not be found.",
        ),
        (
            GOOD + "[2026-11-24 03:00:02,000] INFO Started MirrorSourceConnector with 0 topic-partitions. (x)\n",
            "No topic of the source is chosen",
        ),
        (
            GOOD + "[2026-11-24 03:00:02,000] ERROR something new (x)\n",
            "The log's last error: [2026-11-24 03:00:02,000] ERROR something new",
        ),
        (GOOD, "its last line: [2026-11-24 03:00:01,000] INFO Kafka MirrorMaker started"),
        ("", "There is no log."),
    ],
)
def test_causes(log: str, message: str) -> None:
    assert message in str(find_cause(log))


def test_the_cause_counts_not_what_follows_from_it() -> None:
    log = (
        "[x] ERROR Stopping due to error (x)\n"
        "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed\n"
    )
    cause = find_cause(log)
    assert str(cause).startswith("A cluster refuses the login")
    assert cause.known
    assert cause.line == "org.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed"


def test_no_topic_before_the_new_configuration_was_read() -> None:
    started = "INFO Started MirrorSourceConnector with {} topic-partitions.\n"
    assert "No topic" not in str(find_cause(started.format(0) + started.format(3)))


def test_unknown_cause() -> None:
    cause = find_cause(GOOD)
    assert (cause.known, cause.line) == (False, GOOD.strip())
    assert find_cause("").line is None


def test_long_line_is_shortened() -> None:
    line = find_cause("ERROR " + "x" * 1000).line
    assert line == "ERROR " + "x" * 394 + "..."


def test_end_of_a_file(tmp_path: pathlib.Path) -> None:
    """Only the end is read; a character that is cut in two does no harm."""
    path = tmp_path / "log"
    path.write_bytes("one\u20actwo".encode())
    assert read_end(str(path), 100) == LogEnd(str(path), 9, "one\u20actwo")
    assert read_end(str(path), 4).text == "\ufffdtwo"
    assert read_end(str(path), 4).to_result() == {"path": str(path), "exists": True, "size": 9}


def test_file_that_is_not_there(tmp_path: pathlib.Path) -> None:
    missing = read_end(str(tmp_path / "log"), 100)
    assert missing.to_result() == {"path": str(tmp_path / "log"), "exists": False, "size": None}
    assert missing.text == ""
    with pytest.raises(IsADirectoryError):
        read_end(str(tmp_path), 100)
