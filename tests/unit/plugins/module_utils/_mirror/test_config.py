# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of MirrorMaker: what is refused, what further properties replace, and that secrets stay in the file."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import parse
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.config import MirrorConfig, plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.config_spec import config_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.secrets import mask

DATA = pathlib.Path(__file__).parent / "data"
CASES: dict[str, dict[str, t.Any]] = yaml.safe_load((DATA / "cases.yml").read_text(encoding="utf-8"))
SOURCE = {"alias": "old", "bootstrap_servers": ["s:1"]}
TARGET = {"alias": "new", "bootstrap_servers": ["t:1"]}
FLOW: dict[str, t.Any] = {"source": SOURCE, "target": TARGET, "topics": [".*"], "groups": [".*"]}
PEM = "-----BEGIN X-----"
TWO_FILES = {"security_protocol": "SSL", "ssl_certfile": "a", "ssl_keyfile": "b"}


def planned(**options: object) -> MirrorConfig:
    """Plan with options as a task gives them."""
    result = validated(options)
    assert result.error_messages == []
    return plan(result.validated_parameters)


def validated(options: dict[str, t.Any]) -> ValidationResult:
    """Validate options against the module's spec, as a module gets them; Ansible adds defaults to what it is given."""
    return ArgumentSpecValidator(config_spec()).validate(json.loads(json.dumps({"path": "/x", **options})))


@pytest.mark.parametrize("name", sorted(CASES))
def test_file_means_the_same_as_that_of_the_template(name: str) -> None:
    """Every property of the template is there with its value and no other, and in the same order."""
    template = (DATA / f"{name}.properties").read_text(encoding="latin-1")
    config = planned(**CASES[name])
    assert config.problems == []
    assert list(parse(config.text).items()) == list(parse(template).items())
    # The comments for operators are there as well: as many sections, each with its own.
    assert config.text.count("\n\n#") == template.count("\n\n#")


@pytest.mark.parametrize("name", sorted(CASES))
def test_result_has_all_properties_and_no_secret(name: str) -> None:
    config = planned(**CASES[name])
    result = config.to_result("/x")
    written = parse(config.text)
    assert list(result["properties"]) == list(written)
    assert result["secret"] is ("********" in result["properties"].values())
    shown = {key: value for key, value in result["properties"].items() if value != "********"}
    assert shown == {key: written[key] for key in shown}
    for side in CASES[name]["flows"][0].values():
        for secret in ("sasl_password", "ssl_password", "ssl_truststore_password", "ssl_keystore_password"):
            if isinstance(side, dict) and secret in side:
                assert side[secret] not in str(result) and side[secret] not in mask(config.text)


def test_own_comments_are_not_masked() -> None:
    config = planned(**CASES["plain"])
    assert mask(config.text) == config.text
    assert all(len(line) <= 120 for line in config.text.splitlines() if line.startswith("#"))


def test_text_of_a_file() -> None:
    """Its head names release and start; it has the line that the start script searches for."""
    lines = planned(flows=[FLOW], version="3.3.1", properties={"offset.lag.max": 10}).text.splitlines()
    assert lines[1] == "# MirrorMaker of Kafka 3.3.1; started with --clusters new."
    assert "clusters = old,new" in lines
    assert lines[-3:] == ["", "# Further properties (option properties).", "offset.lag.max = 10"]
    assert planned(flows=[FLOW]).text.splitlines()[1] == "# MirrorMaker; started with --clusters new."


def test_plan_without_problems() -> None:
    config = planned(flows=[FLOW], version="3.3.1", properties={"old->new.tasks.max": 3, "errors.log.enable": " true "})
    assert config.problems == []
    assert (config.flow.source_alias, config.flow.target_alias, config.secret) == ("old", "new", False)
    assert config.further == {"old->new.tasks.max": "3", "errors.log.enable": "true"}
    assert config.replaced == ["errors.log.enable", "tasks.max"]


@pytest.mark.parametrize(
    ("side", "options"),
    [
        (
            "source",
            {"security_protocol": "SASL_SSL", "sasl_mechanism": "PLAIN", "sasl_username": "u", "sasl_password": "x"},
        ),
        ("target", {"security_protocol": "SSL", "ssl_keystore": "/k", "ssl_keystore_password": "x"}),
        ("target", {"security_protocol": "SSL", "ssl_certfile": PEM, "ssl_keyfile": PEM}),
    ],
)
def test_secrets_of_clusters_are_noticed(side: str, options: dict[str, str]) -> None:
    assert planned(flows=[{**FLOW, side: {**FLOW[side], **options}}]).secret


def test_secrets_among_further_properties_are_noticed() -> None:
    assert planned(flows=[FLOW], properties={"old.sasl.jaas.config": "x"}).secret


def test_factors_without_a_value_are_left_to_mirror_maker() -> None:
    assert not [name for name in planned(flows=[FLOW]).properties if "replication.factor" in name]
    internal = planned(flows=[FLOW], internal_replication_factor=2).properties
    assert [value for name, value in internal.items() if name.endswith("replication.factor")] == ["2"] * 7


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"flows": []}, "flows is empty"),
        ({"flows": [FLOW, FLOW]}, "flows has 2 flows"),
        ({"replication_policy": "LegacyReplicationPolicy"}, "is not in Kafka"),
        ({"replication_policy": "x"}, "set identity (names stay) or default"),
        ({"mode": "connect"}, "dedicated only"),
        ({"mode": "0600"}, "always 0600"),
        ({"properties": {"tasks.max": None}}, "has no value"),
        (
            {"properties": {"replication.policy.class": "LegacyReplicationPolicy"}},
            "LegacyReplicationPolicy does not exist",
        ),
        ({"flows": [{**FLOW, "source": {**SOURCE, **TWO_FILES}}]}, "The source in flows: ssl_certfile and ssl_keyfile"),
    ],
)
def test_problems(options: dict[str, object], message: str) -> None:
    config = planned(**{"flows": [FLOW], **options})
    assert len(config.problems) == 1
    assert message in config.problems[0]
    assert config.problems[0].endswith((".", ".)"))
    assert config.sections == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "missing required arguments: flows"),
        ({"flows": [{"source": SOURCE}]}, "missing required arguments: target found in flows"),
        ({"flows": [{**FLOW, "source": {"alias": "x"}}]}, "bootstrap_servers found in flows -> source"),
        ({"flows": [FLOW], "tasks_max": "many"}, "argument 'tasks_max' is of type"),
        ({"flows": [FLOW], "isolation_level": "x"}, "isolation_level must be one of"),
    ],
)
def test_options_of_a_wrong_type(options: dict[str, object], message: str) -> None:
    """Ansible's own message names the option."""
    assert message in validated(options).error_messages[0]  # the one that a module fails with


def test_all_problems_are_named_at_once() -> None:
    problems = planned(flows=[], mode="x", properties={"a": 1, "clusters": "b"}).problems
    assert [problem.split()[0] for problem in problems] == ["flows", "mode", "properties:", "properties:"]
