# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: option_list
short_description: Read a list as a module's option of type list does
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - With C(-e name=value) on the command line a variable is a string. Modules, and the check of a role's arguments, take it for a list with commas
    between the entries; expressions take it for a list of letters.
options:
  _input:
    description: A list, a string with commas, or a number.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show the groups
  ansible.builtin.debug:
    msg: "{{ 'billing, audit' | otc.kafka_migration.option_list }}"
"""

RETURN = r"""
_value:
  description: The entries, without the blanks around them where they were in a string.
  type: list
  elements: raw
  sample: [billing, audit]
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.validation import check_type_list


def option_list(value: t.Any) -> list[t.Any]:
    """The entries of a list; none where nothing is given."""
    try:
        entries = check_type_list([] if value is None else value)
    except TypeError as error:
        raise AnsibleFilterError(
            f"{value!r} is no list; write one, or its entries with commas between them."
        ) from error
    return [entry.strip() for entry in entries if entry.strip()] if isinstance(value, str) else entries


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"option_list": option_list}
