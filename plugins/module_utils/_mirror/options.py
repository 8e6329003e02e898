# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of kafka_mirror_info, which kafka_mirror_wait has too."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import selection_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec


def mirror_spec() -> dict[str, t.Any]:
    """Return the argument spec."""
    return {
        "source": cluster_spec(),
        "target": cluster_spec(),
        **selection_spec("topics"),
        "replication_policy": {"type": "str", "choices": ["identity", "default"], "default": "identity"},
        "isolation_level": {
            "type": "str",
            "choices": ["read_committed", "read_uncommitted"],
            "default": "read_committed",
        },
        "scan_limit": {"type": "int", "default": 1000},
        "allow_lost": {"type": "bool", "default": False},
        "noted_topics": {"type": "dict", "options": {"source": {"type": "raw"}, "target": {"type": "raw"}}},
        "allow_incomplete": {"type": "bool", "default": False},
        "detail": {"type": "str", "choices": ["behind", "all", "summary"], "default": "behind"},
        "save": {"type": "path"},
    }
