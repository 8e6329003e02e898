# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: bash_profile_contents
short_description: Tell what a .bash_profile holds beside the block of role bash_profile
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Finds the marked block, lines outside it that set C(JAVA_HOME), and lines that end with CR LF.
positional: begin, end, own
options:
  _input:
    description: The text of the file.
    type: str
    required: true
  begin:
    description: The line before the block.
    type: str
    required: true
  end:
    description: The line after the block.
    type: str
    required: true
  own:
    description: The lines that the role writes beside the block into a file that it makes; the first tells that it made it.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Say which lines set JAVA_HOME
  ansible.builtin.debug:
    msg: "{{ (text | otc.kafka_migration.bash_profile_contents('# BEGIN', '# END', ['# Made by Ansible'])).others }}"
  vars:
    text: "{{ lookup('ansible.builtin.file', '/home/kafka/.bash_profile') }}"
"""

RETURN = r"""
_value:
  description:
    - The lines of the C(block), null without one; whether it is C(torn), which is to say that its markers are not there once each as they were written;
      whether a line outside has C(crlf); whether the text is C(utf8); the C(others), outside, that set C(JAVA_HOME); and whether the file has
      C(only_own) lines outside.
  type: dict
  sample: {block: ["export JAVA_HOME=/opt/java/jdk1.8.0_151"], torn: false, crlf: false, utf8: true, others: ["line 3: JAVA_HOME=/usr"], only_own: false}
"""

import dataclasses
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._host.bash_profile import read


def bash_profile_contents(text: str, begin: str, end: str, own: list[str]) -> dict[str, t.Any]:
    """Tell what the file holds."""
    return dataclasses.asdict(read(str(text), begin, end, list(own)))


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"bash_profile_contents": bash_profile_contents}
