# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services of the inventory that no play of a cut-over would move, as role kafka_migration finds them."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

VARS = pathlib.Path(__file__).parents[4] / "roles/kafka_migration/vars/main.yml"
LOADER = DataLoader()
VARIABLES = LOADER.load_from_file(str(VARS), trusted_as_template=True)


def unmoved(producers: list[str], consumers: list[str], services: dict[str, list[dict[str, t.Any]]]) -> list[str]:
    """Return the findings for an inventory: the hosts of both groups, and the services by host."""
    groups = {"kafka_producers": producers, "kafka_consumers": consumers}
    hostvars = {
        host: {"kafka_client_services": services[host]} if host in services else {} for host in producers + consumers
    }
    variables = {**VARIABLES, "groups": groups, "hostvars": hostvars}
    return Templar(LOADER, variables=variables).template(VARIABLES["_kafka_migration_inventory_findings"])


WRITER, READER = {"name": "writer"}, {"name": "reader", "group": "g"}


@pytest.mark.parametrize(
    ("producers", "consumers", "services"),
    [
        (["a"], ["b"], {"a": [WRITER], "b": [READER]}),
        (["a"], ["a"], {"a": [WRITER, READER]}),
        (["a"], ["b"], {"a": [{**READER, "role": "producer"}], "b": [{**WRITER, "role": "consumer"}]}),
        (["a"], ["b"], {}),
    ],
)
def test_every_service_is_moved(producers: list[str], consumers: list[str], services: t.Any) -> None:
    assert unmoved(producers, consumers, services) == []


@pytest.mark.parametrize(
    ("service", "finding"),
    [
        (READER, "the consumer reader on a; add the host to kafka_consumers, or set the role of the service"),
        (
            {**READER, "role": "processor"},
            "the processor reader on a; move it yourself, and take it out of the inventory",
        ),
    ],
)
def test_a_service_that_no_play_moves(service: dict[str, t.Any], finding: str) -> None:
    """The services of a host are moved with those of its groups, each in the play of its own role."""
    assert unmoved(["a"], ["b"], {"a": [WRITER, service], "b": [READER]}) == [f"no play moves {finding}"]


def test_a_producer_among_consumers() -> None:
    (finding,) = unmoved(["a"], ["b"], {"a": [], "b": [WRITER]})
    assert finding.startswith("no play moves the producer writer on b; add the host to kafka_producers")


def test_a_processor_on_a_host_of_both_groups_is_found_once() -> None:
    assert len(unmoved(["a"], ["a"], {"a": [{**READER, "role": "processor"}]})) == 1
