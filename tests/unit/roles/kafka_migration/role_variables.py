# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of role kafka_migration, evaluated as a play does it."""

from __future__ import annotations

import pathlib
import typing as t

from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

ROLE = pathlib.Path(__file__).parents[4] / "roles/kafka_migration"
LOADER = DataLoader()
VARIABLES: dict[str, t.Any] = {
    name: value
    for path in [ROLE / "defaults/main.yml", *sorted((ROLE / "vars/main").glob("*.yml"))]
    for name, value in LOADER.load_from_file(str(path), trusted_as_template=True).items()
}


def evaluate(name: str, variables: t.Mapping[str, t.Any]) -> t.Any:
    """Return the value of one of the role's variables."""
    return Templar(LOADER, variables={**VARIABLES, **variables}).template(VARIABLES[name])
