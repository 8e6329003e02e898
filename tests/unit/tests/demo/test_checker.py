# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's judge: it must see what went wrong."""

from __future__ import annotations

import pathlib

import checker
import pytest
from client import Entry, read_ledger

SENT = [("t", "a", 1), ("t", "b", 1), ("t", "a", 2), ("t", "a", 3)]


@pytest.mark.parametrize(
    ("read", "lost", "repeated", "reordered"),
    [
        (SENT, 0, 0, 0),
        ([("t", "b", 1), ("t", "a", 1), ("t", "a", 2), ("t", "a", 3)], 0, 0, 0),
        (SENT[:-1], 1, 0, 0),
        ([*SENT, SENT[0]], 0, 1, 1),
        ([*SENT, SENT[-1]], 0, 1, 0),
        ([SENT[1], SENT[2], SENT[0], SENT[3]], 0, 0, 1),
        ([], 4, 0, 0),
    ],
    ids=["same", "other-keys-between", "lost", "read-again", "twice", "overtaken", "nothing"],
)
def test_compare(read: list, lost: int, repeated: int, reordered: int) -> None:
    """Each fault is counted as what it is, and any spoils the verdict."""
    verdict = checker.compare(SENT, read)
    assert (verdict.lost, verdict.repeated, verdict.reordered_keys) == (lost, repeated, reordered)
    assert verdict.good == (not (lost or repeated or reordered))


def test_nothing_acknowledged_shows_nothing() -> None:
    """A demo in which no record moved has not succeeded."""
    assert not checker.compare([], []).good


def test_a_record_that_nobody_sent_spoils_the_verdict() -> None:
    """More on the target than was acknowledged is not the same either."""
    assert not checker.compare(SENT, [*SENT, ("t", "c", 1)]).good


def test_gap() -> None:
    """The longest pause between two acknowledgements."""
    assert checker.gap([Entry(time, "t", 0, "k", 1) for time in (1.0, 1.5, 4.0, 4.1)]) == 2.5
    assert checker.gap([]) == 0.0


def test_ledger(tmp_path: pathlib.Path) -> None:
    """What a service notes comes back."""
    assert read_ledger(tmp_path / "none.ledger") == []
    (tmp_path / "a.ledger").write_text("1.5 t 3 k7 9\n")
    assert read_ledger(tmp_path / "a.ledger") == [Entry(1.5, "t", 3, "k7", 9)]


def test_a_line_that_is_being_written(tmp_path: pathlib.Path) -> None:
    """Half a line may look whole: sequence 91 is not 9."""
    (tmp_path / "a.ledger").write_text("1.5 t 3 k7 9\n1.6 t 3 k7 9")
    assert read_ledger(tmp_path / "a.ledger") == [Entry(1.5, "t", 3, "k7", 9)]
