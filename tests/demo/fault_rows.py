# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which fault happens when, and how the migration may end. Names are paths: clean/mirror, cut/till/report/10s."""

from __future__ import annotations

import dataclasses
import fnmatch
import re
import typing

from fault_acts import Act, Broker, Cut, KillMirror, KillPlay, RemoveRunFolder, RunFolder
from fault_clients import (
    BrokenStart,
    ConsumerDies,
    IgnoreSilent,
    LateGroup,
    LateWrite,
    MorePartitions,
    MoreTopics,
    MovedByHand,
    Nothing,
    Respawn,
    Retention,
    RunUntil,
    SecondRun,
    SecondWave,
)
from fault_judge import MIGRATED, STOPPED, Expected
from fault_shop import Layout

INVENTORY = "Check the inventory"
CHECK = "Check the clusters, the groups and the mirror"
CLIENTS = "Check the clients"
DECIDE = "Decide whether to begin"
STOP = "Stop the producers"
NOTE = "Note the log end offsets"
FIRST = "Start the first producer on the target"
JUDGE = "Judge the first producer"
BACK = "Go back to the source, if the producers have to"
END_BACK = "End the way back"
OTHERS = "Start the other producers on the target"
ONE_BY_ONE = "Move the producers one by one, if the history stays behind"
DRAIN = "Set the offsets of the groups, and wait until the source is drained"
CONSUMERS = "Move the consumers to the target"
REPORT = "Report"
PLAYS = (  # as the run prints them
    INVENTORY,
    CHECK,
    CLIENTS,
    DECIDE,
    STOP,
    NOTE,
    FIRST,
    JUDGE,
    BACK,
    END_BACK,
    OTHERS,
    ONE_BY_ONE,
    DRAIN,
    CONSUMERS,
    REPORT,
)
MIRROR, NONE = "mirror", "none"
HISTORIES = (MIRROR, NONE)
# What `quick` stands for: the fewest rows that would show most of what was wrong before the cut-over had phases.
QUICK = ("issue/mirror-blinks-before-offsets", "issue/late-write/once", "more/broken-start/first")

# A mirror that is killed copies again what it had copied and not stored. The cut-over names it, and asks for consent;
# the groups, which are set to the noted ends, never read it.
TWICE = Expected(copied_twice=True)
ALLOW = ("-e", "kafka_migration_allow_extra_records=true")


@dataclasses.dataclass(frozen=True)
class Task:
    """A task of a run: its play, its name as printed, and the how manieth of that name in the play it is."""

    play: str
    name: str
    occurrence: int = 1


@dataclasses.dataclass(frozen=True)
class When:
    """When a fault happens: at a play, at the start of a task, or when the journal says that a phase has begun.

    Without any of them it is there before the run.
    """

    play: str = ""
    task: Task | None = None
    phase: str = ""

    @property
    def before_run(self) -> bool:
        """Whether the fault is there when the run begins."""
        return not (self.play or self.task or self.phase)

    def __str__(self) -> str:
        """Return the words of the table."""
        if self.task:
            again = f" ({self.task.occurrence})" if self.task.occurrence > 1 else ""
            return f"{self.task.play}: {self.task.name}{again}"
        return self.play or (f"phase {self.phase}" if self.phase else "before the run")


@dataclasses.dataclass(frozen=True)
class Row:
    """One fault of the table."""

    name: str
    when: When
    acts: tuple[Act, ...]
    expected: Expected = Expected()
    layout: Layout = Layout()
    before: tuple[Act, ...] = ()  # what has happened before the run that is looked at
    arguments: tuple[str, ...] = ()  # of that run only
    again: tuple[str, ...] = ()  # of the run after it: what its message has asked for

    @property
    def history(self) -> str:
        """Whether the history is mirrored: mirror or none."""
        return MIRROR if self.layout.copied else NONE

    @property
    def fault(self) -> str:
        """The words of the table."""
        return ", then ".join(filter(None, (", ".join(map(str, self.before)), ", ".join(map(str, self.acts)))))


def slug(text: str) -> str:
    """Return a text as a part of a row's name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def clean_rows() -> list[Row]:
    """No fault: what the others are compared with, and where the tasks to be killed at are found."""
    return [
        Row(f"clean/{history}", When(), (Nothing(),), Expected(MIGRATED), _layout(history)) for history in HISTORIES
    ]


def _layout(history: str, **special: typing.Any) -> Layout:
    return Layout(copied=history == MIRROR, **special)


def cut_rows() -> list[Row]:
    """Each kind of host cannot be reached from each play on, for good and for 10 s."""
    rows = []
    for host in ("mirror", "till", "analytics"):
        for play in PLAYS:
            for seconds in (None, 10.0):
                name = f"cut/{host}/{slug(play)}/{'10s' if seconds else 'for-good'}"
                layout = _layout(NONE if play == ONE_BY_ONE else MIRROR)
                # Whether the host is needed after this play is the playbook's affair; what counts is what it says.
                rows.append(Row(name, When(play=play), (Cut(host, seconds),), Expected(says=host), layout))
    return rows


def kill_rows(tasks: typing.Mapping[str, typing.Sequence[Task]]) -> list[Row]:
    """The play dies at the start of each task of a run without fault."""
    return [
        Row(
            f"kill/{history}/{number:03}-{slug(task.name.rpartition(' : ')[2])[:60]}",
            When(task=task),
            (KillPlay(),),
            layout=_layout(history),
        )
        for history in HISTORIES
        for number, task in enumerate(tasks.get(history, ()), 1)
    ]


def issue_rows() -> list[Row]:
    """The faults with which the cut-over lost, repeated or reordered records before it had phases."""
    stopped = Expected(STOPPED)
    down = (KillMirror(with_supervisor=True), Cut("mirror"))  # repaired backwards: the mirror needs its host
    early = (MovedByHand(),)
    return [
        Row(
            "issue/mirror-down-in-gap",
            When(play=NOTE),
            down,
            Expected(STOPPED, "mirror", copied_twice=True),
            again=ALLOW,
        ),
        Row("issue/mirror-blinks-before-offsets", When(play=DRAIN), (Cut("mirror", 5.0),), Expected(says="mirror")),
        Row("issue/late-group/mirror", When(play=STOP), (LateGroup(),), layout=_layout(MIRROR, latecomer=True)),
        Row("issue/late-group/none", When(play=ONE_BY_ONE), (LateGroup(),), layout=_layout(NONE, latecomer=True)),
        *(
            Row(
                f"issue/second-wave/{history}",
                When(),
                (SecondWave(_layout(history)),),
                Expected(STOPPED, "another|selection|was .* and is"),
                _layout(history),
                before=(RunUntil(),),
            )
            for history in HISTORIES
        ),
        Row("issue/moved-early/mirror", When(), early, Expected(STOPPED, "target|copied", again=False)),
        Row("issue/moved-early/none", When(), early, Expected(STOPPED, "already", again=False), _layout(NONE)),
        Row(
            "issue/run-folder-removed",
            When(),
            (RemoveRunFolder(),),
            Expected(STOPPED, "target|journal"),
            before=(RunUntil(OTHERS),),
        ),
        Row("issue/two-at-once", When(play=STOP), (SecondRun(),), Expected(STOPPED, "another run|other run|holds")),
        Row(
            "issue/none-while-mirror-runs",
            When(),
            (Nothing("history none while a mirror runs"),),
            Expected(STOPPED, "mirror"),
            arguments=("-e", "kafka_migration_history=none"),
        ),
        Row("issue/late-write/once", When(play=FIRST), (LateWrite(),)),
        Row("issue/late-write/forever", When(play=OTHERS), (LateWrite(forever=True),), stopped),
        Row(
            "issue/together/mirror",
            When(),
            (Nothing("one host has a producer and a consumer in one list"),),
            Expected(MIGRATED),
            _layout(MIRROR, together=True),
        ),
        Row(
            "issue/together/none",
            When(),
            (Nothing("one host has a producer and a consumer in one list"),),
            Expected(MIGRATED),
            _layout(NONE, together=True),
        ),
    ]


def more_rows() -> list[Row]:
    """Other things that go wrong."""
    gap = When(play=NOTE)
    drain = When(play=DRAIN)
    rows = [
        Row("more/mirrormaker-killed/gap", gap, (KillMirror(),), TWICE, again=ALLOW),
        Row("more/mirrormaker-killed/gap-for-good", gap, (KillMirror(with_supervisor=True),), TWICE, again=ALLOW),
        Row("more/mirrormaker-killed/stop", When(play=STOP), (KillMirror(with_supervisor=True),), TWICE, again=ALLOW),
        Row("more/run-folder/read-only-before", When(), (RunFolder("read-only"),), Expected(STOPPED)),
        *(
            Row(f"more/run-folder/{how}-{place}", when, (RunFolder(how),), Expected(STOPPED))
            for how in ("read-only", "full")
            for place, when in (("stop", When(play=STOP)), ("gap", gap), ("drain", drain))
        ),
        Row("more/consumer-dies", When(play=DECIDE), (ConsumerDies(),), Expected(STOPPED, "analytics")),
        Row(
            "more/silent-group",
            When(),
            (IgnoreSilent(),),
            Expected(STOPPED, "silent"),
            _layout(MIRROR, silent_group=True),
        ),
        Row("more/respawn/stop", When(play=STOP), (Respawn(),)),
        Row("more/respawn/gap", gap, (Respawn(),)),
        Row("more/broken-start/first", When(play=FIRST), (BrokenStart("front"),), Expected(STOPPED, "disk of front")),
        Row("more/broken-start/other", When(play=FIRST), (BrokenStart("till"),), Expected(STOPPED, "disk of till")),
        Row(
            "more/broken-start/none",
            When(play=ONE_BY_ONE),
            (BrokenStart("till"),),
            Expected(STOPPED, "disk of till"),
            _layout(NONE),
        ),
        Row(
            "more/broken-start/consumer",
            When(play=CONSUMERS),
            (BrokenStart("analytics"),),
            Expected(STOPPED, "disk of analytics"),
        ),
        Row("more/partitions-added", When(play=OTHERS), (MorePartitions(),)),
        Row("more/selection-grows", When(), (MoreTopics(),), before=(RunUntil(OTHERS),)),
        Row("more/a-week-later", When(), (Nothing("the same again"),), Expected(MIGRATED), before=(RunUntil(),)),
        Row("more/retention/source", When(play=CONSUMERS), (Retention("source"),)),
        Row("more/retention/target", When(play=FIRST), (Retention("target"),)),
    ]
    for side in ("source", "target"):
        for play in (STOP, NOTE, DRAIN):
            for name, broker in (
                ("hang", Broker(side, "hang")),
                ("down", Broker(side, "restart")),
                ("restart", Broker(side, "restart", 0)),
            ):
                rows.append(Row(f"more/broker/{side}/{slug(play)[:12].strip('-')}/{name}", When(play=play), (broker,)))
    return rows


def all_rows(tasks: typing.Mapping[str, typing.Sequence[Task]]) -> list[Row]:
    """Return all rows, those of killed plays only where the tasks are known."""
    return [*clean_rows(), *issue_rows(), *more_rows(), *cut_rows(), *kill_rows(tasks)]


def select(rows: typing.Sequence[Row], names: typing.Sequence[str]) -> list[Row]:
    """Return the rows with these names, below them, or matching them as a pattern; all if none is named.

    Raises ValueError for a name that no row has.
    """
    if not names:
        return list(rows)
    wanted = [part for name in names for part in (QUICK if name == "quick" else (name,))]
    for name in wanted:
        if not any(_is_named(row, name) for row in rows):
            raise ValueError(f"no row {name}; faults --list prints them")
    return [row for row in rows if any(_is_named(row, name) for name in wanted)]


def _is_named(row: Row, name: str) -> bool:
    return row.name == name or row.name.startswith(f"{name}/") or fnmatch.fnmatchcase(row.name, name)


def tasks_of(output: str) -> list[Task]:
    """Return the tasks that a run has begun, in their order."""
    play, found = "", []
    counts: dict[tuple[str, str], int] = {}
    for line in output.splitlines():
        match = re.match(r"(PLAY|TASK|RUNNING HANDLER) \[(.*)\] \**$", line)
        if not match:
            continue
        if match[1] == "PLAY":
            play = match[2]
        else:
            counts[play, match[2]] = counts.get((play, match[2]), 0) + 1
            found.append(Task(play, match[2], counts[play, match[2]]))
    return found


class Trigger:
    """Reads the lines of a run, and knows when the moment of a fault has come."""

    def __init__(self, when: When) -> None:
        """Wait for this moment."""
        self._when = when
        self._lines: list[str] = []

    def reached(self, line: str) -> bool:
        """Whether it has come with this line of the output."""
        self._lines.append(line)
        if self._when.play:
            return line.startswith(f"PLAY [{self._when.play}] ")
        if self._when.task and line.startswith(("TASK [", "RUNNING HANDLER [")):
            return tasks_of("\n".join(self._lines))[-1:] == [self._when.task]
        return False
