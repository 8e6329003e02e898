# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new cluster of the test bed is to be, and how that is written on a command line."""

from __future__ import annotations

import dataclasses
import os
import re
import typing

from distribution import RECIPES

MOST_BROKERS = 3
DEFAULT_VERSION = "3.3.1"
ADMIN = "admin"  # the user who may do everything
NUMBERS = tuple(str(number) for number in range(1, MOST_BROKERS + 1))
OPTIONS = ("brokers", "version", "heap", "authorizer", "users", "offsets_replicas", "offsets_partitions")


@dataclasses.dataclass(frozen=True)
class Spec:
    """What a new cluster is to be.

    ``users`` may log in at a second listener of each broker (SASL_PLAINTEXT; PLAIN and SCRAM), as may ``admin``.
    With ``authorizer`` they have no rights until rules give them some (acls.py); ``admin`` and whoever comes through
    the plaintext listener may do everything.
    ``offsets_replicas`` and ``offsets_partitions`` are those of __consumer_offsets; None: as many as there are brokers.
    """

    name: str
    brokers: int = 1
    version: str = DEFAULT_VERSION
    heap: str = "512m"
    properties: dict[str, str] = dataclasses.field(default_factory=dict)
    authorizer: bool = False
    users: tuple[str, ...] = ()
    offsets_replicas: int | None = None
    offsets_partitions: int = 10

    @property
    def passwords(self) -> dict[str, str]:
        """The password of each user, with that of admin; empty for a cluster without logins."""
        names = dict.fromkeys((ADMIN, *self.users)) if self.users or self.authorizer else {}
        return {name: f"{name}-secret" for name in names}


def parse_spec(text: str, environment: typing.Mapping[str, str] | None = None) -> Spec:
    """Parse ``name[:key=value,...]``; any key that is not in OPTIONS is a property of the brokers.

    The version of the cluster ``x`` is that of the environment variable BED_X_VERSION unless the text states one.
    Raises ValueError.
    """
    name, _colon, options = text.partition(":")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", name):
        raise ValueError(f"{text!r}: the name of a cluster may contain letters, digits, _ and -")
    given = dict(_pair(text, option) for option in options.split(",") if option)
    chosen = {key: given.pop(key) for key in OPTIONS if key in given}
    variable = f"BED_{name.upper().replace('-', '_')}_VERSION"
    version = chosen.get("version") or (os.environ if environment is None else environment).get(variable)
    brokers = int(_one_of(text, "brokers", chosen.get("brokers", "1"), NUMBERS))
    replicas = _one_of(text, "offsets_replicas", chosen.get("offsets_replicas", str(brokers)), NUMBERS[:brokers])
    return Spec(
        name,
        brokers,
        _one_of(text, "version", version or DEFAULT_VERSION, tuple(RECIPES)),
        chosen.get("heap", "512m"),
        given,
        _one_of(text, "authorizer", chosen.get("authorizer", "off"), ("on", "off")) == "on",
        _names(text, chosen.get("users", "")),
        int(replicas) if "offsets_replicas" in chosen else None,
        _count(text, "offsets_partitions", chosen.get("offsets_partitions", "10")),
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    key, equals, value = option.partition("=")
    if not equals or (key not in OPTIONS and "." not in key):
        raise ValueError(f"{text!r}: {option!r} is neither {'=, '.join(OPTIONS)}= nor a property of the brokers")
    return key, value


def _one_of(text: str, key: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{text!r}: {key} must be one of {', '.join(allowed)}")
    return value


def _count(text: str, key: str, value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{text!r}: {key} must be a number from 1")
    return int(value)


def _names(text: str, value: str) -> tuple[str, ...]:
    names = tuple(name for name in value.split("+") if name)
    if any(not re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in names):
        raise ValueError(f"{text!r}: users are separated by + and consist of letters, digits, dots, _ and -")
    return names
