# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checker of the demo finds every kind of fault."""

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
    ids=["same", "other-keys-between", "lost", "read-again", "twice", "reordered", "nothing"],
)
def test_compare(read: list[checker.Record], lost: int, repeated: int, reordered: int) -> None:
    """Each fault is counted as its kind, and makes the verdict bad."""
    verdict = checker.compare(SENT, read)
    assert (verdict.lost, verdict.repeated, verdict.reordered_keys) == (lost, repeated, reordered)
    assert verdict.good == (not (lost or repeated or reordered))


def test_no_records() -> None:
    """A demo without records has not succeeded."""
    assert not checker.compare([], []).good


def test_record_that_was_not_acknowledged() -> None:
    """More records than were acknowledged make the verdict bad, too."""
    assert not checker.compare(SENT, [*SENT, ("t", "c", 1)]).good


def test_production_pause() -> None:
    """The longest time between two acknowledgements counts."""
    assert checker.production_pause([Entry(time, "t", 0, "k", 1) for time in (1.0, 1.5, 4.0, 4.1)]) == 2.5
    assert checker.production_pause([]) == 0.0


def test_ledger(tmp_path: pathlib.Path) -> None:
    """Every line of a ledger is read."""
    assert read_ledger(tmp_path / "none.ledger") == []
    (tmp_path / "a.ledger").write_text("1.5 t 3 k7 9\n")
    assert read_ledger(tmp_path / "a.ledger") == [Entry(1.5, "t", 3, "k7", 9)]


def test_incomplete_line(tmp_path: pathlib.Path) -> None:
    """A line without its end is ignored, because it can be valid by chance: sequence 91 is not 9."""
    (tmp_path / "a.ledger").write_text("1.5 t 3 k7 9\n1.6 t 3 k7 9")
    assert read_ledger(tmp_path / "a.ledger") == [Entry(1.5, "t", 3, "k7", 9)]
