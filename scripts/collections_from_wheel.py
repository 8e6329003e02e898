# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take single collections out of the Python package ``ansible``, where pip has access and Ansible Galaxy has not.

usage: collections_from_wheel.py CACHE TARGET COLLECTION...
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
import zipfile


def wheel(cache: pathlib.Path) -> pathlib.Path:
    """Return the package's wheel, fetched once (50 MB) and then kept."""
    kept = sorted(cache.glob("ansible-*.whl"), key=lambda path: path.stat().st_mtime)
    if kept:
        return kept[-1]
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", scratch]
        subprocess.run([*command, "ansible"], check=True)
        fetched = next(pathlib.Path(scratch).glob("ansible-*.whl"))
        return fetched.rename(cache / fetched.name)


def main() -> None:
    """Unpack the collections named below the target."""
    cache, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    folders = {name: f"ansible_collections/{name.replace('.', '/')}/" for name in sys.argv[3:]}
    source = wheel(cache)
    with zipfile.ZipFile(source) as archive:
        members = archive.namelist()
        for name, folder in folders.items():
            wanted = [member for member in members if member.startswith(folder)]
            if not wanted:
                sys.exit(f"{source.name} has no {name}")
            archive.extractall(target, wanted)


if __name__ == "__main__":
    main()
