# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/layout.py."""

from __future__ import annotations

import pathlib
import subprocess

import layout


def test_newest_class_of_a_tool_is_used() -> None:
    """A Kafka with both classes of a tool gets a script for the newer one, a Kafka with neither gets none."""
    old, new = layout.TOOLS["kafka-topics"][::-1]
    assert list(layout.scripts({old})) == ["kafka-topics"]
    assert f" {new} " in layout.scripts({old, new})["kafka-topics"]
    assert not layout.scripts(set())


def _run(home: pathlib.Path, script: str, *arguments: str, log4j: int = 1, **variables: str) -> list[str]:
    """Run a script with a fake java that prints its arguments."""
    java = home / "jre" / "bin" / "java"
    java.parent.mkdir(parents=True, exist_ok=True)
    java.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    java.chmod(0o755)
    known = {layout.SERVICES["connect-mirror-maker"][0], "org.apache.kafka.tools.TopicCommand"}
    if not (home / "bin").exists():
        layout.write(home, known, log4j)
    environment = {"PATH": "/usr/bin:/bin", "JAVA_HOME": str(home / "jre"), **variables}
    command = [str(home / "bin" / script), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()


def test_mirror_maker_defaults(tmp_path: pathlib.Path) -> None:
    """Heap and log configuration are those of the released script."""
    arguments = _run(tmp_path, "connect-mirror-maker.sh", "mm2.properties", "--clusters", "B")
    assert arguments[:2] == ["-Xms256M", "-Xmx2G"]
    assert any(argument.endswith("config/connect-log4j.properties") for argument in arguments)
    assert arguments[-5:] == [
        f"{tmp_path}/libs/*",
        "org.apache.kafka.connect.mirror.MirrorMaker",
        "mm2.properties",
        "--clusters",
        "B",
    ]


def test_scripts_honour_the_variables_of_kafka(tmp_path: pathlib.Path) -> None:
    """Variables that users set for Kafka's own scripts work for these."""
    logs = tmp_path / "logs of mm2"
    arguments = _run(
        tmp_path,
        "connect-mirror-maker.sh",
        "mm2.properties",
        KAFKA_HEAP_OPTS="-Xmx1m -Xms1m",
        KAFKA_OPTS="-Da=b",
        CLASSPATH="/x.jar",
        KAFKA_LOG4J_OPTS="-Dlog4j.configuration=file:mine",
        KAFKA_JVM_PERFORMANCE_OPTS="-XX:+UseSerialGC",
        LOG_DIR=str(logs),
    )
    for wanted in (
        "-Xmx1m",
        "-Da=b",
        "-Dlog4j.configuration=file:mine",
        "-XX:+UseSerialGC",
        f"/x.jar:{tmp_path}/libs/*",
    ):
        assert wanted in arguments
    assert "-Xmx2G" not in arguments
    assert logs.is_dir()


def test_tool_gets_its_arguments_unchanged(tmp_path: pathlib.Path) -> None:
    """Spaces and stars in arguments are preserved."""
    arguments = _run(tmp_path, "kafka-topics.sh", "--topic", "a *  b", "")
    assert arguments[-4:] == ["org.apache.kafka.tools.TopicCommand", "--topic", "a *  b", ""]
    assert "-Xmx256M" in arguments


def test_log4j_2(tmp_path: pathlib.Path) -> None:
    """Kafka 4 has files of log4j 2 only, and still accepts one of log4j 1."""
    known = [path.name for path in (layout.FILES / "config").iterdir()]
    arguments = _run(tmp_path, "kafka-topics.sh", log4j=2)
    assert f"-Dlog4j2.configurationFile={tmp_path}/config/tools-log4j2.yaml" in arguments
    assert sorted(path.name for path in (tmp_path / "config").iterdir()) == sorted(
        name for name in known if not name.endswith("log4j.properties")
    )
    arguments = _run(tmp_path, "connect-mirror-maker.sh", "mm2.properties")
    assert any(one.startswith("-Dlog4j2.conf") and one.endswith("config/connect-log4j2.yaml") for one in arguments)
    arguments = _run(tmp_path, "connect-mirror-maker.sh", "x", KAFKA_LOG4J_OPTS="-Dlog4j.configuration=file:mine")
    assert "-Dlog4j1.compatibility=true" in arguments
    assert "-Dlog4j1.compatibility=true" not in _run(
        tmp_path / "one", "connect-mirror-maker.sh", "x", KAFKA_LOG4J_OPTS="-Dlog4j.configuration=file:mine"
    )
