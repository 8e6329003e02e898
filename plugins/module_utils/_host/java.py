# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who made a Java and which version it is, from what it says itself; and how Oracle names its archives."""

from __future__ import annotations

import dataclasses
import re

Version = tuple  # of three whole numbers: feature, interim, update; 1.8.0_202 is (8, 0, 202)


class NoJava(ValueError):
    """This is no answer of a Java, or no version; the message says what it is instead."""


@dataclasses.dataclass(frozen=True)
class Settings:
    """What C(java -XshowSettings:properties -version) says."""

    version: str
    feature: int
    vendor: str
    runtime: str
    oracle: bool
    new_enough: bool
    description: str


def version(text: str) -> Version:
    """Read V(1.8.0_202), V(8u202), V(1.8.202) (as the vendor's document writes it), V(17), V(17.0.12), with V(-ea) or V(+8) behind them or not."""
    number = re.fullmatch(r"\s*([0-9][0-9._u]*)(?:[-+].*)?\s*", text)
    if number:
        old = re.fullmatch(r"(?:1\.)?([5-8])(?:\.0(?=_|$))?(?:[._u]([0-9]+))?", number.group(1))
        if old:
            return int(old.group(1)), 0, int(old.group(2) or 0)
        new = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:\.[0-9]+)*", number.group(1))
        if new and int(new.group(1)) > 8:
            return int(new.group(1)), int(new.group(2) or 0), int(new.group(3) or 0)
    raise NoJava(f"{text.strip() or 'nothing'} is no version of Java; write it as 1.8.0_111 or 17.0.12")


def settings(text: str, minimum: str) -> Settings:
    """Read the answer.

    Oracle's JDK is told by the name of its runtime: C(java.vendor) is Oracle Corporation for Oracle's own builds of OpenJDK, too, and was for
    everybody's builds of Java 8. GraalVM has the name of the runtime, but says what it is in C(java.vendor.version).
    """
    found = dict(re.findall(r"^[ \t]+(java\.[a-z.]+) = (.*?)[ \t\r]*$", text, re.MULTILINE))
    if "java.version" not in found:
        start = re.sub(r"\s+", " ", text.strip())[:100]
        raise NoJava(f"it answers '{start}'" if start else "it answers nothing")
    vendor, runtime = found.get("java.vendor", "unknown"), found.get("java.runtime.name", "unknown")
    product = found.get("java.vendor.version", "")
    numbers = version(found["java.version"])
    return Settings(
        version=found["java.version"],
        feature=numbers[0],
        vendor=vendor,
        runtime=runtime,
        oracle=vendor == "Oracle Corporation"
        and runtime == "Java(TM) SE Runtime Environment"
        and "GraalVM" not in product,
        new_enough=numbers >= version(minimum),
        description=f"{runtime} {found.get('java.runtime.version', found['java.version'])} of {vendor}{f' ({product})' if product else ''}",
    )


def folder(archive: str) -> str | None:
    """The folder in an archive of Oracle, by the archive's name; null where the name does not tell.

    V(jdk-21_linux-x64_bin.tar.gz) does not: it is 21, and whatever update of it is the latest.
    """
    name = archive.rpartition("/")[2]
    old = re.match(r"(jdk|jre)-([5-8])u([0-9]+)-linux-", name)
    if old:
        return f"{old.group(1)}1.{old.group(2)}.0_{int(old.group(3)):02}"
    new = re.match(r"(jdk-[0-9]+(?:\.[0-9]+)+)_linux-", name)
    return new.group(1) if new else None
