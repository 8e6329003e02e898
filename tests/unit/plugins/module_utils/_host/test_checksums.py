# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse checksum files: Apache's layout, that of sha512sum, and invalid texts."""

from __future__ import annotations

import hashlib
import pathlib
import subprocess

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import checksums
from hypothesis import given
from hypothesis import strategies as st

NAME = "kafka_2.12-3.3.1.tgz"
DIGEST = hashlib.sha512(b"kafka").hexdigest()


def gpg(digest: str, name: str = NAME, groups: int = 6, space: str = "") -> str:
    """Return the output of gpg --print-md SHA512; some versions put two spaces between the groups of short lines."""
    parts = [digest[index : index + 8].upper() for index in range(0, len(digest), 8)]
    lines = [f" {space}".join(parts[index : index + groups]) for index in range(0, len(parts), groups)]
    return f"{name}: " + ("\n" + " " * (len(name) + 2)).join(lines) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        gpg(DIGEST),
        gpg(DIGEST, groups=4, space=" "),
        gpg(DIGEST).replace("\n", "\r\n"),
        gpg(DIGEST, name=f"/home/release/{NAME}"),
        f"{NAME}:\n{DIGEST}\n",
        f"{DIGEST}  {NAME}\n",
        f"{DIGEST} *./{NAME}\n",
        f"{'0' * 128}  other.tgz\n{DIGEST}  {NAME}\n",
        f"SHA512 ({NAME}) = {DIGEST}\n",
        f"{DIGEST.upper()}\n",
        f"sha512:{DIGEST}",
    ],
)
def test_layouts(text: str) -> None:
    """Every layout that publishers use is understood."""
    assert checksums.parse(text, NAME) == checksums.Checksum("sha512", DIGEST)


def test_sha256() -> None:
    """The algorithm is part of the answer."""
    assert checksums.parse("sha256:" + "a" * 64, NAME).algorithm == "sha256"


@given(st.binary(), st.integers(1, 8))
def test_any_digest_in_gpg_layout(content: bytes, groups: int) -> None:
    """No digest is mistaken for another layout, however it is grouped."""
    digest = hashlib.sha512(content).hexdigest()
    assert checksums.parse(gpg(digest, groups=groups), NAME).digest == digest


def test_sha512sum_output(tmp_path: pathlib.Path) -> None:
    """The output of this machine's sha512sum is understood."""
    (tmp_path / NAME).write_bytes(b"kafka")
    printed = subprocess.run(["sha512sum", NAME], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert checksums.parse(printed, NAME).digest == DIGEST


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("<!DOCTYPE html>\n<html>Not Found</html>", "it begins with '<!DOCTYPE html>"),
        (gpg(DIGEST)[:-20], "hexadecimal digits; SHA-512 has 128"),
        (gpg(DIGEST, name="kafka_2.13-3.3.1.tgz"), "it is for kafka_2.13-3.3.1.tgz, not for kafka_2.12-3.3.1.tgz"),
        (f"{DIGEST}  other.tgz\n", "has no line for kafka_2.12-3.3.1.tgz, but for other.tgz"),
        (f"{DIGEST}\n{DIGEST}\n", "it begins with"),
        ("sha512:" + "a" * 64, "64 hexadecimal digits; sha512 has 128"),
        ("md5:" + "a" * 32, "it is for md5"),
        ("sha512:", "it begins with 'sha512:'"),
    ],
)
def test_invalid_checksum(text: str, message: str) -> None:
    """The error describes the text; the roles add for which archive it was and what to set."""
    with pytest.raises(checksums.ChecksumError) as caught:
        checksums.parse(text, NAME)
    assert message in str(caught.value)
