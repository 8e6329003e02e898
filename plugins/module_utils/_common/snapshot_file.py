# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshot files: JSON, replaced atomically, readable by their owner only."""

from __future__ import annotations

import json
import os
import tempfile
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import FileFailure


def save_json(path: str, content: t.Any) -> None:
    """Write content to path with mode 0600; if that fails, the previous file stays.

    Raises FileFailure.
    """
    path = os.path.abspath(os.path.expanduser(path))
    try:
        _write(path, json.dumps(content, indent=1, sort_keys=True) + "\n")
    except OSError as error:
        raise FileFailure(f"Cannot save {path}: {error.strerror or error}.") from error


def _write(path: str, text: str) -> None:
    # mkstemp() creates the file with mode 0600; within one directory the rename is atomic.
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path), prefix=f".{os.path.basename(path)}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise


def load(given: t.Any) -> t.Any:
    """Return a snapshot that is given by its content or by the path of its file; raises FileFailure."""
    return load_json(given) if isinstance(given, str) else given


def load_json(path: str) -> t.Any:
    """Read a snapshot; raises FileFailure if the file cannot be read or is not JSON."""
    path = os.path.abspath(os.path.expanduser(path))
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        raise FileFailure(f"Cannot read {path}: {error.strerror or error}.") from error
    except ValueError as error:
        raise FileFailure(f"{path} is not a snapshot: {error}.") from error
