# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open Telekom Cloud's DMS for Kafka, API v2, read through openstacksdk's session: it has no client for it, and otcextensions loses fields."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.text import name_some
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import paging
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms.endpoint import (
    choose_project,
    from_catalog,
    split,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms.values import dicts
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import (
    Cloud,
    CloudFailure,
    is_id,
    login_errors,
    said,
)

ENGINE = "kafka"
# "Permissions and Supported Actions" has rows for instances and topics. For products, consumer groups and disk usage it has none; reading an instance's
# users, messages and tags takes the same as reading topics.
LIST, GET = "dms:instance:list", "dms:instance:get"

# keystoneauth tries once, but for a refused token, for which it fetches another. Reading may be tried again; DMS says "too frequent" with 404, too.
DELAYS = (0.5, 1.0, 2.0)  # seconds before another attempt
BUSY = (429, 502, 503, 504)
BUSY_CODES = ("DMS.10240407", "DMS.111501025")
ABSENT_CODES = ("DMS.00404022", "DMS.00400030", "DMS.00400061")  # there is no such instance; this is no id of one
_MOST_TEXT = 200


class DmsFailure(CloudFailure):
    """What DMS has refused, with its status and its code."""

    def __init__(self, message: str, status: int, code: str) -> None:
        super().__init__(message)
        self.absent = code in ABSENT_CODES or (status == 404 and code not in BUSY_CODES)


class Dms:
    """The service in one project; the login is made at once, and nothing else asked."""

    def __init__(self, cloud: Cloud, endpoint: str | None = None) -> None:
        self.cloud = cloud
        given = split(endpoint) if endpoint else None
        with cloud.doing("log in"):
            project, config = cloud.connection.session.get_project_id(), cloud.connection.config
            if project and not given:
                given = split(
                    from_catalog(cloud.catalog(), config.get_interface("dms"), config.region_name, cloud.name)
                )
        self.root, of_address = given or ("", None)
        self.project_id = choose_project(project, of_address)

    def get(self, path: str, doing: str, right: str = GET, **query: t.Any) -> dict[str, t.Any]:
        """The answer to a GET; C(path) follows C(/v2/). C(right) is the permission to name when it is refused."""
        with self.cloud.doing(doing):
            for delay in (*DELAYS, None):
                answer = self._ask(f"{self.root}/v2/{path}", query, doing)
                code, said = _error(answer)
                if delay is None or not (answer.status_code in BUSY or code in BUSY_CODES):
                    break
                time.sleep(delay)
        if answer.status_code >= 300:
            raise DmsFailure(
                f"Cannot {doing}: {self._explain(answer.status_code, code, said, right)}.", answer.status_code, code
            )
        try:
            content = answer.json()
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise CloudFailure(
                f"Cannot {doing}: what answers at {self.root} is no DMS (it says {said!r}); check endpoint."
            )
        return content

    def instances(self, doing: str, **query: t.Any) -> list[dict[str, t.Any]]:
        """The Kafka instances that a query finds."""
        path = f"{self.project_id}/instances"
        found, _last = paging.everything(
            lambda page: self.get(path, doing, LIST, engine=ENGINE, **query, **page),
            "instances",
            "instance_id",
            "instance_num",
            doing,
        )
        return found

    def find(self, wanted: str) -> dict[str, t.Any]:
        """The Kafka instance with this id or name, as DMS tells its details. An instance that has another's id as its name is found too."""
        answer = self._by_id(wanted) if is_id(wanted) else None
        if answer is None:
            doing = f"find DMS instance {wanted}"
            # The name is compared here too: without exact_match_name DMS finds parts of names.
            named = [
                entry
                for entry in self.instances(doing, name=wanted, exact_match_name="true")
                if entry.get("name") == wanted
            ]
            if len(named) > 1:
                ids = sorted(f"{entry.get('instance_id')} ({entry.get('status')})" for entry in named)
                raise CloudFailure(
                    f"DMS instance {wanted} is ambiguous; give one of these ids instead: {', '.join(ids)}."
                )
            if not named:
                self._there_is_none(wanted)
            answer = self._details(str(named[0].get("instance_id")), doing)
        engine = str(answer.get("engine") or ENGINE).lower()
        if engine != ENGINE:
            raise CloudFailure(f"DMS instance {wanted} is one of {engine}, not of {ENGINE}; give a Kafka instance.")
        return answer

    def topics(self, instance_id: str, doing: str) -> tuple[list[dict[str, t.Any]], dict[str, t.Any]]:
        """All topics, and an answer that tells how many partitions there can be."""
        path = f"{self.project_id}/instances/{instance_id}/topics"
        return paging.everything(lambda page: self.get(path, doing, GET, **page), "topics", "name", "total", doing)

    def groups(self, instance_id: str, doing: str) -> list[dict[str, t.Any]]:
        """All consumer groups."""
        path = f"{self.project_id}/instances/{instance_id}/groups"
        return paging.everything(lambda page: self.get(path, doing, GET, **page), "groups", "group_id", "total", doing)[
            0
        ]

    def products(self, doing: str) -> dict[str, t.Any]:
        """What there is to choose from; the path has no project."""
        return self.get(f"{ENGINE}/products", doing, GET)

    def disk_usage(self, instance_id: str, doing: str) -> dict[str, t.Any]:
        """The disk of each broker, and what partitions of 1 KiB and more take of it; the API has 1 GiB as its default, and 1K as its least."""
        return self.get(f"{self.project_id}/instances/{instance_id}/topics/diskusage", doing, GET, minSize="1K")

    def _by_id(self, instance_id: str) -> dict[str, t.Any] | None:
        try:
            return self._details(instance_id, f"read DMS instance {instance_id}")
        except DmsFailure as failure:
            if failure.absent:
                return None
            raise

    def _details(self, instance_id: str, doing: str) -> dict[str, t.Any]:
        return {"instance_id": instance_id, **self.get(f"{self.project_id}/instances/{instance_id}", doing, GET)}

    def _there_is_none(self, wanted: str) -> t.NoReturn:
        names = sorted(str(entry.get("name")) for entry in self.instances(f"find DMS instance {wanted}"))
        there = f"there are {name_some(names)}" if names else "there is none"
        raise CloudFailure(
            f"There is no Kafka instance {wanted} in project {self.project_id} at {self.root} ({there}); check its name, the project and region_name."
        )

    def _ask(self, url: str, query: dict[str, t.Any], doing: str) -> t.Any:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        try:
            return self.cloud.connection.session.get(url, params=query, headers=headers, raise_exc=False)
        except login_errors.ConnectionError as error:
            raise CloudFailure(
                f"Cannot {doing}: DMS does not answer ({said(error)}); check endpoint or region_name, and the network between here and there."
            ) from error

    def _explain(self, status: int, code: str, said: str, right: str) -> str:
        shown = f"DMS at {self.root} answers {' '.join(part for part in (str(status), code) if part)}: {said}"
        if status == 401:
            return f"{shown}; check that endpoint or region_name, and the project, are those of the login"
        if status == 403:
            return f"{shown}; if it is a right that the user lacks, give it the permission {right}, or the system policy DMS ReadOnlyAccess"
        if status in BUSY or code in BUSY_CODES:
            return f"{shown}. It was asked {len(DELAYS) + 1} times; try again later"
        if status >= 500:
            return f"{shown}; try again later, and report it to the cloud if it stays so"
        return f"{shown}; check endpoint" if status < 400 or (status == 404 and not code) else shown


def _error(answer: t.Any) -> tuple[str, str]:
    """The code and the text of an error of DMS, or of the gateway before it; the beginning of anything else."""
    try:
        content = answer.json()
    except ValueError:
        content = None
    for fault in dicts([content, content.get("error") if isinstance(content, dict) else None]):
        code, said = fault.get("error_code") or fault.get("code"), fault.get("error_msg") or fault.get("message")
        if said and not isinstance(said, (dict, list)):
            return str(code or ""), str(said).strip().rstrip(".")
    return "", " ".join(answer.text.split())[:_MOST_TEXT] or "nothing"
