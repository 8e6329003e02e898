# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cause of a failed start, from logs as MirrorMaker 3.3.1 and Java print them."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.filter.mirror_maker_cause import mirror_maker_cause

GOOD = "[2026-11-24 03:00:01,000] INFO Kafka MirrorMaker started (org.apache.kafka.connect.mirror.MirrorMaker:231)\n"


@pytest.mark.parametrize(
    ("log", "said"),
    [
        (
            "Invalid maximum heap size: -Xmx5x\nError: Could not create the Java Virtual Machine.\n",
            "check mirror_maker_heap (KAFKA_HEAP_OPTS). The log says: Invalid maximum",
        ),
        (
            "/k/bin/kafka-run-class.sh: line 45: /nowhere/bin/java: No such file or directory\n",
            "set mirror_maker_java_home",
        ),
        (
            GOOD
            + "[2026-11-24 03:00:02,000] ERROR [Worker clientId=A->B, groupId=A-mm2] Uncaught exception in herder work thread, exiting:  (x:324)\n"
            "org.apache.kafka.connect.errors.ConnectException: Error while attempting to create/find topic(s) 'mm2-offsets.A.internal'\n",
            "KAFKA-14337",
        ),
        (
            GOOD
            + "Caused by: org.apache.kafka.common.errors.InvalidReplicationFactorException: Unable to replicate the partition 3 time(s): "
            "The target replication factor of 3 cannot be reached because only 1 broker(s) are registered.\n",
            "lower mirror_maker_internal_replication_factor",
        ),
        (
            "[2026-11-24 03:00:02,000] INFO Connector A->B configured. (x)\norg.apache.kafka.connect.runtime.rest.errors.BadRequestException: "
            "Connector configuration is invalid and contains the following 1 error(s):\nInvalid value X for configuration replication.policy.class: "
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
def test_causes(log: str, said: str) -> None:
    assert said in mirror_maker_cause(log)


def test_the_cause_counts_not_what_follows_from_it() -> None:
    log = "[x] ERROR Stopping due to error (x)\norg.apache.kafka.common.errors.SaslAuthenticationException: Authentication failed\n"
    assert mirror_maker_cause(log).startswith("A cluster refuses the login")


def test_no_topic_before_the_new_configuration_was_read() -> None:
    log = "INFO Started MirrorSourceConnector with 0 topic-partitions.\nINFO Started MirrorSourceConnector with 3 topic-partitions.\n"
    assert "No topic" not in mirror_maker_cause(log)
