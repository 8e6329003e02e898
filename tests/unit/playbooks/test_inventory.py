# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each playbook with an inventory that lacks its groups: Ansible would skip all plays, and end well."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

PLAYBOOKS = pathlib.Path(__file__).resolve().parents[3] / "playbooks"
PARTS = ("inventory", "phase")  # imported by others
NAMES = sorted(path.stem for path in PLAYBOOKS.glob("*.yml") if path.stem not in PARTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_without_groups(name: str) -> None:
    """One message names the groups, and the run fails."""
    command = [str(pathlib.Path(sys.executable).parent / "ansible-playbook"), "-i", "elsewhere,"]
    environment = {**os.environ, "ANSIBLE_FORCE_COLOR": "0", "ANSIBLE_LOCALHOST_WARNING": "0"}
    found = subprocess.run(
        [*command, f"otc.kafka_migration.{name}"], capture_output=True, text=True, env=environment, check=False
    )
    assert found.returncode, found.stdout
    assert "The inventory has no host in kafka_mirror" in found.stdout
    assert ("none in kafka_producers" in found.stdout) is (name == "production_first")


def test_all_are_tested() -> None:
    """The files are found."""
    assert {"preflight", "production_first", "teardown"} <= set(NAMES)
