# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read lists of DMS to their end, and not for ever.

C(offset) counts records, not pages: "the position where the query starts" (api-ref), and the twin cloud's Terraform provider
(huaweicloud, data_source_huaweicloud_dms_kafka_instances.go) adds what it has got, and notes that an offset at or past the total is an error.
"""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._dms.values import dicts, number
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure

LIMIT = 50  # the most that DMS takes; 10 is what it gives unless told
MOST_PAGES = 2000
TRIES = 3

Read = t.Callable[[dict[str, t.Any]], dict[str, t.Any]]


class _Changed(Exception):
    """The list has grown or shrunk between two pages, so that one of its entries may have slipped from the next page to this one."""


def everything(
    read: Read, entries: str, key: str, total: str, doing: str
) -> tuple[list[dict[str, t.Any]], dict[str, t.Any]]:
    """All entries, and the last answer.

    C(read) asks for one page. C(entries) and C(total) are where an answer has the list and how long all of it is; C(key) tells one entry from another.
    Raises CloudFailure, which says what C(doing) failed, where the list has no end, or is not shown whole.
    """
    for _attempt in range(TRIES):
        try:
            return _once(read, entries, key, total, doing)
        except _Changed:
            pass
    raise CloudFailure(
        f"Cannot {doing}: their number changed during each of {TRIES} attempts; try again when nobody creates or deletes any."
    )


def _once(
    read: Read, entries: str, key: str, total: str, doing: str
) -> tuple[list[dict[str, t.Any]], dict[str, t.Any]]:
    found: dict[str, dict[str, t.Any]] = {}
    there: int | None = None
    offset = 0
    for _page in range(MOST_PAGES):
        answer = read({"limit": LIMIT, **({"offset": offset} if offset else {})})
        page, before = dicts(answer.get(entries)), len(found)
        found.update((str(entry.get(key)), entry) for entry in page)
        if offset and number(answer.get(total)) != there:
            raise _Changed
        there = number(answer.get(total))
        if len(found) >= there if there is not None else len(page) < LIMIT:
            return list(found.values()), answer
        if len(found) == before:
            raise CloudFailure(
                f"Cannot {doing}: DMS says that there are {'more' if there is None else there}, but from {offset} on it shows none that it has not "
                f"shown before, and {len(found)} were shown; try again, and report it to the cloud if it stays so."
            )
        offset += len(page)
    raise CloudFailure(f"Cannot {doing}: DMS has shown {MOST_PAGES} pages, and still no end; report it to the cloud.")
