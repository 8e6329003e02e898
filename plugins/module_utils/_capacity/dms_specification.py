# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the specification of one DMS instance is lower than that of another, dimension by dimension.

An instance is of the old style (its bandwidth is its name, such as 100 MB/s, for all brokers together) or of the new
one (a flavor, such as kafka.2u4g.cluster, for each broker). The manual's migration page only requires that the
specifications of the target are not lower.
Sources: opentelekomcloud-docs/distributed-message-service of 2026-04-22: manual, "Cluster Kafka Instances" (tables 1
and 2) and "Single-node Kafka Instances"; FAQ, "Is There a Limit on the Number of Client Connections to a Kafka
Instance?"; API, "Querying Product Specifications" (v1).
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import (
    FAIL,
    PASS,
    SKIPPED,
    UNKNOWN,
    WARN,
    Check,
    Clusters,
    Measure,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_instance import Instance


class Figures(t.NamedTuple):
    """The capacity of an instance or a broker; ``None`` where it is not known."""

    bandwidth: int | None = None  # MB/s, reads, writes and replication together
    tps: int | None = None  # messages of 1 KB written a second
    partitions: int | None = None
    connections: int | None = None

    def times(self, brokers: int | None) -> Figures:
        """Return the figures of this number of brokers."""
        return Figures(*(None if figure is None or not brokers else figure * brokers for figure in self))

    def or_else(self, other: Figures) -> Figures:
        """Return these figures, with those of the other where one is not known."""
        return Figures(*(other_figure if figure is None else figure for figure, other_figure in zip(self, other)))


# The unit and the name of each figure.
_DIMENSIONS = {
    "bandwidth": ("MB/s", "network bandwidth"),
    "tps": ("messages/s", "rate of messages"),
    "partitions": ("partitions", "quota of partitions"),
    "connections": ("connections", "number of client connections"),
}

# The new style, for each broker.
FLAVORS = {
    "kafka.2u4g.single.small": Figures(40, 20_000, 100, 2_000),
    "kafka.2u4g.single": Figures(100, 30_000, 250, 2_000),
    "kafka.2u4g.cluster.small": Figures(40, 20_000, 100, 2_000),
    "kafka.2u4g.cluster": Figures(100, 30_000, 250, 2_000),
    "kafka.4u8g.cluster": Figures(200, 100_000, 500, 4_000),
    "kafka.8u16g.cluster": Figures(375, 150_000, 1_000, 4_000),
    "kafka.12u24g.cluster": Figures(625, 200_000, 1_500, 4_000),
    "kafka.16u32g.cluster": Figures(750, 250_000, 2_000, 4_000),
}
# The old style, for the whole instance.
BANDWIDTHS = {
    100: Figures(100, 50_000, 300, 3_000),
    300: Figures(300, 100_000, 900, 10_000),
    600: Figures(600, 200_000, 1_800, 20_000),
    1200: Figures(1_200, 300_000, 1_800, 20_000),
}
# Table 2: the equivalent in the new style, according to the manual. Some of its figures are lower than the old ones.
EQUIVALENTS = {
    100: ("kafka.2u4g.cluster.small", 3),
    300: ("kafka.2u4g.cluster", 3),
    600: ("kafka.4u8g.cluster", 3),
    1200: ("kafka.4u8g.cluster", 6),
}
_SPEC_CODES = {"mini": 100, "small.2": 300, "middle.2": 600, "high.2": 1200}
_FLAVOR = re.compile(r"[a-z0-9]+\.(\d+u\d+g\.(?:cluster|single)(?:\.[a-z0-9.]+)?)")
_OLD = re.compile(r"([\d,]+)\s*MB(?:/s)?", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Specification:
    """The capacity that an instance was ordered with."""

    name: str
    old_style: int | None  # its bandwidth
    figures: Figures
    consumers: int | None  # of the API, a different figure than the manual's connections

    @property
    def equivalent(self) -> Figures:
        """The equivalent of an old style in the new one, according to the manual."""
        if self.old_style not in EQUIVALENTS:
            return Figures()
        flavor, brokers = EQUIVALENTS[self.old_style]
        return FLAVORS[flavor].times(brokers)


def specification_of(instance: Instance, live_brokers: int) -> Specification:
    """Return the specification of an instance. The number of live brokers is used if the API does not return theirs.

    The API's bandwidth is not used: its documentation shows 100 for every flavor, where the manual has 40 to 750.
    """
    quota = Figures(partitions=instance.partition_num or None)
    brokers = instance.brokers or live_brokers
    flavor = _flavor(instance)
    if flavor:
        product, of_api, consumers = instance.product, Figures(), None
        if product:
            of_api = Figures(tps=product.max_tps_per_broker, partitions=product.max_partition_per_broker)
            consumers = (product.max_consumer_per_broker or 0) * brokers or None
        of_manual = FLAVORS.get(flavor, Figures())
        figures = quota.or_else(of_api.times(brokers)).or_else(of_manual.times(brokers))
        return Specification(f"{brokers} x {flavor}", None, figures, consumers)
    bandwidth = _bandwidth(instance)
    if bandwidth in BANDWIDTHS:
        return Specification(f"{bandwidth} MB/s", bandwidth, quota.or_else(BANDWIDTHS[bandwidth]), None)
    name = instance.specification or instance.product_id or instance.resource_spec_code or "an unknown specification"
    return Specification(f"{name}, which the manual does not list", None, quota, None)


def _flavor(instance: Instance) -> str | None:
    names = (instance.product.product_alias if instance.product else None, instance.product_id, instance.specification)
    matches = (_FLAVOR.fullmatch(name) for name in names if name)
    return next((f"kafka.{match.group(1)}" for match in matches if match), None)


def _bandwidth(instance: Instance) -> int | None:
    match = _OLD.fullmatch(instance.specification or "")
    if match:
        return int(match.group(1).replace(",", ""))
    code = instance.resource_spec_code or ""
    return next((bandwidth for ending, bandwidth in _SPEC_CODES.items() if code.endswith(f".{ending}")), None)


def specification_checks(clusters: Clusters, source: Instance | None, target: Instance | None) -> list[Check]:
    """Check that no figure of the target is lower."""
    if source is None or target is None:
        message = "the specification of DMS instances, compared only with source_instance and target_instance"
        return [
            Check(f"specification_{name}", SKIPPED, message, measure=Measure(unit=unit))
            for name, (unit, _words) in _DIMENSIONS.items()
        ]
    old = specification_of(source, clusters.source.brokers)
    new = specification_of(target, clusters.target.brokers)
    return [_compare(name, old, new) for name in _DIMENSIONS]


def _compare(name: str, source: Specification, target: Specification) -> Check:
    check, (unit, words) = f"specification_{name}", _DIMENSIONS[name]
    wanted, found = _figure(source.figures, name), _figure(target.figures, name)
    if name == "connections" and (wanted is None or found is None):
        wanted, found = source.consumers, target.consumers  # both of the API, or neither
    measure = Measure(found, wanted, unit)
    message = (
        f"the target ({target.name}) has a {words} of {_text(found)}, the source ({source.name}) of {_text(wanted)}"
    )
    if wanted is None or found is None:
        return Check(check, UNKNOWN, message, "compare the two specifications in the console", measure)
    if found >= wanted:
        return Check(check, PASS, message, measure=measure)
    equivalent = None if target.old_style else _figure(source.equivalent, name)
    if equivalent is not None and found >= equivalent:
        remedy = "the manual calls them equivalent: make sure that the lower figure is sufficient"
        return Check(check, WARN, message, remedy, measure)
    return Check(check, FAIL, message, "choose a larger flavor or more brokers", measure)


def _figure(figures: Figures, name: str) -> int | None:
    value: int | None = getattr(figures, name)
    return value


def _text(figure: int | None) -> str:
    return "an unknown figure" if figure is None else f"{figure}"
