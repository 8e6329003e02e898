# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo's producer and consumer share: a configured service that keeps a ledger of what it has done.

A ledger has a line for every record, in the order of the acknowledgements or of the reading:
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
    """Read a ledger; one that was never written is empty, and a line that is still being written does not count yet."""
    if not path.exists():
        return []
    whole, _newline, _begun = path.read_text().rpartition("\n")
    fields = (line.split() for line in whole.splitlines())
    return [
        Entry(float(time), topic, int(partition), key, int(sequence))
        for time, topic, partition, key, sequence in fields
    ]


class Stop:
    """Becomes true when the service is told to end."""

    def __init__(self) -> None:
        self._told = False
        signal.signal(signal.SIGTERM, self._tell)
        signal.signal(signal.SIGINT, self._tell)

    def _tell(self, *_signal: object) -> None:
        self._told = True

    def __bool__(self) -> bool:
        return self._told
