# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding a group and changing its rules; what Neutron itself does is tested by the integration target."""

from __future__ import annotations

import contextlib
import types
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack import security_group
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import RuleError

RULE = {"direction": "ingress", "protocol": "tcp", "port": 9094}
ANSWERED = {
    "id": "r1",
    "direction": "ingress",
    "ethertype": "IPv4",
    "protocol": "tcp",
    "port_range_min": 9094,
    "port_range_max": 9094,
}


class Conflict(Exception):
    """Neutron's answer 409."""


class Network:
    """Neutron with one group; records the requests."""

    def __init__(self, *rules: dict[str, t.Any], conflict: str = "") -> None:
        self.rules, self.conflict = list(rules), conflict
        self.requests: list[str] = []

    def _group(self) -> t.Any:
        return types.SimpleNamespace(id="g1", name="kafka", project_id="p1", security_group_rules=self.rules)

    def security_groups(self, name: str, **_scope: str) -> list[t.Any]:
        """Return the groups with a name."""
        self.requests.append(f"list {name}")
        return [self._group()] if name == "kafka" else []

    def get_security_group(self, _group_id: str) -> t.Any:
        """Return the group."""
        self.requests.append("get")
        return self._group()

    def create_security_group_rule(self, **fields: t.Any) -> t.Any:
        """Create a rule, or refuse it."""
        self.requests.append(f"create {fields['port_range_min']}")
        if self.conflict:
            self.rules = [ANSWERED] if "exists" in self.conflict else self.rules
            raise Conflict(self.conflict)
        return types.SimpleNamespace(id="new")


@pytest.fixture(name="manage")
def fixture_manage(monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., security_group.Outcome]:
    """Return manage_rules with a Neutron of the test in place of the cloud."""

    def run(network: Network, *rules: dict[str, t.Any], check_mode: bool = False, **more: t.Any) -> t.Any:
        cloud = types.SimpleNamespace(
            connection=types.SimpleNamespace(network=network), doing=lambda _what: contextlib.nullcontext()
        )
        errors = types.SimpleNamespace(ConflictException=Conflict, NotFoundException=KeyError)
        monkeypatch.setattr(security_group, "Cloud", lambda _params: cloud)
        monkeypatch.setattr(security_group, "cloud_errors", errors)
        defaults = {"security_group": "kafka", "project": None, "state": "present", "purge": False, "exact": False}
        return security_group.manage_rules({**defaults, "rules": list(rules), **more}, check_mode)

    return run


def test_missing_rule_is_created_once(manage: t.Callable[..., security_group.Outcome]) -> None:
    """Also if it is requested twice; in check mode it is only reported."""
    network = Network()
    checked, outcome = manage(network, RULE, RULE, check_mode=True), manage(network, RULE, RULE)
    assert network.requests == ["list kafka", "list kafka", "create 9094"]
    assert [step["id"] for step in checked.result["rules"]] == [None, None]
    assert [step["id"] for step in outcome.result["rules"]] == ["new", "new"]
    assert [step["action"] for step in outcome.result["rules"]] == ["created", "unchanged"]
    assert checked.result["changed"] and outcome.result["changed"] and outcome.failure is None


def test_invalid_rule_sends_no_request(manage: t.Callable[..., security_group.Outcome]) -> None:
    """The rules are parsed first."""
    network = Network()
    with pytest.raises(RuleError, match=r"^rules\[1\]: only one end of the port range is set"):
        manage(network, RULE, {"direction": "ingress", "protocol": "tcp", "port_range_min": 1})
    assert network.requests == []


def test_rule_of_another_client(manage: t.Callable[..., security_group.Outcome]) -> None:
    """A rule that was created meanwhile counts as existing."""
    network = Network(conflict="Security group rule already exists.")
    outcome = manage(network, RULE)
    assert [(step["action"], step["id"]) for step in outcome.result["rules"]] == [("unchanged", "r1")]
    assert not outcome.result["changed"] and outcome.failure is None


def test_full_quota(manage: t.Callable[..., security_group.Outcome]) -> None:
    """The failure names the rule; the steps before it are returned."""
    network = Network(ANSWERED, conflict="Quota exceeded for resources: ['security_group_rule'].")
    outcome = manage(network, RULE, {**RULE, "port": 9095})
    assert outcome.failure is not None
    assert outcome.failure.startswith("Cannot create rule ingress IPv4 tcp 9095 from 0.0.0.0/0 in security group kafka")
    assert [step["action"] for step in outcome.result["rules"]] == ["unchanged"]


def test_unknown_group(manage: t.Callable[..., security_group.Outcome]) -> None:
    """OTC hides groups from users without the permission, which the message mentions."""
    with pytest.raises(CloudFailure, match="There is no security group nobody in the project .* may not read it"):
        manage(Network(), security_group="nobody")
