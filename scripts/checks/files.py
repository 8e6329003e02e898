# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The text files of this repository: which are shell scripts, and which have lines that are too long.

usage: python scripts/checks/files.py        prints every line over the limit
"""

from __future__ import annotations

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LONGEST_LINE = 120
# Files whose lines are not ours to break.
EXEMPT = {
    "LICENSE",  # the text of the license as published
    "CHANGELOG.md",  # these three are written by antsibull-changelog
    "CHANGELOG.rst",
    "changelogs/changelog.yaml",
    "tests/openstack/constraints.txt",  # written by pip
}
# Configurations as a module writes them, which tests compare with.
EXEMPT_FOLDER = "tests/unit/plugins/module_utils/_mirror/data/"
_PROSE = (".md", ".rst")
_MADE = {".ansible", ".venv", ".cache", ".git", "__pycache__", "output"}  # folders that set-up and tests make


def text_files(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """Return all files that git tracks or would track, or without git all that are not made here."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=root, check=False, capture_output=True, text=True
    )
    if listed.returncode == 0 and listed.stdout:
        paths = [root / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in root.rglob("*") if not _MADE.intersection(path.relative_to(root).parts)]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink() and b"\0" not in path.read_bytes())


def shell_scripts() -> list[str]:
    """Return every shell script. Not all have a suffix, so the first line decides."""
    return [
        str(path.relative_to(ROOT))
        for path in text_files()
        if path.suffix != ".j2" and re.match(rb"#!.*\b(ba)?sh\b", path.read_bytes())
    ]


def long_lines(name: str, text: str) -> list[str]:
    """Return where a file has lines over the limit; an address cannot be broken, nor can a row of a table in prose."""
    if name in EXEMPT or name.startswith(EXEMPT_FOLDER):
        return []
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if name.endswith(_PROSE) and line.lstrip().startswith(("|", "+")):
            continue
        length = len(re.sub(r"https?://\S+", "", line))
        if length > LONGEST_LINE:
            found.append(f"{name}:{number}: {length} characters, {LONGEST_LINE} at the most")
    return found


def main() -> int:
    """Print all lines that are too long; 1 when there is one."""
    found = [
        line
        for path in text_files()
        for line in long_lines(str(path.relative_to(ROOT)), path.read_text(errors="replace"))
    ]
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
