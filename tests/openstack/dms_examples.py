# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of DMS in the form of its API reference: the only data to test its modules with, as DMS cannot be run here.

From https://github.com/opentelekomcloud-docs/distributed-message-service, folder api-ref/source/apis_v2_recommended, of
2026-04-22; the page is named above each answer. Ids that are masked there consist of digits here.
"""

from __future__ import annotations

import json
import typing

INSTANCE_ID = "5b1a5d3c-0f5e-4d0b-9c43-1f1d7f0c2a11"


def masked(last: int) -> str:
    """Return an id for which the pages have xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx."""
    return f"00000000-0000-4000-8000-{last:012d}"


def _json(text: str) -> dict[str, typing.Any]:
    return json.loads(text)


# lifecycle_management/querying_an_instance.rst; listing_all_instances.rst has the same in a list, with instance_num,
# and with ssl_enable true.
INSTANCE = _json("""{
  "name": "kafka-2085975099", "engine": "kafka", "port": 9092, "status": "RUNNING", "type": "cluster",
  "specification": "100MB", "engine_version": "1.1.0",
  "connect_address": "192.168.0.100,192.168.0.61,192.168.0.72", "instance_id": "5b1a5d3c-0f5e-4d0b-9c43-1f1d7f0c2a11",
  "resource_spec_code": "dms.instance.kafka.cluster.c3.mini", "charging_mode": 1,
  "vpc_id": "00000000-0000-4000-8000-000000000001", "vpc_name": "dms-test",
  "created_at": "1585618587087", "product_id": "00300-30308-0--0",
  "security_group_id": "00000000-0000-4000-8000-000000000002",
  "security_group_name": "Sys-default", "subnet_id": "00000000-0000-4000-8000-000000000003",
  "available_zones": ["38b0f7a602344246bcb0da47b5d548e7"],
  "available_zone_names": ["AZ1"], "user_id": "00000000000000000000000000000004", "user_name": "paas_dms",
  "access_user": "root",
  "maintain_begin": "02:00:00", "maintain_end": "06:00:00", "enable_log_collection": false, "new_auth_cert": false,
  "storage_space": 492,
  "total_storage_space": 600, "used_storage_space": 25, "partition_num": "300", "enable_publicip": false,
  "ssl_enable": false, "broker_ssl_enable": false,
  "cert_replaced": false, "kafka_security_protocol": "SASL_SSL",
  "management_connect_address": "https://192.168.0.100:9999",
  "storage_resource_id": "00000000-0000-4000-8000-000000000005", "storage_spec_code": "dms.physical.storage.ultra",
  "service_type": "advanced",
  "storage_type": "hec", "enterprise_project_id": "0", "retention_policy": "produce_reject", "ipv6_enable": false,
  "ipv6_connect_addresses": [],
  "rest_enable": false, "rest_connect_address": "", "kafka_public_status": "closed", "public_bandwidth": 0,
  "trace_enable": false, "agent_enable": false,
  "pod_connect_address": "100.86.75.15:9080,100.86.142.77:9080,100.86.250.167:9080", "disk_encrypted": false,
  "kafka_private_connect_address": "192.168.0.61:9092,192.168.0.100:9092,192.168.0.72:9092",
  "new_spec_billing_enable": false, "ces_version": "linux"
}""")

# There is no example of an answer of the new style. This has what lifecycle_management/creating_an_instance.rst creates
# in its example, in the fields of the answer's table. No page states whether public_connect_address has ports; the
# provider of the twin cloud requires them.
NEW_INSTANCE = {
    **INSTANCE,
    "name": "kafka-new",
    "instance_id": "5b1a5d3c-0f5e-4d0b-9c43-1f1d7f0c2a12",
    "engine_version": "2.7",
    "port": 9093,
    "specification": "",
    "resource_spec_code": "",
    "product_id": "c6.2u4g.cluster",
    "broker_num": 3,
    "node_num": 3,
    "partition_num": "750",
    "storage_space": 201,
    "total_storage_space": 300,
    "used_storage_space": 0,
    "new_spec_billing_enable": True,
    "ssl_enable": True,
    "kafka_security_protocol": "SASL_SSL",
    "sasl_enabled_mechanisms": ["SCRAM-SHA-512"],
    "storage_spec_code": "dms.physical.storage.ultra.v2",
    "retention_policy": "time_base",
    "enable_publicip": True,
    "public_access_enabled": "true",
    "public_connect_address": "80.158.0.11:9095,80.158.0.12:9095,80.158.0.13:9095",
    "public_bandwidth": 100,
    "kafka_public_status": "actived",
    "tags": [{"key": "aaa", "value": "111"}],
    "kafka_private_connect_address": "192.168.0.61:9093,192.168.0.100:9093,192.168.0.72:9093",
}

# topic_management/listing_topics_of_a_kafka_instance.rst
TOPICS = _json("""{
  "total": 1, "size": 0, "topics": [{
    "policiesOnly": false, "name": "Topic-test01", "replication": 3, "partition": 3, "retention_time": 72,
    "sync_replication": "false",
    "sync_message_flush": "false", "topic_other_configs": [
      {"name": "max.message.bytes", "valid_values": "[0...10485760]", "default_value": "10485760",
       "config_type": "dynamic", "value": "10485760",
       "value_type": "int"},
      {"name": "message.timestamp.type", "valid_values": "[CreateTime, LogAppendTime]",
       "default_value": "LogAppendTime", "config_type": "dynamic",
       "value": "LogAppendTime", "value_type": "string"}],
    "external_configs": {}, "topic_type": 0, "topic_desc": "This is a test topic", "created_at": 1688112779916}],
  "remain_partitions": 294, "max_partitions": 300, "topic_max_partitions": 200
}""")

# instance_management/querying_all_consumer_groups.rst
GROUPS = _json("""{
  "groups": [
    {"createdAt": 1691401194847, "group_id": "consumer-1", "state": "EMPTY", "coordinator_id": 1, "lag": 0,
     "group_desc": null},
    {"createdAt": 1691401194960, "group_id": "consumer-2", "state": "STABLE", "coordinator_id": 2, "lag": 0,
     "group_desc": null},
    {"createdAt": 1691401207309, "group_id": "consumer-3", "state": "STABLE", "coordinator_id": 3, "lag": 0,
     "group_desc": null}],
  "total": 3
}""")

# instance_management/querying_the_disk_usage_status_of_topics.rst
DISK_USAGE = _json("""{
  "broker_list": [{
    "broker_name": "broker-0", "data_disk_size": "66G", "data_disk_use": "53M", "data_disk_free": "63G",
    "data_disk_use_percentage": "1",
    "status": "Success get info", "topic_list": [
      {"size": "12K", "topic_name": "topic-test", "topic_partition": "2", "percentage": 1.7339533025568183E-5},
      {"size": "12K", "topic_name": "__consumer_offsets", "topic_partition": "4", "percentage": 1.7339533025568183E-5},
      {"size": "12K", "topic_name": "__consumer_offsets", "topic_partition": "3", "percentage": 1.7339533025568183E-5},
      {"size": "8.0K", "topic_name": "__trace", "topic_partition": "6", "percentage": 1.1559688683712121E-5},
      {"size": "8.0K", "topic_name": "__trace", "topic_partition": "4", "percentage": 1.1559688683712121E-5},
      {"size": "8.0K", "topic_name": "__trace", "topic_partition": "2", "percentage": 1.1559688683712121E-5},
      {"size": "8.0K", "topic_name": "__trace", "topic_partition": "0", "percentage": 1.1559688683712121E-5},
      {"size": "8.0K", "topic_name": "topic-test", "topic_partition": "0", "percentage": 1.1559688683712121E-5},
      {"size": "8.0K", "topic_name": "topic-1568537362", "topic_partition": "2", "percentage": 1.1559688683712121E-5},
      {"size": "8.0K", "topic_name": "__consumer_offsets", "topic_partition": "7",
       "percentage": 1.1559688683712121E-5}]}]
}""")

# other_apis/querying_product_specifications_list.rst: the first two of five; the zones of the disks and the features
# are left out.
PRODUCTS = _json("""{
  "engine": "kafka", "versions": ["1.1.0", "2.3.0"], "products": [
    {"type": "cluster", "product_id": "c6.2u4g.cluster", "ecs_flavor_id": "c6.large.2",
     "billing_code": "dms.platinum.c6", "arch_types": ["X86"],
     "charging_mode": ["monthly", "hourly"], "properties": {
       "max_partition_per_broker": "250", "max_broker": "30", "max_storage_per_node": "10000",
       "max_consumer_per_broker": "4000", "min_broker": "3",
       "max_bandwidth_per_broker": "100", "min_storage_per_node": "200", "max_tps_per_broker": "30000",
       "product_alias": "kafka.2u4g.cluster"}},
    {"type": "cluster", "product_id": "c6.4u8g.cluster", "ecs_flavor_id": "c6.xlarge.2",
     "billing_code": "dms.platinum.c6", "arch_types": ["X86"],
     "charging_mode": ["monthly", "hourly"], "properties": {
       "max_partition_per_broker": "500", "max_broker": "30", "max_storage_per_node": "20000",
       "max_consumer_per_broker": "4000", "min_broker": "3",
       "max_bandwidth_per_broker": "100", "min_storage_per_node": "400", "max_tps_per_broker": "100000",
       "product_alias": "kafka.4u8g.cluster"}}]
}""")

# ../appendix/error_codes.rst; the names of the two fields are in message_query/querying_messages.rst. DMS.40050010 is
# in no document of this cloud: according to the provider of the twin cloud it is the error of an offset at or past the
# end.
ERRORS = {
    "limit": (400, "DMS.10240042", "The number of records on each page for pagination query exceeds the upper limit."),
    "offset": (400, "DMS.40050010", "Offset parameter is invalid."),
    "parameter": (400, "DMS.00400062", "Invalid request parameter."),
    "status": (400, "DMS.00400026", "This operation is not allowed due to the instance status."),
    "token": (401, "DMS.10240101", "Invalid token."),
    "no token": (401, "DMS.10240103", "Missing token."),
    "project": (401, "DMS.10240104", "The project ID and token do not match."),
    "forbidden": (403, "DMS.00403003", "This role does not have the permissions to perform this operation."),
    "url": (404, "DMS.00404001", "The requested URL does not exist."),
    "absent": (404, "DMS.00404022", "This instance does not exist."),
    "frequent": (
        404,
        "DMS.10240407",
        "The request is too frequent. Flow control is being performed. Please try again later.",
    ),
    "internal": (500, "DMS.00500000", "Internal service error."),
}
