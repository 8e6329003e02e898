# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find a Java that can run a given Kafka: not every machine's default Java can."""

from __future__ import annotations

import os
import pathlib
import re
import shutil


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


def _candidates() -> list[pathlib.Path]:
    homes = []
    if os.environ.get("JAVA_HOME"):
        homes.append(pathlib.Path(os.environ["JAVA_HOME"]))
    command = shutil.which("java")
    if command:
        homes.append(pathlib.Path(command).resolve().parent.parent)
    homes += sorted(path for path in pathlib.Path("/usr/lib/jvm").glob("*") if path.is_dir() and not path.is_symlink())
    return homes
