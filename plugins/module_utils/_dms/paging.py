# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read lists of DMS completely, and with an end.

``offset`` counts records, not pages: "the position where the query starts" (api-ref). The twin cloud's Terraform
provider (huaweicloud, data_source_huaweicloud_dms_kafka_instances.go) adds the number of records that it received, and
notes that an offset at or past the total is an error.
"""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._dms.values import dicts, number
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure

LIMIT = 50  # the most that DMS accepts; its default is 10
MOST_PAGES = 2000
TRIES = 3

Read = t.Callable[[dict[str, t.Any]], dict[str, t.Any]]
Entries = list[dict[str, t.Any]]


class Listing(t.NamedTuple):
    """The names of fields in the answers for one kind of list."""

    entries: str  # the list
    key: str  # what identifies an entry
    total: str  # how many entries there are


INSTANCES = Listing("instances", "instance_id", "instance_num")
TOPICS = Listing("topics", "name", "total")
GROUPS = Listing("groups", "group_id", "total")


class _Changed(Exception):
    """The list has grown or shrunk between two pages, so an entry may have moved from the next page to this one."""


def read_all(read: Read, listing: Listing, doing: str) -> tuple[Entries, dict[str, t.Any]]:
    """Return all entries, and the last answer. ``read`` requests one page.

    Raises CloudFailure, which starts with "Cannot <doing>", if the list has no end, or is not returned completely.
    """
    for _attempt in range(TRIES):
        try:
            return _read_once(read, listing, doing)
        except _Changed:
            pass
    raise CloudFailure(
        f"Cannot {doing}: their number changed during each of {TRIES} attempts; "
        "try again when nobody creates or deletes any."
    )


def _read_once(read: Read, listing: Listing, doing: str) -> tuple[Entries, dict[str, t.Any]]:
    found: dict[str, dict[str, t.Any]] = {}
    total: int | None = None
    offset = 0
    for _page in range(MOST_PAGES):
        answer = read({"limit": LIMIT, **({"offset": offset} if offset else {})})
        page, before = dicts(answer.get(listing.entries)), len(found)
        found.update((str(entry.get(listing.key)), entry) for entry in page)
        if offset and number(answer.get(listing.total)) != total:
            raise _Changed
        total = number(answer.get(listing.total))
        if len(found) >= total if total is not None else len(page) < LIMIT:
            return list(found.values()), answer
        if len(found) == before:
            raise CloudFailure(
                f"Cannot {doing}: DMS reports {'more' if total is None else total} entries, but from {offset} on it "
                f"returns none that it has not returned before, and it returned {len(found)}; "
                "try again, and report it to the cloud if it persists."
            )
        offset += len(page)
    raise CloudFailure(f"Cannot {doing}: DMS returned {MOST_PAGES} pages without an end; report it to the cloud.")
