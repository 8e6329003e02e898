#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: security_group_rules
short_description: Give an OpenStack security group rules, or take them away
version_added: 0.1.0
description:
  - Makes sure that one security group has all rules of a list, or none of them, in one call with few requests. Three when all are there
    (one for the versions of the login's interface, one to log in, one to read the group), and one more for each rule that is missing.
  - Rules are compared by what they mean. No prefix is C(0.0.0.0/0) (or C(::/0)), a bare address is a network of one, V(tcp) is V(6), and no ports
    are V(1) to V(65535).
  - Runs where it reaches the cloud's interfaces, such as the control node.
options:
  security_group:
    description: The name or id of the security group.
    type: str
    required: true
  project:
    description: The name or id of the project that the group belongs to. For administrators, who see the groups of all.
    type: str
  rules:
    description: The rules.
    type: list
    elements: dict
    required: true
    suboptions:
      direction:
        description: Whether it is for what comes in, or for what goes out.
        type: str
        choices: [ingress, egress]
        default: ingress
      ethertype:
        description: That of O(rules[].remote_ip_prefix), else V(IPv4), unless given.
        type: str
        choices: [IPv4, IPv6]
      protocol:
        description: A name such as V(tcp), V(udp), V(icmp), or a number. Any protocol unless given.
        type: str
      port:
        description: A single port.
        type: int
      port_range_min:
        description: The lowest port; of V(icmp) the type. All unless given, which V(-1) says too.
        type: int
      port_range_max:
        description: The highest port; of V(icmp) the code.
        type: int
      remote_ip_prefix:
        description: The addresses that the other side may have. Any unless given.
        type: str
      remote_group:
        description: The name or id of the security group that the other side must have, in place of O(rules[].remote_ip_prefix).
        type: str
      description:
        description: A text for people. It is written with a new rule, and does not tell one rule from another.
        type: str
  state:
    description: Whether the rules are to be there. V(absent) removes every rule that means the same as one of O(rules), and no other.
    type: str
    choices: [present, absent]
    default: present
  purge:
    description:
      - Also remove all other rules of the directions that O(rules) has. Those of the other direction stay,
        such as the ones with which a new group lets everything out.
      - Implies O(exact=true).
    type: bool
    default: false
  exact:
    description:
      - Whether a rule is created where a wider one lets the same through already. Unless set, such a rule is reported as V(covered), with the wider one's id.
    type: bool
    default: false
extends_documentation_fragment:
  - otc.kafka_migration.cloud
  - otc.kafka_migration.cluster.changes
notes:
  - Neutron looks whether a rule is there and then inserts it, so two plays at once can create it twice. V(present) takes that for one, V(absent) removes both.
seealso:
  - name: Neutron's security group rules
    description: What each field may be.
    link: https://docs.openstack.org/api-ref/network/v2/#security-group-rules-security-group-rules
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Let clients in from their networks
  otc.kafka_migration.security_group_rules:
    cloud: otc
    security_group: kafka
    rules:
      - {protocol: tcp, port: 9094, remote_ip_prefix: 10.0.0.0/8, description: Kafka}
      - {protocol: tcp, port: 9095, remote_ip_prefix: 10.0.0.0/8, description: Kafka with TLS}

- name: Let only the members of another group in, and nobody else
  otc.kafka_migration.security_group_rules:
    cloud: otc
    security_group: kafka
    purge: true
    rules:
      - {protocol: tcp, port_range_min: 9092, port_range_max: 9095, remote_group: kafka-clients}

- name: Close a port
  otc.kafka_migration.security_group_rules:
    cloud: otc
    security_group: kafka
    state: absent
    rules:
      - {protocol: tcp, port: 9094}
"""

RETURN = r"""
security_group:
  description: The group.
  returned: success, and when a step failed
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name.
      type: str
  sample: {id: 5ff3a3f2-6c1c-4d44-9f6b-d1b5d2b1a2c3, name: kafka}
rules:
  description: What was done, in the order of O(rules); then what O(purge) has removed.
  returned: success, and when a step failed
  type: list
  elements: dict
  contains:
    id:
      description: The rule's id; of a covered one that of the wider rule. Null where it would be created, and where there was nothing to remove.
      type: str
    action:
      description:
        - V(created), V(unchanged), V(deleted), or V(covered) by a wider rule.
        - With O(state=absent), V(covered) says that a wider rule, which stays, still lets the same through.
      type: str
    direction:
      description: As in O(rules).
      type: str
    ethertype:
      description: As in O(rules).
      type: str
    protocol:
      description: Neutron's name of it, or its number; null for any.
      type: str
    port_range_min:
      description: Null for all ports.
      type: int
    port_range_max:
      description: Null for all ports.
      type: int
    remote_ip_prefix:
      description: Null where it is a group.
      type: str
    remote_group_id:
      description: Null where it is a prefix.
      type: str
  sample:
    - {id: 0b7c4b1e-4d1c-4a36-9d9f-0f3d7f1e9f10, action: created, direction: ingress, ethertype: IPv4, protocol: tcp, port_range_min: 9094,
       port_range_max: 9094, remote_ip_prefix: 10.0.0.0/8, remote_group_id: null}
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack import rule_plan
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import (
    Cloud,
    CloudFailure,
    CloudModule,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import RuleError
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.security_group import SecurityGroup

RULE_SPEC: dict[str, t.Any] = {
    "direction": {"type": "str", "choices": ["ingress", "egress"], "default": "ingress"},
    "ethertype": {"type": "str", "choices": ["IPv4", "IPv6"]},
    "protocol": {"type": "str"},
    "port": {"type": "int"},
    "port_range_min": {"type": "int"},
    "port_range_max": {"type": "int"},
    "remote_ip_prefix": {"type": "str"},
    "remote_group": {"type": "str"},
    "description": {"type": "str"},
}
EXCLUSIVE = [("port", "port_range_min"), ("port", "port_range_max"), ("remote_ip_prefix", "remote_group")]


def run(params: dict[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
    """Find the group, plan and carry it out."""
    rule_plan.wanted(
        params["rules"], dict.fromkeys(rule_plan.remote_groups(params["rules"]), "any")
    )  # bad rules, before the first request
    cloud = Cloud(params)
    group = SecurityGroup.find(cloud, params["security_group"], params["project"])
    wanted = rule_plan.wanted(params["rules"], group.resolve(rule_plan.remote_groups(params["rules"])))
    before = group.rules
    steps = rule_plan.plan(wanted, before, params["state"], purge=params["purge"], exact=params["exact"])
    failure = None
    if not check_mode:
        steps, failure = group.apply(steps, params["project"])
    return {
        "changed": any(step.action in ("created", "deleted") for step in steps),
        "security_group": {"id": group.id, "name": group.name},
        "rules": [step.report() for step in steps],
        "diff": rule_plan.diff(before, steps, group.name),
        "failure": failure,
    }


def main() -> None:
    """Run the module."""
    module = CloudModule(
        argument_spec={
            "security_group": {"type": "str", "required": True},
            "project": {"type": "str"},
            "rules": {
                "type": "list",
                "elements": "dict",
                "required": True,
                "options": RULE_SPEC,
                "mutually_exclusive": EXCLUSIVE,
            },
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "purge": {"type": "bool", "default": False},
            "exact": {"type": "bool", "default": False},
        }
    )
    if module.params["purge"] and module.params["state"] == "absent":
        module.fail_json(msg="purge removes what is not listed, and state absent what is; set one of them.")
    try:
        result = run(module.params, module.check_mode)
    except (CloudFailure, RuleError) as failure:
        module.fail_json(msg=str(failure))
    failure = result.pop("failure")
    if failure:
        module.fail_json(msg=failure, **result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
