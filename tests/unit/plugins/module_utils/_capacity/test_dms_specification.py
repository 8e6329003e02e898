# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the specification of one DMS instance is lower than another, by the vendor's own figures."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_specification import (
    BANDWIDTHS,
    EQUIVALENTS,
    FLAVORS,
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


def new(flavor: str = "2u4g.cluster", brokers: int = 3, product: bool = False, **given_: t.Any) -> dict[str, t.Any]:
    """Return an instance of the new style with the quota of its flavor.

    With product it includes the figures that the API's documentation shows.
    """
    figures = FLAVORS.get(f"kafka.{flavor}")
    quota = figures.partitions * brokers if figures else None
    figures_of_api = {
        "product_id": f"c6.{flavor}",
        "product_alias": f"kafka.{flavor}",
        "max_partition_per_broker": figures.partitions if figures else 111,
        "max_tps_per_broker": figures.tps if figures else 1111,
        "max_consumer_per_broker": 4000,
        "max_bandwidth_per_broker": 100,
    }
    fields = {
        "product_id": f"c6.{flavor}",
        "broker_num": brokers,
        "node_num": brokers,
        "partition_num": quota,
        **given_,
    }
    return instance(product=figures_of_api if product else None, **fields)


def verdicts(source: dict[str, t.Any], target: dict[str, t.Any]) -> dict[str, str]:
    """Return the verdict of each dimension."""
    result = judge(source_instance=source, target_instance=target)
    return {name: check_of(result, f"specification_{name}")["verdict"] for name in DIMENSIONS}


def all_are(verdict: str) -> dict[str, str]:
    """Return the same verdict for all dimensions."""
    return dict.fromkeys(DIMENSIONS, verdict)


@pytest.mark.parametrize("source", [100, 300, 600, 1200])
@pytest.mark.parametrize("target", [100, 300, 600, 1200])
def test_old_and_old(source: int, target: int) -> None:
    """The bandwidth decides; 600 and 1200 have the same quota of partitions and connections."""
    found = verdicts(old(source), old(target))
    assert found["bandwidth"] == found["tps"] == ("pass" if target >= source else "fail")
    assert found["partitions"] == found["connections"] == ("pass" if min(target, 600) >= min(source, 600) else "fail")


@pytest.mark.parametrize("code", ["mini:100", "small.2:300", "middle.2:600", "high.2:1200"])
def test_code_of_an_old_instance(code: str) -> None:
    """It is used if the API leaves out the specification."""
    ending, _colon, bandwidth = code.partition(":")
    coded = old(
        100, specification=None, resource_spec_code=f"dms.instance.kafka.cluster.c3.{ending}", partition_num=None
    )
    check = check_of(judge(source_instance=coded, target_instance=coded), "specification_bandwidth")
    assert (check["value"], check["limit"], check["unit"]) == (int(bandwidth), int(bandwidth), "MB/s")


def test_new_and_new() -> None:
    """Each dimension is the figure of a broker times the number of brokers."""
    assert verdicts(new(), new()) == all_are("pass")
    assert verdicts(new(brokers=4), new(brokers=3)) == all_are("fail")
    assert verdicts(new("4u8g.cluster", 3), new("2u4g.cluster", 6)) == {**all_are("pass"), "tps": "fail"}
    check = check_of(
        judge(source_instance=new("4u8g.cluster", 3), target_instance=new("2u4g.cluster", 6)), "specification_tps"
    )
    assert (check["value"], check["limit"]) == (180_000, 300_000)
    assert "6 x kafka.2u4g.cluster" in check["message"] and "larger flavor" in check["remedy"]


def test_bandwidth_of_the_api_is_ignored() -> None:
    """It is 100 for every flavor, which would make three large brokers equal to three small ones."""
    found = verdicts(new("8u16g.cluster", product=True), new("2u4g.cluster", product=True))
    assert found == all_are("fail")


def test_figures_of_the_manual() -> None:
    """They are used without a product, and without a quota."""
    bare = new("4u8g.cluster", partition_num=None)
    assert verdicts(bare, new("4u8g.cluster", product=True)) == all_are("pass")
    assert check_of(judge(source_instance=bare, target_instance=bare), "specification_partitions")["value"] == 1500


def test_quota_of_the_instance_comes_first() -> None:
    """It may differ from that of the flavor."""
    assert verdicts(new(partition_num=751), new())["partitions"] == "fail"


def test_live_brokers_are_counted() -> None:
    """Their number is used if the API does not return it."""
    unknown = new(broker_num=None, node_num=None, partition_num=None)
    result = judge(source=state(), target=state(), source_instance=unknown, target_instance=unknown)
    assert check_of(result, "specification_bandwidth")["value"] == 100


@pytest.mark.parametrize("bandwidth", sorted(EQUIVALENTS))
def test_equivalent_of_the_manual_is_sufficient(bandwidth: int) -> None:
    """Its bandwidth is never lower; other figures that are lower give a warning."""
    flavor, brokers = EQUIVALENTS[bandwidth]
    same = new(flavor.removeprefix("kafka."), brokers)
    found = verdicts(old(bandwidth), same)
    assert found["bandwidth"] == "pass" and "fail" not in found.values()
    lower = {
        name
        for name in DIMENSIONS
        if getattr(BANDWIDTHS[bandwidth], name) > getattr(FLAVORS[flavor].times(brokers), name)
    }
    assert {name for name, verdict in found.items() if verdict == "warn"} == lower
    fewer = new(flavor.removeprefix("kafka."), brokers - 1)
    assert verdicts(old(bandwidth), fewer)["bandwidth"] == "fail"


def test_equivalent_with_lower_figures() -> None:
    """300 MB/s had 900 partitions, 100000 messages a second and 10000 connections; its equivalent has less of each."""
    assert verdicts(old(300), new()) == {
        "bandwidth": "pass",
        "tps": "warn",
        "partitions": "warn",
        "connections": "warn",
    }


def test_no_equivalent_in_the_old_style() -> None:
    """The manual's table is for migrations to the new style."""
    assert verdicts(new(brokers=4), old(300)) == {
        "bandwidth": "fail",
        "tps": "fail",
        "partitions": "fail",
        "connections": "pass",
    }


@pytest.mark.parametrize("flavor", ["64u256g.cluster", "2u4g.cluster.dec"])
def test_unknown_flavor_never_passes(flavor: str) -> None:
    """Neither side does, without a product."""
    strange = new(flavor)
    for pair in ((new(), strange), (strange, new()), (strange, strange)):
        assert verdicts(*pair) == all_are("unknown")
    check = check_of(judge(source_instance=new(), target_instance=strange), "specification_bandwidth")
    assert "in the console" in check["remedy"] and "unknown figure" in check["message"]


def test_unknown_flavor_with_figures_of_the_api() -> None:
    """They are compared, but for the bandwidth; the API's consumers are not the manual's connections."""
    strange = new("64u256g.cluster", product=True)
    assert verdicts(strange, strange) == {**all_are("pass"), "bandwidth": "unknown"}
    assert verdicts(strange, new("2u4g.cluster", product=False))["connections"] == "unknown"


@pytest.mark.parametrize(
    "fields", [{"specification": "50MB"}, {"specification": None, "product_id": None}, {"specification": "fast"}]
)
def test_unlisted_old_style(fields: dict[str, t.Any]) -> None:
    """Nothing but its quota is known."""
    strange = old(100, partition_num=None, **fields)
    assert verdicts(strange, old(1200)) == verdicts(old(100), strange) == all_are("unknown")


@pytest.mark.parametrize("instances", [(None, None), (instance(), None), (None, instance())])
def test_without_both_instances(instances: tuple[t.Any, t.Any]) -> None:
    """Nothing is compared: plain Kafka has no specification."""
    result = judge(source_instance=instances[0], target_instance=instances[1])
    assert [check["verdict"] for check in result["checks"][:4]] == ["skipped"] * 4


@settings(deadline=None)  # the time depends on the load of the machine
@given(
    flavors=st.lists(st.sampled_from(sorted(FLAVORS)), min_size=2, max_size=2),
    brokers=st.lists(st.integers(1, 50), min_size=2, max_size=2),
)
def test_more_brokers_never_make_it_worse(flavors: list[str], brokers: list[int]) -> None:
    """And no instance is lower than itself."""
    source, target = (new(flavor.removeprefix("kafka."), number) for flavor, number in zip(flavors, brokers))
    assert verdicts(source, source) == all_are("pass")
    grown = new(flavors[1].removeprefix("kafka."), brokers[1] + 1)
    before, after = verdicts(source, target), verdicts(source, grown)
    assert all(after[name] == "pass" for name, verdict in before.items() if verdict == "pass")
