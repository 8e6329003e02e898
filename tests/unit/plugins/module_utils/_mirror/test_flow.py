# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flow that MirrorMaker cannot run, or would run wrong, is refused."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.flow import Flow, flows_problems

SOURCE = {"alias": "old", "bootstrap_servers": ["s:1"]}
TARGET = {"alias": "new", "bootstrap_servers": ["t:1"]}
FLOW = {"source": SOURCE, "target": TARGET, "topics": [".*"], "groups": [".*"]}


def test_aliases_have_defaults() -> None:
    flow = Flow.parse({"source": {"bootstrap_servers": "s:1"}, "target": {"bootstrap_servers": "t:1"}})
    assert (flow.source_alias, flow.target_alias, flow.problems()) == ("A", "B", [])
    assert (flow.name, flow.way_back) == ("A->B", "B->A")


def test_nothing_chosen_means_everything() -> None:
    flow = Flow.parse({**FLOW, "topics": [], "groups": None})
    assert (flow.topics, flow.groups, flow.topics_exclude) == ((".*",), (".*",), ())


@pytest.mark.parametrize(
    ("flows", "message"),
    [
        ([], "flows is empty"),
        (None, "flows is empty"),
        ([FLOW, {**FLOW, "source": TARGET, "target": SOURCE}], "goes both ways"),
        ([FLOW, FLOW], "has 2 flows"),
        ([{**FLOW, "source": {**SOURCE, "alias": "a.b"}}], "The alias 'a.b' of the source"),
        ([{**FLOW, "source": {**SOURCE, "alias": "a->b"}}], "The alias 'a->b' of the source"),
        ([{**FLOW, "source": {**SOURCE, "alias": "new"}}], "the same alias 'new'"),
        ([{**FLOW, "topics": ["order{1,3}s"]}], "'order{1,3}s' has a comma"),
        ([{**FLOW, "groups": ["x", "a,b"]}], "groups of the flow: 'a,b' has a comma"),
        ([{**FLOW, "source": {"alias": "x", "bootstrap_servers": []}}], "The source in flows: bootstrap_servers is"),
    ],
)
def test_problems(flows: list | None, message: str) -> None:
    (problem,) = flows_problems(flows)
    assert message in problem
    assert problem.endswith(".")


@pytest.mark.parametrize("given", ["order{1,3}s", "[a,b]x", "(a,b)"])
def test_expression_that_ansible_has_split(given: str) -> None:
    """A list that is given as one text is split at commas, so the parts must not pass for expressions."""
    (problem,) = Flow.parse({**FLOW, "topics": given.split(",")}).problems()
    assert f"'{given.partition(',')[0]}' is only a part of an expression" in problem


@pytest.mark.parametrize(
    "expression", [".*", r"a\{", r"\Q{(\E", "[{(]+", "[^]]*", "[]a]", "(a|b){2}", "x{2}y", "[a-z&&[^bc]]", "a}"]
)
def test_whole_expressions(expression: str) -> None:
    assert Flow.parse({**FLOW, "topics": [expression], "topics_exclude": [expression]}).problems() == []
