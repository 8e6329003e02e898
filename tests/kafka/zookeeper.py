# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ZooKeeper of a cluster whose Kafka needs one."""

from __future__ import annotations

import dataclasses
import pathlib

import process
import settings


@dataclasses.dataclass
class ZooKeeper:
    """One server on loopback."""

    port: int
    folder: pathlib.Path
    process: process.ProcessId | None = None

    @property
    def log(self) -> pathlib.Path:
        """The file with its output."""
        return self.folder / "zookeeper.log"

    @property
    def properties(self) -> pathlib.Path:
        """The file with its configuration."""
        return self.folder / "zookeeper.properties"

    @property
    def running(self) -> bool:
        """Whether its process exists."""
        return process.alive(self.process)

    def write(self) -> None:
        """Write the configuration into the folder."""
        self.folder.mkdir(parents=True)
        content = settings.zookeeper_properties(self.port, str(self.folder / "data"))
        self.properties.write_text(settings.text(content))
