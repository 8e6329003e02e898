#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: security_group_rules
short_description: Manage the rules of an OpenStack security group
version_added: 0.1.0
description:
  - Ensures that one security group has all rules of a list, or none of them, in one call and with few requests.
    Three if all of them exist (one for the versions of the identity API, one to log in, one to read the group),
    and one more for each missing rule.
  - Rules are compared by their meaning. No prefix is C(0.0.0.0/0) (or C(::/0)), a single address is a network of one
    address, V(tcp) is V(6), and no ports are V(1) to V(65535).
  - Runs on a host that reaches the cloud's API endpoints, such as the control node.
options:
  security_group:
    description: The name or id of the security group.
    type: str
    required: true
  project:
    description:
      - The name or id of the project that the group belongs to. For administrators, who see the groups of all projects.
    type: str
  rules:
    description: The rules.
    type: list
    elements: dict
    required: true
    suboptions:
      direction:
        description: Whether the rule applies to incoming or to outgoing traffic.
        type: str
        choices: [ingress, egress]
        default: ingress
      ethertype:
        description: The default is that of O(rules[].remote_ip_prefix), else V(IPv4).
        type: str
        choices: [IPv4, IPv6]
      protocol:
        description: A name such as V(tcp), V(udp) or V(icmp), or a number. Any protocol unless set.
        type: str
      port:
        description: A single port.
        type: int
      port_range_min:
        description: The lowest port; for V(icmp) the type. All unless set; V(-1) is all, too.
        type: int
      port_range_max:
        description: The highest port; for V(icmp) the code.
        type: int
      remote_ip_prefix:
        description: The addresses that the remote side may have. Any unless set.
        type: str
      remote_group:
        description:
          - The name or id of the security group that the remote side must be in, in place of
            O(rules[].remote_ip_prefix).
        type: str
      description:
        description: A description for a new rule. It is ignored when rules are compared.
        type: str
  state:
    description:
      - Whether the rules must exist. V(absent) removes every rule that means the same as one of O(rules), and no other.
    type: str
    choices: [present, absent]
    default: present
  purge:
    description:
      - Also remove all other rules of the directions that occur in O(rules). Those of the other direction are kept,
        such as the rules of a new group that allow all outgoing traffic.
      - Implies O(exact=true).
    type: bool
    default: false
  exact:
    description:
      - Whether to create a rule even if a wider one already allows the same. Unless set, such a rule is reported as
        V(covered), with the id of the wider one.
    type: bool
    default: false
extends_documentation_fragment:
  - otc.kafka_migration.cloud
  - otc.kafka_migration.cluster.changes
notes:
  - Neutron checks whether a rule exists and then inserts it, so two plays at a time can create it twice.
    V(present) treats both as one rule, V(absent) removes both.
seealso:
  - name: Neutron's security group rules
    description: The values of each field.
    link: https://docs.openstack.org/api-ref/network/v2/#security-group-rules-security-group-rules
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Allow clients from their networks
  otc.kafka_migration.security_group_rules:
    cloud: otc
    security_group: kafka
    rules:
      - {protocol: tcp, port: 9094, remote_ip_prefix: 10.0.0.0/8, description: Kafka}
      - {protocol: tcp, port: 9095, remote_ip_prefix: 10.0.0.0/8, description: Kafka with TLS}

- name: Allow the members of another group, and nobody else
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
  description: What was done with each rule, in the order of O(rules); then the rules that O(purge) removed.
  returned: success, and when a step failed
  type: list
  elements: dict
  contains:
    id:
      description:
        - The id of the rule; for a covered rule that of the wider one. Null for a rule that would be created, and if
          there was nothing to remove.
      type: str
    action:
      description:
        - V(created), V(unchanged), V(deleted), or V(covered) by a wider rule.
        - With O(state=absent), V(covered) means that a wider rule, which is kept, still allows the same.
      type: str
    direction:
      description: As in O(rules).
      type: str
    ethertype:
      description: As in O(rules).
      type: str
    protocol:
      description: Neutron's name of the protocol, or its number; null for any.
      type: str
    port_range_min:
      description: As in O(rules), and null for all ports.
      type: int
    port_range_max:
      description: As in O(rules), and null for all ports.
      type: int
    remote_ip_prefix:
      description: The network of the remote side; null if it is a group.
      type: str
    remote_group_id:
      description: The group of the remote side; null if it is a network.
      type: str
  sample:
    - id: 0b7c4b1e-4d1c-4a36-9d9f-0f3d7f1e9f10
      action: created
      direction: ingress
      ethertype: IPv4
      protocol: tcp
      port_range_min: 9094
      port_range_max: 9094
      remote_ip_prefix: 10.0.0.0/8
      remote_group_id: null
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure, CloudModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.rule import RuleError
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.security_group import manage_rules

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
        module.fail_json(
            msg="purge removes the rules that are not listed, state absent those that are; set one of them."
        )
    try:
        outcome = manage_rules(module.params, module.check_mode)
    except (CloudFailure, RuleError) as error:
        module.fail_json(msg=str(error))
    if outcome.failure:
        module.fail_json(msg=outcome.failure, **outcome.result)
    module.exit_json(**outcome.result)


if __name__ == "__main__":
    main()
