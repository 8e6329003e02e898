# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all Kafka modules share: the library check, connections, and one place where a failure becomes a message."""

from __future__ import annotations

import contextlib
import typing as t

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions, cluster_spec

__all__ = ["KafkaModule", "cluster_spec"]


class KafkaModule(AnsibleModule):
    """An AnsibleModule that can connect to the clusters its options describe."""

    def __init__(self, argument_spec: dict[str, t.Any], **kwargs: t.Any) -> None:
        super().__init__(argument_spec=argument_spec, supports_check_mode=True, **kwargs)
        problem = library.problem()
        if problem:
            self.fail_json(
                msg=f"{missing_required_lib(library.REQUIREMENT, url='https://kafka-python.readthedocs.io')} ({problem})",
                exception=library.IMPORT_ERROR,
            )

    @contextlib.contextmanager
    def connection(self, option: str) -> t.Iterator[Connection]:
        """Connect to the cluster that an option describes."""
        with Connection(ClusterOptions.parse(option, self.params[option])) as connection:
            yield connection

    def run(self, act: t.Callable[[KafkaModule], dict[str, t.Any]]) -> None:
        """Exit with what act returns, or fail with the message of what it raises."""
        try:
            result = act(self)
        except Failure as failure:
            self.fail_json(msg=str(failure))
        else:
            failed_message = result.pop("failed_message", None)
            if failed_message:
                self.fail_json(msg=failed_message, **result)
            self.exit_json(**result)
