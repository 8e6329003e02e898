# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get a Kafka to run: download the released archive, or else assemble the same layout from Maven's artifacts.

usage: python tests/kafka/distribution.py [VERSION]      prints the paths of the archive and of the unpacked folder
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import http.client
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import typing
import urllib.request

import cache
import layout

RELEASES = "https://archive.apache.org/dist/kafka"
ARTIFACTS = ("kafka-tools", "connect-runtime", "connect-file")
MIRROR_MAKER = ("connect-mirror", "connect-mirror-client")  # KIP-382, Kafka 2.4
STREAMS = ("kafka-streams",)
LOG4J1 = ("org.slf4j:slf4j-reload4j:1.7.36",)
# The bridge for the API of log4j 1 reads its configuration files too, as in the released archive (KIP-653).
LOG4J2 = ("org.apache.logging.log4j:log4j-slf4j-impl:2.25.3", "org.apache.logging.log4j:log4j-1.2-api:2.25.3")


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What depends on the version.

    ``java``: the oldest and the newest that it runs on. ``kraft``: whether it does without ZooKeeper.
    ``features``: None where a broker that was never formatted has all that it needs; else what is enabled at the
    formatting in addition to the version's defaults, without which there are no KIP-848 groups.
    """

    scala: str
    java: tuple[int, int]
    artifacts: tuple[str, ...] = (*ARTIFACTS, *MIRROR_MAKER)
    logging: tuple[str, ...] = LOG4J1
    kraft: bool = True
    log4j: int = 1
    features: tuple[str, ...] | None = None
    authorizer: str = "org.apache.kafka.metadata.authorizer.StandardAuthorizer"

    @property
    def has_new_protocol(self) -> bool:
        """Whether its brokers have groups of KIP-848."""
        return self.features is not None


# 2.3.1: ZooKeeper 3.4 breaks on Java 14 and later. The old ones have their logging among their dependencies.
# 4.1.2: share groups and streams groups are not complete yet (KIP-932, KIP-1071), which formatting has to override.
# 4.2.0: of the later 4.2, Maven has no connect-file and connect-mirror-client.
RECIPES = {
    "2.3.1": Recipe("2.12", (8, 13), ARTIFACTS, (), kraft=False, authorizer="kafka.security.auth.SimpleAclAuthorizer"),
    "2.8.2": Recipe("2.12", (8, 17), logging=(), kraft=False, authorizer="kafka.security.authorizer.AclAuthorizer"),
    "3.3.1": Recipe("2.12", (8, 21)),
    "3.9.1": Recipe("2.13", (8, 23)),
    "4.1.2": Recipe(
        "2.13",
        (17, 25),
        (*ARTIFACTS, *MIRROR_MAKER, *STREAMS),
        LOG4J2,
        log4j=2,
        features=("share.version=1", "streams.version=1"),
    ),
    "4.2.0": Recipe("2.13", (17, 25), (*ARTIFACTS, *MIRROR_MAKER, *STREAMS), LOG4J2, log4j=2, features=()),
}


@dataclasses.dataclass(frozen=True)
class Distribution:
    """A Kafka on disk: packed as released (``archive``, with ``archive``.sha512 next to it) and unpacked (``home``)."""

    version: str
    archive: pathlib.Path
    home: pathlib.Path

    @property
    def recipe(self) -> Recipe:
        """The recipe of this version."""
        return RECIPES[self.version]


def ensure(version: str = "3.3.1") -> Distribution:
    """Return the Kafka of this version, from the cache after the first call, which takes a while.

    Raises ValueError for an unknown version, RuntimeError where it cannot be had.
    """
    if version not in RECIPES:
        raise ValueError(f"no recipe for Kafka {version}, only for {', '.join(RECIPES)}")
    folder_of_all = cache.folder() / "kafka"
    released = folder_of_all / f"{version}-released"
    built = folder_of_all / f"{version}-built-{_fingerprint(version)}"
    with cache.locked(folder_of_all / f"{version}.lock"):
        for folder in (released, built):
            if folder.is_dir():
                return _distribution(version, folder)
        with tempfile.TemporaryDirectory(dir=folder_of_all, prefix=f"{version}-") as scratch:
            work = pathlib.Path(scratch) / "whole"
            work.mkdir()
            folder = released if _download(version, work) else built
            if folder == built:
                _assemble(version, work)
            work.rename(folder)  # whole or not at all
        return _distribution(version, folder)


def folder_name(version: str) -> str:
    """Return the name of the root folder in the released archive."""
    return f"kafka_{RECIPES[version].scala}-{version}"


def _distribution(version: str, folder: pathlib.Path) -> Distribution:
    name = folder_name(version)
    return Distribution(version, folder / f"{name}.tgz", folder / name)


def _fingerprint(version: str) -> str:
    """Return a digest of everything that a build depends on, so that the cache has no stale builds."""
    digest = hashlib.sha256(pom(version).encode())
    for path in [pathlib.Path(layout.__file__), *sorted(layout.FILES.rglob("*.*"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


# --- the released archive


def _download(version: str, work: pathlib.Path, seconds: float = 240) -> bool:
    """Download and unpack the released archive; return False when that fails or takes too long.

    Raises RuntimeError for a wrong checksum.
    """
    name = folder_name(version)
    url = f"{RELEASES}/{version}/{name}.tgz"
    archive = work / f"{name}.tgz"
    try:
        with urllib.request.urlopen(f"{url}.sha512", timeout=5) as answer:
            listing = answer.read().decode()
        _copy(url, archive, time.monotonic() + seconds)
    except (OSError, http.client.HTTPException) as error:
        print(
            f"The released Kafka {version} cannot be downloaded ({getattr(error, 'reason', error)}).", file=sys.stderr
        )
        archive.unlink(missing_ok=True)
        return False
    digest = hashlib.sha512(archive.read_bytes()).hexdigest()
    if digest != parse_checksum(listing):
        raise RuntimeError(f"{url} does not have the checksum that {url}.sha512 states")
    (work / f"{name}.tgz.sha512").write_text(listing)
    subprocess.run(["tar", "-xzf", str(archive), "-C", str(work)], check=True)
    return True


def _copy(url: str, target: pathlib.Path, deadline: float) -> None:
    with urllib.request.urlopen(url, timeout=5) as answer, target.open("wb") as output:
        while part := answer.read(1 << 20):
            output.write(part)
            if time.monotonic() > deadline:
                raise TimeoutError("too slow")
        if output.tell() != int(answer.headers.get("Content-Length", output.tell())):
            raise ConnectionError("the connection ended early")


# --- from Maven's artifacts


# 70 MB of state stores for Kafka Streams, which the programs of the tests do not have.
_WITHOUT_STORES = (
    "<exclusions><exclusion><groupId>org.rocksdb</groupId><artifactId>rocksdbjni</artifactId></exclusion></exclusions>"
)


def pom(version: str) -> str:
    """Return a Maven project that depends on those artifacts of the released libs/ that are needed here."""
    recipe = RECIPES[version]
    names = [("org.apache.kafka", f"kafka_{recipe.scala}", version)]
    names += [("org.apache.kafka", artifact, version) for artifact in recipe.artifacts]
    names += [typing.cast("tuple[str, str, str]", tuple(one.split(":"))) for one in recipe.logging]
    dependencies = "".join(
        f"<dependency><groupId>{group}</groupId>"
        f"<artifactId>{artifact}</artifactId><version>{number}</version>{_WITHOUT_STORES}</dependency>\n"
        for group, artifact, number in names
    )
    return (
        "<project><modelVersion>4.0.0</modelVersion>\n"
        f"<groupId>otc</groupId><artifactId>kafka</artifactId><version>{version}</version><packaging>pom</packaging>\n"
        f"<dependencies>\n{dependencies}</dependencies></project>\n"
    )


def _assemble(version: str, work: pathlib.Path) -> None:
    if not shutil.which("mvn"):
        raise RuntimeError(
            f"Kafka {version} can be neither downloaded nor assembled: mvn is missing. Run scripts/setup."
        )
    print(f"Assembling Kafka {version} from its Maven artifacts, about 20 s ...", file=sys.stderr)
    home = work / folder_name(version)
    (work / "pom.xml").write_text(pom(version))
    command = ["mvn", "-q", "-B", "-f", str(work / "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime"]
    result = subprocess.run(
        [*command, f"-DoutputDirectory={home / 'libs'}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(f"Maven could not download Kafka {version}:\n{result.stdout[-3000:]}")
    (work / "pom.xml").unlink()
    layout.write(home, layout.class_names(home / "libs"), RECIPES[version].log4j)
    archive = work / f"{home.name}.tgz"
    pack(home, archive)
    digest = hashlib.sha512(archive.read_bytes()).hexdigest()
    (work / f"{archive.name}.sha512").write_text(format_checksum(archive.name, digest))


def pack(home: pathlib.Path, archive: pathlib.Path) -> None:
    """Write an archive of the folder; the same content gives the same bytes, whoever makes it and when."""

    def neutral(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = 0, 0, 0, "root", "root"
        return entry

    with (
        archive.open("wb") as output,
        gzip.GzipFile("", "wb", 1, output, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as entries,
    ):
        entries.add(home, home.name, recursive=False, filter=neutral)
        for path in sorted(home.rglob("*")):
            entries.add(path, f"{home.name}/{path.relative_to(home)}", recursive=False, filter=neutral)


# --- checksum files


def format_checksum(name: str, digest: str) -> str:
    """Format a SHA-512 as ``gpg --print-md SHA512`` does, in groups of digits, which sha512sum does not accept."""
    groups = [digest[index : index + 8].upper() for index in range(0, 128, 8)]
    lines = [" ".join(groups[index : index + 6]) for index in range(0, 16, 6)]
    return f"{name}: " + f"\n{' ' * (len(name) + 2)}".join(lines) + "\n"


def parse_checksum(listing: str) -> str:
    """Return the SHA-512 in a checksum file of either kind: gpg's groups, or sha512sum's one word.

    Raises RuntimeError for anything else.
    """
    body = listing.split(":", 1)[1] if ":" in listing else listing.split(maxsplit=1)[0]
    digest = re.sub(r"\s", "", body).lower()
    if not re.fullmatch("[0-9a-f]{128}", digest):
        raise RuntimeError(f"not a SHA-512 checksum file: {listing[:200]!r}")
    return digest


def main() -> None:
    """Get one version and print its paths."""
    found = ensure(*sys.argv[1:2])
    print(found.archive, found.home, sep="\n")


if __name__ == "__main__":
    main()
