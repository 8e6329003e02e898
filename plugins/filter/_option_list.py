# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: _option_list
short_description: "[INTERNAL] Convert a role's variable to a list as a module's option of type list does"
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - B(This filter is internal to the roles of this collection.) It can be changed or removed in any release.
  - A variable that is set with C(-e name=value) on the command line is a string. Options of modules and the argument
    specification of a role accept it as a comma-separated list, but a Jinja expression would take it for a list of
    its characters.
options:
  _input:
    description: A list, a comma-separated string, or a number.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Show the groups
  ansible.builtin.debug:
    msg: "{{ 'billing, audit' | otc.kafka_migration._option_list }}"
"""

RETURN = r"""
_value:
  description: The entries; those of a string without the blanks around them.
  type: list
  elements: raw
  sample: [billing, audit]
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.validation import check_type_list


def option_list(value: t.Any) -> list[t.Any]:
    """Return the entries of a list; an empty list for None."""
    try:
        entries = check_type_list([] if value is None else value)
    except TypeError as error:
        raise AnsibleFilterError(f"{value!r} is not a list; give a list or a comma-separated string.") from error
    return [entry.strip() for entry in entries if entry.strip()] if isinstance(value, str) else entries


class FilterModule:
    """The filter plugin."""

    def filters(self) -> dict[str, t.Callable[..., list[t.Any]]]:
        """Return the filter by its name."""
        return {"_option_list": option_list}
