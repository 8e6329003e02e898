# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a cloud's DMS answers: by its catalog, or by what the user says."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure

# otcextensions looks for dmsv2 and dms, gophertelekomcloud for dmsv2 and dmsv1; no document says which of them a catalog has. An entry of version 1 names
# the same server.
TYPES = ("dmsv2", "dms", "dmsv1")
EXAMPLE = "https://dms.eu-de.otc.t-systems.com"
_VERSION = re.compile(r"v\d+(\.\d+)?")


def from_catalog(catalog: t.Sequence[dict[str, t.Any]], interface: str, region: str | None, cloud: str) -> str:
    """The address that a catalog has; without a region, that of the only one there is."""
    regions: set[str] = set()
    for kind in TYPES:
        found = [
            endpoint
            for service in catalog
            if service.get("type") == kind
            for endpoint in service["endpoints"]
            if endpoint.get("interface") == interface
        ]
        regions.update(str(endpoint.get("region_id")) for endpoint in found)
        addresses = {endpoint["url"] for endpoint in found if not region or endpoint.get("region_id") == region}
        if len(addresses) == 1:
            return addresses.pop()
        if addresses:
            raise CloudFailure(
                f"{cloud} has DMS in more than one place; set region_name to one of {', '.join(sorted(regions))}, or give endpoint."
            )
    if regions:
        raise CloudFailure(
            f"{cloud} has no DMS in region {region}; set region_name to one of {', '.join(sorted(regions))}, or give endpoint."
        )
    raise CloudFailure(
        f"{cloud} has no {interface} DMS in its catalog (looked for {', '.join(TYPES)}); give endpoint, such as {EXAMPLE}."
    )


def split(url: str) -> tuple[str, str | None]:
    """An address without a version and what follows it, and the project that followed it; raises CloudFailure where it is none."""
    parts = urllib.parse.urlsplit(url.strip())
    names = [name for name in parts.path.split("/") if name]
    at = next((number for number, name in enumerate(names) if _VERSION.fullmatch(name)), len(names))
    after = names[at + 1 :]
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
        or len(after) > 1
    ):
        raise CloudFailure(
            f"endpoint must be an address such as {EXAMPLE}, with /v2 and the project's id at its end or without."
        )
    return "/".join([f"{parts.scheme}://{parts.netloc}", *names[:at]]), after[0] if after else None


def choose_project(of_login: str | None, of_address: str | None) -> str:
    """The project whose instances are meant; a token is good for that of its login only."""
    if of_login and of_address and of_login != of_address:
        raise CloudFailure(
            f"endpoint is that of project {of_address}, and the login that of project {of_login}; leave the project out of endpoint, or log in to the other."
        )
    project = of_login or of_address
    if not project:
        raise CloudFailure(
            "The login is of no project, and every DMS instance belongs to one; give project_name or project_id in clouds.yaml or auth."
        )
    return project
