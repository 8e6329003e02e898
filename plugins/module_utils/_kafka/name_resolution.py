# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolution of host names within a time limit."""

from __future__ import annotations

import socket
import threading

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import KafkaFailure


def resolve(host: str, port: int, timeout: float) -> None:
    """Raise :class:`KafkaFailure` with the resolver's error if a name cannot be resolved within timeout seconds.

    The resolver's own timeout is longer than an operator waits.
    """
    failures: list[KafkaFailure | None] = []

    def query() -> None:
        try:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            failures.append(KafkaFailure(f"the name {host} cannot be resolved: {error.strerror or error}"))
        else:
            failures.append(None)

    thread = threading.Thread(target=query, daemon=True)
    thread.start()
    thread.join(timeout)
    failure = failures[0] if failures else KafkaFailure(f"the name {host} was not resolved within {timeout:.1f} s")
    if failure:
        raise failure
