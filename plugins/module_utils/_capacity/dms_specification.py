# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether one DMS instance's specification is lower than another's, dimension by dimension.

An instance is of an old style (its bandwidth is its name, such as 100 MB/s, for all brokers together) or of a new one (a flavour, such as
kafka.2u4g.cluster, for each broker). The manual's migration page only says that the specifications of the target cannot be lower.
Sources: opentelekomcloud-docs/distributed-message-service of 2026-04-22: manual, "Cluster Kafka Instances" (tables 1 and 2) and "Single-node
Kafka Instances"; FAQ, "Is There a Limit on the Number of Client Connections to a Kafka Instance?"; API, "Querying Product Specifications" (v1).
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
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.dms_limits import Instance


class Figures(t.NamedTuple):
    """What an instance or a broker can do; null where nobody tells."""

    bandwidth: int | None  # MB/s, reads, writes and replication together
    tps: int | None  # messages of 1 KB written a second
    partitions: int | None
    connections: int | None

    def times(self, brokers: int | None) -> Figures:
        """The figures of so many brokers."""
        return Figures(*(None if figure is None or not brokers else figure * brokers for figure in self))

    def or_else(self, other: Figures) -> Figures:
        """These figures, and the other's where there is none."""
        return Figures(*(other_figure if figure is None else figure for figure, other_figure in zip(self, other)))


_NOTHING = Figures(None, None, None, None)
_UNITS = Figures("MB/s", "messages/s", "partitions", "connections")
_WORDS = Figures("network bandwidth", "rate of messages", "quota of partitions", "number of client connections")

# New style, for each broker.
FLAVOURS = {
    "kafka.2u4g.single.small": Figures(40, 20_000, 100, 2_000),
    "kafka.2u4g.single": Figures(100, 30_000, 250, 2_000),
    "kafka.2u4g.cluster.small": Figures(40, 20_000, 100, 2_000),
    "kafka.2u4g.cluster": Figures(100, 30_000, 250, 2_000),
    "kafka.4u8g.cluster": Figures(200, 100_000, 500, 4_000),
    "kafka.8u16g.cluster": Figures(375, 150_000, 1_000, 4_000),
    "kafka.12u24g.cluster": Figures(625, 200_000, 1_500, 4_000),
    "kafka.16u32g.cluster": Figures(750, 250_000, 2_000, 4_000),
}
# Old style, for the whole instance.
BANDWIDTHS = {
    100: Figures(100, 50_000, 300, 3_000),
    300: Figures(300, 100_000, 900, 10_000),
    600: Figures(600, 200_000, 1_800, 20_000),
    1200: Figures(1_200, 300_000, 1_800, 20_000),
}
# Table 2: what the manual takes for the same in the new style. Of some it has less than the old one had.
EQUIVALENTS = {
    100: ("kafka.2u4g.cluster.small", 3),
    300: ("kafka.2u4g.cluster", 3),
    600: ("kafka.4u8g.cluster", 3),
    1200: ("kafka.4u8g.cluster", 6),
}
_SPEC_CODES = {"mini": 100, "small.2": 300, "middle.2": 600, "high.2": 1200}
_FLAVOUR = re.compile(r"[a-z0-9]+\.(\d+u\d+g\.(?:cluster|single)(?:\.[a-z0-9.]+)?)")
_OLD = re.compile(r"([\d,]+)\s*MB(?:/s)?", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Specification:
    """What an instance is sold as."""

    words: str
    old_style: int | None  # its bandwidth
    figures: Figures
    consumers: int | None  # what the API calls so: another figure than the manual's connections

    @property
    def equivalent(self) -> Figures:
        """What the manual takes for the same as an old style."""
        if self.old_style not in EQUIVALENTS:
            return _NOTHING
        flavour, brokers = EQUIVALENTS[self.old_style]
        return FLAVOURS[flavour].times(brokers)


def specification_of(instance: Instance, seen_brokers: int) -> Specification:
    """Read an instance's specification; seen_brokers are those that Kafka tells, where the API does not tell how many it has.

    The API's bandwidth is not used: its documentation shows 100 for every flavour, where the manual has 40 to 750.
    """
    quota = Figures(None, None, instance.partition_num or None, None)
    brokers = instance.brokers or seen_brokers
    flavour = _flavour(instance)
    if flavour:
        product = instance.product
        told = (
            Figures(None, product.max_tps_per_broker, product.max_partition_per_broker, None).times(brokers)
            if product
            else _NOTHING
        )
        listed = FLAVOURS.get(flavour, _NOTHING).times(brokers)
        consumers = product.max_consumer_per_broker * brokers if product and product.max_consumer_per_broker else None
        return Specification(f"{brokers} x {flavour}", None, quota.or_else(told).or_else(listed), consumers)
    bandwidth = _bandwidth(instance)
    if bandwidth in BANDWIDTHS:
        return Specification(f"{bandwidth} MB/s", bandwidth, quota.or_else(BANDWIDTHS[bandwidth]), None)
    named = instance.specification or instance.product_id or instance.resource_spec_code or "not told"
    return Specification(f"{named}, which the manual does not list", None, quota, None)


def _flavour(instance: Instance) -> str | None:
    names = (instance.product.product_alias if instance.product else None, instance.product_id, instance.specification)
    matches = (_FLAVOUR.fullmatch(name) for name in names if name)
    return next((f"kafka.{match.group(1)}" for match in matches if match), None)


def _bandwidth(instance: Instance) -> int | None:
    match = _OLD.fullmatch(instance.specification or "")
    if match:
        return int(match.group(1).replace(",", ""))
    code = instance.resource_spec_code or ""
    return next((bandwidth for ending, bandwidth in _SPEC_CODES.items() if code.endswith(f".{ending}")), None)


def specification_checks(clusters: Clusters, source: Instance | None, target: Instance | None) -> list[Check]:
    """Compare every dimension."""
    if source is None or target is None:
        message = "the specification of DMS instances, compared only with source_instance and target_instance"
        return [Check(f"specification_{name}", SKIPPED, message, unit=unit) for name, unit in _UNITS._asdict().items()]
    old = specification_of(source, clusters.source.brokers)
    new = specification_of(target, clusters.target.brokers)
    return [_compare(name, old, new) for name in Figures._fields]


def _compare(name: str, source: Specification, target: Specification) -> Check:
    check, word = f"specification_{name}", getattr(_WORDS, name)
    wanted, found = getattr(source.figures, name), getattr(target.figures, name)
    if name == "connections" and (wanted is None or found is None):
        wanted, found = source.consumers, target.consumers  # both the API's, or none
    shown = {"value": found, "limit": wanted, "unit": getattr(_UNITS, name)}
    says = f"the target ({target.words}) has a {word} of {_figure(found)}, the source ({source.words}) of {_figure(wanted)}"
    if wanted is None or found is None:
        return Check(check, UNKNOWN, says, "compare the two specifications by hand, in the console", **shown)
    if found >= wanted:
        return Check(check, PASS, says, **shown)
    equal = None if target.old_style else getattr(source.equivalent, name)
    if equal is not None and found >= equal:
        remedy = "the manual takes them for the same: make sure that the lower figure does"
        return Check(check, WARN, says, remedy, **shown)
    return Check(check, FAIL, says, "choose a larger flavour or more brokers", **shown)


def _figure(figure: int | None) -> str:
    return "an unknown figure" if figure is None else f"{figure}"
