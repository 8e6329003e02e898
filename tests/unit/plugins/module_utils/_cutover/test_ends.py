# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has changed between two times, and what the mirror cannot have copied."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.ends import Ends, changes, foreign


def ends(*partitions: tuple[int, int] | str, topic_id: str | None = "id") -> Ends:
    """Return the ends of a topic with these partitions: where each starts and ends, or why it cannot be read."""
    rows = [
        {"partition": number, "log_start": None, "log_end": None, "error": found}
        if isinstance(found, str)
        else {"partition": number, "log_start": found[0], "log_end": found[1], "error": None}
        for number, found in enumerate(partitions)
    ]
    snapshot = {"cluster_id": "c", "read_at": 5, "topics": [{"name": "a", "topic_id": topic_id, "offsets": rows}]}
    return Ends.from_result(snapshot, "it")


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ([(0, 5)], [(0, 5)], []),
        ([(0, 5)], [(3, 5)], []),  # retention: the end has not moved
        ([(0, 5)], [(0, 7)], ["a-0 (2 more)"]),
        ([(0, 5), (0, 1)], [(0, 6), (0, 1)], ["a-0 (1 more)"]),
        ([(0, 5)], [(0, 5), (0, 0)], ["a-1 (is new)"]),
        ([(0, 5)], [(0, 5), (0, 3)], ["a-1 (is new, with 3 records)"]),
        ([(0, 5), (0, 1)], [(0, 5)], ["a-1 (is gone)"]),
        ([(0, 5)], [(0, 4)], ["a-0 (its end was 5 and is 4)"]),
        ([(0, 5)], ["no leader"], ["a-0 (no leader)"]),
        (["no leader"], [(0, 5)], ["a-0 (was not read before: no leader)"]),
        (["no leader"], ["no leader"], ["a-0 (no leader)"]),
    ],
)
def test_changes(before: list[t.Any], now: list[t.Any], found: list[str]) -> None:
    """Whatever is not known to be the same is a change."""
    assert [str(change) for change in changes(ends(*before), ends(*now))] == found


def test_a_topic_that_was_created_again() -> None:
    """The same end says nothing then. Before Kafka 2.8 there are no ids to compare."""
    (change,) = changes(ends((0, 5)), ends((0, 5), topic_id="other"))
    assert change.problem == "its topic was deleted and created again" and change.records is None
    assert not changes(ends((0, 5), topic_id=None), ends((0, 5)))
    assert not changes(ends((0, 5)), ends((0, 5), topic_id=None))


@pytest.mark.parametrize(
    ("begun", "source", "target", "more"),
    [
        (None, (0, 100), (0, 100), 0),
        (None, (0, 100), (0, 60), 0),  # compacted, or transaction markers
        (None, (0, 100), (0, 101), 1),
        (((40, 90), (0, 0)), (60, 100), (0, 60), 0),  # the source had 40 deleted when the mirror began
        (((40, 90), (0, 0)), (60, 100), (0, 61), 1),
        (((40, 90), (0, 10)), (60, 100), (0, 70), 0),  # and the target 10 from before
        (((40, 90), (0, 10)), (60, 100), (0, 71), 1),
    ],
)
def test_foreign(begun: t.Any, source: tuple[int, int], target: tuple[int, int], more: int) -> None:
    """More records on the target than the source has had since the mirror began are not the mirror's."""
    first = [ends(side) for side in begun] if begun else [None, None]
    found = foreign(first[0], first[1], ends(source), ends(target))
    assert [change.records for change in found] == ([more] if more else [])


@pytest.mark.parametrize("content", [None, [], {}, {"cluster_id": "c", "topics": [{"name": "a"}]}])
def test_not_a_snapshot(content: t.Any) -> None:
    """It is named."""
    with pytest.raises(Failure, match="since.target is not a snapshot with the ends of topics"):
        Ends.from_result(content, "since.target")
