# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare what a module returned with its RETURN documentation."""

from __future__ import annotations

import functools
import typing

import yaml

# What Ansible adds, or documents for all modules.
_OF_ANSIBLE = {"changed", "failed", "msg", "invocation", "diff", "warnings", "exception"}


@functools.cache
def _parsed(documentation: str) -> dict[str, typing.Any]:
    found: dict[str, typing.Any] = yaml.safe_load(documentation)
    return found


def deviations(documentation: str, answer: dict[str, typing.Any]) -> list[str]:
    """Return the keys of an answer that RETURN lacks, and those that it promises for a success and that are missing."""
    documented = _parsed(documentation)
    found = list(_undocumented(documented, {key: answer[key] for key in answer if key not in _OF_ANSIBLE}))
    if not answer.get("failed"):
        promised = [key for key, field in documented.items() if field.get("returned") == "success"]
        found += [f"{key} is missing" for key in promised if key not in answer]
    return found


def _undocumented(documented: dict[str, typing.Any], answer: dict[str, typing.Any]) -> typing.Iterator[str]:
    for key, value in answer.items():
        if key not in documented:
            yield f"{key} is not documented"
            continue
        contains = documented[key].get("contains")
        parts = value if isinstance(value, list) else [value]
        for part in parts:
            if contains and isinstance(part, dict):
                yield from (f"{key}.{words}" for words in _undocumented(contains, part))
