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

VARS = pathlib.Path(__file__).parents[4] / "roles/kafka_client/vars/main.yml"
LOADER = DataLoader()
VARIABLES = LOADER.load_from_file(str(VARS), trusted_as_template=True)


def evaluate(name: str, **variables: t.Any) -> t.Any:
    """Return the value of a variable of the role; kafka_client_role is empty by default."""
    known = {**VARIABLES, "kafka_client_role": "", **variables}
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
    assert [file["path"] for _service, file in files] == [f"/{name}" for name in names]


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


# Whether a producer works


def topics(**ends: list[int | None]) -> dict[str, t.Any]:
    """Return a result of kafka_topic_info: of each topic the log ends, None where one could not be read."""
    return {
        "topics": [
            {
                "name": name,
                "offsets": [
                    {"partition": number, "log_end": end, "error": "no leader" if end is None else None}
                    for number, end in enumerate(of_topic)
                ],
            }
            for name, of_topic in ends.items()
        ]
    }


@pytest.mark.parametrize(
    ("before", "after", "arrived"),
    [
        ({"t": [5, 5]}, {"t": [5, 6]}, True),
        ({"t": [5, 5]}, {"t": [5, 5]}, False),
        ({"t": [0]}, {"t": [1]}, True),
        ({"t": [5, None]}, {"t": [5, 900]}, False),  # it could not be read before
        ({"t": [5, None]}, {"t": [6, 900]}, True),
        ({"t": [5, 900]}, {"t": [6, None]}, True),  # one that cannot be read any more hides no growth
        ({"t": [5, 900]}, {"t": [5, None]}, False),
        ({"t": [5, 900]}, {"t": [6, 800]}, True),  # nor does one that was truncated
        ({"t": [5]}, {"t": [5], "u": [7]}, False),
        ({"t": [5, 5], "u": [1]}, {"u": [2], "t": [5, 5]}, True),
        ({"t": [None]}, {"t": [None]}, False),
    ],
)
def test_records_have_arrived(before: dict[str, t.Any], after: dict[str, t.Any], arrived: bool) -> None:
    """Growth counts on partitions that were read both times."""
    readings = {"_kafka_client_before": topics(**before), "_kafka_client_after": topics(**after)}
    assert evaluate("arrived", **readings) is arrived


def test_no_second_reading() -> None:
    """A module that failed has returned no topics."""
    readings = {"_kafka_client_before": topics(t=[5, None]), "_kafka_client_after": {"failed": True, "msg": "no"}}
    assert evaluate("arrived", **readings) is False
    assert evaluate("unread", **readings) == ["t-1: no leader"]


# Whether a consumer works


def group(
    commits: dict[str, int | None | str], remaining: int | None = 9, commits_read: bool = True, **more: t.Any
) -> dict[str, t.Any]:
    """Return a result of kafka_drain_info; a commit is an offset, None without one, or an error."""
    rows = [
        {
            "topic": name.split("-")[0],
            "partition": int(name.split("-")[1]),
            "committed": commit if isinstance(commit, int) else None,
            "error": commit if isinstance(commit, str) else None,
        }
        for name, commit in commits.items()
    ]
    found = {"state": "Stable", "remaining": remaining, "commits_read": commits_read, "partitions": rows}
    return {"errors": {}, **more, "groups": [{**found, **more}]}


UNREAD = "the commit cannot be read"


@pytest.mark.parametrize(
    ("before", "after", "reads"),
    [
        (group({"t-0": 5, "t-1": 5}), group({"t-0": 5, "t-1": 6}), True),
        (group({"t-0": 5, "t-1": 5}), group({"t-0": 5, "t-1": 5}), False),
        (group({"t-0": 5, "t-1": UNREAD}), group({"t-0": 5, "t-1": 900}), False),
        (group({"t-0": 5, "t-1": UNREAD}), group({"t-0": 6, "t-1": 900}), True),
        (group({"t-0": 5, "t-1": 900}), group({"t-0": 6, "t-1": UNREAD}), True),
        (group({"t-0": 5, "t-1": 900}), group({"t-0": 5, "t-1": UNREAD}), False),
        # A first commit is progress, if it is known to be the first one.
        (group({"t-0": None}), group({"t-0": 1}), True),
        (group({}, state="Dead", remaining=None), group({"t-0": 0}), True),
        (group({"t-0": None}, commits_read=False), group({"t-0": 900}), False),
        (group({}, commits_read=False), group({"t-0": 900}), False),
        (group({}, errors={"t": "denied"}), group({"t-0": 900}), False),
        (group({"t-0": None}), group({"t-0": None}), False),
        # Nothing is left to read.
        (group({"t-0": 5}), group({"t-0": 5}, remaining=0), True),
        (group({"t-0": 5}), group({"t-0": 5}, remaining=None), False),
        # The group has to work.
        (group({"t-0": 5}), group({"t-0": 6}, state="Empty"), False),
        (group({"t-0": 5}), group({"t-0": 5}, remaining=0, state="PreparingRebalance"), False),
    ],
)
def test_a_group_reads(before: dict[str, t.Any], after: dict[str, t.Any], reads: bool) -> None:
    """Progress counts on partitions whose commit was read both times."""
    assert evaluate("reads", _kafka_client_before=before, _kafka_client_after=after) is reads


@pytest.mark.parametrize("after", [{"failed": True, "msg": "no"}, {"groups": []}])
def test_no_second_reading_of_a_group(after: dict[str, t.Any]) -> None:
    readings = {"_kafka_client_before": group({"t-0": 5}), "_kafka_client_after": after}
    assert evaluate("reads", **readings) is False
    assert evaluate("group", **readings)["state"] == "unknown"
