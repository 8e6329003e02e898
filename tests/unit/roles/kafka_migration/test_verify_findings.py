# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps role kafka_migration from calling a migration complete."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.tests.unit.roles.kafka_migration.role_variables import evaluate

JOURNAL = {
    "migration": {"source_cluster_id": "s", "target_cluster_id": "t"},
    "phases": {
        "checked": {"found": {"topics": ["pay"]}},
        "noted": {"completed": 1.0, "found": {}},
        "offsets_set": {"found": {"groups": ["g"]}},
        "consumers_moved": {"completed": 2.0},
    },
}
READING = {"group": "g", "kind": "classic", "state": "Stable", "members": 1, "remaining": 3}
LATE = {"topic": "pay", "partition": 0, "records": 4, "problem": None}


def facts(**changes: t.Any) -> dict[str, t.Any]:
    """What the tasks have registered after a migration that is complete, with changes of single answers."""
    journal = changes.pop("journal", JOURNAL)
    registered = {"journal": journal, "summary": ["in the phase drained"]}
    found = {
        "inventory_hostname": "mirror",
        "groups": {"kafka_mirror": ["mirror"]},
        "hostvars": {"mirror": {"kafka_migration_journal": registered}},
        "kafka_migration_journal": registered,
        "kafka_migration_run_dir": "/run",
        "kafka_migration_history": "mirror",
        "_kafka_migration_source_cluster": {"cluster_id": "s"},
        "_kafka_migration_target_cluster": {"cluster_id": "t"},
        "_kafka_migration_rehearsal": {"topics": [{"name": "pay", "action": "unchanged"}]},
        "_kafka_migration_ends": {"source_changes": [], "target_changes": []},
        "_kafka_migration_mirror": {"caught_up": True, "lasting_problems": [], "remaining": 0, "problems": ["stopped"]},
        "_kafka_migration_target_scope": {"groups": [READING], "incomplete": []},
        "_kafka_migration_source_drain": {
            "groups": [{"group": "g", "verdict": "drained", "message": "group g has read everything"}],
            "quiesced": True,
            "producing_topics": [],
            "message": "",
        },
    }
    for name, change in changes.items():
        key = name if name in found else f"_kafka_migration_{name}"
        found[key] = {**found[key], **change} if isinstance(change, dict) else change
    return found


def journal_with(**phases: t.Any) -> dict[str, t.Any]:
    """Return the journal with other records of phases."""
    return {**JOURNAL, "phases": {**JOURNAL["phases"], **phases}}


def findings(variables: dict[str, t.Any]) -> list[str]:
    """Return the findings of the playbook verify."""
    found: list[str] = evaluate("_kafka_migration_verify_findings", variables)
    return found


def test_complete() -> None:
    """A mirror that was stopped, and a group of the source that has expired since, are as they should be."""
    assert findings(facts()) == []
    expired = {"groups": [{"group": "g", "verdict": "missing_group", "message": "group g does not exist"}]}
    assert findings(facts(source_drain=expired)) == []
    assert evaluate("_kafka_migration_moved_groups", facts()) == ["g"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"journal": None}, "no cut-over has begun: there is no journal in /run on mirror"),
        (
            {"journal": {**JOURNAL, "migration": {"source_cluster_id": "other", "target_cluster_id": "t"}}},
            "is of a migration between other clusters",
        ),
        (
            {"journal": journal_with(consumers_moved={"completed": None})},
            "the cut-over has not ended, run its playbook again (in the phase drained)",
        ),
        ({"journal": journal_with(checked={"found": {"topics": ["old"]}})}, "does not have the topics pay"),
        ({"journal": journal_with(offsets_set={"found": {"groups": []}})}, "no group was moved"),
        (
            {"journal": journal_with(offsets_set={"found": {"groups": ["g", "h"]}})},
            "groups that were moved are not seen on the target: h",
        ),
        ({"mirror": {"caught_up": False, "lasting_problems": ["pay was created again"]}}, "pay was created again"),
        ({"mirror": {"caught_up": False, "remaining": 40}}, "40 records are not"),
        ({"mirror": {"caught_up": False, "remaining": None, "problems": ["never ran"]}}, "copied (never ran)"),
        ({"source_drain": {"producing_topics": ["pay"]}}, "producers still write to the source: pay"),
        ({"source_drain": {"quiesced": None, "message": "no leader"}}, "to the source is unknown: no leader"),
        ({"target_scope": {"incomplete": ["lacks DESCRIBE"]}}, "lacks DESCRIBE"),
        ({"target_scope": {"groups": [{**READING, "members": 0}]}}, "stopped on the target with records unread"),
        ({"target_scope": {"groups": [{**READING, "remaining": None}]}}, "still to read on the target is unknown: g"),
        ({"rehearsal": {"topics": []}}, "no topic was compared"),
        ({"rehearsal": {"topics": [{"name": "pay", "action": "differs"}]}}, "topics do not match: pay"),
    ],
)
def test_incomplete(changes: dict[str, t.Any], named: str) -> None:
    """Each single deviation is the one finding."""
    (finding,) = findings(facts(**changes))
    assert named in finding


def test_no_group_on_the_target() -> None:
    """Zero of zero groups is not a migration."""
    found = findings(facts(target_scope={"groups": []}))
    assert any("no group reads the topics from the target" in finding for finding in found)


@pytest.mark.parametrize(("remaining", "late", "good"), [(4, [LATE], True), (5, [LATE], False), (4, [], False)])
def test_late_records(remaining: int, late: list[dict[str, t.Any]], good: bool) -> None:
    """Those that were written to the source after the note are there only; anything else should have been copied."""
    mirror = {"caught_up": False, "remaining": remaining}
    assert (findings(facts(mirror=mirror, ends={"source_changes": late})) == []) is good


def test_unread_on_the_source() -> None:
    """Its consumers must not be started on the target, whatever it has to read there."""
    unread = {"groups": [{"group": "g", "verdict": "group_stopped_with_lag", "message": "group g has 5 to read"}]}
    (finding,) = findings(facts(source_drain=unread, target_scope={"groups": [{**READING, "members": 0}]}))
    assert finding.startswith("group g has 5 to read on the source: do not start its consumers on the target")


def test_without_history() -> None:
    """Nothing has to be copied."""
    variables = facts(kafka_migration_history="none")
    del variables["_kafka_migration_mirror"]
    assert findings(variables) == []


@pytest.mark.parametrize(
    ("version", "kind", "found"), [("3.9", "consumer", 1), ("4.0", "consumer", 0), ("3.3", "classic", 0)]
)
def test_groups_of_the_new_protocol(version: str, kind: str, found: int) -> None:
    """Their consumers cannot join on a target before Kafka 4.0."""
    variables = {
        "_kafka_migration_scope": {"groups": [{"group": "g", "kind": kind}]},
        "_kafka_migration_target_cluster": {"version": version},
    }
    assert len(evaluate("_kafka_migration_protocol_findings", variables)) == found
