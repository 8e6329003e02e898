#!/usr/bin/env python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start a real MirrorMaker 2 for a test, and stop or kill it.

usage: mirror_maker.py start FOLDER KAFKA_HOME JAVA_HOME SOURCE_ALIAS SOURCE TARGET TOPICS
       mirror_maker.py stop|kill FOLDER [SECONDS]

SOURCE and TARGET are comma-separated servers, TOPICS is a regular expression. After SECONDS it is stopped or killed.
"""

from __future__ import annotations

import os
import pathlib
import signal
import subprocess
import sys
import time

PROPERTIES = """\
clusters = {alias}, B
{alias}.bootstrap.servers = {source}
B.bootstrap.servers = {target}
{alias}->B.enabled = true
{alias}->B.topics = {topics}
{alias}->B.groups = no-group
{alias}->B.tasks.max = 2
{alias}->B.offset-syncs.topic.location = target
replication.policy.class = org.apache.kafka.connect.mirror.IdentityReplicationPolicy
sync.topic.configs.enabled = false
sync.topic.acls.enabled = false
emit.heartbeats.enabled = false
emit.checkpoints.enabled = false
refresh.topics.interval.seconds = 2
replication.factor = 1
offset-syncs.topic.replication.factor = 1
checkpoints.topic.replication.factor = 1
heartbeats.topic.replication.factor = 1
offset.storage.replication.factor = 1
status.storage.replication.factor = 1
config.storage.replication.factor = 1
{alias}.consumer.isolation.level = read_committed
{alias}.consumer.max.partition.fetch.bytes = 10485760
B.offset.flush.interval.ms = 1000
"""
GRACE = 30  # seconds for an orderly stop; it takes 5


def start(folder: pathlib.Path, home: str, java_home: str, *flow: str) -> None:
    """Start it in the background, as a process group of its own, and store its id."""
    folder.mkdir(parents=True, exist_ok=True)
    properties = folder / "mirror.properties"
    alias, source, target, topics = flow
    properties.write_text(
        PROPERTIES.format(alias=alias, source=source, target=target, topics=topics.replace("\\", "\\\\"))
    )
    environment = {**os.environ, "JAVA_HOME": java_home, "LOG_DIR": str(folder), "KAFKA_HEAP_OPTS": "-Xms128m -Xmx512m"}
    command = [f"{home}/bin/connect-mirror-maker.sh", str(properties), "--clusters", "B"]
    with (folder / "mirror.log").open("a") as log:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    (folder / "pid").write_text(str(process.pid))


def end(folder: pathlib.Path, number: int) -> None:
    """Send a signal to what was started and wait until it is gone; nothing started is not an error."""
    record = folder / "pid"
    if not record.exists():
        return
    group = int(record.read_text())
    try:
        os.killpg(group, number)
        give_up = time.monotonic() + GRACE
        while time.monotonic() < give_up:
            os.killpg(group, 0)
            time.sleep(0.1)
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass
    record.unlink()


def main(arguments: list[str]) -> int:
    """Run one action."""
    action, folder = arguments[0], pathlib.Path(arguments[1])
    if action == "start":
        start(folder, *arguments[2:])
    else:
        time.sleep(sum(map(float, arguments[2:])))
        end(folder, {"stop": signal.SIGTERM, "kill": signal.SIGKILL}[action])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
