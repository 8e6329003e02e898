# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control node's side of kafka_client_services: a host that cannot be reached is a failure."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.plugin_utils._cutover.remote import PersistentAction


class ActionModule(PersistentAction):
    """Run the module."""

    def is_repeatable(self, arguments: t.Mapping[str, t.Any]) -> bool:
        """Return False for a start of services that nothing shows: the lost run may have started them."""
        services = arguments.get("services") or []
        return arguments.get("state") != "started" or all(
            service.get("unit") or service.get("status") for service in services
        )
