#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_client_activity_info
short_description: Check that clients work on a cluster
version_added: 0.1.0
description:
  - Reads topics and consumer groups until every service is seen at work, and fails when the time is over. All services
    are checked at the same time, with the same requests.
  - A producer is seen when the log of a partition of its topics has grown. A partition counts only if its end was read
    before and after.
  - A consumer is seen when its group is C(Stable), has enough members, and has committed a higher offset than before or
    has nothing to read. Where only one of these is known, it is not seen. Transaction markers are nothing to read.
  - A processor must be seen as both.
  - The log of a topic shows that somebody writes to it, not who. Other producers, a mirror and the markers of
    transactions let it grow too.
options:
  services:
    description: The services. If there are none, no cluster is read.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The name of the service, used in results and messages. Names must be unique.
        type: str
        required: true
      role:
        description: What the service does with records. A V(processor) reads some and writes others.
        type: str
        choices: [producer, consumer, processor]
        required: true
      topics:
        description:
          - The topics that the service writes; of a consumer those that it reads.
          - Required to see a producer or processor. A consumer without them is judged by all topics of its group.
        type: list
        elements: str
        default: []
      group:
        description: The consumer group of the service. Required to see a consumer or processor.
        type: str
      members:
        description:
          - How many members the group must have at least.
          - With several services in one group, a group with fewer members than services lacks one of them.
        type: int
        default: 1
  since:
    description:
      - The log end offsets before the services were started, by topic and partition, such as V({"orders":{"0":17}}).
      - The partitions that it lacks are read at the beginning. Then a producer that writes rarely is seen only if it
        does so during the check.
    type: dict
    default: {}
  timeout:
    description: Seconds until every service must be seen. The last reading begins when they are over.
    type: float
    default: 120
seealso:
  - module: otc.kafka_migration.kafka_client_services
  - module: otc.kafka_migration.kafka_drain_info
extends_documentation_fragment:
  - otc.kafka_migration.cluster
  - otc.kafka_migration.cluster.reads
  - otc.kafka_migration.cluster.action_group
  - otc.kafka_migration.group_kinds
"""

EXAMPLES = r"""
- name: Check that two producers and two consumers of one group work on the target
  otc.kafka_migration.kafka_client_activity_info:
    cluster: "{{ kafka_migration_target }}"
    services:
      - {name: orders, role: producer, topics: [shop.orders]}
      - {name: tills, role: producer, topics: [shop.sales, shop.returns]}
      - {name: billing-1, role: consumer, group: billing, members: 2}
      - {name: billing-2, role: consumer, group: billing, members: 2}
    timeout: 60
  register: checked

- name: Show what each was seen by
  ansible.builtin.debug:
    msg: "{{ dict(checked.services | map(attribute='name') | zip(checked.services | map(attribute='evidence'))) }}"
"""

RETURN = r"""
services:
  description: What was seen, in the order of O(services). Also returned when a service is not seen.
  returned: always, except for invalid options
  type: list
  elements: dict
  contains:
    name:
      description: The name of the service.
      type: str
    done:
      description: Whether the service was seen at work.
      type: bool
    evidence:
      description: What has shown it. Of a processor that is seen only in part, what has shown that part.
      type: str
    message:
      description:
        - What was not seen, with the state of the group and what could not be read. Empty if RV(services[].done).
      type: str
    seconds:
      description: How long after the start of the task it was seen, or V(null).
      type: float
  sample:
    - name: orders
      done: true
      evidence: the end of shop.orders-0 has grown from 17 to 18
      message: ""
      seconds: 0.5
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.activity import (
    ROLES,
    Activity,
    parse_clients,
    parse_ends,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.activity_poll import ActivityReader, Wait
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import check_seconds
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.module import KafkaModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec


def argument_spec() -> dict[str, t.Any]:
    """Return the options of the module."""
    service = {
        "name": {"type": "str", "required": True},
        "role": {"type": "str", "choices": list(ROLES), "required": True},
        "topics": {"type": "list", "elements": "str", "default": []},
        "group": {"type": "str"},
        "members": {"type": "int", "default": 1},
    }
    return {
        "cluster": cluster_spec(),
        "services": {"type": "list", "elements": "dict", "required": True, "options": service},
        "since": {"type": "dict", "default": {}},
        "timeout": {"type": "float", "default": 120},
    }


def check(module: KafkaModule) -> dict[str, t.Any]:
    """Read until every service is seen, and report."""
    params = module.params
    check_seconds({"timeout": params["timeout"]})
    clients = parse_clients(params["services"])
    activity = Activity(clients, parse_ends(params["since"]))
    errors: list[str] = []
    if not activity.is_over:
        try:
            with module.connection("cluster") as cluster:
                wait = Wait(activity, ActivityReader(cluster, clients).read, params["timeout"])
                wait.run()
                errors = wait.errors
        except Failure as failure:  # of the connection: it is not tried again, since logins that fail lock accounts
            errors = [str(failure)]
    where = ",".join(params["cluster"]["bootstrap_servers"])
    services = activity.results(where, params["timeout"], errors)
    unseen = " ".join(f"{service['name']}: {service['message']}" for service in services if not service["done"])
    failed = {"failed_message": f"Not every service is seen at work. {unseen}"} if unseen else {}
    return {"changed": False, "services": services, **failed}


def main() -> None:
    """Run the module."""
    KafkaModule(argument_spec=argument_spec()).run(check)


if __name__ == "__main__":
    main()
