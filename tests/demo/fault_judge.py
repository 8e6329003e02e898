# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge a migration with a fault: what became of every record, and whether what was reported is true. All is pure."""

from __future__ import annotations

import dataclasses
import json
import re
import typing

from checker import Record, Verdict, compare

MIGRATED, STOPPED, EITHER = "migrated", "stopped", "either"
_WENT_BACK = r"Producers write to the source again"  # what the playbook reports after it has gone back
_RESULT = re.compile(r"^(?:fatal|failed): \[([^\]]+)\](?: \(item=.*?\))?(?:: (?:FAILED|UNREACHABLE)!)? => (\{.*)$")


@dataclasses.dataclass(frozen=True)
class WrittenRecords:
    """The records of a shop, and where they lie."""

    acknowledged: list[Record]  # of all producers, strays included
    stray: list[Record]  # of producers that are not moved: they may lie on the source only
    on_source: list[Record]
    on_target: list[Record]


def judge_group(written: WrittenRecords, topics: typing.Collection[str], read: list[Record], moved: bool) -> Verdict:
    """Judge a group: one on the target has read everything, one on the source everything that lies there."""
    expected = {record for record in written.acknowledged if record[0] in topics}
    return compare(expected if moved else expected & set(written.on_source), read)


def judge_target(written: WrittenRecords, copied: bool, whole: bool) -> Verdict:
    """Judge the records on the target; without a copy, those of both sides together.

    Unless the migration is ``whole``, records may be missing.
    """
    stray = set(written.stray)
    stored = written.on_target if copied else written.on_source + written.on_target
    expected = [record for record in written.acknowledged if record not in stray]
    verdict = compare(expected, [record for record in stored if record not in stray])
    return verdict if whole else dataclasses.replace(verdict, lost=0)


# --- what a playbook has reported


@dataclasses.dataclass(frozen=True)
class Ending:
    """How a playbook ended."""

    code: int
    output: str
    killed: bool = False  # by the fault
    timed_out: bool = False
    seconds: float = 0.0

    @property
    def messages(self) -> list[str]:
        """What the failed tasks reported, in their order, without those that were ignored."""
        return failure_messages(self.output)

    @property
    def message(self) -> str:
        """The last of them."""
        if self.killed:
            return "(killed)"
        return self.messages[-1] if self.messages and self.code else ""


def failure_messages(output: str) -> list[str]:
    """Return the messages of the failed tasks in the output of a playbook."""
    lines = output.splitlines()
    found = []
    for number, line in enumerate(lines):
        match = _RESULT.match(line)
        if match and not _is_ignored(lines[number + 1 :]):
            found.append(f"{match[1]}: {_text(match[2])}")
    return found


def _is_ignored(following: list[str]) -> bool:
    rest = next((line for line in following if not _RESULT.match(line)), "")
    return rest.startswith("...ignoring")


def _text(result: str) -> str:
    try:
        content = json.loads(result)
    except ValueError:
        return result
    message = str(content.get("msg", "no message"))
    return f"UNREACHABLE: {message}" if content.get("unreachable") else message


# --- the row


@dataclasses.dataclass(frozen=True)
class Expected:
    """How the run with the fault may end, and what follows."""

    outcome: str = EITHER  # stopped: at least one, where the fault starts another run
    says: str = ""  # a regular expression for one of the messages of the run that stops
    again: bool = True  # whether the next run, after the fault is over, must end
    copied_twice: bool = False  # whether the mirror may have: records that it had copied when it died, not yet stored


@dataclasses.dataclass(frozen=True)
class Findings:
    """What was seen of a row."""

    happened: bool  # whether the fault did
    first: Ending
    again: Ending | None  # the run after it
    others: tuple[Ending, ...]  # runs that were started by the fault
    state_after_first: dict[str, str]  # service: source, target or stopped
    state: dict[str, str]  # the same at the end
    verdicts: dict[str, Verdict]
    producers: tuple[str, ...] = ()  # which of the services write


def complaints(expected: Expected, findings: Findings) -> list[str]:
    """Return what is wrong; nothing is if all was moved and no record suffered, or it stopped and said so."""
    wrong = [] if findings.happened else ["the fault never happened"]
    wrong += _damage(findings.verdicts, expected.copied_twice)
    wrong += _first_run(expected, findings)
    wrong += _false_claims(findings)
    if findings.again is not None and expected.again:
        wrong += _ended("the next run", findings.again, findings.state)
    return wrong


def _damage(verdicts: dict[str, Verdict], copied_twice: bool) -> list[str]:
    found = [
        f"{name}: {verdict.lost} lost, {verdict.repeated} repeated, {verdict.reordered_keys} keys reordered"
        for name, verdict in verdicts.items()
        if verdict.lost
        or ((verdict.repeated or verdict.reordered_keys) and not (copied_twice and name.endswith("target")))
    ]
    live = [verdict for verdict in verdicts.values() if verdict.acknowledged]
    return found if live else [*found, "no record was compared"]


def _first_run(expected: Expected, findings: Findings) -> list[str]:
    first = findings.first
    wrong = []
    if first.timed_out:
        wrong.append(f"the run did not end within {first.seconds:.0f} s")
    if first.killed:
        return wrong
    if first.code == 0:
        wrong += _ended("the run", first, findings.state_after_first)
    elif expected.outcome == MIGRATED:
        wrong.append(f"the run stopped: {first.message}")
    stopped = [ending for ending in (first, *findings.others) if ending.code and not ending.killed]
    if expected.outcome == STOPPED and not stopped:
        wrong.append("the run ended as if nothing was wrong")
    messages = [message for ending in stopped for message in ending.messages]
    says = expected.says
    if says and stopped and not any(re.search(says, message, re.IGNORECASE) for message in messages):
        wrong.append(f"no message has '{says}'")
    elif stopped and not messages:
        wrong.append("it stopped without a message")
    return wrong


def _false_claims(findings: Findings) -> list[str]:
    """Return what the run reported of the producers that was not so."""
    if findings.first.killed or not re.search(_WENT_BACK, findings.first.message):
        return []
    left = [
        f"{name} ({findings.state_after_first[name]})"
        for name in findings.producers
        if findings.state_after_first[name] != "source"
    ]
    return [f"the run reported that producers write to the source again, but not {', '.join(left)}"] if left else []


def _ended(what: str, ending: Ending, state: dict[str, str]) -> list[str]:
    if ending.timed_out:
        return [f"{what} did not end within {ending.seconds:.0f} s"]
    if ending.code:
        return [f"{what} did not finish: {ending.message or f'exit code {ending.code}'}"]
    left = [f"{name} ({place})" for name, place in state.items() if place != "target"]
    return [f"{what} reported success, but did not move {', '.join(left)}"] if left else []
