# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge of faults: what is wrong with a migration in which something went wrong."""

from __future__ import annotations

import dataclasses

import pytest
from checker import Verdict
from fault_judge import (
    MIGRATED,
    STOPPED,
    Ending,
    Expected,
    Findings,
    WrittenRecords,
    complaints,
    failure_messages,
    judge_group,
    judge_target,
)

FRONT = [("t", "front.1", 1), ("t", "front.1", 2)]
STRAY = [("t", "stray.1", 1)]
OTHER = [("u", "till.1", 1)]
GOOD = Verdict(acknowledged=3, consumed=3, lost=0, repeated=0, reordered_keys=0)
SAID = 'fatal: [mirror]: FAILED! => {"changed": false, "msg": "The mirror is down."}\n'
UNREACHABLE = 'fatal: [till -> mirror]: UNREACHABLE! => {"changed": false, "msg": "no route", "unreachable": true}\n'
ALL_MOVED = {"front": "target", "billing": "target"}
WELL = Findings(True, Ending(0, ""), None, (), ALL_MOVED, ALL_MOVED, {"billing": GOOD})


def _written(**changes: object) -> WrittenRecords:
    written = WrittenRecords([*FRONT, *STRAY], STRAY, [*FRONT, *STRAY], FRONT)
    return dataclasses.replace(written, **changes)  # type: ignore[arg-type]


def test_a_group_on_the_target_has_read_everything() -> None:
    """What only lies on the source must have been read before."""
    assert judge_group(_written(), {"t"}, FRONT, True).lost == 1
    assert judge_group(_written(), {"t"}, [*FRONT, *STRAY], True).good
    assert judge_group(_written(on_source=STRAY), {"t"}, STRAY, True).lost == 2


def test_a_group_on_the_source_has_not_lost_what_lies_on_the_target() -> None:
    """It will read that when it moves; what lies on its side counts."""
    written = _written(on_source=FRONT[:1])
    assert judge_group(written, {"t"}, FRONT[:1], False).good
    assert judge_group(written, {"t"}, [], False).lost == 1


def test_a_group_is_judged_by_its_own_topics() -> None:
    """Records of other topics are not missed."""
    written = _written(acknowledged=[*FRONT, *OTHER], on_source=[*FRONT, *OTHER])
    assert judge_group(written, {"t"}, FRONT, True).good


def test_the_target() -> None:
    """A stray's records may be there or not; all others must be there once, when everything has moved."""
    assert judge_target(_written(), True, True).good
    assert judge_target(_written(on_target=[*FRONT, *STRAY]), True, True).good
    assert judge_target(_written(on_target=FRONT[:1]), True, True).lost == 1
    assert judge_target(_written(on_target=FRONT[:1]), True, False).lost == 0
    assert judge_target(_written(on_target=[*FRONT, FRONT[1]]), True, False).repeated == 1


def test_the_target_without_a_copy() -> None:
    """Each record lies on one of the two sides, and on one only."""
    assert judge_target(_written(on_source=FRONT[:1], on_target=FRONT[1:]), False, True).good
    assert judge_target(_written(on_source=FRONT, on_target=FRONT[1:]), False, True).repeated == 1
    assert judge_target(_written(on_source=FRONT[:1], on_target=[]), False, True).lost == 1


def test_messages() -> None:
    """The messages of failed tasks are found, and those that the play has ignored are left out."""
    item = 'failed: [till] (item={"a": "b"}) => {"msg": "exit 1"}\n'
    ignored = f"{SAID}{item}...ignoring\n"
    assert failure_messages(f"TASK [x]\n{ignored}{UNREACHABLE}{item}ok: [till]\n") == [
        "till -> mirror: UNREACHABLE: no route",
        "till: exit 1",
    ]
    assert Ending(0, SAID).message == ""
    assert Ending(2, SAID + UNREACHABLE).message == "till -> mirror: UNREACHABLE: no route"
    assert Ending(-9, SAID, killed=True).message == "(killed)"


def test_well() -> None:
    """A migration that the fault did not touch is good, and one that stopped, said so and went on later."""
    assert complaints(Expected(), WELL) == []
    stopped = dataclasses.replace(
        WELL, first=Ending(2, SAID), again=Ending(0, ""), state_after_first={"front": "stopped"}
    )
    assert complaints(Expected(STOPPED, "mirror"), stopped) == []
    refused = dataclasses.replace(WELL, others=(Ending(2, SAID),))
    assert complaints(Expected(STOPPED, "mirror"), refused) == []


@pytest.mark.parametrize(
    ("expected", "changes", "complaint"),
    [
        (Expected(), {"happened": False}, "never happened"),
        (Expected(), {"verdicts": {"g": dataclasses.replace(GOOD, lost=2)}}, "g: 2 lost, 0 repeated"),
        (Expected(), {"verdicts": {"g": dataclasses.replace(GOOD, repeated=2)}}, "2 repeated"),
        (Expected(), {"verdicts": {"g": dataclasses.replace(GOOD, reordered_keys=2)}}, "2 keys reordered"),
        (Expected(), {"verdicts": {}}, "no record"),
        (Expected(), {"state_after_first": {"front": "source"}}, "success, but did not move front (source)"),
        (Expected(), {"state_after_first": {"front": "stopped"}}, "did not move front (stopped)"),
        (Expected(STOPPED), {}, "as if nothing was wrong"),
        (Expected(MIGRATED), {"first": Ending(2, SAID), "again": Ending(0, "")}, "the run stopped: mirror: The mirror"),
        (Expected(says="broker"), {"first": Ending(2, SAID), "again": Ending(0, "")}, "no message has 'broker'"),
        (Expected(), {"first": Ending(2, ""), "again": Ending(0, "")}, "without a message"),
        (Expected(), {"first": Ending(-9, "", timed_out=True), "again": Ending(0, "")}, "did not end within"),
        (Expected(), {"first": Ending(2, SAID), "again": Ending(2, SAID)}, "the next run did not finish: mirror"),
        (Expected(), {"first": Ending(2, SAID), "again": Ending(-9, "", timed_out=True)}, "the next run did not end"),
        (Expected(), {"first": Ending(-9, "", True), "again": Ending(0, ""), "state": {"till": "source"}}, "move till"),
        (Expected(STOPPED), {"others": (Ending(0, ""),)}, "as if nothing was wrong"),
        (Expected(says="held"), {"others": (Ending(2, SAID),)}, "no message has 'held'"),
    ],
)
def test_complaints(expected: Expected, changes: dict[str, object], complaint: str) -> None:
    """Each thing that can be wrong is named."""
    found = complaints(expected, dataclasses.replace(WELL, **changes))  # type: ignore[arg-type]
    assert any(complaint in text for text in found), found


@pytest.mark.parametrize(("place", "wrong"), [("source", []), ("stopped", ["front (stopped)"]), ("target", ["front"])])
def test_a_claim_that_is_not_true(place: str, wrong: list[str]) -> None:
    """A run that reports that producers are back on the source is believed only when they are seen there."""
    said = 'fatal: [mirror]: FAILED! => {"msg": "Producers write to the source again, and nothing was moved."}\n'
    state = {"front": place, "billing": "stopped"}
    findings = dataclasses.replace(
        WELL, first=Ending(2, said), again=Ending(0, ""), state_after_first=state, producers=("front",)
    )
    found = complaints(Expected(STOPPED), findings)
    assert len(found) == len(wrong)
    assert all(text in one for text, one in zip(wrong, found))


def test_a_run_that_need_not_go_on() -> None:
    """Where nothing but a decision of a human helps, the next run does not count."""
    findings = dataclasses.replace(WELL, first=Ending(2, SAID), state={"front": "source"})
    assert complaints(Expected(STOPPED, "mirror", again=False), findings) == []
    refused = dataclasses.replace(findings, again=Ending(2, SAID))
    assert complaints(Expected(STOPPED, "mirror", again=False), refused) == []


def test_what_a_killed_mirror_copies_twice() -> None:
    """On the target only, and only where it is expected; never for a group."""
    twice = Verdict(acknowledged=3, consumed=4, lost=0, repeated=1, reordered_keys=0)
    for name, expected, wrong in (
        ("target", Expected(copied_twice=True), 0),
        ("s001 target", Expected(copied_twice=True), 0),
        ("target", Expected(), 1),
        ("group front", Expected(copied_twice=True), 1),
    ):
        found = complaints(expected, dataclasses.replace(WELL, verdicts={name: twice}))
        assert len(found) == wrong, (name, found)
