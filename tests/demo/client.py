# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the producer and the consumer of the demo share: settings, a ledger, and an orderly stop.

A ledger has a line for every record, in the order in which it was acknowledged or read:
``time topic partition key sequence``. The sequence counts 1, 2, 3 ... for each key of a topic.
"""

from __future__ import annotations

import pathlib
import signal
import typing

Settings = dict[str, str]


class Entry(typing.NamedTuple):
    """One line of a ledger."""

    time: float
    topic: str
    partition: int
    key: str
    sequence: int


def read_settings(path: str) -> Settings:
    """Read a properties file."""
    pairs = (
        line.partition("=")
        for line in pathlib.Path(path).read_text().splitlines()
        if line.strip() and not line.startswith("#")
    )
    return {key.strip(): value.strip() for key, _equals, value in pairs}


def read_ledger(path: pathlib.Path) -> list[Entry]:
    """Read a ledger; a missing file is an empty ledger, and an incomplete last line is ignored."""
    if not path.exists():
        return []
    whole, _newline, _begun = path.read_text().rpartition("\n")
    fields = (line.split() for line in whole.splitlines())
    return [
        Entry(float(time), topic, int(partition), key, int(sequence))
        for time, topic, partition, key, sequence in fields
    ]


class StopRequest:
    """Becomes true when the service receives SIGTERM or SIGINT."""

    def __init__(self) -> None:
        self._received = False
        signal.signal(signal.SIGTERM, self._receive)
        signal.signal(signal.SIGINT, self._receive)

    def _receive(self, *_signal: object) -> None:
        self._received = True

    def __bool__(self) -> bool:
        return self._received
