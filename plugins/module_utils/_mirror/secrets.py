# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep passwords and keys out of what a module returns and logs."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import (
    as_text,
    logical_lines,
    unescape,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import cluster_spec

MASK = "********"
_CHANGED = " (changed)"
_SECRET = re.compile(r"password|jaas|keystore\.key|secret|token|credential", re.IGNORECASE)
# Options of the module that hold properties by name.
PROPERTY_OPTIONS = ("properties", "consumer", "producer")


def is_secret(name: str) -> bool:
    """Whether the value of a property of this name is kept out of sight."""
    return _SECRET.search(name) is not None


def secret_values(params: t.Mapping[str, t.Any]) -> set[str]:
    """The secrets among a module's parameters: in the clusters of its flows, and in further properties."""
    options = [name for name, option in cluster_spec()["options"].items() if option.get("no_log")]
    clusters = [flow.get(side) or {} for flow in params["flows"] or () for side in ("source", "target")]
    found = {str(cluster[name]) for cluster in clusters for name in options if cluster.get(name)}
    for option in PROPERTY_OPTIONS:
        found |= {as_text(value) for name, value in (params[option] or {}).items() if is_secret(name) and value}
    return found


def mask(text: str, before: str = "") -> str:
    """Replace the secrets in the text of a properties file; those that differ from the text before are marked."""
    old = {_plain(line.key): _plain(line.value) for line in logical_lines(before)}
    pieces, position = [], 0
    for line in logical_lines(text):
        key, value = _plain(line.key), _plain(line.value)
        if is_secret(key):
            pieces += [text[position : line.start], MASK, _CHANGED if old.get(key, value) != value else ""]
            position = line.end
    pieces.append(text[position:])
    return "".join(map(_mask_comment, "".join(pieces).splitlines(keepends=True)))


def _mask_comment(line: str) -> str:
    """A property that somebody commented out is still a secret."""
    return f"# {MASK}\n" if line.lstrip()[:1] in ("#", "!") and is_secret(line) else line


def _plain(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # not a number after \u: Java would not read this file
        return text
