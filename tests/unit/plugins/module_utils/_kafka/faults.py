# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Replace single error codes in the answers of a fake cluster."""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.fake_kafka import (
    FakeCluster,
    Handler,
)
from kafka.protocol.data_container import DataContainer


class Fault:
    """Puts an error code into one place of the answers to one kind of request.

    Each part of an answer that has an error code of its own is a place: the answer, a topic, a partition. They are
    counted over all answers, or (always) in each answer.
    """

    def __init__(self, request: str, place: int, code: int, always: bool) -> None:
        self._request = request
        self._place = place
        self._code = code
        self._always = always
        self._passed = 0
        self.replaced = 0

    def plant(self, cluster: FakeCluster) -> None:
        """Wrap the handler of the cluster."""
        cluster.on[self._request] = self._wrap(cluster.on[self._request])

    def _wrap(self, handler: Handler) -> Handler:
        def answer(broker_id: int, version: int, request: t.Any) -> t.Any:
            response = handler(broker_id, version, request)
            found = list(_parts(response))
            index = self._place if self._always else self._place - self._passed
            self._passed += len(found)
            if 0 <= index < len(found):
                _break(found[index], self._code)
                self.replaced += 1
            return response

        return answer


def _parts(message: t.Any) -> t.Iterator[t.Any]:
    fields = message._struct.fields  # noqa: SLF001
    if "error_code" in fields:
        yield message
    for name in fields:
        value = getattr(message, name, None)
        for item in value if isinstance(value, list) else ():
            if isinstance(item, DataContainer):
                yield from _parts(item)


def _break(part: t.Any, code: int) -> None:
    """Set the code, and what a broker leaves out or sets together with it."""
    part.error_code = code
    fields = part._struct.fields  # noqa: SLF001
    for name, value in {"partitions": [], "leader_id": -1, "configs": [], "offset": -1, "members": []}.items():
        if name in fields:
            setattr(part, name, value)
