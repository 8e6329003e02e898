# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose Java it is and which: answers of Oracle's JDKs in the documented format, and of the others that people have."""

from __future__ import annotations

import subprocess

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.filter.java_settings import java_settings
from ansible_collections.otc.kafka_migration.plugins.filter.oracle_jdk_folder import oracle_jdk_folder
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import java

ORACLE, OPENJDK = "Java(TM) SE Runtime Environment", "OpenJDK Runtime Environment"


def answer(version: str, runtime: str, build: str, vendor: str, product: str = "") -> str:
    """As Java prints it: sorted, lists on lines of their own, and the version once more at the end."""
    more = f"    java.vendor.version = {product}\n" if product else ""
    return (
        f"Property settings:\n    file.separator = /\n    java.home = /opt/java/jdk\n    java.library.path = /usr/java/packages/lib\n        /lib64\n"
        f"    java.runtime.name = {runtime}\n    java.runtime.version = {build}\n    java.specification.vendor = Oracle Corporation\n"
        f"    java.specification.version = 1.8\n    java.vendor = {vendor}\n    java.vendor.url = http://java.oracle.com/\n{more}"
        f"    java.version = {version}\n    java.version.date = 2024-07-16\n    java.vm.name = Java HotSpot(TM) 64-Bit Server VM\n"
        f'    java.vm.vendor = Oracle Corporation\n    line.separator = \\n \n\njava version "{version}"\n{runtime} (build {build})\n'
    )


@pytest.mark.parametrize(
    ("text", "oracle", "feature", "said"),
    [
        (
            answer("1.8.0_202", ORACLE, "1.8.0_202-b08", "Oracle Corporation"),
            True,
            8,
            f"{ORACLE} 1.8.0_202-b08 of Oracle Corporation",
        ),
        (
            answer("11.0.24", ORACLE, "11.0.24+7-LTS-271", "Oracle Corporation", "18.9"),
            True,
            11,
            "11.0.24+7-LTS-271 of Oracle Corporation (18.9)",
        ),
        (
            answer("17.0.12", ORACLE, "17.0.12+8-LTS-286", "Oracle Corporation"),
            True,
            17,
            "17.0.12+8-LTS-286 of Oracle Corporation",
        ),
        (answer("21.0.4", ORACLE, "21.0.4+8-LTS-274", "Oracle Corporation"), True, 21, "21.0.4+8-LTS-274"),
        (answer("25", ORACLE, "25+37-LTS-3491", "Oracle Corporation"), True, 25, "25+37-LTS-3491"),
        (
            answer("1.8.0_412", OPENJDK, "1.8.0_412-8u412-ga-1~deb9u1-b08", "Private Build"),
            False,
            8,
            "of Private Build",
        ),
        (
            answer("1.8.0_252", OPENJDK, "1.8.0_252-b09", "Oracle Corporation"),
            False,
            8,
            f"{OPENJDK} 1.8.0_252-b09 of Oracle Corporation",
        ),
        (
            answer("11.0.21", OPENJDK, "11.0.21+9-LTS", "Amazon.com Inc.", "Corretto-11.0.21.9.1"),
            False,
            11,
            "(Corretto-11.0.21.9.1)",
        ),
        (
            answer("17.0.15", OPENJDK, "17.0.15+6-Debian-1deb12u1", "Debian"),
            False,
            17,
            "17.0.15+6-Debian-1deb12u1 of Debian",
        ),
        (answer("21.0.2", OPENJDK, "21.0.2+13-58", "Oracle Corporation"), False, 21, OPENJDK),
        (
            answer(
                "17.0.9", ORACLE, "17.0.9+11-LTS-jvmci-23.0-b21", "Oracle Corporation", "Oracle GraalVM 17.0.9+11.1"
            ),
            False,
            17,
            "(Oracle GraalVM 17.0.9+11.1)",
        ),
        (
            answer("25.0.1", OPENJDK, "25.0.1+8-LTS", "Eclipse Adoptium", "Temurin-25.0.1+8"),
            False,
            25,
            "of Eclipse Adoptium",
        ),
        (
            answer("17.0.12", ORACLE, "17.0.12+8-LTS-286", "Oracle Corporation").replace("\n", "\r\n"),
            True,
            17,
            "286 of Oracle Corporation",
        ),
        (
            "Picked up JAVA_TOOL_OPTIONS: -Xmx1g\n" + answer("25-ea", ORACLE, "25-ea+3", "Oracle Corporation"),
            True,
            25,
            "25-ea+3",
        ),
    ],
)
def test_answers(text: str, oracle: bool, feature: int, said: str) -> None:
    found = java_settings(text)
    assert (found["oracle"], found["feature"], found["new_enough"]) == (oracle, feature, True)
    assert said in found["description"]


@pytest.mark.parametrize(
    ("version", "minimum", "enough"),
    [
        ("1.8.0_111", "1.8.0_111", True),
        ("1.8.0_102", "1.8.0_111", False),
        ("1.7.0_80", "1.8.0_111", False),
        ("1.8.0", "8u111", False),
        ("9.0.4", "1.8.0_111", True),
        ("17.0.9", "17.0.12", False),
        ("17.0.12.1", "17.0.12", True),
        ("21", "17.0.12", True),
        ("1.8.0_202", "11", False),
    ],
)
def test_old_ones(version: str, minimum: str, enough: bool) -> None:
    assert (
        java_settings(answer(version, ORACLE, f"{version}-b1", "Oracle Corporation"), minimum)["new_enough"] is enough
    )


def test_this_machines_own_java() -> None:
    try:
        ran = subprocess.run(
            ["java", "-XshowSettings:properties", "-version"], capture_output=True, text=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("no java in PATH")
    found = java_settings(ran.stderr + ran.stdout)
    assert f'"{found["version"]}"' in ran.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it answers nothing"),
        (
            "Unrecognized option: -XshowSettings:properties\nError: Could not create the Java Virtual Machine.\n",
            "it answers 'Unrecognized option",
        ),
        (answer("soon", ORACLE, "x", "Oracle Corporation"), "soon is no version of Java"),
    ],
)
def test_no_java(text: str, said: str) -> None:
    with pytest.raises(AnsibleFilterError, match="cannot be judged") as caught:
        java_settings(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.8.0_111", (8, 0, 111)),
        ("1.8.111", (8, 0, 111)),
        ("8u111", (8, 0, 111)),
        ("8", (8, 0, 0)),
        ("1.8.0", (8, 0, 0)),
        ("1.8.0_202-ea", (8, 0, 202)),
        ("11", (11, 0, 0)),
        ("17.0.12", (17, 0, 12)),
        ("11.0.9.1+1", (11, 0, 9)),
        ("21-ea", (21, 0, 0)),
    ],
)
def test_versions(text: str, numbers: tuple[int, int, int]) -> None:
    assert java.version(text) == numbers


@pytest.mark.parametrize("text", ["", "latest", "1", "0.9", "1.2.3", "8.x", "17..1"])
def test_no_version(text: str) -> None:
    with pytest.raises(java.NoJava, match="is no version of Java; write it as"):
        java.version(text)


@pytest.mark.parametrize(
    ("archive", "folder"),
    [
        ("/files/jdk-8u202-linux-x64.tar.gz", "jdk1.8.0_202"),
        ("jdk-8u5-linux-i586.tar.gz", "jdk1.8.0_05"),
        ("jre-8u431-linux-aarch64.tar.gz", "jre1.8.0_431"),
        ("https://example.com/jdk-17.0.12_linux-x64_bin.tar.gz", "jdk-17.0.12"),
        ("jdk-11.0.24_linux-aarch64_bin.tar.gz", "jdk-11.0.24"),
        ("jdk-25_linux-x64_bin.tar.gz", ""),
        ("OpenJDK17U-jdk_x64_linux_hotspot_17.0.9_9.tar.gz", ""),
        ("jdk-17.0.12_windows-x64_bin.zip", ""),
    ],
)
def test_folders(archive: str, folder: str) -> None:
    assert oracle_jdk_folder(archive) == folder
