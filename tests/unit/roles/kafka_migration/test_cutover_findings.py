# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a cut-over from beginning, and where one goes on that an earlier run has begun."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.tests.unit.roles.kafka_migration.role_variables import evaluate

ORDERS = {"name": "orders", "topics": ["pay", "log"], "status": "s"}
TILLS = {"name": "tills", "topics": ["log"], "status": "s"}
BILLING = {"name": "billing", "group": "g"}
CHANGE = {"topic": "pay", "partition": 0, "records": 3, "problem": None}
MIRROR = {
    "running": True,
    "healthy": True,
    "caught_up": False,
    "problems": [],
    "remaining": 5,
    "worker": {"members": [{}], "error": None},
}


def facts(
    services: dict[str, list[dict[str, t.Any]]] | None = None,
    phases: dict[str, t.Any] | None = None,
    on_target: t.Container[str] = (),
    **changes: t.Any,
) -> dict[str, t.Any]:
    """Return what the plays have registered: services by host, the phases of the journal, services on the target."""
    hosts = services or {"one": [ORDERS], "two": [BILLING]}
    hostvars: dict[str, t.Any] = {
        host: {
            "kafka_client_services": found,
            "kafka_client_rehearsed": {
                "services": [
                    {"name": one["name"], "done": True, "changed": one["name"] not in on_target} for one in found
                ]
            },
        }
        for host, found in hosts.items()
    }
    hostvars["mirror"] = {
        "kafka_migration_journal": {"journal": {"phases": phases or {}, "services": {}}},
        "_kafka_migration_rehearsal": {"topics": [{"name": "pay", "action": "unchanged"}]},
    }
    groups = {"kafka_mirror": ["mirror"], "kafka_producers": ["one"], "kafka_consumers": list(hosts)[1:]}
    return {
        **hostvars["mirror"],
        "groups": groups,
        "hostvars": hostvars,
        "inventory_hostname": "mirror",
        "ansible_check_mode": False,
        "kafka_migration_history": "mirror",
        "_kafka_migration_scope": {"findings": [], "groups": []},
        "_kafka_migration_target_cluster": {"version": "3.3"},
        "_kafka_migration_mirror": MIRROR,
        "_kafka_migration_ends": {"source_changes": [], "target_changes": []},
        **changes,
    }


NOTED = {"noted": {"completed": 1.0, "found": {}}, "checked": {"found": {"topics": ["pay"]}}}


def test_nothing_speaks_against_it() -> None:
    """A mirror that is close behind, and services that can be seen."""
    assert evaluate("_kafka_migration_cutover_findings", facts()) == []


@pytest.mark.parametrize(
    ("service", "named"),
    [
        ({"name": "x"}, "the producer x on one works; give it its topics"),
        ({"name": "x", "role": "consumer"}, "the consumer x on one works; give it its group"),
        ({"name": "x", "topics": ["log"]}, "all topics of the producer x on one, so nothing would show that it works"),
        ({"name": "x", "topics": ["log", "own"]}, None),
        ({"name": "x", "topics": ["log"], "unit": "x.service"}, None),
        ({"name": "x", "topics": ["own"], "group": "g", "role": "processor"}, "moves the processor x on one; move it"),
    ],
)
def test_services_that_cannot_be_seen(service: dict[str, t.Any], named: str | None) -> None:
    """Each is named; one that shares a topic needs something else that shows it."""
    found = evaluate("_kafka_migration_cutover_findings", facts({"one": [ORDERS, TILLS, service], "two": [BILLING]}))
    assert len(found) == (1 if named else 0)
    assert named is None or named in found[0]


def test_a_producer_that_moved_early() -> None:
    """Before the note what it writes would be skipped; after it, it is as it should be."""
    (found,) = evaluate("_kafka_migration_cutover_findings", facts(on_target={"orders"}))
    assert found.startswith("orders on one uses the target already")
    assert evaluate("_kafka_migration_cutover_findings", facts(on_target={"orders"}, phases=NOTED)) == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"running": False}, "the mirror is not ready (it does not run)"),
        ({"healthy": False, "problems": ["task 0 failed"]}, "the mirror is not ready (task 0 failed)"),
        ({"remaining": None}, "an unknown number of records behind"),
        ({"remaining": 10_000_000}, "the mirror is 10000000 records behind"),
    ],
)
def test_a_mirror_that_is_not_ready(changes: dict[str, t.Any], named: str) -> None:
    """It is of no matter any more once the ends are noted."""
    mirror = {"_kafka_migration_mirror": {**MIRROR, **changes}}
    (found,) = evaluate("_kafka_migration_cutover_findings", facts(**mirror))
    assert named in found
    assert evaluate("_kafka_migration_cutover_findings", facts(**mirror, phases=NOTED)) == []


@pytest.mark.parametrize(
    ("phases", "caught_up", "good"),
    [
        ({"producers_stopped": {"completed": None}}, True, True),
        ({"producers_stopped": {"completed": None}}, False, False),
        ({}, True, False),
    ],
)
def test_a_mirror_that_a_killed_run_has_ended(phases: dict[str, t.Any], caught_up: bool, good: bool) -> None:
    """If it has copied everything, and the producers are stopped, the next run goes on without it."""
    mirror = {**MIRROR, "running": False, "remaining": 0, "caught_up": caught_up}
    found = evaluate("_kafka_migration_cutover_findings", facts(phases=phases, _kafka_migration_mirror=mirror))
    assert (found == []) is good


@pytest.mark.parametrize(
    ("worker", "named"),
    [
        ({"members": [], "error": None}, None),
        ({"members": [{}], "error": None}, "a MirrorMaker runs into the target"),
        ({"members": [], "error": "no coordinator"}, "whether a MirrorMaker runs is unknown: no coordinator"),
    ],
)
def test_without_history_no_mirror_may_run(worker: dict[str, t.Any], named: str | None) -> None:
    """Also not when the ends are noted: it moves the offsets of groups."""
    for phases in ({}, NOTED):
        mirror = {**MIRROR, "worker": worker}
        found = evaluate(
            "_kafka_migration_cutover_findings",
            facts(kafka_migration_history="none", _kafka_migration_mirror=mirror, phases=phases),
        )
        assert (named is None and found == []) or named in found[0]


def test_topics_that_appeared_after_the_note() -> None:
    """They are named, and are not part of the cut-over."""
    topics = [{"name": "pay", "action": "unchanged"}, {"name": "new", "action": "created"}]
    before, after = facts(), facts(phases=NOTED)
    for found in (before, after):
        found["hostvars"]["mirror"]["_kafka_migration_rehearsal"] = {"topics": topics}
        found["_kafka_migration_rehearsal"] = {"topics": topics}
    assert "new" in evaluate("_kafka_migration_cutover_findings", before)[0]
    assert evaluate("_kafka_migration_cutover_findings", after) == []
    assert evaluate("_kafka_migration_topic_list", after) == ["pay"]
    assert evaluate("_kafka_migration_new_topics", after) == ["new"]


@pytest.mark.parametrize(
    ("phases", "source", "target", "on_target", "void"),
    [
        (NOTED, [CHANGE], [], (), True),
        ({}, [CHANGE], [], (), False),
        (NOTED, [], [], (), False),
        (NOTED, [{**CHANGE, "records": None, "problem": "no leader"}], [], (), False),
        (NOTED, [CHANGE], [CHANGE], (), False),
        (NOTED, [CHANGE], [], ("orders",), False),
    ],
)
def test_a_note_of_no_use(phases: t.Any, source: t.Any, target: t.Any, on_target: t.Any, void: bool) -> None:
    """Only if the producers are known to have gone on on the source, and nobody has written to the target."""
    ends = {"source_changes": source, "target_changes": target}
    assert evaluate("_kafka_migration_is_void", facts(None, phases, on_target, _kafka_migration_ends=ends)) is void


def test_groups_that_have_moved() -> None:
    """Those whose services all have the target, if an earlier run has begun with the consumers."""
    services = {
        "one": [ORDERS],
        "two": [BILLING],
        "three": [{"name": "more", "group": "g"}, {"name": "b", "group": "h"}],
    }
    begun = {**NOTED, "consumers_moved": {"completed": None}}
    for phases, on_target, moved in (
        (begun, {"billing", "b"}, ["h"]),
        (begun, {"billing", "more"}, ["g"]),
        (NOTED, {"billing", "more", "b"}, []),
    ):
        assert evaluate("_kafka_migration_moved_already", facts(services, phases, on_target)) == moved


def test_order_of_hosts() -> None:
    """That of the inventory, whatever the hash of a name is."""
    services = {"one": [BILLING | {"name": "z"}], **{f"host{number}": [BILLING] for number in range(30)}}
    variables = {**facts(services), "inventory_hostname": "host29"}
    assert evaluate("_kafka_migration_before", variables) == list(services)[:-1]
    assert evaluate("_kafka_migration_members", variables) == {"g": 31}
    assert evaluate("_kafka_migration_first_host", facts()) == "one"


def test_what_goes_back() -> None:
    """The producers that ran, or of which nothing shows that they did not."""
    services = {"one": [ORDERS, TILLS, {"name": "idle", "topics": ["x"]}], "two": [BILLING]}
    variables = {**facts(services), "inventory_hostname": "one"}
    journal = variables["hostvars"]["mirror"]["kafka_migration_journal"]["journal"]
    journal["services"] = {"one": {"orders": True, "tills": None, "idle": False}, "two": {"billing": True}}
    assert sorted(evaluate("_kafka_migration_to_return", variables)) == ["orders", "tills"]
    assert evaluate("_kafka_migration_returns", variables)["two"] == []
    assert sorted(evaluate("_kafka_migration_not_back", variables)) == ["orders on one", "tills on one"]
    variables["hostvars"]["one"].update(
        kafka_client_works={"failed": False}, kafka_client_checked={"services": [{"name": "orders", "done": True}]}
    )
    assert evaluate("_kafka_migration_not_back", variables) == ["tills on one"]
    variables["hostvars"]["one"]["kafka_client_works"] = {"failed": True}
    assert len(evaluate("_kafka_migration_not_back", variables)) == 2
