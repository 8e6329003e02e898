# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control node's side of cutover_ends: a host that cannot be reached is a failure."""

from __future__ import annotations

from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.remote import PersistentAction


class ActionModule(PersistentAction):
    """Run the module."""
