# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a .bash_profile into a home, or check that every byte of it outside the block is as it was.

usage: profile.py write HOME CASE
       profile.py check HOME CASE JAVA_HOME     with the block
       profile.py check HOME CASE               without
"""

from __future__ import annotations

import pathlib
import sys

# The bytes, and the mode.
CASES = {
    "plain": (b"export MINE=1\n# {{ 1 // 0 }} ${#MINE} {% raw\numask 027", 0o640),  # nothing of it is a template
    "empty": (b"", 0o600),
    "latin1": (b"# f\xfcr mich\nexport MINE=1\n", 0o644),
    "crlf": (b"export MINE=1\r\n# second\r\n", 0o644),
    "linked": (b"export MINE=1\n", 0o604),
}
BLOCK = """# BEGIN ANSIBLE MANAGED BLOCK: otc.kafka_migration.bash_profile
export JAVA_HOME={}
export PATH=$JAVA_HOME/bin:$PATH
# END ANSIBLE MANAGED BLOCK: otc.kafka_migration.bash_profile
"""


def location(home: pathlib.Path, case: str) -> pathlib.Path:
    """The file that is written to; a link is followed."""
    return home / "dotfiles" / "profile" if case == "linked" else home / ".bash_profile"


def write(home: pathlib.Path, case: str) -> None:
    """Write the file."""
    content, mode = CASES[case]
    file = location(home, case)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.chmod(mode)
    if case == "linked":
        (home / ".bash_profile").symlink_to("dotfiles/profile")


def check(home: pathlib.Path, case: str, java_home: str = "") -> None:
    """Fail with a description of the first difference."""
    content, mode = CASES[case]
    if content and not content.endswith(b"\n"):
        content += b"\n"
    expected = content + BLOCK.format(java_home).encode() if java_home else content
    file = location(home, case)
    found, found_mode = file.read_bytes(), file.stat().st_mode & 0o7777
    assert found == expected, f"{case}: {found!r} is not {expected!r}"
    assert found_mode == mode, f"{case}: mode {found_mode:o}"
    assert (home / ".bash_profile").is_symlink() == (case == "linked"), f"{case}: the link was replaced"


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](pathlib.Path(sys.argv[2]), *sys.argv[3:])
