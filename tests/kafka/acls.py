# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give users of a cluster with an authorizer their rights, and take them away.

usage: acls.py --dir DIR CLUSTER allow|deny|revoke USER OPERATION RESOURCE [--prefixed]
       acls.py --dir DIR CLUSTER list
A resource is topic:NAME, group:NAME, transactional_id:NAME or cluster; the name * stands for all. An operation is one
of Kafka's: describe, read, write, create, alter_configs, all ... revoke removes what was allowed and what was denied.
For example:
    bed.py up --dir DIR closed:version=2.3.1,authorizer=on,users=alice
    acls.py --dir DIR closed allow alice describe topic:orders
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
import typing

import bed
from cluster import Cluster
from confluent_kafka import KafkaException, admin

TIMEOUT = 20.0  # seconds
SEEN = 3  # times in a row that a changed list must be read, because it comes from any of the brokers
_RESOURCES = {
    "topic": admin.ResourceType.TOPIC,
    "group": admin.ResourceType.GROUP,
    "cluster": admin.ResourceType.BROKER,  # librdkafka's name of it
    "transactional_id": admin.ResourceType.TRANSACTIONAL_ID,
}


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a user may do, or (``deny``) may not do whatever else allows it."""

    user: str
    operation: str
    resource: str
    deny: bool = False
    prefixed: bool = False

    def binding(self) -> admin.AclBinding:
        """Return the rule as the library has it; raises ValueError for an unknown kind or operation."""
        kind, name, operation = self._parts()
        pattern = admin.ResourcePatternType.PREFIXED if self.prefixed else admin.ResourcePatternType.LITERAL
        permission = admin.AclPermissionType.DENY if self.deny else admin.AclPermissionType.ALLOW
        return admin.AclBinding(kind, name, pattern, f"User:{self.user}", "*", operation, permission)

    def bindings_filter(self) -> admin.AclBindingFilter:
        """Return what finds the rule, whether it allows or denies."""
        kind, name, operation = self._parts()
        pattern = admin.ResourcePatternType.PREFIXED if self.prefixed else admin.ResourcePatternType.LITERAL
        either = admin.AclPermissionType.ANY
        return admin.AclBindingFilter(kind, name, pattern, f"User:{self.user}", "*", operation, either)

    def _parts(self) -> tuple[admin.ResourceType, str, admin.AclOperation]:
        kind, _colon, name = self.resource.partition(":")
        if kind not in _RESOURCES or bool(name) == (kind == "cluster"):
            raise ValueError(f"{self.resource!r} is not topic:NAME, group:NAME, transactional_id:NAME or cluster")
        known = [one.name.lower() for one in admin.AclOperation if one.name not in ("UNKNOWN", "ANY")]
        if self.operation not in known:
            raise ValueError(f"{self.operation!r} is not an operation; choose from {', '.join(known)}")
        return _RESOURCES[kind], name or "kafka-cluster", admin.AclOperation[self.operation.upper()]


def add(cluster: Cluster, *rules: Rule) -> None:
    """Add rules and wait until they are listed.

    Raises KafkaException when a broker refuses them, TimeoutError when they do not appear.
    """
    client = _client(cluster)
    for future in client.create_acls([rule.binding() for rule in rules], request_timeout=TIMEOUT).values():
        future.result()
    _await(client, {rule: True for rule in rules})


def revoke(cluster: Cluster, *rules: Rule) -> None:
    """Remove rules, those that allow and those that deny, and wait until they are no longer listed.

    Raises KafkaException when a broker refuses it, TimeoutError when they do not disappear.
    """
    client = _client(cluster)
    for future in client.delete_acls([rule.bindings_filter() for rule in rules], request_timeout=TIMEOUT).values():
        future.result()
    _await(client, {rule: False for rule in rules})


def listing(cluster: Cluster) -> list[str]:
    """Return all rules, one a line."""
    any_text: typing.Any = None  # which the library documents, and its types do not have
    every = admin.AclBindingFilter(
        admin.ResourceType.ANY,
        any_text,
        admin.ResourcePatternType.ANY,
        any_text,
        any_text,
        admin.AclOperation.ANY,
        admin.AclPermissionType.ANY,
    )
    client = _client(cluster)  # in a variable: without one, it is closed before the answer arrives
    found = client.describe_acls(every, request_timeout=TIMEOUT).result()
    kinds = {kind: name for name, kind in _RESOURCES.items()}
    return sorted(
        f"{one.permission_type.name.lower()} {one.principal} {one.operation.name.lower()} "
        f"{kinds.get(one.restype, one.restype)}:{one.name} ({one.resource_pattern_type.name.lower()})"
        for one in found
    )


def _client(cluster: Cluster) -> admin.AdminClient:
    return admin.AdminClient({"bootstrap.servers": cluster.bootstrap})


def _await(client: admin.AdminClient, wanted: dict[Rule, bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    for rule, present in wanted.items():
        seen = 0
        while seen < SEEN:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{rule} is {'not ' if present else 'still '}listed after {TIMEOUT:.0f} s")
            found = client.describe_acls(rule.bindings_filter(), request_timeout=TIMEOUT).result()
            seen = seen + 1 if bool(found) == present else 0
            time.sleep(0.05)


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Manage the rights of users of a cluster of the test bed.")
    parser.add_argument("--dir", required=True, help="the bed's folder")
    parser.add_argument("cluster")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list")
    for action in ("allow", "deny", "revoke"):
        one = actions.add_parser(action)
        for name in ("user", "operation", "resource"):
            one.add_argument(name)
        one.add_argument("--prefixed", action="store_true", help="the name is the beginning of names")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """Run one command; return 1 when it failed."""
    arguments = _arguments(given)
    try:
        cluster = bed.Bed(arguments.dir).cluster(arguments.cluster)
        if arguments.action == "list":
            print(*listing(cluster), sep="\n")
            return 0
        denied = arguments.action == "deny"
        rule = Rule(arguments.user, arguments.operation, arguments.resource, denied, arguments.prefixed)
        (revoke if arguments.action == "revoke" else add)(cluster, rule)
    except (KafkaException, OSError, ValueError) as error:
        print(f"acls.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
