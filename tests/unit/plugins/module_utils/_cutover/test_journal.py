# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal as a value and as a file, its lock, and the evidence of hosts."""

from __future__ import annotations

import dataclasses
import json
import pathlib
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.completeness import (
    merge,
    missing_evidence,
    with_attempts,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal import Journal, Migration
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.journal_file import JournalFile
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.opening import LEASE, Holder
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.steps import Incomplete, Step

MIGRATION = Migration("production_first", "mirror", "s", "t", {"topics_matching": ["app[.].*"], "groups": []})
FIRST = Holder("first", "ann", "control", 1)
SECOND = Holder("second", "bob", "control", 2)
BEGIN_CHECK = Step("begin", "checked")
STOPPED = {"services": [{"name": "orders", "done": True, "running": False}]}


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture(name="clock")
def clock_fixture() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture(name="opened")
def opened_fixture(tmp_path: pathlib.Path, clock: Clock) -> t.Callable[..., JournalFile]:
    """Open the journal in a temporary folder for a run."""

    def open_it(holder: Holder = FIRST, migration: Migration = MIGRATION) -> JournalFile:
        file = JournalFile(str(tmp_path / "run" / "journal.json"), holder.run, clock)
        file.open(migration, holder)
        return file

    return open_it


def test_file(opened: t.Callable[..., JournalFile], tmp_path: pathlib.Path) -> None:
    """It is private, whole, and read back as it was written."""
    file = opened()
    step = Step("complete", "checked", {"topics": ["a"]}, required={"h": ["orders"]}, results={"h": STOPPED})
    journal = file.change([step])
    assert file.read() == journal
    path = tmp_path / "run" / "journal.json"
    assert path.stat().st_mode & 0o777 == 0o600 and path.parent.stat().st_mode & 0o777 == 0o700
    record = journal.record("checked")
    assert record and record.is_complete and record.seconds == 0.0
    assert record.hosts == {"h": {"services": {"orders": STOPPED["services"][0]}}}
    assert sorted(found.name for found in path.parent.iterdir()) == ["journal.json", "journal.json.lock"]


def test_another_migration(opened: t.Callable[..., JournalFile]) -> None:
    """The difference is named, whichever it is."""
    opened().change([Step("complete", "checked"), Step("begin", "producers_stopped"), Step("close")])
    for change, named in (
        ({"target_cluster_id": "u"}, "target_cluster_id was 't' and is 'u'"),
        ({"history": "none"}, "history was 'mirror' and is 'none'"),
        ({"scheme": "all_at_once"}, "scheme was 'production_first' and is 'all_at_once'"),
        ({"selection": {"topics_matching": ["b.*"], "groups": []}}, "topics_matching was"),
        ({"selection": {**MIGRATION.selection, "ignore_groups": ["x"]}}, "ignore_groups was None and is"),
    ):
        with pytest.raises(Failure, match="journal of another migration") as failure:
            opened(SECOND, dataclasses.replace(MIGRATION, **change))
        assert named in str(failure.value) and "kafka_migration_run_dir" in str(failure.value)


def test_another_migration_when_nothing_was_changed(opened: t.Callable[..., JournalFile]) -> None:
    """Who was refused by the check may try with other options; but not while the other run may live."""
    opened().change([BEGIN_CHECK])
    other = dataclasses.replace(MIGRATION, history="none")
    with pytest.raises(Failure, match="Another run holds"):
        opened(SECOND, other)
    opened().change([Step("close")])
    journal = opened(SECOND, other).read()
    assert journal.migration == other and not journal.phases
    assert journal.events[-1].what.startswith("replaced a journal that had only checked: history was 'mirror'")


def test_two_runs(opened: t.Callable[..., JournalFile], clock: Clock) -> None:
    """The second is refused while the first may live, and the first is once the second has taken over."""
    first = opened()
    clock.now += 60
    for lives in (True, None):
        with pytest.raises(Failure, match="Another run holds .*: ann at control, process 1, since 1970-01-01 00:16:40"):
            opened(dataclasses.replace(SECOND, other_lives=lives))
    second = opened(dataclasses.replace(SECOND, other_lives=False))
    assert "does not exist any more" in second.read().events[-1].what
    with pytest.raises(Failure, match="Another run holds .* now: bob"):
        first.change([BEGIN_CHECK])
    second.change([Step("close")])
    with pytest.raises(Failure, match="it has ended"):
        second.change([BEGIN_CHECK])


def test_left_behind(opened: t.Callable[..., JournalFile], clock: Clock) -> None:
    """A lock whose holder gives no sign of life is taken over, and at once if the user says so."""
    first = opened()
    clock.now += LEASE - 1
    first.change([BEGIN_CHECK])
    clock.now += LEASE - 1
    with pytest.raises(Failure, match="last wrote to it 29 min ago"):
        opened(SECOND)
    clock.now += 2
    assert "no sign of life" in opened(SECOND).read().events[-1].what
    third = opened(Holder("third", "cy", "other", 3, takes_over=True))
    assert "the user says" in third.read().events[-1].what


def test_order(opened: t.Callable[..., JournalFile]) -> None:
    """A phase whose predecessor is not complete is refused by the file itself, whatever a play believes."""
    file = opened()
    before = file.read()
    for step in ("begin", "complete", "fail"):
        with pytest.raises(Failure, match="noted cannot begin: it is not known that both clusters and all clients"):
            file.change([Step(step, "noted")])
    with pytest.raises(Failure, match="noted cannot begin"):
        file.change([Step("complete", "checked"), Step("begin", "noted")])
    assert file.read() == before  # none of the steps was taken


def test_a_host_without_evidence(opened: t.Callable[..., JournalFile]) -> None:
    """The phase has failed, what the others returned is kept, and the steps behind it are not taken."""
    file = opened()
    required, results = {"h": ["orders"], "g": ["tills"]}, {"h": STOPPED, "g": None}
    steps = [Step("complete", "checked", required=required, results=results), Step("begin", "producers_stopped")]
    with pytest.raises(Incomplete, match="checked is not complete: g: it has no result in this run") as failure:
        file.change(steps)
    record = file.read().record("checked")
    assert record and not record.is_complete
    assert record.failure == "g: it has no result in this run: it was left out by --limit, or was lost before"
    assert "orders" in record.hosts["h"]["services"]
    assert file.read() == failure.value.journal and not file.read().record("producers_stopped")


def test_a_later_run(opened: t.Callable[..., JournalFile]) -> None:
    """What a phase has found stays when it begins again, but for what the way back relies on."""
    opened().change([Step("fail", "checked", {"groups": ["a"], "untouched": True}, "no route"), Step("close")])
    journal = opened(SECOND).change([Step("complete", "checked", {"topics": ["b"]})])
    record = journal.record("checked")
    assert record and record.run == SECOND.run and record.found == {"groups": ["a"], "topics": ["b"]}


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (STOPPED, None),
        ({"services": [{"name": "orders", "done": False}]}, "not done for orders"),
        ({"services": [{"name": "other", "done": True}]}, "not done for orders"),
        ({"services": []}, "not done for orders"),
        ({"changed": False}, "not done for orders"),
        ({**STOPPED, "failed": True, "msg": "stuck"}, "stuck"),
        ({**STOPPED, "failed": True}, "it failed without a message"),
        ({**STOPPED, "unreachable": True, "msg": "no route"}, "it cannot be reached: no route"),
        ({"results": [STOPPED, {"services": []}]}, None),
        ({"results": [STOPPED, {"failed": True, "msg": "stuck"}]}, "stuck"),
        ({"results": [{"skipped": True}, {"skipped": True}]}, "the step was skipped"),
        ({"results": []}, "it has no result"),
        ({**STOPPED, "skipped": True}, "the step was skipped"),
        ({}, "it has no result"),
        (None, "it has no result"),
        ("done", "it has no result"),
    ],
)
def test_evidence(result: t.Any, reason: str | None) -> None:
    """Only a result that names each service as done is evidence; hosts without services need none."""
    found = missing_evidence({"h": ["orders"], "without": []}, {"h": result})
    assert list(found) == (["h"] if reason else [])
    assert reason is None or reason in found["h"]


def test_evidence_of_several_tasks() -> None:
    """A service counts if each task has it as done; an assertion must not have failed, and is not enough."""
    checked = {"services": [{"name": "orders", "done": True, "at": 2}, {"name": "tills", "done": True}]}
    asserted = {"changed": False, "msg": "All assertions passed"}
    required = {"h": ["orders"]}
    assert not missing_evidence(required, {"h": merge([STOPPED, checked, asserted])})
    assert merge([checked, {"services": [{"name": "orders", "done": True, "at": 3}]}])["services"][0]["at"] == 2
    for results, reason in (
        ([STOPPED, {"services": [{"name": "orders", "done": False}]}], "not done for orders"),
        ([STOPPED, {"services": []}], "not done for orders"),
        ([STOPPED, {**asserted, "failed": True, "msg": "dead"}], "dead"),
        ([STOPPED, None], "it has no result"),
        ([asserted], "not done for orders"),
    ):
        assert reason in missing_evidence(required, {"h": merge(results)})["h"]


def test_attempts() -> None:
    """What failed before says why there is no evidence; what has times gives them to the evidence."""
    started = {"services": [{"name": "orders", "done": True, "at": 7, "changed": True}]}
    failed = {"failed": True, "msg": "disk full", "services": [{"name": "orders", "done": False}]}
    required = {"h": ["orders"]}
    assert missing_evidence(required, {"h": with_attempts(None, [started, failed])}) == {"h": "disk full"}
    assert "it has no result" in missing_evidence(required, {"h": with_attempts(None, [started, None])})["h"]
    assert with_attempts(STOPPED, [failed, started])["services"][0]["at"] == 7
    assert with_attempts(STOPPED, [None]) == STOPPED


def test_return(opened: t.Callable[..., JournalFile]) -> None:
    """After a way back the phases since the producers were stopped never happened."""
    file = opened()
    seen = {"h": {"services": [{"name": "orders", "running": True}]}}
    file.change([Step("complete", "checked", seen=seen), Step("complete", "producers_stopped")])
    assert file.change([Step("fail", "copied", reason="no route")]).services == {"h": {"orders": True}}
    journal = file.change([Step("return", reason="no route")])
    assert list(journal.phases) == ["checked"] and not journal.services
    assert [event.what for event in journal.events] == ["copied failed: no route", "went back: no route"]


def test_check_mode(tmp_path: pathlib.Path, clock: Clock) -> None:
    """Nothing is written, and each step goes on from what the one before would have written."""
    path = tmp_path / "run" / "journal.json"
    file = JournalFile(str(path), FIRST.run, clock, check_mode=True)
    journal = file.open(MIGRATION, FIRST)
    journal = file.change([BEGIN_CHECK], journal)
    journal = file.change([Step("complete", "checked")], journal)
    assert journal.record("checked").is_complete and not path.parent.exists()


def test_damaged_files(opened: t.Callable[..., JournalFile], tmp_path: pathlib.Path) -> None:
    """They are named, and not overwritten."""
    opened().change([Step("close")])
    path = tmp_path / "run" / "journal.json"
    good = path.read_text()
    for text, named in (
        ("{", "is not a snapshot"),
        ("[]", "damaged"),
        ("{}", "damaged"),
        (json.dumps({**json.loads(good), "format": 2}), "has the format 2"),
    ):
        path.write_text(text)
        with pytest.raises(Failure, match=named):
            opened()
        assert path.read_text() == text


def test_notes_of_an_earlier_version(opened: t.Callable[..., JournalFile], tmp_path: pathlib.Path) -> None:
    """They are not taken for the absence of a migration."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "cutover.json").write_text("{}")
    with pytest.raises(Failure, match="notes of an earlier version of this collection .cutover.json."):
        opened()


def test_services_that_ran(opened: t.Callable[..., JournalFile]) -> None:
    """What ran before is noted once: a later run finds them stopped."""
    journal: Journal = opened().read()
    journal = journal.with_services({"h": {"orders": True, "idle": False}})
    journal = journal.with_services({"h": {"orders": False, "new": None}, "g": {"tills": True}})
    assert journal.services == {"h": {"orders": True, "idle": False, "new": None}, "g": {"tills": True}}
