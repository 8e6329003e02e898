#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dms_instance_info
short_description: Gather information about an OTC DMS Kafka instance
version_added: 0.1.0
description:
  - Reads a Kafka instance of Open Telekom Cloud's Distributed Message Service (API v2), its product, topics, consumer
    groups and disk usage, all pages of each, and returns numbers as numbers.
  - Two requests to log in, one for the instance (two by its name), one for each of O(gather), and one more for each
    further 50 topics or consumer groups. A request to a busy service (429, 502, 503, 504, or DMS's own codes for it) is
    repeated up to three times, after 0.5, 1 and 2 seconds.
  - What DMS does not report is null, and so is what was not gathered. Undocumented fields are left out.
  - Runs on a host that reaches the cloud's API endpoints, such as the control node.
options:
  instance:
    description: The name or id of the instance.
    type: str
    required: true
  endpoint:
    description:
      - The address of DMS, such as V(https://dms.eu-de.otc.t-systems.com), optionally followed by C(/v2) and the
        project's id.
      - Unless set, it is that of C(dmsv2) in the cloud's catalog, else of C(dms), else of C(dmsv1).
    type: str
  gather:
    description: What to read in addition to the instance.
    type: list
    elements: str
    choices: [product, topics, groups, disk_usage]
    default: [product, topics, groups]
extends_documentation_fragment:
  - otc.kafka_migration.cloud
  - otc.kafka_migration.cluster.reads
notes:
  - Tested with the examples of the API's documents, not on Open Telekom Cloud itself.
  - The user needs the permissions C(dms:instance:list) (only to find an instance by its name) and C(dms:instance:get),
    both of which are in the system-defined policy C(DMS ReadOnlyAccess).
seealso:
  - name: API reference of Distributed Message Service
    description: The meaning of each field.
    link: https://docs.otc.t-systems.com/distributed-message-service/api-ref/
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Gather information about the new instance
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

- name: Fail if the quota of partitions is too low for the source's topics
  ansible.builtin.assert:
    that: new.remain_partitions >= source_partitions

- name: Read the disk usage of each topic, by the instance's id, in a cloud whose catalog has no DMS
  otc.kafka_migration.dms_instance_info:
    cloud: otc
    endpoint: https://dms.eu-de.otc.t-systems.com
    instance: "{{ new.instance.id }}"
    gather: [disk_usage]
"""

RETURN = r"""
instance:
  description:
    - The instance. No field is secret.
    - In addition to the fields below, C(description), C(type), C(service_type), C(storage_type), C(vpc_name),
      C(subnet_name), C(subnet_cidr), C(security_group_name), C(enterprise_project_id), C(maintain_begin),
      C(maintain_end), C(charging_mode), C(connector_node_num), C(connector_enable), C(broker_ssl_enable),
      C(ssl_two_way_enable), C(enable_acl), C(disk_encrypted), C(dr_enable), C(ipv6_enable),
      C(ipv6_connect_addresses), C(available_zone_names), C(kafka_public_status) and
      C(kafka_private_connect_address), as DMS names them.
  returned: success
  type: dict
  contains:
    id: {description: The id of the instance., type: str}
    name: {description: The name of the instance., type: str}
    status: {description: 'Such as V(RUNNING), V(CREATING), V(RESTARTING), V(EXTENDING), V(ERROR).', type: str}
    engine: {description: V(kafka)., type: str}
    engine_version: {description: The version of Kafka., type: str}
    specification:
      description:
        - The bandwidth of an instance of the old style, such as V(100MB). Null or empty in the new style.
      type: str
    resource_spec_code: {description: The specification of an instance of the old style as a code., type: str}
    new_spec_billing_enable: {description: Whether the instance is of the new style., type: bool}
    product_id: {description: The id of the product. Only in the new style it is that of RV(product)., type: str}
    broker_num: {description: The number of brokers., type: int}
    node_num: {description: The number of nodes., type: int}
    partition_num: {description: The quota of partitions., type: int}
    storage_space: {description: 'The storage for messages, in GB.', type: int}
    total_storage_space: {description: 'The whole storage, in GB.', type: int}
    used_storage_space: {description: 'The storage that messages use, all replicas together, in GB.', type: int}
    storage_spec_code: {description: The type of the disks., type: str}
    retention_policy:
      description:
        - What happens when the disks are full. V(produce_reject), or V(time_base), which deletes the oldest messages.
      type: str
    vpc_id: {description: The id of the VPC., type: str}
    subnet_id: {description: The id of the subnet., type: str}
    security_group_id: {description: The id of the security group whose rules let clients in., type: str}
    available_zones: {description: The ids of the brokers' availability zones., type: list, elements: str}
    connect_address: {description: The brokers' addresses inside the VPC., type: list, elements: str}
    port: {description: The port inside the VPC., type: int}
    ssl_enable: {description: Whether clients log in with SASL. The name is that of the API., type: bool}
    kafka_security_protocol:
      description:
        - V(SASL_SSL) or V(SASL_PLAINTEXT). It counts only if RV(instance.ssl_enable) is true, and is also set
          otherwise.
      type: str
    sasl_enabled_mechanisms: {description: 'V(PLAIN), V(SCRAM-SHA-512), or both.', type: list, elements: str}
    access_user: {description: The name of the user that was created with the instance., type: str}
    enable_publicip: {description: Whether the instance can be reached from the internet., type: bool}
    public_connect_address: {description: The brokers' addresses in the internet., type: list, elements: str}
    public_access_enabled: {description: 'V(true), V(actived), V(closed) or V(false), as DMS returns it.', type: str}
    public_bandwidth: {description: The bandwidth to the internet., type: int}
    tags: {description: The tags., type: dict}
    created_at: {description: 'When the instance was created, in milliseconds since 1970.', type: int}
  sample:
    id: 5b1a5d3c-0f5e-4d0b-9c43-1f1d7f0c2a11
    name: kafka-new
    status: RUNNING
    engine: kafka
    engine_version: "2.7"
    broker_num: 3
bootstrap_servers:
  description:
    - The addresses for clients, in the form of a cluster's C(bootstrap_servers).
    - Inside the VPC the port is that of the instance. In the internet it is that of DMS's answer, else V(9095) if
      clients log in with SASL, else V(9094).
  returned: success
  type: dict
  contains:
    private: {description: Those inside the VPC., type: list, elements: str}
    public: {description: Those in the internet. Empty without public access., type: list, elements: str}
  sample: {private: ["192.168.0.100:9093", "192.168.0.61:9093", "192.168.0.72:9093"], public: []}
security_protocol:
  description:
    - The protocol of RV(instance.port), in the form of a cluster's C(security_protocol). V(PLAINTEXT), V(SASL_SSL) or
      V(SASL_PLAINTEXT).
    - DMS does not report whether plaintext access is enabled in addition.
  returned: success
  type: str
  sample: SASL_SSL
product:
  description: The product of the instance. Null for an instance of the old style.
  returned: success
  type: dict
  contains:
    product_id: {description: The id of the product., type: str}
    product_alias: {description: The name of the product in the manual., type: str}
    type: {description: Such as V(cluster)., type: str}
    ecs_flavor_id: {description: The flavor of a broker's machine., type: str}
    max_partition_per_broker: {description: The quota of partitions of a broker., type: int}
    max_broker: {description: The maximum number of brokers., type: int}
    min_broker: {description: The minimum number of brokers., type: int}
    max_storage_per_node: {description: 'The maximum storage of a broker, in GB.', type: int}
    min_storage_per_node: {description: 'The minimum storage of a broker, in GB.', type: int}
    max_consumer_per_broker: {description: The maximum number of consumers of a broker., type: int}
    max_bandwidth_per_broker:
      description: The bandwidth of a broker. The API's examples have the same for all products, unlike the manual.
      type: int
    max_tps_per_broker: {description: The maximum rate of a broker in messages a second., type: int}
  sample:
    product_id: c6.2u4g.cluster
    product_alias: kafka.2u4g.cluster
    type: cluster
    ecs_flavor_id: c6.large.2
    max_partition_per_broker: 250
    max_broker: 30
    min_broker: 3
    max_storage_per_node: 10000
    min_storage_per_node: 200
    max_consumer_per_broker: 4000
    max_bandwidth_per_broker: 100
    max_tps_per_broker: 30000
topics:
  description: The topics, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    name: {description: The name of the topic., type: str}
    partitions: {description: The number of partitions., type: int}
    replication: {description: The replication factor., type: int}
    retention_time: {description: 'How long messages are kept, in hours.', type: int}
    sync_replication: {description: Whether a write is acknowledged only when all replicas have it., type: bool}
    sync_message_flush: {description: Whether each message is flushed to the disk., type: bool}
    policies_only: {description: 'C(policiesOnly) of the API, whether the topic has the default policy.', type: bool}
    internal: {description: Whether it is a system topic., type: bool}
    configs: {description: 'Other configs, such as C(max.message.bytes), with their values as strings.', type: dict}
    description: {description: The description of the topic., type: str}
    created_at: {description: 'When the topic was created, in milliseconds since 1970.', type: int}
  sample:
    - name: Topic-test01
      partitions: 3
      replication: 3
      retention_time: 72
      sync_replication: false
      sync_message_flush: false
      policies_only: false
      internal: false
      configs: {max.message.bytes: "10485760"}
      description: This is a test topic
      created_at: 1688112779916
max_partitions:
  description: How many partitions all topics together can have. Read with the topics.
  returned: success
  type: int
  sample: 300
remain_partitions:
  description: How many of them are left. Read with the topics.
  returned: success
  type: int
  sample: 294
topic_max_partitions:
  description: How many partitions one topic can have. Read with the topics.
  returned: success
  type: int
  sample: 200
groups:
  description: The consumer groups, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    group: {description: The name of the group., type: str}
    state:
      description: >-
        V(Dead), V(Empty), V(PreparingRebalance), V(CompletingRebalance), V(Stable), or another state that DMS returns.
      type: str
    lag: {description: How many messages the group has not consumed yet., type: int}
    coordinator_id: {description: The id of the broker that coordinates the group., type: int}
    description: {description: The description of the group., type: str}
    created_at: {description: 'When the group was created, in milliseconds since 1970.', type: int}
  sample:
    - {group: consumer-1, state: Empty, lag: 0, coordinator_id: 1, description: null, created_at: 1691401194847}
disk_usage:
  description: The topics that have a partition of at least 1 KiB on a broker, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    topic: {description: The name of the topic., type: str}
    bytes:
      description:
        - The size of the topic, all replicas on all brokers together. DMS returns rounded sizes, such as C(12K), which
          counts as 12 times 1024 bytes.
      type: int
  sample: [{topic: topic-test, bytes: 20480}]
broker_disks:
  description: The disks of the brokers, sorted by name. Read with the disk usage.
  returned: success
  type: list
  elements: dict
  contains:
    broker: {description: The name of the broker., type: str}
    total_bytes: {description: The size of the disk., type: int}
    used_bytes: {description: The used space., type: int}
    free_bytes: {description: The free space., type: int}
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
