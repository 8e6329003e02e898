# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a .bash_profile beside the block, and when the file is the role's alone."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.filter.bash_profile_contents import bash_profile_contents

MADE, SOURCE = "# Made", ". ~/.profile"
BLOCK = "# BEGIN\nexport JAVA_HOME=/opt/java\nexport PATH=$JAVA_HOME/bin:$PATH\n# END\n"


def read(text: str) -> dict[str, t.Any]:
    return bash_profile_contents(text, "# BEGIN", "# END", [MADE, SOURCE])


@pytest.mark.parametrize("text", ["", "\n", "export MINE=1\n", "export MINE=1"])
def test_without_a_block(text: str) -> None:
    assert read(text) == {"block": None, "torn": False, "crlf": False, "utf8": True, "others": [], "only_own": False}


@pytest.mark.parametrize("before", ["", "export MINE=1\n", "export MINE=1\r\n"])
@pytest.mark.parametrize("after", ["", "umask 027", "\n\n"])
def test_the_block(before: str, after: str) -> None:
    contents = read(before + BLOCK + after)
    assert contents["block"] == ["export JAVA_HOME=/opt/java", "export PATH=$JAVA_HOME/bin:$PATH"]
    assert contents["crlf"] == ("\r" in before)
    assert not contents["torn"]


def test_a_block_in_which_somebody_wrote() -> None:
    assert read(BLOCK.replace("PATH\n# END", "PATH\r\n# END"))["block"][-1].endswith("\r")


@pytest.mark.parametrize(
    "text",
    [
        "# BEGIN\n",
        "# END\n",
        "# END\n# BEGIN\n",
        BLOCK + BLOCK,
        BLOCK + "# BEGIN\n",
        BLOCK.replace("\n", "\r\n"),
        BLOCK.replace("# END\n", "# END\r\n"),
    ],
)
def test_torn_markers(text: str) -> None:
    contents = read(text)
    assert contents["torn"]
    assert contents["block"] is None


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ("export JAVA_HOME=/usr/java", "JAVA_HOME=/usr/java"),
        ("JAVA_HOME=/usr/java; export JAVA_HOME", "JAVA_HOME=/usr/java"),
        ("  declare -x JAVA_HOME='/usr/java'\r", "JAVA_HOME='/usr/java'"),
        ("export PASSWORD=secret JAVA_HOME=/usr/java", "JAVA_HOME=/usr/java"),
        ("[ -d /x ] && JAVA_HOME=\udcfc", "JAVA_HOME=?"),
    ],
)
def test_others_are_named(line: str, setting: str) -> None:
    assert read(f"# first\n{BLOCK}{line}\n")["others"] == [f"line 6: {setting}"]


@pytest.mark.parametrize(
    "line",
    [
        "# JAVA_HOME=/usr",
        "export OLD_JAVA_HOME=/usr",
        "export PATH=$JAVA_HOME/bin:$PATH",
        "unset JAVA_HOME",
        "MY-JAVA_HOME=1",
    ],
)
def test_what_does_not_set_it(line: str) -> None:
    assert read(f"{line}\n{BLOCK}")["others"] == []


@pytest.mark.parametrize(
    ("text", "only_own"),
    [
        (f"{MADE}\n{SOURCE}\n{BLOCK}", True),
        (f"{MADE}\n{BLOCK}", True),
        (f"{MADE}\n{BLOCK}\n", True),
        (f"{MADE}\n{SOURCE}\n", True),
        (f"{MADE}\n{SOURCE}\n{BLOCK}export MINE=1\n", False),
        (f"{SOURCE}\n{BLOCK}", False),
        (BLOCK, False),
    ],
)
def test_when_the_file_is_the_roles_alone(text: str, only_own: bool) -> None:
    assert read(text)["only_own"] is only_own


def test_bytes_that_are_not_utf8() -> None:
    assert not read("# f\udcfcr mich\n")["utf8"]
