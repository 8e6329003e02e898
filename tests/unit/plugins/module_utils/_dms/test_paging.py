# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are read completely, and with an end."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import paging
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure


def pages(*answers: dict[str, t.Any]) -> tuple[paging.Read, list[dict[str, t.Any]]]:
    """Return a list with these pages, the last of them repeated forever, and the queries that it received."""
    queries: list[dict[str, t.Any]] = []

    def read(query: dict[str, t.Any]) -> dict[str, t.Any]:
        queries.append(query)
        return answers[min(len(queries), len(answers)) - 1]

    return read, queries


def entries(*numbers: int) -> list[dict[str, int]]:
    """Return a page of topics."""
    return [{"name": number} for number in numbers]


def read_all(read: paging.Read) -> list[int]:
    """Return the names of all topics."""
    found, _last = paging.read_all(read, paging.TOPICS, "read topics")
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
def test_read_all(answers: list[dict[str, t.Any]], wanted: list[int], offsets: list[int | None]) -> None:
    """The offset counts entries; a list that changes meanwhile is read again."""
    read, queries = pages(*answers)
    assert read_all(read) == wanted
    assert [query.get("offset") for query in queries] == offsets
    assert {query["limit"] for query in queries} == {50}


@pytest.mark.parametrize(
    ("answers", "message", "requests"),
    [
        (
            [{"topics": entries(1, 2), "total": 3}],
            "reports 3 entries, but from 2 on it returns none that it has not returned before, and it returned 2",
            2,
        ),
        ([{"topics": entries(1, 2), "total": 3}, {"topics": [], "total": 3}], "reports 3 entries, but from 2 on", 2),
        ([{"topics": [], "total": 3}], "reports 3 entries, but from 0 on", 1),
        ([{"topics": None, "total": 3}], "reports 3 entries, but from 0 on", 1),
        ([{"topics": entries(*range(50))}], "reports more entries, but from 50 on", 2),
        (
            [{"topics": entries(1), "total": 3}, {"topics": entries(2), "total": 2}] * 3,
            "their number changed during each of 3 attempts",
            6,
        ),
    ],
)
def test_incomplete_list(answers: list[dict[str, t.Any]], message: str, requests: int) -> None:
    """A list that is not returned completely is a failure."""
    read, queries = pages(*answers)
    with pytest.raises(CloudFailure, match="^Cannot read topics: ") as failure:
        read_all(read)
    assert message in str(failure.value)
    assert len(queries) == requests


def test_endless_list() -> None:
    """Reading stops."""
    with pytest.raises(CloudFailure, match="2000 pages without an end"):
        read_all(lambda query: {"topics": entries(*range(query.get("offset", 0), query.get("offset", 0) + 50))})
