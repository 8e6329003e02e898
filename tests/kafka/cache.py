# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder that keeps what the test bed downloads and builds, and its locks."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import typing


def folder() -> pathlib.Path:
    """Return the folder that keeps everything this project downloads, between runs and for all checkouts."""
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "otc-kafka-migration"


@contextlib.contextmanager
def locked(path: pathlib.Path) -> typing.Iterator[None]:
    """Hold a lock on a file, which is created with its folder: what two runs need is made once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
