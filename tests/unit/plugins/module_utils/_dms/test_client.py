# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How instances are found, and how errors are explained."""

from __future__ import annotations

import typing as t

import dms_examples as examples
import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import client
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._dms.cases import (
    BODY,
    Answer,
    Session,
    service,
)


@pytest.fixture(name="sleeps")
def fixture_sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Record the pauses between attempts, and make none."""
    slept: list[float] = []
    monkeypatch.setattr(client.time, "sleep", slept.append)
    return slept


def test_requests() -> None:
    """Each request, with its arguments."""
    session = Session()
    found = service(session, None).find("kafka-new")
    assert found["instance_id"] == examples.NEW_INSTANCE["instance_id"]
    assert session.requests == [
        "/v2/P/instances?engine=kafka&name=kafka-new&exact_match_name=true&limit=50",
        f"/v2/P/instances/{examples.NEW_INSTANCE['instance_id']}",
    ]
    reader = service(session)
    assert reader.find(found["instance_id"]) == found
    assert len(session.requests) == 3
    assert [len(reader.topics(found["instance_id"], "")[0]), len(reader.groups(found["instance_id"], ""))] == [120, 61]
    topics, groups = f"/v2/P/instances/{found['instance_id']}/topics", f"/v2/P/instances/{found['instance_id']}/groups"
    assert session.requests[3:] == [
        f"{topics}?limit=50",
        f"{topics}?limit=50&offset=50",
        f"{topics}?limit=50&offset=100",
        f"{groups}?limit=50",
        f"{groups}?limit=50&offset=50",
    ]


def test_name_is_compared_as_a_whole() -> None:
    """DMS matches parts of names, too."""
    listed = Answer(
        200, {"instances": [examples.NEW_INSTANCE, {**examples.INSTANCE, "name": "kafka"}], "instance_num": 2}
    )
    session = Session(listed)
    assert service(session).find("kafka")["instance_id"] == examples.INSTANCE_ID
    with pytest.raises(
        CloudFailure,
        match=r"There is no Kafka instance kafka- in project .*\(the project has broken, busy, .* and 4 more\); check",
    ):
        service(session).find("kafka-")


@pytest.mark.parametrize("absent", [(404, "DMS.00404022"), (400, "DMS.00400030"), (404, "")])
def test_name_that_looks_like_an_id(absent: tuple[int, str]) -> None:
    """It is searched as a name if it is not an id."""
    name = "abcdef00-0000-4000-8000-000000000000"
    listed = Answer(200, {"instances": [{**examples.INSTANCE, "name": name}], "instance_num": 1})
    session = Session(Answer(absent[0], {"error_code": absent[1], "error_msg": "no"}), listed)
    assert service(session).find(name)["instance_id"] == examples.INSTANCE_ID


def test_refusal_is_not_absence() -> None:
    """An instance that may not be read is not searched by name."""
    session = Session(Answer(403, BODY))
    with pytest.raises(CloudFailure, match="Cannot read DMS instance .* answers 403 DMS.1: .*dms:instance:get"):
        service(session).find(examples.INSTANCE_ID)
    assert len(session.requests) == 1


def test_flow_control_is_not_absence(sleeps: list[float]) -> None:
    """Although DMS reports it with 404."""
    session = Session(*[Answer(404, {"error_code": "DMS.10240407", "error_msg": "The request is too frequent."})] * 4)
    with pytest.raises(CloudFailure, match="answers 404 DMS.10240407: .* 4 attempts were made"):
        service(session).find(examples.INSTANCE_ID)
    assert len(sleeps) == 3


def test_wrong_instance() -> None:
    """An ambiguous name, and an instance of another engine."""
    with pytest.raises(
        CloudFailure, match=r"twice is ambiguous; give one of these ids instead: 0.*100 \(RUNNING\), 0.*101 \(RUNNING\)"
    ):
        service(Session()).find("twice")
    with pytest.raises(CloudFailure, match="is one of rabbitmq, not of kafka"):
        service(Session()).find(examples.masked(102))


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (400, BODY, "answers 400 DMS.1: Because."),
        (
            401,
            BODY,
            "answers 401 DMS.1: Because; check that endpoint or region_name, and the project, are those of the login",
        ),
        (
            403,
            BODY,
            "Because; if the user lacks a permission, grant dms:instance:list, "
            "or the system-defined policy DMS ReadOnlyAccess",
        ),
        (403, {"error": {"code": "X.1", "message": "No"}}, "answers 403 X.1: No; if the user"),
        (404, "<html>\nnot here</html>", "answers 404: <html> not here</html>; check endpoint"),
        (302, "", "answers 302: nothing; check endpoint"),
        (500, BODY, "Because; try again later, and report it to the cloud if it persists"),
        (
            200,
            "<html></html>",
            "the server at https://dms.example is not DMS (it answers '<html></html>'); check endpoint",
        ),
        (200, [], "is not DMS"),
    ],
)
def test_errors(status: int, content: t.Any, message: str, sleeps: list[float]) -> None:
    """The answer is shown, with its remedy, after one attempt."""
    session = Session(Answer(status, content))
    with pytest.raises(CloudFailure, match="^Cannot find: ") as failure:
        service(session).instances("find")
    assert message in str(failure.value)
    assert (len(session.requests), sleeps) == (1, [])


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (429, BODY),
        (502, ""),
        (503, "Service Unavailable"),
        (504, ""),
        (404, {"error_code": "DMS.10240407", "error_msg": "Too frequent."}),
    ],
)
def test_busy_service(status: int, content: t.Any, sleeps: list[float]) -> None:
    """Up to four attempts are made, with growing pauses."""
    busy = Answer(status, content)
    session = Session(busy, busy, busy)
    assert service(session).products("read")["engine"] == "kafka"
    assert (len(session.requests), sleeps) == (4, [0.5, 1.0, 2.0])
    session = Session(busy, busy, busy, busy)
    with pytest.raises(CloudFailure, match=f"{status}.*4 attempts were made; try again later"):
        service(session).products("read")
