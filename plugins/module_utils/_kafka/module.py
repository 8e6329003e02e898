# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all Kafka modules: check of the library, connections, and failures as messages."""

from __future__ import annotations

import contextlib
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions


class KafkaModule(AnsibleModule):
    """An AnsibleModule that can connect to the clusters its options describe."""

    def __init__(self, argument_spec: dict[str, t.Any], **kwargs: t.Any) -> None:
        super().__init__(argument_spec=argument_spec, supports_check_mode=True, **kwargs)
        problem = library.problem()
        if problem:
            missing = missing_required_lib(library.REQUIREMENT, url="https://kafka-python.readthedocs.io")
            self.fail_json(msg=f"{missing} ({problem})", exception=library.IMPORT_ERROR)

    @contextlib.contextmanager
    def connection(self, option: str) -> t.Iterator[Connection]:
        """Connect to the cluster that the option of this name describes; close the connection at the end."""
        with Connection(ClusterOptions.parse(option, self.params[option])) as connection:
            yield connection

    def run(self, act: t.Callable[[KafkaModule], dict[str, t.Any]]) -> None:
        """Exit with the result of act, or fail with the message of the :class:`Failure` that it raises.

        A result with a failed_message fails with it and keeps its other values.
        """
        try:
            result = act(self)
        except Failure as failure:
            self.fail_json(msg=str(failure))
        else:
            failed_message = result.pop("failed_message", None)
            if failed_message:
                self.fail_json(msg=failed_message, **result)
            self.exit_json(**result)
