# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
---
name: kafka_checksum
short_description: Read the checksum of a file as Apache writes it
version_added: 0.1.0
author:
  - OTC Kafka migration team (@otc-kafka)
description:
  - Finds the checksum of a file in a text. Fails where there is none, where its length is wrong, or where it is for another file.
  - The text may be V(sha512:HEX) or V(sha256:HEX), what C(sha512sum) prints, or what C(gpg --print-md) prints. The last is the
    layout of the C(.sha512) files beside Apache's archives, which neither C(sha512sum -c) nor
    M(ansible.builtin.get_url) can read.
positional: file_name, option_name
options:
  _input:
    description: The text.
    type: str
    required: true
  file_name:
    description: The name of the file, without a folder.
    type: str
    required: true
  option_name:
    description: The option that the message advises to set where there is no checksum.
    type: str
    default: kafka_checksum
    version_added: 0.1.0
"""

EXAMPLES = r"""
- name: Read the checksum of an archive
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.file', '/files/kafka_2.12-3.3.1.tgz.sha512') | otc.kafka_migration.kafka_checksum('kafka_2.12-3.3.1.tgz') }}"
"""

RETURN = r"""
_value:
  description: The C(algorithm), V(sha256) or V(sha512), and the C(digest) in lower case.
  type: dict
  sample: {algorithm: sha256, digest: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855}
"""

import dataclasses
import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.otc.kafka_migration.plugins.module_utils._host.checksums import NoChecksum, parse


def kafka_checksum(text: str, file_name: str, option_name: str = "kafka_checksum") -> dict[str, str]:
    """Find the checksum of a file in a text."""
    try:
        return dataclasses.asdict(parse(str(text), file_name))
    except NoChecksum as error:
        said = f"No checksum of {file_name} was found: {error}. Give {option_name} as sha256:HEX or sha512:HEX, or a checksum file that is for it."
        raise AnsibleFilterError(said) from error


class FilterModule:
    """Offer the filter to Ansible."""

    def filters(self) -> dict[str, t.Callable]:
        """The filter by its name."""
        return {"kafka_checksum": kafka_checksum}
