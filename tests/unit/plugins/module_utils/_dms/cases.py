# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session that answers as DMS, for the tests of its client."""

from __future__ import annotations

import contextlib
import json
import types
import typing as t

import dms
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import client

ROOT, PROJECT = "https://dms.example", "0123456789abcdef0123456789abcdef"
BODY = {"error_code": "DMS.1", "error_msg": "Because."}


class Answer:
    """An answer of a session."""

    def __init__(self, status: int, content: t.Any) -> None:
        self.status_code, self.text = status, content if isinstance(content, str) else json.dumps(content)

    def json(self) -> t.Any:
        """Parse the text."""
        return json.loads(self.text)


class Session:
    """A session that answers from a list, then as the stand-in for DMS, and records the requests."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[str] = []
        self.service = dms.Service({"token": PROJECT}.get)

    def get_project_id(self) -> str:
        """Return the project of the login."""
        return PROJECT

    def get(self, url: str, params: dict[str, t.Any], headers: dict[str, str], raise_exc: bool) -> Answer:
        """Answer a request."""
        assert url.startswith(ROOT) and headers["Accept"] == "application/json" and not raise_exc
        path, query = url[len(ROOT) :], {name: str(value) for name, value in params.items()}
        arguments = "&".join(f"{name}={value}" for name, value in query.items())
        self.requests.append("?".join([path.replace(PROJECT, "P"), *([arguments] if arguments else [])]))
        if self.answers:
            return self.answers.pop(0)
        try:
            return Answer(200, self.service.answer(path, query, "token"))
        except dms.Refusal as refusal:
            return Answer(refusal.status, {"error_code": refusal.code, "error_msg": refusal.message})


def service(session: Session, endpoint: str | None = ROOT) -> client.Dms:
    """Return the client of DMS behind a session."""
    config = types.SimpleNamespace(region_name="eu-de", get_interface=lambda _service: "public")
    cloud: t.Any = types.SimpleNamespace(
        name="cloud otc",
        connection=types.SimpleNamespace(session=session, config=config),
        doing=lambda _what: contextlib.nullcontext(),
        catalog=lambda: catalog(("dms", "eu-de", f"{ROOT}/v1.0/{PROJECT}")),
    )
    return client.Dms(cloud, endpoint)


def catalog(*entries: tuple[str, str, str]) -> list[dict[str, t.Any]]:
    """Return services in the form that keystoneauth has them."""
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
