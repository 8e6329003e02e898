# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The meaning of the answers of Open Telekom Cloud's DMS (API v2).

DMS returns many numbers and some booleans as strings. ``None`` is what it does not report.
Sources are pages of https://docs.otc.t-systems.com/distributed-message-service (api-ref and umn), of 2026-04.
"""

from __future__ import annotations

import re
import typing as t

# Fields of "Querying an Instance". Left out: user_id and user_name (who created the instance), disk_encrypted_key, and
# addresses inside the provider's network.
TEXTS = (
    "name", "engine", "engine_version", "description", "status", "type", "specification", "resource_spec_code",
    "product_id", "storage_spec_code", "storage_type", "service_type", "retention_policy", "vpc_id", "vpc_name",
    "subnet_id", "subnet_name", "subnet_cidr", "security_group_id", "security_group_name", "enterprise_project_id",
    "kafka_security_protocol", "access_user", "kafka_public_status", "public_access_enabled", "maintain_begin",
    "maintain_end",
)  # fmt: skip
NUMBERS = (
    "port", "partition_num", "storage_space", "total_storage_space", "used_storage_space", "broker_num", "node_num",
    "public_bandwidth", "connector_node_num", "charging_mode", "created_at",
)  # fmt: skip
BOOLEANS = (
    "enable_publicip", "ssl_enable", "broker_ssl_enable", "ssl_two_way_enable", "enable_acl", "new_spec_billing_enable",
    "connector_enable", "disk_encrypted", "dr_enable", "ipv6_enable",
)  # fmt: skip
LISTS = (
    "connect_address", "public_connect_address", "kafka_private_connect_address", "ipv6_connect_addresses",
    "available_zones", "available_zone_names", "sasl_enabled_mechanisms",
)  # fmt: skip
# Fields of "Querying Product Specifications List". All are strings there; all but the numbers of brokers are of one
# broker.
PRODUCT_NUMBERS = (
    "max_partition_per_broker", "max_broker", "min_broker", "max_storage_per_node", "min_storage_per_node",
    "max_consumer_per_broker", "max_bandwidth_per_broker", "max_tps_per_broker",
)  # fmt: skip
STATES = ("Dead", "Empty", "PreparingRebalance", "CompletingRebalance", "Stable")

# "Can I Modify the Port for Accessing a Kafka Instance?": the ports cannot be changed. They depend on whether SASL is
# on, with TLS or without.
PRIVATE_PORTS = {False: 9092, True: 9093}
PUBLIC_PORTS = {False: 9094, True: 9095}

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGTPE]?)(?:i?B)?", re.IGNORECASE)


def number(value: t.Any) -> int | None:
    """Return a whole number, which DMS returns as a number or as a string."""
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
    """Return a boolean, which DMS returns as one or as a string."""
    return value if isinstance(value, bool) else {"true": True, "false": False}.get(str(value).strip().lower())


def text(value: t.Any) -> str | None:
    """Return a string; another value becomes a string in the form that it has in JSON."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def texts(value: t.Any) -> list[str] | None:
    """Return a list of strings, which DMS returns as a list or as a string with commas."""
    if value is None:
        return None
    parts = value if isinstance(value, list) else str(value).split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def size(value: t.Any) -> int | None:
    """Return the bytes of a size such as ``12K`` or ``8.0K``.

    The documents do not state whether K is 1000 or 1024; 1024 is what ``du`` means, and the safer assumption.
    """
    found = _SIZE.fullmatch(str(value).strip())
    return round(float(found[1]) * 1024 ** " KMGTPE".index(found[2].upper() or " ")) if found else None


def instance(answer: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return the fields of an instance."""
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
    """Return the security protocol of an instance's port.

    ``kafka_security_protocol`` counts only with SASL on: an example of the API's documents has it with ``ssl_enable``
    false.
    """
    if fields["ssl_enable"] is None:
        return None
    return (fields["kafka_security_protocol"] or "SASL_SSL") if fields["ssl_enable"] else "PLAINTEXT"


def bootstrap_servers(fields: dict[str, t.Any]) -> dict[str, list[str]]:
    """Return the addresses of an instance, sorted, inside its VPC and from the internet.

    An address without a port is left out if its port is not known either.
    """
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
    """Return the product with this id; ``None`` if it does not exist, as for an instance of the old style."""
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
    """Return the fields of a topic."""
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
    """Return the fields of a consumer group, its state in Kafka's spelling.

    The documents have ``Stable`` in a table and ``STABLE`` in an example.
    """
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
    """Return the bytes of each topic on all brokers, which is those of all replicas.

    They are ``None`` if the size of one partition cannot be parsed.
    """
    sizes: dict[str, int | None] = {}
    for broker in dicts(answer.get("broker_list")):
        for entry in dicts(broker.get("topic_list")):
            name, added = str(entry.get("topic_name")), size(entry.get("size"))
            before = sizes.get(name, 0)
            sizes[name] = None if before is None or added is None else before + added
    return [{"topic": name, "bytes": sizes[name]} for name in sorted(sizes)]


def broker_disks(answer: dict[str, t.Any]) -> list[dict[str, t.Any]]:
    """Return the disk of each broker, in bytes."""
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


def unread_brokers(answer: dict[str, t.Any]) -> list[str]:
    """Return the brokers whose disk DMS could not read, with their status; that of the others is "Success get info"."""
    brokers = [
        (text(broker.get("broker_name")), text(broker.get("status"))) for broker in dicts(answer.get("broker_list"))
    ]
    return sorted(
        f"{name}: {status}" for name, status in brokers if status and not status.lower().startswith("success")
    )


def dicts(value: t.Any) -> list[dict[str, t.Any]]:
    """Return the dictionaries of a list; an empty list if the value is not a list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
