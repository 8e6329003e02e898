# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that benchmarks run: a play of one task, or a module without Ansible."""

from __future__ import annotations

import json
import pathlib
import sys

MODULES = pathlib.Path(__file__).resolve().parent.parent / "plugins" / "modules"


def playbook(folder: pathlib.Path, name: str, task: dict[str, object]) -> list[str]:
    """Write a play of one task on this host and return its command."""
    path = folder / f"{name}.yml"
    play = {
        "name": name,
        "hosts": "localhost",
        "gather_facts": False,
        "vars": {"ansible_python_interpreter": sys.executable},
        "tasks": [{"name": name, **task}],
    }
    path.write_text(json.dumps([play]))
    return ["ansible-playbook", str(path)]


def module(folder: pathlib.Path, name: str, arguments: dict[str, object]) -> list[str]:
    """Write the arguments of a module and return the command that runs it without Ansible."""
    path = folder / f"{name}.arguments.json"
    path.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": arguments}))
    return [sys.executable, str(MODULES / f"{name}.py"), str(path)]
