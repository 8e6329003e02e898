# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where DMS is, how lists are read to their end, and what is said of its errors."""

from __future__ import annotations

import contextlib
import json
import types
import typing as t

import dms
import dms_examples as examples
import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import client, endpoint, instance, paging
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure

ROOT, PROJECT = "https://dms.example", "0123456789abcdef0123456789abcdef"
BODY = {"error_code": "DMS.1", "error_msg": "Because."}


class Answer:
    """What a session returns."""

    def __init__(self, status: int, content: t.Any) -> None:
        self.status_code, self.text = status, content if isinstance(content, str) else json.dumps(content)

    def json(self) -> t.Any:
        return json.loads(self.text)


class Session:
    """Answers from a list, then with the stand-in for DMS; notes what was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers, self.asked, self.service = list(answers), [], dms.Service({"token": PROJECT}.get)

    def get_project_id(self) -> str:
        return PROJECT

    def get(self, url: str, params: dict[str, t.Any], headers: dict[str, str], raise_exc: bool) -> Answer:
        assert url.startswith(ROOT) and headers["Accept"] == "application/json" and not raise_exc
        path, query = url[len(ROOT) :], {name: str(value) for name, value in params.items()}
        self.asked.append(
            "?".join(
                [
                    path.replace(PROJECT, "P"),
                    *(["&".join(f"{name}={value}" for name, value in query.items())] if query else []),
                ]
            )
        )
        if self.answers:
            return self.answers.pop(0)
        try:
            return Answer(200, self.service.answer(path, query, "token"))
        except dms.Refusal as refusal:
            return Answer(refusal.status, {"error_code": refusal.code, "error_msg": refusal.said})


@pytest.fixture(name="sleeps")
def fixture_sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(client.time, "sleep", slept.append)
    return slept


def service(session: Session, endpoint: str | None = ROOT) -> client.Dms:
    """DMS behind a session."""
    config = types.SimpleNamespace(region_name="eu-de", get_interface=lambda _service: "public")
    cloud: t.Any = types.SimpleNamespace(
        name="cloud otc",
        connection=types.SimpleNamespace(session=session, config=config),
        doing=lambda _what: contextlib.nullcontext(),
        catalog=lambda: catalog(("dms", "eu-de", f"{ROOT}/v1.0/{PROJECT}")),
    )
    return client.Dms(cloud, endpoint)


def catalog(*entries: tuple[str, str, str]) -> list[dict[str, t.Any]]:
    """Services as keystoneauth has them."""
    return [
        {
            "type": kind,
            "endpoints": [
                {"interface": "public", "region_id": region, "url": url},
                {"interface": "admin", "region_id": region, "url": "x"},
            ],
        }
        for kind, region, url in entries
    ]


@pytest.mark.parametrize(
    ("entries", "region", "wanted"),
    [
        ([("dmsv2", "eu-de", "a")], "eu-de", "a"),
        ([("dms", "eu-de", "b"), ("dmsv2", "eu-de", "a")], "eu-de", "a"),
        ([("dmsv1", "eu-de", "c"), ("dms", "eu-de", "b")], "eu-de", "b"),
        ([("dmsv1", "eu-de", "c"), ("network", "eu-de", "n")], "eu-de", "c"),
        ([("dmsv2", "eu-nl", "a"), ("dmsv2", "eu-de", "b")], "eu-de", "b"),
        ([("dmsv2", "eu-nl", "a"), ("dmsv1", "eu-de", "b")], "eu-de", "b"),
        ([("dmsv2", "eu-nl", "a")], None, "a"),
        ([("dmsv2", "eu-nl", "a"), ("dmsv2", "eu-nl", "a")], "", "a"),
    ],
)
def test_the_place_in_the_catalog(entries: list[tuple[str, str, str]], region: str | None, wanted: str) -> None:
    assert endpoint.from_catalog(catalog(*entries), "public", region, "cloud otc") == wanted


@pytest.mark.parametrize(
    ("entries", "region", "said"),
    [
        ([], "eu-de", "cloud otc has no public DMS in its catalog (looked for dmsv2, dms, dmsv1); give endpoint"),
        ([("dmsv2", "eu-nl", "a")], "eu-de", "no DMS in region eu-de; set region_name to one of eu-nl"),
        (
            [("dmsv2", "eu-nl", "a"), ("dmsv2", "eu-de", "b")],
            None,
            "in more than one place; set region_name to one of eu-de, eu-nl",
        ),
    ],
)
def test_no_place_in_the_catalog(entries: list[tuple[str, str, str]], region: str | None, said: str) -> None:
    with pytest.raises(CloudFailure) as failure:
        endpoint.from_catalog(catalog(*entries), "public", region, "cloud otc")
    assert said in str(failure.value)


@pytest.mark.parametrize(
    ("url", "root", "project"),
    [
        (ROOT, ROOT, None),
        (f"{ROOT}/", ROOT, None),
        (f" {ROOT}/v2 ", ROOT, None),
        (f"{ROOT}/v2/", ROOT, None),
        (f"{ROOT}/v1.0/p1", ROOT, "p1"),
        (f"{ROOT}/v2/p1/", ROOT, "p1"),
        ("http://127.0.0.1:8080/dms/v2/p1", "http://127.0.0.1:8080/dms", "p1"),
        (f"{ROOT}/dms", f"{ROOT}/dms", None),
    ],
)
def test_endpoint(url: str, root: str, project: str | None) -> None:
    assert endpoint.split(url) == (root, project)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dms.example",
        "ftp://dms.example",
        "https://",
        f"{ROOT}/v2/p1/instances",
        f"{ROOT}?a=b",
        f"{ROOT}#a",
        "https://u:p@dms.example",
    ],
)
def test_no_endpoint(url: str) -> None:
    with pytest.raises(CloudFailure, match="endpoint must be an address such as https://dms.eu-de"):
        endpoint.split(url)


def test_project() -> None:
    assert (
        endpoint.choose_project("a", None)
        == endpoint.choose_project(None, "a")
        == endpoint.choose_project("a", "a")
        == "a"
    )
    with pytest.raises(CloudFailure, match="endpoint is that of project b, and the login that of project a"):
        endpoint.choose_project("a", "b")
    with pytest.raises(CloudFailure, match="The login is of no project"):
        endpoint.choose_project(None, None)


def pages(*answers: dict[str, t.Any]) -> tuple[paging.Read, list[dict[str, t.Any]]]:
    """A list that shows these pages, the last of them for ever, and what it was asked."""
    asked: list[dict[str, t.Any]] = []

    def read(query: dict[str, t.Any]) -> dict[str, t.Any]:
        asked.append(query)
        return answers[min(len(asked), len(answers)) - 1]

    return read, asked


def entries(*numbers: int) -> list[dict[str, int]]:
    return [{"name": number} for number in numbers]


def everything(read: paging.Read) -> list[int]:
    found, _last = paging.everything(read, "topics", "name", "total", "read topics")
    return [entry["name"] for entry in found]


@pytest.mark.parametrize(
    ("answers", "wanted", "offsets"),
    [
        ([{"topics": [], "total": 0}], [], [None]),
        ([{"topics": entries(1, 2), "total": 2}], [1, 2], [None]),
        ([{"topics": entries(1, 2), "total": "3"}, {"topics": entries(3), "total": 3}], [1, 2, 3], [None, 2]),
        ([{"topics": entries(1, 2), "total": 3}, {"topics": entries(2, 3), "total": 3}], [1, 2, 3], [None, 2]),
        ([{"topics": entries(1, 2)}], [1, 2], [None]),
        ([{"topics": entries(*range(50))}, {"topics": entries(50)}], list(range(51)), [None, 50]),
        (
            [
                {"topics": entries(1, 2), "total": 3},
                {"topics": entries(3), "total": 4},
                {"topics": entries(1, 2, 3, 4), "total": 4},
            ],
            [1, 2, 3, 4],
            [None, 2, None],
        ),
    ],
)
def test_everything(answers: list[dict[str, t.Any]], wanted: list[int], offsets: list[int | None]) -> None:
    read, asked = pages(*answers)
    assert everything(read) == wanted
    assert [query.get("offset") for query in asked] == offsets
    assert {query["limit"] for query in asked} == {50}


@pytest.mark.parametrize(
    ("answers", "said", "requests"),
    [
        (
            [{"topics": entries(1, 2), "total": 3}],
            "there are 3, but from 2 on it shows none that it has not shown before, and 2 were shown",
            2,
        ),
        ([{"topics": entries(1, 2), "total": 3}, {"topics": [], "total": 3}], "there are 3, but from 2 on", 2),
        ([{"topics": [], "total": 3}], "there are 3, but from 0 on", 1),
        ([{"topics": None, "total": 3}], "there are 3, but from 0 on", 1),
        ([{"topics": entries(*range(50))}], "there are more, but from 50 on", 2),
        (
            [{"topics": entries(1), "total": 3}, {"topics": entries(2), "total": 2}] * 3,
            "their number changed during each of 3 attempts",
            6,
        ),
    ],
)
def test_lists_that_do_not_end(answers: list[dict[str, t.Any]], said: str, requests: int) -> None:
    read, asked = pages(*answers)
    with pytest.raises(CloudFailure, match="^Cannot read topics: ") as failure:
        everything(read)
    assert said in str(failure.value)
    assert len(asked) == requests


def test_a_list_that_grows_for_ever() -> None:
    with pytest.raises(CloudFailure, match="2000 pages, and still no end"):
        everything(lambda query: {"topics": entries(*range(query.get("offset", 0), query.get("offset", 0) + 50))})


def test_what_is_asked() -> None:
    session = Session()
    found = service(session, None).find("kafka-new")
    assert found["instance_id"] == examples.NEW_INSTANCE["instance_id"]
    assert session.asked == [
        "/v2/P/instances?engine=kafka&name=kafka-new&exact_match_name=true&limit=50",
        f"/v2/P/instances/{examples.NEW_INSTANCE['instance_id']}",
    ]
    reader = service(session)
    assert reader.find(found["instance_id"]) == found
    assert len(session.asked) == 3
    assert [len(reader.topics(found["instance_id"], "")[0]), len(reader.groups(found["instance_id"], ""))] == [120, 61]
    topics, groups = f"/v2/P/instances/{found['instance_id']}/topics", f"/v2/P/instances/{found['instance_id']}/groups"
    assert session.asked[3:] == [
        f"{topics}?limit=50",
        f"{topics}?limit=50&offset=50",
        f"{topics}?limit=50&offset=100",
        f"{groups}?limit=50",
        f"{groups}?limit=50&offset=50",
    ]


def test_a_part_of_a_name_is_another_name() -> None:
    listed = Answer(
        200, {"instances": [examples.NEW_INSTANCE, {**examples.INSTANCE, "name": "kafka"}], "instance_num": 2}
    )
    session = Session(listed)
    assert service(session).find("kafka")["instance_id"] == examples.INSTANCE_ID
    with pytest.raises(
        CloudFailure,
        match=r"There is no Kafka instance kafka- in project .*there are broken, busy, .* and 4 more\); check its name",
    ):
        service(session).find("kafka-")


@pytest.mark.parametrize("absent", [(404, "DMS.00404022"), (400, "DMS.00400030"), (404, "")])
def test_a_name_that_looks_like_an_id(absent: tuple[int, str]) -> None:
    name = "abcdef00-0000-4000-8000-000000000000"
    listed = Answer(200, {"instances": [{**examples.INSTANCE, "name": name}], "instance_num": 1})
    session = Session(Answer(absent[0], {"error_code": absent[1], "error_msg": "no"}), listed)
    assert service(session).find(name)["instance_id"] == examples.INSTANCE_ID


def test_a_refusal_is_no_absence() -> None:
    session = Session(Answer(403, BODY))
    with pytest.raises(CloudFailure, match="Cannot read DMS instance .* answers 403 DMS.1: .*dms:instance:get"):
        service(session).find(examples.INSTANCE_ID)
    assert len(session.asked) == 1


def test_too_many_requests_are_no_absence(sleeps: list[float]) -> None:
    session = Session(*[Answer(404, {"error_code": "DMS.10240407", "error_msg": "The request is too frequent."})] * 4)
    with pytest.raises(CloudFailure, match="answers 404 DMS.10240407: .* It was asked 4 times"):
        service(session).find(examples.INSTANCE_ID)
    assert len(sleeps) == 3


def test_instances_that_cannot_be_meant() -> None:
    with pytest.raises(
        CloudFailure, match=r"twice is ambiguous; give one of these ids instead: 0.*100 \(RUNNING\), 0.*101 \(RUNNING\)"
    ):
        service(Session()).find("twice")
    with pytest.raises(CloudFailure, match="is one of rabbitmq, not of kafka"):
        service(Session()).find(examples.masked(102))


@pytest.mark.parametrize(
    ("status", "content", "said"),
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
            "Because; if it is a right that the user lacks, give it the permission dms:instance:list, or the system policy DMS ReadOnlyAccess",
        ),
        (403, {"error": {"code": "X.1", "message": "No"}}, "answers 403 X.1: No; if it"),
        (404, "<html>\nnot here</html>", "answers 404: <html> not here</html>; check endpoint"),
        (302, "", "answers 302: nothing; check endpoint"),
        (500, BODY, "Because; try again later, and report it to the cloud if it stays so"),
        (
            200,
            "<html></html>",
            "what answers at https://dms.example is no DMS (it says '<html></html>'); check endpoint",
        ),
        (200, [], "is no DMS"),
    ],
)
def test_errors(status: int, content: t.Any, said: str, sleeps: list[float]) -> None:
    session = Session(Answer(status, content))
    with pytest.raises(CloudFailure, match="^Cannot find: ") as failure:
        service(session).instances("find")
    assert said in str(failure.value)
    assert (len(session.asked), sleeps) == (1, [])


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
def test_a_busy_service_is_asked_again(status: int, content: t.Any, sleeps: list[float]) -> None:
    busy = Answer(status, content)
    session = Session(busy, busy, busy)
    assert service(session).products("read")["engine"] == "kafka"
    assert (len(session.asked), sleeps) == (4, [0.5, 1.0, 2.0])
    session = Session(busy, busy, busy, busy)
    with pytest.raises(CloudFailure, match=f"{status}.*It was asked 4 times; try again later"):
        service(session).products("read")


def test_nothing_is_gathered_but_what_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    monkeypatch.setattr(instance, "Cloud", lambda _params: None)
    monkeypatch.setattr(instance, "Dms", lambda _cloud, _endpoint: service(session))
    result = instance.read({"instance": examples.INSTANCE_ID, "endpoint": None, "gather": []})
    assert len(session.asked) == 1
    assert {name: result[name] for name in instance.RETURNED} == dict.fromkeys(instance.RETURNED)
    result = instance.read(
        {"instance": examples.NEW_INSTANCE["instance_id"], "endpoint": None, "gather": list(instance.READERS)}
    )
    assert None not in result.values() and result["disk_usage"]
    assert [topic["name"] for topic in result["topics"]] == [f"Topic-{number:03d}" for number in range(120)]
    with pytest.raises(
        CloudFailure,
        match="disk usage of DMS instance half-seen: DMS could not look at every broker .broker-1: Failed to get info",
    ):
        instance.read({"instance": "half-seen", "endpoint": None, "gather": ["disk_usage"]})
    with pytest.raises(CloudFailure, match="instance is empty"):
        instance.read({"instance": " ", "endpoint": None, "gather": []})
