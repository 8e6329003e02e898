# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/distribution.py and layout.py."""

from __future__ import annotations

import pathlib
import subprocess
import tarfile

import distribution
import layout
import pytest
from hypothesis import given
from hypothesis import strategies as st

DIGEST = "".join(f"{number:02x}" for number in range(64))
GPG = """kafka_2.12-3.3.1.tgz: 00010203 04050607 08090A0B 0C0D0E0F 10111213 14151617
                      18191A1B 1C1D1E1F 20212223 24252627 28292A2B 2C2D2E2F
                      30313233 34353637 38393A3B 3C3D3E3F
"""


def test_checksum_file_has_the_layout_of_gpg() -> None:
    """Exactly what `gpg --print-md SHA512` prints, for which the kafka role has a parser of its own."""
    assert distribution.format_checksum("kafka_2.12-3.3.1.tgz", DIGEST) == GPG


@given(st.binary(min_size=64, max_size=64), st.from_regex(r"[a-z0-9_.-]{1,40}", fullmatch=True))
def test_checksum_is_read_as_written(digest: bytes, name: str) -> None:
    """What is written can be read, for every digest and name."""
    assert distribution.parse_checksum(distribution.format_checksum(name, digest.hex())) == digest.hex()


def test_checksum_of_sha512sum() -> None:
    """Some releases carry the one-line kind."""
    assert distribution.parse_checksum(f"{DIGEST}  kafka_2.12-3.3.1.tgz\n") == DIGEST


@pytest.mark.parametrize("listing", ["<html>404</html>", GPG[:-20], f"{DIGEST}00  file"])
def test_anything_else_is_no_checksum(listing: str) -> None:
    """A server's error page must not be taken for a checksum."""
    with pytest.raises(RuntimeError, match="no SHA-512"):
        distribution.parse_checksum(listing)


def test_unknown_version() -> None:
    """The error names what there is."""
    with pytest.raises(ValueError, match=r"no recipe for Kafka 0\.8; there are .*3\.3\.1"):
        distribution.ensure("0.8")


@pytest.mark.parametrize("version", sorted(distribution.RECIPES))
def test_pom_names_every_artifact(version: str) -> None:
    """One dependency each for the broker, what comes with it, and the log."""
    text = distribution.pom(version)
    assert text.count("<dependency>") == len(distribution.ARTIFACTS) + 2
    assert f"kafka_{distribution.RECIPES[version].scala}</artifactId><version>{version}<" in text


def test_pack_is_reproducible(tmp_path: pathlib.Path) -> None:
    """The same content gives the same bytes, with other times and at another place."""
    archives = []
    for place in ("one", "two"):
        home = tmp_path / place / "kafka"
        (home / "bin").mkdir(parents=True)
        (home / "bin" / "b.sh").write_text("x")
        (home / "a").write_text(place[:0])
        archives.append(tmp_path / f"{place}.tgz")
        distribution.pack(home, archives[-1])
        (home / "a").touch()
    assert archives[0].read_bytes() == archives[1].read_bytes()
    with tarfile.open(archives[0]) as packed:
        assert packed.getnames() == ["kafka", "kafka/a", "kafka/bin", "kafka/bin/b.sh"]


def test_newest_class_of_a_tool_is_taken() -> None:
    """A Kafka with both names of a tool gets a script for the newer, one with none gets no script."""
    old, new = layout.TOOLS["kafka-topics"][::-1]
    assert list(layout.scripts({old})) == ["kafka-topics"]
    assert f" {new} " in layout.scripts({old, new})["kafka-topics"]
    assert not layout.scripts(set())


def _run(home: pathlib.Path, script: str, *arguments: str, **variables: str) -> list[str]:
    """Run a script with a java that prints its arguments."""
    java = home / "jre" / "bin" / "java"
    java.parent.mkdir(parents=True, exist_ok=True)
    java.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    java.chmod(0o755)
    known = {layout.SERVICES["connect-mirror-maker"][0], "org.apache.kafka.tools.TopicCommand"}
    if not (home / "bin").exists():
        layout.write(home, known)
    environment = {"PATH": "/usr/bin:/bin", "JAVA_HOME": str(home / "jre"), **variables}
    command = [str(home / "bin" / script), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()


def test_mirror_maker_defaults(tmp_path: pathlib.Path) -> None:
    """The heap and the log configuration of the released script."""
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


def test_scripts_honour_kafkas_variables(tmp_path: pathlib.Path) -> None:
    """What users set for Kafka's own scripts works for these."""
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
    """Blanks and stars in arguments survive."""
    arguments = _run(tmp_path, "kafka-topics.sh", "--topic", "a *  b", "")
    assert arguments[-4:] == ["org.apache.kafka.tools.TopicCommand", "--topic", "a *  b", ""]
    assert "-Xmx256M" in arguments
