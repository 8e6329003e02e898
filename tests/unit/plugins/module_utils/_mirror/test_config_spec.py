# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of module mirror_maker_config: their types, and that their defaults are those of the role."""

from __future__ import annotations

import pathlib

import pytest
import yaml
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.config_spec import config_spec, type_problems
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.sections import CONSUMER, PRODUCER

ROLE = pathlib.Path(__file__).resolve().parents[5] / "roles" / "mirror_maker"
SOURCE = {"alias": "old", "bootstrap_servers": ["s:1"]}
FLOW = {"source": SOURCE, "target": {"alias": "new", "bootstrap_servers": ["t:1"]}}
# Those that the role decides: where the file is, who owns it, and which release it is for.
OF_THE_MODULE = {"path", "owner", "group", "validate_only", "version"}


def test_defaults_are_those_of_the_role() -> None:
    """Each option is a variable of the role, with the same default."""
    role = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
    spec = config_spec()
    defaults = {name: option.get("default") for name, option in spec.items() if name not in OF_THE_MODULE}
    defaults.update(flows=[], consumer=CONSUMER, producer=PRODUCER)
    assert {name: role[f"mirror_maker_{name}"] for name in defaults} == defaults


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"flows": "orders"}, "flows is text; give a list"),
        ({"flows": FLOW}, "flows is a dictionary; give a list"),
        ({"flows": ["orders"]}, "flows[0] is text; give a dictionary"),
        ({"flows": [FLOW, [FLOW]]}, "flows[1] is a list; give a dictionary"),
        ({"flows": [{**FLOW, "source": "A"}]}, "flows[0].source is text; give the dictionary of a cluster"),
        ({"flows": [{**FLOW, "target": ["t:1"]}]}, "flows[0].target is a list"),
        ({"properties": "linger.ms"}, "properties is text; give a dictionary"),
        ({"consumer": 5}, "consumer is of the type int; give a dictionary"),
    ],
)
def test_what_is_not_a_dictionary(params: dict[str, object], message: str) -> None:
    (problem,) = type_problems({"flows": [FLOW], **params})
    assert problem.startswith(message)


def test_dictionaries_in_place() -> None:
    assert type_problems({"flows": [FLOW], "properties": {}, "consumer": None}) == []
    assert type_problems({"flows": None}) == type_problems({}) == []
