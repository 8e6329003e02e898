#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dms_instance_info
short_description: Tell what an Open Telekom Cloud DMS Kafka instance is
version_added: 0.1.0
description:
  - Reads a Kafka instance of Open Telekom Cloud's Distributed Message Service (API v2), the product behind it, its topics, consumer groups and disk usage,
    all pages of each, and gives numbers as numbers.
  - Two requests to log in, one for the instance (two by its name), one for each of O(gather), and one more for each further 50 topics or consumer groups.
    A busy service (429, 502, 503, 504, or DMS's own codes for it) is asked up to three times more, after 0.5, 1 and 2 seconds.
  - What DMS does not tell is null, and so is what was not gathered. Fields that its documents do not have are left out.
  - Runs where it reaches the cloud's interfaces, such as the control node.
options:
  instance:
    description: The name or id of the instance.
    type: str
    required: true
  endpoint:
    description:
      - Where DMS answers, such as V(https://dms.eu-de.otc.t-systems.com); with C(/v2) and the project's id at its end or without.
      - Unless given, it is that of C(dmsv2) in the cloud's catalog, else of C(dms), else of C(dmsv1).
    type: str
  gather:
    description: What to read beside the instance.
    type: list
    elements: str
    choices: [product, topics, groups, disk_usage]
    default: [product, topics, groups]
extends_documentation_fragment:
  - otc.kafka_migration.cloud
  - otc.kafka_migration.cluster.reads
notes:
  - Tried with the examples of the API's documents, not on Open Telekom Cloud itself.
  - The user needs the permissions C(dms:instance:list) (only to find an instance by its name) and C(dms:instance:get), both of which
    the system policy C(DMS ReadOnlyAccess) has.
seealso:
  - name: API reference of Distributed Message Service
    description: What each field is.
    link: https://docs.otc.t-systems.com/distributed-message-service/api-ref/
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Read what the new instance is
  otc.kafka_migration.dms_instance_info:
    cloud: otc
    instance: kafka-new
  register: new

- name: Describe it as the target of the migration
  ansible.builtin.set_fact:
    kafka_migration_target:
      alias: B
      bootstrap_servers: "{{ new.bootstrap_servers.private }}"
      security_protocol: "{{ new.security_protocol }}"

- name: Stop where the source's topics have no room
  ansible.builtin.assert:
    that: new.remain_partitions >= source_partitions

- name: Read how much of its disks each topic takes, by its id, in a cloud whose catalog has no DMS
  otc.kafka_migration.dms_instance_info:
    cloud: otc
    endpoint: https://dms.eu-de.otc.t-systems.com
    instance: "{{ new.instance.id }}"
    gather: [disk_usage]
"""

RETURN = r"""
instance:
  description:
    - The instance. Nothing in it is secret.
    - Beside those below, C(description), C(type), C(service_type), C(storage_type), C(vpc_name), C(subnet_name), C(subnet_cidr), C(security_group_name),
      C(enterprise_project_id), C(maintain_begin), C(maintain_end), C(charging_mode), C(connector_node_num), C(connector_enable), C(broker_ssl_enable),
      C(ssl_two_way_enable), C(enable_acl), C(disk_encrypted), C(dr_enable), C(ipv6_enable), C(ipv6_connect_addresses), C(available_zone_names),
      C(kafka_public_status) and C(kafka_private_connect_address), as DMS names them.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name.
      type: str
    status:
      description: Such as V(RUNNING), V(CREATING), V(RESTARTING), V(EXTENDING), V(ERROR).
      type: str
    engine:
      description: V(kafka).
      type: str
    engine_version:
      description: Kafka's version.
      type: str
    specification:
      description: The bandwidth of an instance of the old style, such as V(100MB). Null or empty in the new style.
      type: str
    resource_spec_code:
      description: The specification of an instance of the old style as a code.
      type: str
    new_spec_billing_enable:
      description: Whether it is of the new style.
      type: bool
    product_id:
      description: The product. Only in the new style there is one of RV(product).
      type: str
    broker_num:
      description: How many brokers it has.
      type: int
    node_num:
      description: How many nodes it has.
      type: int
    partition_num:
      description: How many partitions it may have.
      type: int
    storage_space:
      description: What messages may take of its disks, in GB.
      type: int
    total_storage_space:
      description: What its disks have, in GB.
      type: int
    used_storage_space:
      description: What messages take, all replicas together, in GB.
      type: int
    storage_spec_code:
      description: The kind of its disks.
      type: str
    retention_policy:
      description: What happens when the disks are full. V(produce_reject) or V(time_base), which deletes the oldest messages.
      type: str
    vpc_id:
      description: Its network.
      type: str
    subnet_id:
      description: Its subnet.
      type: str
    security_group_id:
      description: The security group whose rules let clients in.
      type: str
    available_zones:
      description: The ids of the zones that its brokers are in.
      type: list
      elements: str
    connect_address:
      description: The brokers' addresses inside of the network.
      type: list
      elements: str
    port:
      description: The port there.
      type: int
    ssl_enable:
      description: Whether clients log in with SASL; the name comes from the API.
      type: bool
    kafka_security_protocol:
      description: V(SASL_SSL) or V(SASL_PLAINTEXT). It counts only where RV(instance.ssl_enable) is true, and is there in other cases too.
      type: str
    sasl_enabled_mechanisms:
      description: V(PLAIN), V(SCRAM-SHA-512), or both.
      type: list
      elements: str
    access_user:
      description: The name of the user that was made with the instance.
      type: str
    enable_publicip:
      description: Whether it can be reached from the internet.
      type: bool
    public_connect_address:
      description: The brokers' addresses in the internet.
      type: list
      elements: str
    public_access_enabled:
      description: V(true), V(actived), V(closed) or V(false), as DMS says it.
      type: str
    public_bandwidth:
      description: The bandwidth to the internet.
      type: int
    tags:
      description: Its tags.
      type: dict
    created_at:
      description: When it was created, in milliseconds since 1970.
      type: int
  sample: {id: 5b1a5d3c-0f5e-4d0b-9c43-1f1d7f0c2a11, name: kafka-new, status: RUNNING, engine: kafka, engine_version: "2.7", broker_num: 3}
bootstrap_servers:
  description:
    - Where clients find it, ready to be a cluster's C(bootstrap_servers).
    - The port inside of the network is that of the instance. In the internet it is V(9095) where clients log in with SASL, else V(9094), unless DMS tells it.
  returned: success
  type: dict
  contains:
    private: {description: In its network., type: list, elements: str}
    public: {description: In the internet. Empty without public access., type: list, elements: str}
  sample: {private: ["192.168.0.100:9093", "192.168.0.61:9093", "192.168.0.72:9093"], public: []}
security_protocol:
  description:
    - What RV(instance.port) speaks, ready to be a cluster's C(security_protocol). V(PLAINTEXT), V(SASL_SSL) or V(SASL_PLAINTEXT).
    - DMS does not tell whether plaintext access is open beside it.
  returned: success
  type: str
  sample: SASL_SSL
product:
  description: The product that the instance is one of. Null for an instance of the old style.
  returned: success
  type: dict
  contains:
    product_id:
      description: Its id.
      type: str
    product_alias:
      description: Its name in the manual.
      type: str
    type:
      description: Such as V(cluster).
      type: str
    ecs_flavor_id:
      description: The flavor of a broker's machine.
      type: str
    max_partition_per_broker:
      description: How many partitions a broker may have.
      type: int
    max_broker:
      description: How many brokers there may be.
      type: int
    min_broker:
      description: How many brokers there must be.
      type: int
    max_storage_per_node:
      description: How large a broker's disk may be, in GB.
      type: int
    min_storage_per_node:
      description: How large a broker's disk must be, in GB.
      type: int
    max_consumer_per_broker:
      description: How many consumers a broker may have.
      type: int
    max_bandwidth_per_broker:
      description: A broker's bandwidth. The API's examples have the same for all products, and the manual has others.
      type: int
    max_tps_per_broker:
      description: How many messages a second a broker may get.
      type: int
  sample: {product_id: c6.2u4g.cluster, product_alias: kafka.2u4g.cluster, type: cluster, ecs_flavor_id: c6.large.2, max_partition_per_broker: 250,
           max_broker: 30, min_broker: 3, max_storage_per_node: 10000, min_storage_per_node: 200, max_consumer_per_broker: 4000,
           max_bandwidth_per_broker: 100, max_tps_per_broker: 30000}
topics:
  description: The topics, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Its name.
      type: str
    partitions:
      description: How many partitions it has.
      type: int
    replication:
      description: How many replicas each has.
      type: int
    retention_time:
      description: How long messages are kept, in hours.
      type: int
    sync_replication:
      description: Whether a message counts as written only when all replicas have it.
      type: bool
    sync_message_flush:
      description: Whether each message is flushed to the disk.
      type: bool
    policies_only:
      description: C(policiesOnly) of the API, whether it has the default policy.
      type: bool
    internal:
      description: Whether it is one of the system's.
      type: bool
    configs:
      description: Other configs, such as C(max.message.bytes), with their values as strings.
      type: dict
    description:
      description: A text for people.
      type: str
    created_at:
      description: When it was created, in milliseconds since 1970.
      type: int
  sample: [{name: Topic-test01, partitions: 3, replication: 3, retention_time: 72, sync_replication: false, sync_message_flush: false, policies_only: false,
            internal: false, configs: {max.message.bytes: "10485760"}, description: This is a test topic, created_at: 1688112779916}]
max_partitions:
  description: How many partitions all topics may have. Read with the topics.
  returned: success
  type: int
  sample: 300
remain_partitions:
  description: How many of them are left. Read with the topics.
  returned: success
  type: int
  sample: 294
topic_max_partitions:
  description: How many partitions one topic may have. Read with the topics.
  returned: success
  type: int
  sample: 200
groups:
  description: The consumer groups, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    group:
      description: Its name.
      type: str
    state:
      description: V(Dead), V(Empty), V(PreparingRebalance), V(CompletingRebalance), V(Stable), or what else DMS says.
      type: str
    lag:
      description: How many messages it has still to read.
      type: int
    coordinator_id:
      description: The broker that looks after it.
      type: int
    description:
      description: A text for people.
      type: str
    created_at:
      description: When it was created, in milliseconds since 1970.
      type: int
  sample: [{group: consumer-1, state: Empty, lag: 0, coordinator_id: 1, description: null, created_at: 1691401194847}]
disk_usage:
  description: The topics that have a partition of at least 1 KiB on a broker, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    topic:
      description: Its name.
      type: str
    bytes:
      description: What it takes, all replicas on all brokers together. DMS gives rounded sizes, such as C(12K), which is taken for 12 times 1024 bytes.
      type: int
  sample: [{topic: topic-test, bytes: 20480}]
broker_disks:
  description: The brokers' disks, sorted by name. Read with the disk usage.
  returned: success
  type: list
  elements: dict
  contains:
    broker:
      description: Its name.
      type: str
    total_bytes:
      description: What it has.
      type: int
    used_bytes:
      description: What is used.
      type: int
    free_bytes:
      description: What is free.
      type: int
  sample: [{broker: broker-0, total_bytes: 70866960384, used_bytes: 55574528, free_bytes: 67645734912}]
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure, CloudModule

GATHER = list(instance.READERS)


def main() -> None:
    """Run the module."""
    module = CloudModule(
        argument_spec={
            "instance": {"type": "str", "required": True},
            "endpoint": {"type": "str"},
            "gather": {
                "type": "list",
                "elements": "str",
                "choices": GATHER,
                "default": ["product", "topics", "groups"],
            },
        }
    )
    try:
        result: dict[str, t.Any] = instance.read(module.params)
    except CloudFailure as failure:
        module.fail_json(msg=str(failure))
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
