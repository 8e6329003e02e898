# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Allow everybody everything on a cluster but to read its log directories, which takes DESCRIBE on the cluster.

usage: deny.py BOOTSTRAP
"""

from __future__ import annotations

import sys

from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType


def main() -> None:
    """Create both rules; the one that denies takes precedence."""
    cluster = ResourcePattern(ResourceType.CLUSTER, "kafka-cluster")
    KafkaAdminClient(bootstrap_servers=sys.argv[1]).create_acls(
        [
            ACL("User:*", "*", ACLOperation.ALL, ACLPermissionType.ALLOW, cluster),
            ACL("User:*", "*", ACLOperation.DESCRIBE, ACLPermissionType.DENY, cluster),
        ]
    )


if __name__ == "__main__":
    main()
