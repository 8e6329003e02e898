# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the answers of Open Telekom Cloud's DMS (API v2) mean. It gives many numbers and some booleans as strings; null is what it does not tell.

Sources are pages of https://docs.otc.t-systems.com/distributed-message-service (api-ref and umn), of 2026-04.
"""

from __future__ import annotations

import re
import typing as t

# Of "Querying an Instance". Left out: user_id and user_name (who created it), disk_encrypted_key, and addresses inside of the provider's network.
TEXTS = (
    "name", "engine", "engine_version", "description", "status", "type", "specification", "resource_spec_code", "product_id", "storage_spec_code",
    "storage_type", "service_type", "retention_policy", "vpc_id", "vpc_name", "subnet_id", "subnet_name", "subnet_cidr", "security_group_id",
    "security_group_name", "enterprise_project_id", "kafka_security_protocol", "access_user", "kafka_public_status", "public_access_enabled",
    "maintain_begin", "maintain_end",
)  # fmt: skip
NUMBERS = (
    "port", "partition_num", "storage_space", "total_storage_space", "used_storage_space", "broker_num", "node_num", "public_bandwidth",
    "connector_node_num", "charging_mode", "created_at",
)  # fmt: skip
BOOLEANS = (
    "enable_publicip", "ssl_enable", "broker_ssl_enable", "ssl_two_way_enable", "enable_acl", "new_spec_billing_enable", "connector_enable",
    "disk_encrypted", "dr_enable", "ipv6_enable",
)  # fmt: skip
LISTS = (
    "connect_address", "public_connect_address", "kafka_private_connect_address", "ipv6_connect_addresses", "available_zones", "available_zone_names",
    "sasl_enabled_mechanisms",
)  # fmt: skip
# Of "Querying Product Specifications List": all strings there, each for one broker but for the numbers of brokers.
PRODUCT_NUMBERS = (
    "max_partition_per_broker", "max_broker", "min_broker", "max_storage_per_node", "min_storage_per_node", "max_consumer_per_broker",
    "max_bandwidth_per_broker", "max_tps_per_broker",
)  # fmt: skip
STATES = ("Dead", "Empty", "PreparingRebalance", "CompletingRebalance", "Stable")

# "Can I Modify the Port for Accessing a Kafka Instance?": they cannot be changed, and depend on whether SASL is on, with TLS or without.
PRIVATE_PORTS = {False: 9092, True: 9093}
PUBLIC_PORTS = {False: 9094, True: 9095}

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGTPE]?)(?:i?B)?", re.IGNORECASE)


def number(value: t.Any) -> int | None:
    """A whole number, which DMS gives as a number or as a string."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return int(str(value).strip())
    except ValueError:
        pass
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return None


def boolean(value: t.Any) -> bool | None:
    """A boolean, which DMS gives as one or as a string."""
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).strip().lower())


def text(value: t.Any) -> str | None:
    """A string; what is no string becomes one, as JSON has it."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def texts(value: t.Any) -> list[str] | None:
    """A list of strings, which DMS gives as a list or as a string with commas."""
    if value is None:
        return None
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def size(value: t.Any) -> int | None:
    """Bytes of a size such as C(12K) or C(8.0K). The documents do not say whether K is 1000 or 1024; 1024 is what C(du) means, and the safer side."""
    found = _SIZE.fullmatch(str(value).strip())
    return round(float(found[1]) * 1024 ** " KMGTPE".index(found[2].upper() or " ")) if found else None


def instance(answer: dict[str, t.Any]) -> dict[str, t.Any]:
    """An instance."""
    tags = answer.get("tags")
    return {
        "id": text(answer.get("instance_id")),
        **{name: text(answer.get(name)) for name in TEXTS},
        **{name: number(answer.get(name)) for name in NUMBERS},
        **{name: boolean(answer.get(name)) for name in BOOLEANS},
        **{name: texts(answer.get(name)) for name in LISTS},
        "tags": {str(tag.get("key")): text(tag.get("value")) for tag in dicts(tags)}
        if isinstance(tags, list)
        else None,
    }


def security_protocol(fields: dict[str, t.Any]) -> str | None:
    """How clients talk to an instance's port. C(kafka_security_protocol) counts only with SASL on: an example has it beside C(ssl_enable) false."""
    if fields["ssl_enable"] is None:
        return None
    return (fields["kafka_security_protocol"] or "SASL_SSL") if fields["ssl_enable"] else "PLAINTEXT"


def bootstrap_servers(fields: dict[str, t.Any]) -> dict[str, list[str]]:
    """Where clients find an instance, inside of its VPC and from the internet, sorted; an address that has no port, and none can be told for, is left out."""
    private = fields["connect_address"] or fields["kafka_private_connect_address"] or []
    public = (fields["public_connect_address"] or []) if fields["enable_publicip"] is not False else []
    sasl = fields["ssl_enable"]
    return {
        "private": _servers(private, fields["port"] or PRIVATE_PORTS.get(sasl)),
        "public": _servers(public, PUBLIC_PORTS.get(sasl)),
    }


def _servers(addresses: list[str], port: int | None) -> list[str]:
    servers = {_server(address, port) for address in addresses}
    return sorted(server for server in servers if server)


def _server(address: str, port: int | None) -> str | None:
    if re.fullmatch(r"([^:]+|\[.+\]):\d+", address):
        return address
    if port is None or port < 1:
        return None
    bare = address.strip("[]")
    return f"[{bare}]:{port}" if ":" in bare else f"{bare}:{port}"


def product(answer: dict[str, t.Any], product_id: str | None) -> dict[str, t.Any] | None:
    """The product of this id; null when there is none, as for an instance of the old style."""
    for entry in dicts(answer.get("products")):
        if product_id and entry.get("product_id") == product_id:
            properties = entry.get("properties")
            properties = properties if isinstance(properties, dict) else {}
            return {
                "product_id": product_id,
                "product_alias": text(properties.get("product_alias")),
                "type": text(entry.get("type")),
                "ecs_flavor_id": text(entry.get("ecs_flavor_id")),
                **{name: number(properties.get(name)) for name in PRODUCT_NUMBERS},
            }
    return None


def topic(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    """A topic."""
    kind = number(entry.get("topic_type"))
    return {
        "name": text(entry.get("name")),
        "partitions": number(entry.get("partition")),
        "replication": number(entry.get("replication")),
        "retention_time": number(entry.get("retention_time")),
        "sync_replication": boolean(entry.get("sync_replication")),
        "sync_message_flush": boolean(entry.get("sync_message_flush")),
        "policies_only": boolean(entry.get("policiesOnly")),
        "internal": None if kind is None else kind == 1,
        "configs": {
            str(config.get("name")): text(config.get("value")) for config in dicts(entry.get("topic_other_configs"))
        },
        "description": text(entry.get("topic_desc")),
        "created_at": number(entry.get("created_at")),
    }


def group(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    """A consumer group. Its state is given in Kafka's spelling: the documents have C(Stable) in the table and C(STABLE) in the example."""
    state = text(entry.get("state"))
    known = {name.lower(): name for name in STATES}
    return {
        "group": text(entry.get("group_id")),
        "state": known.get((state or "").replace("_", "").lower(), state),
        "lag": number(entry.get("lag")),
        "coordinator_id": number(entry.get("coordinator_id")),
        "description": text(entry.get("group_desc")),
        "created_at": number(entry.get("createdAt")),
    }


def disk_usage(answer: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The bytes of each topic on all brokers, which is with all replicas; null where the size of one partition cannot be read."""
    sizes: dict[str, int | None] = {}
    for broker in dicts(answer.get("broker_list")):
        for entry in dicts(broker.get("topic_list")):
            name, added = str(entry.get("topic_name")), size(entry.get("size"))
            before = sizes.get(name, 0)
            sizes[name] = None if before is None or added is None else before + added
    return [{"topic": name, "bytes": sizes[name]} for name in sorted(sizes)]


def broker_disks(answer: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """The disk of each broker, in bytes."""
    brokers = [
        {
            "broker": text(broker.get("broker_name")),
            "total_bytes": size(broker.get("data_disk_size")),
            "used_bytes": size(broker.get("data_disk_use")),
            "free_bytes": size(broker.get("data_disk_free")),
        }
        for broker in dicts(answer.get("broker_list"))
    ]
    return sorted(brokers, key=lambda broker: str(broker["broker"]))


def silent_brokers(answer: dict[str, t.Any]) -> list[str]:
    """The brokers whose disk could not be looked at, with what is said of them; of the others the one example says "Success get info"."""
    brokers = [
        (text(broker.get("broker_name")), text(broker.get("status"))) for broker in dicts(answer.get("broker_list"))
    ]
    return sorted(
        f"{name}: {status}" for name, status in brokers if status and not status.lower().startswith("success")
    )


def dicts(value: t.Any) -> list[dict[str, t.Any]]:
    """The dictionaries of a list; none where it is no list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
