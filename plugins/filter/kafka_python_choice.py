# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: kafka_python_choice
short_description: Choose the Python for the virtual environment of role kafka_python
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Takes the newest Python from 3.9 on that can make a virtual environment; the first of equals, and previews last.
  - Where none can, it says what was found and what to install.
positional: named
options:
  _input:
    description: What C(files/pythons.sh) of the role printed, a list of lines.
    type: list
    elements: str
    required: true
  named:
    description: The program that the user named, if so.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Say which Python it would be
  ansible.builtin.debug:
    msg: "{{ ['/usr/bin/python3\t3.11.2\tfinal\t', '/usr/local/bin/python3.13\t3.13.0\tfinal\tensurepip'] | otc.kafka_migration.kafka_python_choice }}"
"""

RETURN = r"""
_value:
  description: The C(path) of the Python and its version as C(minor); or, where none will do, the C(problem), to be said of the host.
  type: dict
  sample: {path: /usr/bin/python3.11, minor: "3.11", problem: ""}
"""

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._host.pythons import choose, problem


def kafka_python_choice(lines: list[str], named: str = "") -> dict[str, str]:
    """Choose a Python."""
    lines = [str(line) for line in lines if line]
    python = choose(lines)
    if python:
        return {"path": python.path, "minor": python.minor, "problem": ""}
    return {"path": "", "minor": "", "problem": problem(lines, named)}


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"kafka_python_choice": kafka_python_choice}
