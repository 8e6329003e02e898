# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What role bash_profile finds in a .bash_profile besides its block, and when the file is the role's alone.

The variables are evaluated by Ansible, as in the role.
"""

from __future__ import annotations

import base64
import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

VARS = pathlib.Path(__file__).parents[4] / "roles/bash_profile/vars/main.yml"
LOADER = DataLoader()
VARIABLES = LOADER.load_from_file(str(VARS), trusted_as_template=True)
CREATED = VARIABLES["_bash_profile_created"]
SOURCE = VARIABLES["_bash_profile_sources"][".profile"]
MARKER = VARIABLES["_bash_profile_marker"]
BEGIN, END = MARKER.replace("{mark}", "BEGIN"), MARKER.replace("{mark}", "END")
LINES = ["export JAVA_HOME=/opt/java", "export PATH=$JAVA_HOME/bin:$PATH"]
# Variables on which others are built. Ansible evaluates a variable again wherever it is used; here once is enough.
STEPS = [
    f"_bash_profile_{name}" for name in ("text", "markers", "whole", "first", "after", "block", "outside", "filled")
]
BLOCK = "".join(f"{line}\n" for line in [BEGIN, *LINES, END])


class Contents:
    """What the role finds in a file with this text; a surrogate stands for a byte that is not UTF-8."""

    def __init__(self, text: str) -> None:
        content = base64.b64encode(text.encode("utf-8", "surrogateescape")).decode()
        self._variables = VARIABLES | {"_bash_profile_slurped": {"content": content}}
        for name in STEPS:
            self._variables[name] = self._evaluate(name)

    def __getitem__(self, name: str) -> t.Any:
        return self._evaluate(f"_bash_profile_{name}")

    def _evaluate(self, name: str) -> t.Any:
        return Templar(LOADER, variables=self._variables).template(self._variables[name])


@pytest.mark.parametrize("text", ["", "\n", "export MINE=1\n", "export MINE=1"])
def test_without_a_block(text: str) -> None:
    contents = Contents(text)
    found = [contents[name] for name in ("block", "torn", "crlf", "utf8", "others", "only_own")]
    assert found == [[], False, False, True, [], False]


@pytest.mark.parametrize("before", ["", "export MINE=1\n", "export MINE=1\r\n"])
@pytest.mark.parametrize("after", ["", "umask 027", "\n\n"])
def test_block(before: str, after: str) -> None:
    contents = Contents(before + BLOCK + after)
    assert contents["block"] == [BEGIN, *LINES, END]
    assert contents["crlf"] == ("\r" in before)
    assert not contents["torn"]


def test_edited_block() -> None:
    assert Contents(BLOCK.replace(f"PATH\n{END}", f"PATH\r\n{END}"))["block"][-2].endswith("\r")


@pytest.mark.parametrize(
    "text",
    [
        f"{BEGIN}\n",
        f"{END}\n",
        f"{END}\n{BEGIN}\n",
        BLOCK + BLOCK,
        f"{BLOCK}{BEGIN}\n",
        BLOCK.replace("\n", "\r\n"),
        BLOCK.replace(f"{END}\n", f"{END}\r\n"),
        BLOCK.removesuffix("\n"),  # blockinfile would write a second block
    ],
)
def test_torn_markers(text: str) -> None:
    contents = Contents(text)
    assert contents["torn"]
    assert contents["block"] == []


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        ("export JAVA_HOME=/usr/java", "JAVA_HOME=/usr/java"),
        ("JAVA_HOME=/usr/java; export JAVA_HOME", "JAVA_HOME=/usr/java"),
        ("  declare -x JAVA_HOME='/usr/java'\r", "JAVA_HOME='/usr/java'"),
        ("export PASSWORD=secret JAVA_HOME=/usr/java", "JAVA_HOME=/usr/java"),
        ("[ -d /x ] && JAVA_HOME=\udcfc", "JAVA_HOME=?"),
        ("JAVA_HOME=/a; JAVA_HOME=/b", "JAVA_HOME=/a JAVA_HOME=/b"),
        ("JAVA_HOME={{1//0}} # ${#MINE} {% raw", "JAVA_HOME={{1//0}}"),  # not a template
    ],
)
def test_other_settings(line: str, setting: str) -> None:
    assert Contents(f"# first\n{BLOCK}{line}\n")["others"] == [f"line 6: {setting}"]


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
def test_unrelated_lines(line: str) -> None:
    assert Contents(f"{line}\n{BLOCK}")["others"] == []


@pytest.mark.parametrize(
    ("text", "only_own"),
    [
        (f"{CREATED}\n{SOURCE}\n{BLOCK}", True),
        (f"{CREATED}\n{BLOCK}", True),
        (f"{CREATED}\n{BLOCK}\n", True),
        (f"{CREATED}\n{SOURCE}\n", True),
        (f"{CREATED}\n{SOURCE}\n{BLOCK}export MINE=1\n", False),
        (f"{SOURCE}\n{BLOCK}", False),
        (BLOCK, False),
    ],
)
def test_file_with_own_lines_only(text: str, only_own: bool) -> None:
    assert Contents(text)["only_own"] is only_own


def test_bytes_that_are_not_utf8() -> None:
    assert not Contents("# f\udcfcr mich\n")["utf8"]
    assert Contents("# für mich\n")["utf8"]
