# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Determine the vendor and the version of a Java runtime from its own answer."""

from __future__ import annotations

import dataclasses
import errno
import re

Version = tuple[int, int, int]  # feature, interim, update; 1.8.0_202 is (8, 0, 202)

ARGUMENTS = ("-XshowSettings:properties", "-version")
# What could change the answer.
ENVIRONMENT = {"JAVA_TOOL_OPTIONS": "", "_JAVA_OPTIONS": "", "JDK_JAVA_OPTIONS": "", "LC_ALL": "C"}

_LAST_OLD_FEATURE = 8  # up to Java 8 a version is written 1.8.0_202 or 8u202 (JEP 223)
_START_ERRORS = {
    errno.ENOENT: "there is no such program",
    errno.ENOEXEC: "exec format error: it is not a program for this host",
    errno.EACCES: "permission denied",
}


class JavaError(ValueError):
    """The text is not the answer of a Java runtime, or not a version; the message describes it."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """What ``java -XshowSettings:properties -version`` prints; ``new_enough`` is None without a minimum version."""

    version: str
    feature: int
    vendor: str
    runtime: str
    oracle: bool
    new_enough: bool | None
    home: str | None
    architecture: str | None
    description: str


def version(text: str) -> Version:
    """Parse ``1.8.0_202``, ``8u202``, ``17``, ``17.0.12``, each with a suffix such as ``-ea`` or ``+8`` or without it.

    ``1.8.202``, as the vendor's document writes it, is accepted too. Raises JavaError.
    """
    number = re.fullmatch(r"\s*([0-9][0-9._u]*)(?:[-+].*)?\s*", text)
    if number:
        old = re.fullmatch(r"(?:1\.)?([5-8])(?:\.0(?=_|$))?(?:[._u]([0-9]+))?", number.group(1))
        if old:
            return int(old.group(1)), 0, int(old.group(2) or 0)
        new = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.[0-9]+)*", number.group(1))
        if new and int(new.group(1)) > _LAST_OLD_FEATURE:
            return int(new.group(1)), int(new.group(2) or 0), int(new.group(3) or 0)
    raise JavaError(f"'{text.strip()}' is not a version of Java; write it as 1.8.0_111 or 17.0.12")


def settings(text: str, minimum: Version | None = None) -> Settings:
    """Parse the answer: standard error and standard output together. Raises JavaError.

    The name of the runtime identifies Oracle's JDK: ``java.vendor`` is Oracle Corporation for Oracle's own builds of
    OpenJDK, too, and was for everybody's builds of Java 8. GraalVM has the same name of the runtime, but names itself
    in ``java.vendor.version``.
    """
    found = dict(re.findall(r"^[ \t]+(java\.[a-z.]+|os\.arch) = (.*?)[ \t\r]*$", text, re.MULTILINE))
    if "java.version" not in found:
        start = re.sub(r"\s+", " ", text.strip())[:100]
        raise JavaError(f"it answers '{start}'" if start else "it answers nothing")
    vendor, runtime = found.get("java.vendor", "unknown"), found.get("java.runtime.name", "unknown")
    product = found.get("java.vendor.version", "")
    build = found.get("java.runtime.version", found["java.version"])
    numbers = version(found["java.version"])
    return Settings(
        version=found["java.version"],
        feature=numbers[0],
        vendor=vendor,
        runtime=runtime,
        oracle=vendor == "Oracle Corporation"
        and runtime == "Java(TM) SE Runtime Environment"
        and "GraalVM" not in product,
        new_enough=None if minimum is None else numbers >= minimum,
        home=found.get("java.home"),
        architecture=found.get("os.arch"),
        description=f"{runtime} {build} of {vendor}{f' ({product})' if product else ''}",
    )


def start_error(error: OSError) -> str:
    """Return why the operating system could not start a Java."""
    return _START_ERRORS.get(error.errno or 0, error.strerror or str(error))


def exit_error(code: int, error_output: str) -> str:
    """Return why a Java ended with an exit code other than 0."""
    printed = re.sub(r"^Picked up .*$", "", error_output, flags=re.MULTILINE).strip()
    return printed or f"it ends with exit code {code}"
