# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services of the inventory: on which hosts they are, and what each of them does."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._cutover.completeness import merge, with_attempts

GROUPS = ("kafka_producers", "kafka_consumers")
PRODUCER, CONSUMER, PROCESSOR = "producer", "consumer", "processor"
_KEPT = ("services", "failed", "unreachable", "skipped", "msg", "changed")  # of a result
Services = t.Mapping[str, t.Sequence[t.Mapping[str, t.Any]]]  # by host


def role_of(service: t.Mapping[str, t.Any]) -> str:
    """Return what a service does: its role, by default consumer if it has a group and producer otherwise."""
    return str(service.get("role") or (CONSUMER if service.get("group") else PRODUCER))


def client_hosts(groups: t.Mapping[str, t.Sequence[str]]) -> list[str]:
    """Return the hosts of clients in the order of the inventory, also those that --limit leaves out."""
    return list(dict.fromkeys(host for group in GROUPS for host in groups.get(group) or ()))


def names_by_host(services: Services, role: str | None) -> dict[str, list[str]]:
    """Return the names of the services with a role on each host; None: of all."""
    return {
        host: [str(service["name"]) for service in found if role is None or role_of(service) == role]
        for host, found in services.items()
    }


class Question(t.NamedTuple):
    """What is asked for as evidence; None: of all roles, of all hosts."""

    evidence: t.Sequence[str]  # the variables with the results of tasks: a service counts if it is done in each
    role: str | None = None
    hosts: t.Sequence[str] | None = None
    attempts: t.Sequence[str] | None = None  # those with results of tasks before these: why there is no evidence, times

    @classmethod
    def spec(cls) -> dict[str, t.Any]:
        """Return the argument spec."""
        return {
            "evidence": {"type": "list", "elements": "str"},
            "role": {"type": "str"},
            "hosts": {"type": "list", "elements": "str"},
            "attempts": {"type": "list", "elements": "str"},
        }

    @classmethod
    def parse(cls, params: t.Mapping[str, t.Any]) -> Question:
        """Read the options."""
        return cls(*(params[name] for name in cls._fields))


def evidence(variables: t.Mapping[str, t.Any], question: Question) -> tuple[dict[str, list[str]], dict[str, t.Any]]:
    """Return the names of the services that count on each host of clients, and what each host has returned.

    The hosts are those of the inventory, also the ones that --limit leaves out.
    """
    hostvars = variables["hostvars"]
    hosts = client_hosts(variables["groups"])
    chosen = [host for host in hosts if question.hosts is None or host in question.hosts]
    services = {host: hostvars[host].get("kafka_client_services") or [] for host in chosen}
    results = [results_of(variables, variable) for variable in question.evidence]
    attempts = [results_of(variables, variable) for variable in question.attempts or ()]
    merged = {
        host: with_attempts(merge([found[host] for found in results]), [found[host] for found in attempts])
        for host in chosen
    }
    return names_by_host(services, question.role), merged


def results_of(variables: t.Mapping[str, t.Any], variable: str) -> dict[str, t.Any]:
    """Return the value of a variable on each host of clients; None where it has none."""
    return {host: _slim(variables["hostvars"][host].get(variable)) for host in client_hosts(variables["groups"])}


def _slim(result: t.Any) -> t.Any:
    """Return what counts of the result of a task: it is sent to the host of the journal."""
    if not isinstance(result, t.Mapping):
        return None
    slim = {key: result[key] for key in _KEPT if key in result}
    parts = result.get("results")
    return {**slim, "results": [_slim(part) for part in parts]} if isinstance(parts, (list, tuple)) else slim


def journal_of(variables: t.Mapping[str, t.Any]) -> t.Any:
    """Return the journal as this run has read it on the mirror's host; None if it has not."""
    mirrors = variables["groups"].get("kafka_mirror") or []
    registered = variables["hostvars"][mirrors[0]].get("kafka_migration_journal") if mirrors else None
    return registered.get("journal") if isinstance(registered, t.Mapping) else None
