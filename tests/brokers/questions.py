# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests ask: the modules, called in this process or through Ansible, and a wait that goes on step by step."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import subprocess
import typing

from ansible.module_utils.testing import patch_module_args
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import report
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.observation import Observation, PollRequest
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules, wait_spec
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from cluster import Cluster
from documented import deviations

COLLECTION = "otc.kafka_migration"
Result = dict[str, typing.Any]
Access = dict[str, typing.Any]  # the option cluster of the modules


def access(cluster: Cluster, user: str | None = None, **more: typing.Any) -> Access:
    """Return how the modules reach a cluster: as a user with a password, or through the listener without logins."""
    if user is None:
        return {"bootstrap_servers": cluster.bootstrap_servers, **more}
    return {
        "bootstrap_servers": cluster.sasl_bootstrap_servers,
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_username": user,
        "sasl_password": cluster.users.get(user),
        **more,
    }


def ask(module: str, reached: Access, *, check_mode: bool = False, **params: typing.Any) -> Result:
    """Run a module of the collection in this process, and return its result; a failure has the key ``failed``."""
    loaded = importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.modules.{module}")
    arguments = {"cluster": reached, **params, "_ansible_check_mode": check_mode}
    printed = io.StringIO()
    with patch_module_args(arguments), contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        loaded.main()
    answer: Result = json.loads(printed.getvalue())
    if "_request" not in params:  # a poll, whose answer only the action plugin reads
        found = deviations(loaded.RETURN, answer)
        assert not found, f"{module}: {', '.join(found)}"
    return answer


def drain(reached: Access, **params: typing.Any) -> Result:
    """Run kafka_drain_info; the groups are in a dictionary by their names."""
    return _by_name(ask("kafka_drain_info", reached, **params))


def lag(reached: Access, **params: typing.Any) -> Result:
    """Run kafka_consumer_lag_info; the groups are in a dictionary by their names."""
    return _by_name(ask("kafka_consumer_lag_info", reached, **params))


def scope(reached: Access, **params: typing.Any) -> Result:
    """Run kafka_scope_info; the groups are in a dictionary by their names."""
    return _by_name(ask("kafka_scope_info", reached, **params))


def set_offsets(reached: Access, group: str, topic: str, **params: typing.Any) -> Result:
    """Run kafka_consumer_offset for one group and topic, to the end unless ``position`` is set."""
    return ask("kafka_consumer_offset", reached, groups=[group], topics=[topic], **{"position": "end", **params})


def through_ansible(module: str, reached: Access, **params: typing.Any) -> Result:
    """Run a module as a user does, with its action plugin; the groups are in a dictionary by their names."""
    command = ["ansible", "localhost", "-m", f"{COLLECTION}.{module}", "-a", json.dumps({"cluster": reached, **params})]
    printed = subprocess.run(command, check=False, capture_output=True, text=True).stdout
    found = printed[printed.index("=> ") + len("=> ") :]
    return _by_name(json.loads(found))


def _by_name(answer: Result) -> Result:
    names = ("groups", "other_groups", "ignored")
    return {**answer, **{key: {group["group"]: group for group in answer[key]} for key in names if key in answer}}


class Wait:
    """What kafka_drain_wait does, one poll at a time: the module reads, and a watch judges, as in its action plugin."""

    def __init__(self, reached: Access, **params: typing.Any) -> None:
        rules = {name: option.get("default") for name, option in wait_spec().items()}
        self.watch = Watch(Rules.for_wait({**rules, "settle": 0, "interval": 0.1, **params}))
        self._poller = Poller(self.watch, self._read)
        self._reached = reached
        self._params = params

    def _read(self, request: PollRequest) -> Observation:
        answer = ask("kafka_drain_wait", self._reached, _request=request.to_json(), **self._params)
        if answer.get("failed"):
            raise RuntimeError(answer["msg"])
        return Observation.from_json(answer["observation"])

    def poll(self) -> Result:
        """Poll once, and return what the module would return now, with the reason to give up in ``given_up``."""
        self._poller.poll()
        given_up = self.watch.give_up_reason()
        result = {**report.result(self.watch), "given_up": given_up.verdict if given_up else None}
        return _by_name(result)
