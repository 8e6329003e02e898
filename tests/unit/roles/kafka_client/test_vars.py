# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which services role kafka_client acts on, as whom, and when it takes a client to work.

The variables are evaluated by Ansible, as in the role.
"""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

ROLE = pathlib.Path(__file__).parents[4] / "roles/kafka_client"
LOADER = DataLoader()
DEFAULTS, VARIABLES = (
    LOADER.load_from_file(str(ROLE / folder / "main.yml"), trusted_as_template=True) for folder in ("defaults", "vars")
)


def evaluate(name: str, **variables: t.Any) -> t.Any:
    """Return the value of a variable of the role, with its defaults."""
    known = {**DEFAULTS, **VARIABLES, "inventory_hostname": "shop", **variables}
    return Templar(LOADER, variables=known).template(known[f"_kafka_client_{name}"])


def service(name: str, **more: t.Any) -> dict[str, t.Any]:
    """Return a service with commands."""
    return {"name": name, "files": [{"path": f"/{name}"}], "start": "up", "stop": "down", **more}


# Which services


MIXED = [
    service("tills"),
    service("billing", group="billing"),
    service("tap", role="producer", group="tap"),
    service("audit", role="consumer"),
    service("join", role="processor", group="join"),
]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("", ["tills", "billing", "tap", "audit", "join"]),
        ("producer", ["tills", "tap"]),
        ("consumer", ["billing", "audit"]),
        ("processor", ["join"]),
    ],
)
def test_services_of_a_role(role: str, names: list[str]) -> None:
    """A service has its own role, by default according to its group; without a role all are meant."""
    chosen = evaluate("services", kafka_client_services=MIXED, kafka_client_role=role)
    assert [entry["name"] for entry in chosen] == names
    assert all(entry["role"] == role for entry in chosen if role)
    files = evaluate("files", kafka_client_services=MIXED, kafka_client_role=role)
    assert files == [{"service": name, "path": f"/{name}"} for name in names]


@pytest.mark.parametrize(
    ("only", "names"), [([], ["tills", "tap"]), (["tap", "billing", "elsewhere"], ["tap"]), (["elsewhere"], [])]
)
def test_services_by_name(only: list[str], names: list[str]) -> None:
    """Names of other roles and hosts select nothing; no names select all."""
    chosen = evaluate("asked", kafka_client_services=MIXED, kafka_client_role="producer", kafka_client_only=only)
    assert [entry["name"] for entry in chosen] == names


def test_files_of_a_service() -> None:
    """Each with its format and key; a service without files is found to be incomplete."""
    options = {"path": "/b", "format": "env", "key": "SERVERS"}
    found = [service("a", files=[{"path": "/a"}, options]), {"name": "c"}]
    assert evaluate("files", kafka_client_services=found) == [
        {"service": "a", "path": "/a"},
        {"service": "a", **options},
    ]


@pytest.mark.parametrize(
    ("lacking", "name"),
    [
        ({"name": "a"}, "a"),
        ({"files": [{"path": "/b"}], "unit": "b"}, "a service without a name"),
        ({"name": "c", "files": [], "unit": "c"}, "c"),
        ({"name": "d", "files": [{"path": "/d"}], "start": "up"}, "d"),
        ({"name": "e", "files": [{"path": "/e"}], "stop": "down", "status": "up"}, "e"),
    ],
)
def test_incomplete_services(lacking: dict[str, t.Any], name: str) -> None:
    complete = [service("x"), {"name": "y", "files": [{"path": "/y"}], "unit": "y"}]
    assert evaluate("incomplete", kafka_client_services=[*complete, lacking]) == [name]
    assert evaluate("incomplete", kafka_client_services=complete) == []


def test_names_that_are_not_unique() -> None:
    found = [service(name) for name in ("a", "b", "a", "c", "c", "c")]
    assert evaluate("repeated", kafka_client_services=found) == ["a", "c"]
    assert evaluate("repeated", kafka_client_services=found[:2]) == []


CLUSTER = {"bootstrap_servers": ["b:1", "b:2"]}


@pytest.mark.parametrize(
    ("cluster", "services", "message"),
    [
        (CLUSTER, [service("a")], ""),
        ({"bootstrap_servers": "b:1"}, [], ""),
        (
            {},
            [service("a")],
            "kafka_client_cluster has no bootstrap_servers; set it to the cluster that the clients are",
        ),
        ({"bootstrap_servers": []}, [], "kafka_client_cluster has no bootstrap_servers"),
        (
            CLUSTER,
            [{"name": "b"}],
            "Each service in kafka_client_services of shop needs name, files, and either unit or",
        ),
        (CLUSTER, [{"unit": "b"}, service("a"), service("a")], "Incomplete: a service without a name."),
        (CLUSTER, [service("a"), service("a")], "More than one service in kafka_client_services of shop is named a;"),
    ],
)
def test_invalid_options(cluster: dict[str, t.Any], services: list[dict[str, t.Any]], message: str) -> None:
    found = evaluate("invalid", kafka_client_cluster=cluster, kafka_client_services=services)
    assert len(found) == bool(message)
    assert message in " ".join(found)


# What was rehearsed


def rehearsal(names: str = "ab", brokers: t.Sequence[str] = ("b:1", "b:2")) -> dict[str, t.Any]:
    """Return a result of kafka_client_config for the services of these names."""
    return {
        "services": [{"name": name, "done": True, "changed": name != "b"} for name in names],
        "files": [{"service": name, "before": ["x"], "after": list(brokers)} for name in names],
    }


@pytest.mark.parametrize(
    ("registered", "rehearsed", "current"),
    [
        ({}, False, False),
        ({"kafka_client_rehearsed": rehearsal()}, True, True),
        ({"kafka_client_rehearsed": rehearsal("abc")}, True, True),
        ({"kafka_client_rehearsed": rehearsal("ac")}, False, False),
        ({"kafka_client_rehearsed": rehearsal(brokers=["b:1"])}, False, False),  # a way back to another cluster
        ({"kafka_client_rehearsed": {"failed": True, "msg": "no file"}}, False, False),
        ({"kafka_client_rehearsed": rehearsal(), "kafka_client_pointed": rehearsal("c")}, True, True),
        ({"kafka_client_rehearsed": rehearsal(), "kafka_client_pointed": rehearsal("b")}, True, False),
        ({"kafka_client_rehearsed": rehearsal(), "kafka_client_pointed": {"failed": True}}, True, True),
    ],
)
def test_whether_a_rehearsal_can_be_used(registered: dict[str, t.Any], rehearsed: bool, current: bool) -> None:
    """It is about these services and brokers, and nothing was written since."""
    variables = {
        "kafka_client_services": [service("a"), service("b")],
        "kafka_client_cluster": CLUSTER,
        "kafka_client_rehearse_again": False,
        **registered,
    }
    assert evaluate("is_rehearsed", **variables) is rehearsed
    assert evaluate("is_rehearsal_current", **variables) is current
    assert evaluate("must_validate", **variables) is not rehearsed
    assert evaluate("must_validate", **{**variables, "kafka_client_rehearse_again": True}) is True


@pytest.mark.parametrize("servers", ["b:1, b:2", "b:1,b:2", ["b:1", "b:2"]])
def test_brokers_of_a_rehearsal(servers: str | list[str]) -> None:
    """A string and a list are the same brokers."""
    cluster = {"bootstrap_servers": servers}
    variables = {"kafka_client_services": [service("a")], "kafka_client_rehearsed": rehearsal()}
    assert evaluate("is_rehearsed", kafka_client_cluster=cluster, **variables) is True


def test_services_to_move() -> None:
    assert evaluate("to_move", kafka_client_rehearsed=rehearsal("abc")) == ["a", "c"]


# As whom


def test_services_are_grouped_by_user() -> None:
    """Units belong to root; only what the module needs is passed to it."""
    chosen = [
        service("a", status="up?", role="producer", topics=["t"]),
        service("b", user="shop"),
        {"name": "c", "unit": "c.service", "files": [], "user": "ignored", "start": "ignored"},
        service("d"),
        service("e", user="root"),
    ]
    assert evaluate("batches", _kafka_client_chosen=chosen) == [
        {
            "user": "",
            "services": [
                {"name": "a", "start": "up", "stop": "down", "status": "up?"},
                {"name": "d", "start": "up", "stop": "down"},
            ],
        },
        {"user": "shop", "services": [{"name": "b", "start": "up", "stop": "down"}]},
        {
            "user": "root",
            "services": [{"name": "c", "unit": "c.service"}, {"name": "e", "start": "up", "stop": "down"}],
        },
    ]


def test_nothing_to_stop() -> None:
    """There is a result all the same, which carries on what is known."""
    assert evaluate("batches", _kafka_client_chosen=[]) == [{"user": "", "services": []}]


# What this run knows


def sighting(name: str, running: bool = False) -> dict[str, t.Any]:
    """Return a sighting as the module does."""
    return {"name": name, "running": running, "at": 1.0}


@pytest.mark.parametrize(
    ("registered", "unknown"),
    [
        ({}, ["a", "d"]),
        ({"kafka_client_stopped": {"results": [{"known": [sighting("a")]}, {"known": []}]}}, ["d"]),
        ({"kafka_client_started": {"results": [{"known": [sighting("a", True), sighting("d")]}]}}, []),
        (
            {
                "kafka_client_stopped": {"results": [{"unreachable": True}, {"known": [sighting("d")]}]},
                "kafka_client_started": {"results": [{"known": [sighting("a")]}]},
            },
            [],
        ),
        ({"kafka_client_stopped": {"skipped": True}}, ["a", "d"]),
    ],
)
def test_services_of_which_nothing_is_known(registered: dict[str, t.Any], unknown: list[str]) -> None:
    """A service without a unit and a status command that this run has neither stopped nor started is not started."""
    found = [
        service("a"),
        service("b", status="up?"),
        {"name": "c", "unit": "c", "files": []},
        service("d"),
    ]
    assert evaluate("unknown", kafka_client_services=found, **registered) == unknown


# Whether services work


def test_what_the_check_is_told() -> None:
    """Topics, group and members: as many as there are services to check with the group, or as are set."""
    found = [
        service("a", topics=["t"]),
        service("b", group="g", topics=[]),
        service("c", group="g", role="processor", topics=["t", "u"]),
        service("d", group="h"),
        service("e", group=""),
    ]
    checks = evaluate("checks", kafka_client_services=found, kafka_client_members={"g": 1, "h": "3"})
    assert checks == [
        {"name": "a", "role": "producer", "topics": ["t"]},
        {"name": "b", "role": "consumer", "topics": [], "group": "g", "members": 2},
        {"name": "c", "role": "processor", "topics": ["t", "u"], "group": "g", "members": 2},
        {"name": "d", "role": "consumer", "topics": [], "group": "h", "members": 3},
        {"name": "e", "role": "consumer", "topics": []},
    ]
    (alone,) = evaluate("checks", kafka_client_services=found, kafka_client_only=["b"])
    assert alone["members"] == 1


@pytest.mark.parametrize(
    ("others", "shared", "indistinct"),
    [
        ([], [], []),
        ([service("b", topics=["t", "u", "v"])], [], ["a"]),
        ([service("b", topics=["t"])], [], ["b"]),
        ([service("b", topics=["t"]), service("c", topics=["u"])], [], ["a", "b", "c"]),
        ([service("b", topics=["t", "u"], role="processor", group="g")], [], ["a"]),
        ([service("b", topics=["t", "u"], group="g")], [], []),  # it reads them
        ([], ["t"], []),
        ([], ["u", "t"], ["a"]),
        ([service("b", topics=["u"])], ["t"], ["a", "b"]),
        ([service("b")], ["t"], []),  # without topics, it is not seen anyway
    ],
)
def test_producers_that_growth_does_not_show(
    others: list[dict[str, t.Any]], shared: list[str], indistinct: list[str]
) -> None:
    """Somebody else writes all their topics."""
    found = [service("a", topics=["t", "u"]), *others]
    assert evaluate("indistinct", kafka_client_services=found, kafka_client_shared_topics=shared) == indistinct


def test_a_sibling_that_is_not_checked_writes_all_the_same() -> None:
    found = [service("a", topics=["t"]), service("b", topics=["t"], role="processor")]
    assert evaluate("indistinct", kafka_client_services=found, kafka_client_role="producer") == ["a"]


def checked(done: bool = True, name: str = "a") -> dict[str, t.Any]:
    """Return a result of kafka_client_activity_info."""
    message = "" if done else "no record arrived in t; check its own log."
    return {"services": [{"name": name, "done": done, "message": message}], "msg": "Not every service"}


def alive(running: bool | None, message: str = "", name: str = "a") -> dict[str, t.Any]:
    """Return a loop result of kafka_client_services, of two users."""
    return {"results": [{"services": []}, {"services": [{"name": name, "running": running, "message": message}]}]}


DEAD = "a on shop does not run; check its own log, or start it."
SHARED = (
    "Records in t do not show that a on shop works, since others write there too; give it a unit or a status command."
)
NO_RECORD = "a on shop was started, but no record arrived in t; check its own log."


@pytest.mark.parametrize(
    ("check", "seen", "shared", "unseen"),
    [
        (checked(), alive(True), [], []),
        (checked(), alive(None), [], []),
        (checked(), alive(False), [], [DEAD]),
        (checked(), alive(True), ["t"], []),
        (checked(), alive(None), ["t"], [SHARED]),
        (checked(), alive(False), ["t"], [DEAD]),
        (checked(False), alive(True), [], [NO_RECORD]),
        (checked(False), alive(False), ["t"], [NO_RECORD, DEAD]),
        (checked(), alive(None, "no such command"), [], ["Whether a on shop runs is not known: no such command."]),
        (checked(), alive(True, name="b"), [], ["Whether a on shop runs is not known: the task failed."]),
        (checked(), {"results": [{"failed": True}]}, [], ["Whether a on shop runs is not known: the task failed."]),
        (checked(name="b"), alive(True), [], ["a on shop was started, but Not every service"]),
        ({"failed": True, "msg": "no library"}, alive(True), [], ["a on shop was started, but no library"]),
        ({"skipped": True}, alive(True), [], ["a on shop was started, but it was not checked."]),
    ],
)
def test_what_is_not_seen(
    check: dict[str, t.Any], seen: dict[str, t.Any], shared: list[str], unseen: list[str]
) -> None:
    """A service must be seen by what it does, and must not be seen to have ended."""
    found = evaluate(
        "unseen",
        kafka_client_services=[service("a", topics=["t"])],
        kafka_client_checked=check,
        kafka_client_alive=seen,
        kafka_client_shared_topics=shared,
    )
    assert found == unseen
