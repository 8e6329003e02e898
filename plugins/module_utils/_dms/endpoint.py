# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of a cloud's DMS: that of its catalog, or the user's option."""

from __future__ import annotations

import itertools
import re
import typing as t
import urllib.parse

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure

# otcextensions expects dmsv2 and dms, gophertelekomcloud dmsv2 and dmsv1; no document states which of them a catalog
# has. An entry of version 1 names the same server.
TYPES = ("dmsv2", "dms", "dmsv1")
EXAMPLE = "https://dms.eu-de.otc.t-systems.com"
_VERSION = re.compile(r"v\d+(\.\d+)?")


def from_catalog(
    catalog: t.Sequence[dict[str, t.Any]], interfaces: t.Sequence[str], region: str | None, cloud: str
) -> str:
    """Return the address in a catalog, for the first interface that has one; without a region, the only one there is.

    Raises CloudFailure where the catalog has none, or several.
    """
    regions: set[str] = set()
    for kind, interface in itertools.product(TYPES, interfaces):
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
            raise CloudFailure(f"{cloud} has DMS in several regions; {_region_remedy(regions)}.")
    if regions:
        raise CloudFailure(f"{cloud} has no DMS in region {region}; {_region_remedy(regions)}.")
    raise CloudFailure(
        f"{cloud} has no {' or '.join(interfaces)} DMS in its catalog (under the types {', '.join(TYPES)}); "
        f"set endpoint, such as {EXAMPLE}."
    )


def _region_remedy(regions: set[str]) -> str:
    return f"set region_name to one of {', '.join(sorted(regions))}, or set endpoint"


def split(url: str) -> tuple[str, str | None]:
    """Return an address without the version and what follows it, and the project that follows. Raises CloudFailure."""
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
            f"endpoint must be an address such as {EXAMPLE}, optionally followed by /v2 and the project's id."
        )
    return "/".join([f"{parts.scheme}://{parts.netloc}", *names[:at]]), after[0] if after else None


def choose_project(of_login: str | None, of_endpoint: str | None) -> str:
    """Return the project whose instances are read. A token is valid for the project of its login only."""
    if of_login and of_endpoint and of_login != of_endpoint:
        raise CloudFailure(
            f"endpoint is that of project {of_endpoint}, and the login that of project {of_login}; "
            "leave the project out of endpoint, or log in to the other."
        )
    project = of_login or of_endpoint
    if not project:
        raise CloudFailure(
            "The login has no project, and every DMS instance belongs to one; "
            "set project_name or project_id in clouds.yaml or auth."
        )
    return project
