# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps role kafka_migration from calling a migration complete."""

from __future__ import annotations

import base64
import json
import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

VARS = pathlib.Path(__file__).parents[4] / "roles/kafka_migration/vars/main.yml"
LOADER = DataLoader()
VARIABLES = LOADER.load_from_file(str(VARS), trusted_as_template=True)
REPORT = {"source_cluster_id": "s", "target_cluster_id": "t", "topics": ["pay"], "groups": ["g"]}
READING = {"group": "g", "kind": "classic", "state": "Stable", "members": 1, "remaining": 3}


def facts(**changes: t.Any) -> dict[str, t.Any]:
    """What the tasks have registered after a migration that is complete, with changes of single answers."""
    report = changes.pop("report", REPORT)
    found = {
        "inventory_hostname": "mirror",
        "kafka_migration_run_dir": "/run",
        "kafka_migration_history": "mirror",
        "_kafka_migration_source_cluster": {"cluster_id": "s"},
        "_kafka_migration_target_cluster": {"cluster_id": "t"},
        "_kafka_migration_rehearsal": {"topics": [{"name": "pay", "action": "unchanged"}]},
        "_kafka_migration_report_file": {"stat": {"exists": report is not None}},
        "_kafka_migration_mirror": {"caught_up": True, "lasting_problems": [], "remaining": 0, "problems": ["stopped"]},
        "_kafka_migration_target_scope": {"groups": [READING], "incomplete": []},
        "_kafka_migration_source_drain": {
            "groups": [{"group": "g", "verdict": "drained", "message": "group g has read everything"}],
            "quiesced": True,
            "producing_topics": [],
            "message": "",
        },
    }
    if report is not None:
        content = base64.b64encode(json.dumps(report).encode()).decode()
        found["_kafka_migration_report_content"] = {"content": content}
    for name, change in changes.items():
        key = name if name in found else f"_kafka_migration_{name}"
        found[key] = {**found[key], **change} if isinstance(change, dict) else change
    return found


def template(name: str, variables: dict[str, t.Any]) -> t.Any:
    """Return the value of one of the role's variables."""
    return Templar(LOADER, variables={**VARIABLES, **variables}).template(VARIABLES[name])


def findings(variables: dict[str, t.Any]) -> list[str]:
    """Return the findings of the playbook verify."""
    found: list[str] = template("_kafka_migration_verify_findings", variables)
    return found


def test_complete() -> None:
    """A mirror that was stopped, and a group of the source that has expired since, are as they should be."""
    assert findings(facts()) == []
    expired = {"groups": [{"group": "g", "verdict": "missing_group", "message": "group g does not exist"}]}
    assert findings(facts(source_drain=expired)) == []
    assert template("_kafka_migration_moved_groups", facts()) == ["g"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"report": None}, "no cut-over has ended: there is no report in /run on mirror"),
        ({"report": {**REPORT, "source_cluster_id": "other"}}, "is of a migration between other clusters"),
        ({"report": {**REPORT, "topics": ["old"]}}, "does not have the topics pay"),
        ({"mirror": {"caught_up": False, "lasting_problems": ["pay was created again"]}}, "pay was created again"),
        ({"mirror": {"caught_up": False, "remaining": 40}}, "40 records are not"),
        ({"mirror": {"caught_up": False, "remaining": None, "problems": ["never ran"]}}, "copied (never ran)"),
        ({"source_drain": {"producing_topics": ["pay"]}}, "producers still write to the source: pay"),
        ({"source_drain": {"quiesced": None, "message": "no leader"}}, "to the source is unknown: no leader"),
        ({"target_scope": {"incomplete": ["lacks DESCRIBE"]}}, "lacks DESCRIBE"),
        ({"target_scope": {"groups": []}}, "no group reads the topics from the target"),
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
    assert len(template("_kafka_migration_protocol_findings", variables)) == found
