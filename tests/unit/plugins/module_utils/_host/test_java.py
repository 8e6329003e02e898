# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vendor and version of a Java: answers of Oracle's JDKs in the documented format, and of other common runtimes."""

from __future__ import annotations

import errno
import subprocess

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import java

ORACLE, OPENJDK = "Java(TM) SE Runtime Environment", "OpenJDK Runtime Environment"
MINIMUM = (8, 0, 111)


def answer(version: str, runtime: str, build: str, vendor: str, product: str = "") -> str:
    """Return what Java prints: sorted, lists on lines of their own, and the version once more at the end."""
    more = f"    java.vendor.version = {product}\n" if product else ""
    return (
        "Property settings:\n    file.separator = /\n    java.home = /opt/java/jdk\n"
        "    java.library.path = /usr/java/packages/lib\n        /lib64\n"
        f"    java.runtime.name = {runtime}\n    java.runtime.version = {build}\n"
        "    java.specification.vendor = Oracle Corporation\n    java.specification.version = 1.8\n"
        f"    java.vendor = {vendor}\n    java.vendor.url = http://java.oracle.com/\n{more}"
        f"    java.version = {version}\n    java.version.date = 2024-07-16\n"
        "    java.vm.name = Java HotSpot(TM) 64-Bit Server VM\n    java.vm.vendor = Oracle Corporation\n"
        "    line.separator = \\n \n    os.arch = amd64\n    os.name = Linux\n\n"
        f'java version "{version}"\n{runtime} (build {build})\n'
    )


@pytest.mark.parametrize(
    ("text", "oracle", "feature", "description"),
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
def test_answers(text: str, oracle: bool, feature: int, description: str) -> None:
    """Oracle's JDK is distinguished from builds of OpenJDK and from GraalVM."""
    found = java.settings(text, MINIMUM)
    assert (found.oracle, found.feature, found.new_enough) == (oracle, feature, True)
    assert description in found.description


def test_home_and_architecture() -> None:
    """They are read where the answer has them, and the minimum version is not required."""
    found = java.settings(answer("17.0.12", ORACLE, "17.0.12+8-LTS-286", "Oracle Corporation"))
    assert (found.home, found.architecture, found.new_enough) == ("/opt/java/jdk", "amd64", None)
    assert java.settings("    java.version = 17\n").home is None


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
def test_minimum_version(version: str, minimum: str, enough: bool) -> None:
    """Versions of the old and of the new scheme are compared."""
    text = answer(version, ORACLE, f"{version}-b1", "Oracle Corporation")
    assert java.settings(text, java.version(minimum)).new_enough is enough


def test_java_of_this_machine() -> None:
    """A real Java is understood."""
    try:
        ran = subprocess.run(["java", *java.ARGUMENTS], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("no java in PATH")
    found = java.settings(ran.stderr + ran.stdout)
    assert f'"{found.version}"' in ran.stderr
    assert found.home
    assert found.architecture


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it answers nothing"),
        (
            "Unrecognized option: -XshowSettings:properties\nError: Could not create the Java Virtual Machine.\n",
            "it answers 'Unrecognized option",
        ),
        (answer("soon", ORACLE, "x", "Oracle Corporation"), "'soon' is not a version of Java"),
    ],
)
def test_invalid_answer(text: str, message: str) -> None:
    """What another program prints is not mistaken for an answer."""
    with pytest.raises(java.JavaError) as caught:
        java.settings(text)
    assert message in str(caught.value)


def test_start_errors() -> None:
    """Errors of the operating system are named in words, unknown ones as it names them."""
    assert java.start_error(OSError(errno.ENOEXEC, "x")) == "exec format error: it is not a program for this host"
    assert java.start_error(OSError(errno.ENOENT, "x")) == "there is no such program"
    assert java.start_error(OSError(errno.EACCES, "x")) == "permission denied"
    assert java.start_error(OSError(errno.ELOOP, "Too many levels")) == "Too many levels"


@pytest.mark.parametrize(
    ("error_output", "message"),
    [
        ("Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nError: no libjvm.so\n", "Error: no libjvm.so"),
        ("Picked up _JAVA_OPTIONS: \n", "it ends with exit code 3"),
        ("", "it ends with exit code 3"),
    ],
)
def test_exit_errors(error_output: str, message: str) -> None:
    """The message is what the Java printed about its failure, if anything."""
    assert java.exit_error(3, error_output) == message


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
    """The old and the new scheme are understood, and the vendor's document."""
    assert java.version(text) == numbers


@pytest.mark.parametrize("text", ["", "latest", "1", "0.9", "1.2.3", "8.x", "17..1"])
def test_invalid_version(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(java.JavaError, match="is not a version of Java; write it as"):
        java.version(text)
