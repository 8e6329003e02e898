# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which rights the user of a connection has, and who must be granted a missing one."""

from __future__ import annotations

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import ErrorCode, KafkaFailure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions

DESCRIBE = 8  # org.apache.kafka.common.acl.AclOperation

# Metadata reports the operations on the cluster from version 8 (KIP-430, Kafka 2.3) to 10; later versions leave that to
# DescribeCluster (KIP-700), but all brokers up to 4.x accept version 10.
_OPERATIONS_SINCE, _OPERATIONS_UNTIL = 8, 10
# org.apache.kafka.common.resource.ResourceType and PatternType, AclOperation and AclPermissionType
_CLUSTER, _LITERAL, _ANY_OPERATION, _ANY_PERMISSION = 4, 3, 1, 1
# A provider can block the request, which the library reports like a broken connection.
_PATIENCE = 5.0


def user_of(options: ClusterOptions) -> str:
    """Return for a message who must be granted a missing right: "user alice", or how the user is known."""
    name = options.params.get("sasl_username")
    if options.uses_sasl:
        return f"user {name}" if name else "the user of this login"
    if options.uses_tls and options.params.get("ssl_certfile"):
        return f"the user of the certificate {options.params['ssl_certfile']}"
    return "user ANONYMOUS"


def cluster_operations(connection: Connection) -> frozenset[int] | None:
    """Read the operations on the cluster that the user may do (AclOperation); None before Kafka 2.3.

    Without an authorizer they are all operations.
    """
    metadata = library.metadata.MetadataRequest
    if connection.versions(metadata)[1] < _OPERATIONS_SINCE:
        return None
    request = metadata(
        topics=[],
        allow_auto_topic_creation=False,
        include_cluster_authorized_operations=True,
        min_version=_OPERATIONS_SINCE,
        max_version=_OPERATIONS_UNTIL,
    )
    operations = connection.send(request).authorized_operations
    return None if operations is None else frozenset(operations)


def has_authorizer(connection: Connection) -> bool | None:
    """Whether the brokers check rights at all; None where they do not answer the question.

    Brokers without an authorizer answer a request for ACLs with SECURITY_DISABLED. They are asked twice: it would take
    one wrong answer to believe that all topics are seen.
    """
    answers = [_has_authorizer(connection) for _attempt in range(2)]
    return None if None in answers else any(answers)


def _has_authorizer(connection: Connection) -> bool | None:
    describe = library.admin.DescribeAclsRequest
    if connection.versions(describe)[1] < 0:
        return None
    request = describe(
        resource_type_filter=_CLUSTER,
        resource_name_filter="kafka-cluster",
        pattern_type_filter=_LITERAL,
        principal_filter=None,
        host_filter=None,
        operation=_ANY_OPERATION,
        permission_type=_ANY_PERMISSION,
    )
    try:
        code = connection.send(request, timeout=min(_PATIENCE, connection.options.request_timeout)).error_code
    except KafkaFailure:
        return None
    if code == ErrorCode.SECURITY_DISABLED:
        return False
    return True if code in (0, ErrorCode.CLUSTER_AUTHORIZATION_FAILED) else None
