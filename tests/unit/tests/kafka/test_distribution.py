# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/distribution.py."""

from __future__ import annotations

import pathlib
import tarfile

import distribution
import pytest
from hypothesis import given
from hypothesis import strategies as st

DIGEST = "".join(f"{number:02x}" for number in range(64))
GPG = """kafka_2.12-3.3.1.tgz: 00010203 04050607 08090A0B 0C0D0E0F 10111213 14151617
                      18191A1B 1C1D1E1F 20212223 24252627 28292A2B 2C2D2E2F
                      30313233 34353637 38393A3B 3C3D3E3F
"""


def test_checksum_file_has_the_format_of_gpg() -> None:
    """It is exactly what `gpg --print-md SHA512` prints, which the role kafka has to parse."""
    assert distribution.format_checksum("kafka_2.12-3.3.1.tgz", DIGEST) == GPG


@given(st.binary(min_size=64, max_size=64), st.from_regex(r"[a-z0-9_.-]{1,40}", fullmatch=True))
def test_checksum_is_read_as_written(digest: bytes, name: str) -> None:
    """Every digest and name is parsed as it was written."""
    assert distribution.parse_checksum(distribution.format_checksum(name, digest.hex())) == digest.hex()


def test_checksum_of_sha512sum() -> None:
    """Some releases have the format with one line."""
    assert distribution.parse_checksum(f"{DIGEST}  kafka_2.12-3.3.1.tgz\n") == DIGEST


@pytest.mark.parametrize("listing", ["<html>404</html>", GPG[:-20], f"{DIGEST}00  file"])
def test_anything_else_is_an_error(listing: str) -> None:
    """The error page of a server must not be taken for a checksum."""
    with pytest.raises(RuntimeError, match="not a SHA-512"):
        distribution.parse_checksum(listing)


def test_unknown_version() -> None:
    """The error lists the known versions."""
    with pytest.raises(ValueError, match=r"no recipe for Kafka 0\.8, only for .*3\.3\.1"):
        distribution.ensure("0.8")


@pytest.mark.parametrize("version", sorted(distribution.RECIPES))
def test_pom_names_every_artifact(version: str) -> None:
    """It has one dependency each for the broker, for what comes with it, and for logging."""
    recipe = distribution.RECIPES[version]
    text = distribution.pom(version)
    assert text.count("<dependency>") == 1 + len(recipe.artifacts) + len(recipe.logging)
    assert f"kafka_{recipe.scala}</artifactId><version>{version}<" in text


def test_pack_is_reproducible(tmp_path: pathlib.Path) -> None:
    """The same content gives the same bytes, at another time and in another folder."""
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
