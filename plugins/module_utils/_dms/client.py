# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of Open Telekom Cloud's DMS for Kafka, API v2.

It uses openstacksdk's session: openstacksdk itself has no client for DMS, and that of otcextensions drops fields.
"""

from __future__ import annotations

import http
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
    error_text,
    is_id,
    login_errors,
)

ENGINE = "kafka"
# "Permissions and Supported Actions" has rows for instances and topics, and none for products, consumer groups and disk
# usage; reading the users, messages and tags of an instance takes the same permission as reading its topics.
LIST, GET = "dms:instance:list", "dms:instance:get"

# keystoneauth tries once, except for a refused token, for which it fetches another. Reads can be retried; DMS reports
# "too frequent" with 404, too.
DELAYS = (0.5, 1.0, 2.0)  # seconds before another attempt
BUSY = (
    http.HTTPStatus.TOO_MANY_REQUESTS,
    http.HTTPStatus.BAD_GATEWAY,
    http.HTTPStatus.SERVICE_UNAVAILABLE,
    http.HTTPStatus.GATEWAY_TIMEOUT,
)
BUSY_CODES = ("DMS.10240407", "DMS.111501025")
ABSENT_CODES = ("DMS.00404022", "DMS.00400030", "DMS.00400061")  # no such instance; not the id of an instance
_MOST_TEXT = 200

Fields = dict[str, t.Any]


class DmsFailure(CloudFailure):
    """DMS refused a request."""

    def __init__(self, message: str, status: int, code: str) -> None:
        super().__init__(message)
        self.absent = code in ABSENT_CODES or (status == http.HTTPStatus.NOT_FOUND and code not in BUSY_CODES)


class Dms:
    """The service in one project. Creating it logs in, and sends no other request."""

    def __init__(self, cloud: Cloud, endpoint: str | None = None) -> None:
        self.cloud = cloud
        place = split(endpoint) if endpoint else None
        with cloud.doing("log in"):
            project, config = cloud.connection.session.get_project_id(), cloud.connection.config
            if project and not place:
                interfaces = config.get_interface("dms") or "public"
                interfaces = [interfaces] if isinstance(interfaces, str) else interfaces
                place = split(from_catalog(cloud.catalog(), interfaces, config.region_name, cloud.name))
        self.root, project_of_endpoint = place or ("", None)
        self.project_id = choose_project(project, project_of_endpoint)

    def get(self, path: str, doing: str, permission: str = GET, **query: t.Any) -> Fields:
        """Return the answer to a GET of ``path``, which follows ``/v2/``.

        Raises CloudFailure. Its message starts with what was being done, and names the permission if that is missing.
        """
        with self.cloud.doing(doing):
            for delay in (*DELAYS, None):
                answer = self._request(f"{self.root}/v2/{path}", query, doing)
                code, message = _error(answer)
                if delay is None or not (answer.status_code in BUSY or code in BUSY_CODES):
                    break
                time.sleep(delay)
        if answer.status_code >= http.HTTPStatus.MULTIPLE_CHOICES:
            cause = self._explain(answer.status_code, code, message, permission)
            raise DmsFailure(f"Cannot {doing}: {cause}.", answer.status_code, code)
        try:
            content = answer.json()
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise CloudFailure(
                f"Cannot {doing}: the server at {self.root} is not DMS (it answers {message!r}); check endpoint."
            )
        return content

    def instances(self, doing: str, **query: t.Any) -> list[Fields]:
        """Return the Kafka instances that match a query."""
        path = f"{self.project_id}/instances"
        found, _last = paging.read_all(
            lambda page: self.get(path, doing, LIST, engine=ENGINE, **query, **page), paging.INSTANCES, doing
        )
        return found

    def find(self, wanted: str) -> Fields:
        """Return the details of the Kafka instance with this id or name.

        An instance whose name looks like an id is found too.
        """
        answer = self._by_id(wanted) if is_id(wanted) else None
        if answer is None:
            answer = self._by_name(wanted)
        engine = str(answer.get("engine") or ENGINE).lower()
        if engine != ENGINE:
            raise CloudFailure(f"DMS instance {wanted} is one of {engine}, not of {ENGINE}; give a Kafka instance.")
        return answer

    def topics(self, instance_id: str, doing: str) -> tuple[list[Fields], Fields]:
        """Return all topics, and the last answer, which contains the limits on partitions."""
        path = f"{self.project_id}/instances/{instance_id}/topics"
        return paging.read_all(lambda page: self.get(path, doing, **page), paging.TOPICS, doing)

    def groups(self, instance_id: str, doing: str) -> list[Fields]:
        """Return all consumer groups."""
        path = f"{self.project_id}/instances/{instance_id}/groups"
        found, _last = paging.read_all(lambda page: self.get(path, doing, **page), paging.GROUPS, doing)
        return found

    def products(self, doing: str) -> Fields:
        """Return the products that the cloud offers; their path has no project."""
        return self.get(f"{ENGINE}/products", doing)

    def disk_usage(self, instance_id: str, doing: str) -> Fields:
        """Return the disk of each broker, and what partitions of at least 1 KiB take of it.

        The API's default for that limit is 1 GiB, and its minimum 1K.
        """
        return self.get(f"{self.project_id}/instances/{instance_id}/topics/diskusage", doing, minSize="1K")

    def _by_id(self, instance_id: str) -> Fields | None:
        try:
            return self._details(instance_id, f"read DMS instance {instance_id}")
        except DmsFailure as failure:
            if failure.absent:
                return None
            raise

    def _by_name(self, name: str) -> Fields:
        doing = f"find DMS instance {name}"
        found = self.instances(doing, name=name, exact_match_name="true")
        # Compare the names here too: without exact_match_name DMS matches parts of names.
        named = [entry for entry in found if entry.get("name") == name]
        if len(named) == 1:
            return self._details(str(named[0].get("instance_id")), doing)
        if named:
            ids = sorted(f"{entry.get('instance_id')} ({entry.get('status')})" for entry in named)
            raise CloudFailure(f"DMS instance {name} is ambiguous; give one of these ids instead: {', '.join(ids)}.")
        others = sorted(str(entry.get("name")) for entry in self.instances(doing))
        raise CloudFailure(
            f"There is no Kafka instance {name} in project {self.project_id} at {self.root} "
            f"(the project has {name_some(others) if others else 'no Kafka instance'}); "
            "check its name, the project and region_name."
        )

    def _details(self, instance_id: str, doing: str) -> Fields:
        return {"instance_id": instance_id, **self.get(f"{self.project_id}/instances/{instance_id}", doing)}

    def _request(self, url: str, query: Fields, doing: str) -> t.Any:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        try:
            return self.cloud.connection.session.get(url, params=query, headers=headers, raise_exc=False)
        except login_errors.ConnectionError as error:
            raise CloudFailure(
                f"Cannot {doing}: DMS does not answer ({error_text(error)}); "
                "check endpoint or region_name, and the network path to it."
            ) from error

    def _explain(self, status: int, code: str, message: str, permission: str) -> str:
        answer = " ".join(part for part in (str(status), code) if part)
        return f"DMS at {self.root} answers {answer}: {message}{_remedy(status, code, permission)}"


def _remedy(status: int, code: str, permission: str) -> str:
    if status == http.HTTPStatus.UNAUTHORIZED:
        remedy = "; check that endpoint or region_name, and the project, are those of the login"
    elif status == http.HTTPStatus.FORBIDDEN:
        remedy = (
            f"; if the user lacks a permission, grant {permission}, or the system-defined policy DMS ReadOnlyAccess"
        )
    elif status in BUSY or code in BUSY_CODES:
        remedy = f". {len(DELAYS) + 1} attempts were made; try again later"
    elif status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        remedy = "; try again later, and report it to the cloud if it persists"
    elif status < http.HTTPStatus.BAD_REQUEST or (status == http.HTTPStatus.NOT_FOUND and not code):
        remedy = "; check endpoint"
    else:
        remedy = ""
    return remedy


def _error(answer: t.Any) -> tuple[str, str]:
    """Return the code and the message of an error of DMS, or of the gateway before it; else the start of the answer."""
    try:
        content = answer.json()
    except ValueError:
        content = None
    for fault in dicts([content, content.get("error") if isinstance(content, dict) else None]):
        code, message = fault.get("error_code") or fault.get("code"), fault.get("error_msg") or fault.get("message")
        if message and not isinstance(message, (dict, list)):
            return str(code or ""), str(message).strip().rstrip(".")
    return "", " ".join(answer.text.split())[:_MOST_TEXT] or "nothing"
