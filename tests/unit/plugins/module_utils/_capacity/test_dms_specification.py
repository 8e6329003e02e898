# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether one DMS instance is lower than another, by the vendor's own figures."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_specification import (
    BANDWIDTHS,
    EQUIVALENTS,
    FLAVOURS,
)
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._capacity.cases import (
    check_of,
    instance,
    judge,
    old,
    state,
)
from hypothesis import given, settings
from hypothesis import strategies as st

DIMENSIONS = ("bandwidth", "tps", "partitions", "connections")


def new(flavour: str = "2u4g.cluster", brokers: int = 3, product: bool = False, **given_: t.Any) -> dict[str, t.Any]:
    """An instance of the new style; its quota is its flavour's, and with product the API tells of it what its documentation shows."""
    figures = FLAVOURS.get(f"kafka.{flavour}")
    quota = figures.partitions * brokers if figures else None
    told = {
        "product_id": f"c6.{flavour}",
        "product_alias": f"kafka.{flavour}",
        "max_partition_per_broker": figures.partitions if figures else 111,
        "max_tps_per_broker": figures.tps if figures else 1111,
        "max_consumer_per_broker": 4000,
        "max_bandwidth_per_broker": 100,
    }
    fields = {
        "product_id": f"c6.{flavour}",
        "broker_num": brokers,
        "node_num": brokers,
        "partition_num": quota,
        **given_,
    }
    return instance(product=told if product else None, **fields)


def verdicts(source: dict[str, t.Any], target: dict[str, t.Any]) -> dict[str, str]:
    """The verdict of each dimension."""
    result = judge(source_instance=source, target_instance=target)
    return {name: check_of(result, f"specification_{name}")["verdict"] for name in DIMENSIONS}


def all_are(verdict: str) -> dict[str, str]:
    """The same verdict for all dimensions."""
    return dict.fromkeys(DIMENSIONS, verdict)


@pytest.mark.parametrize("source", [100, 300, 600, 1200])
@pytest.mark.parametrize("target", [100, 300, 600, 1200])
def test_old_and_old(source: int, target: int) -> None:
    """The bandwidth's number tells; 600 and 1200 have the same quota of partitions and connections."""
    found = verdicts(old(source), old(target))
    assert found["bandwidth"] == found["tps"] == ("pass" if target >= source else "fail")
    assert found["partitions"] == found["connections"] == ("pass" if min(target, 600) >= min(source, 600) else "fail")


@pytest.mark.parametrize("code", ["mini:100", "small.2:300", "middle.2:600", "high.2:1200"])
def test_the_code_of_an_old_instance_tells_it_too(code: str) -> None:
    """Where the API leaves out the specification."""
    ending, _colon, bandwidth = code.partition(":")
    coded = old(
        100, specification=None, resource_spec_code=f"dms.instance.kafka.cluster.c3.{ending}", partition_num=None
    )
    check = check_of(judge(source_instance=coded, target_instance=coded), "specification_bandwidth")
    assert (check["value"], check["limit"], check["unit"]) == (int(bandwidth), int(bandwidth), "MB/s")


def test_new_and_new() -> None:
    """Each dimension is the broker's figure times the brokers."""
    assert verdicts(new(), new()) == all_are("pass")
    assert verdicts(new(brokers=4), new(brokers=3)) == all_are("fail")
    assert verdicts(new("4u8g.cluster", 3), new("2u4g.cluster", 6)) == {**all_are("pass"), "tps": "fail"}
    check = check_of(
        judge(source_instance=new("4u8g.cluster", 3), target_instance=new("2u4g.cluster", 6)), "specification_tps"
    )
    assert (check["value"], check["limit"]) == (180_000, 300_000)
    assert "6 x kafka.2u4g.cluster" in check["message"] and "larger flavour" in check["remedy"]


def test_the_bandwidth_of_the_api_is_not_believed() -> None:
    """It has 100 for every flavour, so that three large brokers would look like three small ones."""
    found = verdicts(new("8u16g.cluster", product=True), new("2u4g.cluster", product=True))
    assert found == all_are("fail")


def test_the_manual_steps_in_where_the_api_tells_nothing() -> None:
    """Without a product, and without a quota."""
    bare = new("4u8g.cluster", partition_num=None)
    assert verdicts(bare, new("4u8g.cluster", product=True)) == all_are("pass")
    assert check_of(judge(source_instance=bare, target_instance=bare), "specification_partitions")["value"] == 1500


def test_the_quota_in_force_counts_before_the_flavours() -> None:
    """An instance may have been given another one."""
    assert verdicts(new(partition_num=751), new())["partitions"] == "fail"


def test_kafka_tells_the_brokers_where_the_api_does_not() -> None:
    """Two brokers live on the target, and the source has one."""
    unknown = new(broker_num=None, node_num=None, partition_num=None)
    result = judge(source=state(), target=state(), source_instance=unknown, target_instance=unknown)
    assert check_of(result, "specification_bandwidth")["value"] == 100


@pytest.mark.parametrize("bandwidth", sorted(EQUIVALENTS))
def test_the_manuals_equivalent_is_enough(bandwidth: int) -> None:
    """Its bandwidth is never lower; of other figures that are, it is said that somebody should look."""
    flavour, brokers = EQUIVALENTS[bandwidth]
    same = new(flavour.removeprefix("kafka."), brokers)
    found = verdicts(old(bandwidth), same)
    assert found["bandwidth"] == "pass" and "fail" not in found.values()
    lower = {
        name
        for name in DIMENSIONS
        if getattr(BANDWIDTHS[bandwidth], name) > getattr(FLAVOURS[flavour].times(brokers), name)
    }
    assert {name for name, verdict in found.items() if verdict == "warn"} == lower
    fewer = new(flavour.removeprefix("kafka."), brokers - 1)
    assert verdicts(old(bandwidth), fewer)["bandwidth"] == "fail"


def test_what_the_mixed_table_hides() -> None:
    """300 MB/s had 900 partitions, 100000 messages a second and 10000 connections; the manual's equivalent has less of each."""
    assert verdicts(old(300), new()) == {
        "bandwidth": "pass",
        "tps": "warn",
        "partitions": "warn",
        "connections": "warn",
    }


def test_from_new_to_old_nothing_is_excused() -> None:
    """The table is for moves to the new style."""
    assert verdicts(new(brokers=4), old(300)) == {
        "bandwidth": "fail",
        "tps": "fail",
        "partitions": "fail",
        "connections": "pass",
    }


@pytest.mark.parametrize("flavour", ["64u256g.cluster", "2u4g.cluster.dec"])
def test_an_unknown_flavour_never_passes(flavour: str) -> None:
    """On either side, without a product."""
    strange = new(flavour)
    for pair in ((new(), strange), (strange, new()), (strange, strange)):
        assert verdicts(*pair) == all_are("unknown")
    check = check_of(judge(source_instance=new(), target_instance=strange), "specification_bandwidth")
    assert "by hand" in check["remedy"] and "unknown figure" in check["message"]


def test_of_an_unknown_flavour_the_api_tells_all_but_bandwidth() -> None:
    """Both sides as the API has them; its consumers are not the manual's connections."""
    strange = new("64u256g.cluster", product=True)
    assert verdicts(strange, strange) == {**all_are("pass"), "bandwidth": "unknown"}
    assert verdicts(strange, new("2u4g.cluster", product=False))["connections"] == "unknown"


@pytest.mark.parametrize(
    "fields", [{"specification": "50MB"}, {"specification": None, "product_id": None}, {"specification": "fast"}]
)
def test_an_old_style_that_nobody_lists(fields: dict[str, t.Any]) -> None:
    """Nothing but its quota is known."""
    strange = old(100, partition_num=None, **fields)
    assert verdicts(strange, old(1200)) == verdicts(old(100), strange) == all_are("unknown")


@pytest.mark.parametrize("instances", [(None, None), (instance(), None), (None, instance())])
def test_without_both_instances_there_is_nothing_to_compare(instances: tuple) -> None:
    """Plain Kafka is not sold by specification."""
    result = judge(source_instance=instances[0], target_instance=instances[1])
    assert [check["verdict"] for check in result["checks"][:4]] == ["skipped"] * 4


@settings(deadline=None)  # what is tested here is not time
@given(
    flavours=st.lists(st.sampled_from(sorted(FLAVOURS)), min_size=2, max_size=2),
    brokers=st.lists(st.integers(1, 50), min_size=2, max_size=2),
)
def test_more_brokers_never_make_it_worse(flavours: list[str], brokers: list[int]) -> None:
    """And no instance is lower than itself."""
    source, target = (new(flavour.removeprefix("kafka."), number) for flavour, number in zip(flavours, brokers))
    assert verdicts(source, source) == all_are("pass")
    grown = new(flavours[1].removeprefix("kafka."), brokers[1] + 1)
    before, after = verdicts(source, target), verdicts(source, grown)
    assert all(after[name] == "pass" for name, verdict in before.items() if verdict == "pass")
