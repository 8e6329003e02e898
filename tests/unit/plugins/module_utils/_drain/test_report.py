# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Progress lines, and the result of the modules."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import GroupView
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition

P0, P1 = Partition("orders", 0), Partition("orders", 1)


def test_many_groups_make_few_lines(see: t.Callable, scene: t.Any) -> None:
    """Those with the most to read come first."""
    play = scene([see({P0: (0, 99)}, {f"g{index}": {P0: index} for index in range(9)})])
    play.play(polls=1)
    lines = report.progress(play.watch)
    assert lines[0] == "g0: 99 to read"
    assert lines[5] == "and 4 more groups"


def test_a_line_with_an_unknown_part(see: t.Callable, scene: t.Any) -> None:
    """The known part is reported, and that it is not everything."""
    play = scene([see({P0: (0, 99), P1: (0, 1)}, {"g": {P0: 1}})])
    play.play(polls=1)
    assert report.progress(play.watch) == ["g: 98 to read, and an unknown number in 1 partition"]


def test_the_result_has_kinds_and_what_may_be_unseen(see: t.Callable, scene: t.Any) -> None:
    """Also groups that were deleted while they were waited for; and nothing of it reads as zero."""
    with_both = see({P0: (0, 9)}, {"g": {P0: 9}, "h": GroupView("h", "Stable", "consumer", 1, None, "consumer")})
    without = see({P0: (0, 9)}, {"g": {P0: 9}}, deleted_groups=("h",), incomplete=("there can be more groups",))
    result = scene([with_both, without], ignore_groups=frozenset(["h"])).play(polls=1)
    assert [group["kind"] for group in result["groups"] + result["ignored"]] == ["classic", "consumer"]
    assert (result["incomplete"], result["deleted_groups"], result["remaining"]) == ([], [], 0)
    result = scene([with_both, without]).play(polls=2)
    assert (result["incomplete"], result["deleted_groups"]) == (["there can be more groups"], ["h"])
    assert (result["remaining"], result["drained"], result["verdict"]) == (None, False, "incomplete")


def test_partitions_of_a_group(see: t.Callable, scene: t.Any) -> None:
    """By default those that are behind or unknown; with all of them, a commit is also shown where nothing is left."""
    play = scene([see({P0: (0, 9), P1: (0, 4)}, {"g": {P0: 9, P1: 3}})])
    play.play(polls=1)
    assert [row["partition"] for row in report.result(play.watch)["groups"][0]["partitions"]] == [1]
    (group,) = report.result(play.watch, detail=report.ALL)["groups"]
    assert [(row["partition"], row["committed"]) for row in group["partitions"]] == [(0, 9), (1, 3)]
    assert group["commits_read"]


def test_commits_that_could_not_be_read(see: t.Callable, scene: t.Any) -> None:
    """They are not those of a group that has committed nothing."""
    view = GroupView("g", "Stable", "consumer", 1, "no answer", assigned=frozenset({P0}), commits_read=False)
    (group,) = scene([see({P0: (0, 9)}, {"g": view})]).play(polls=1)["groups"]
    assert (group["commits_read"], group["partitions"][0]["committed"]) == (False, None)
