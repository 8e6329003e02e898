#!/usr/bin/python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: kafka_client_services
short_description: Stop and start the services of a host at the same time
version_added: 0.1.0
description:
  - Stops or starts all services of a host at the same time, waits until each is seen in that state, and returns for
    each what was seen. A service that is seen in the state already is left alone.
  - A command that cannot be run shows nothing. In particular, a status command that does not exist does not mean that
    the service has stopped.
  - The commands run with C(/bin/sh -c), as the user who runs the module; use C(become) for another one. Managing units
    needs root.
options:
  services:
    description:
      - The services. Each has either O(services[].unit) or commands.
      - Without O(services[].unit) and O(services[].status) it is not seen whether a service runs. Then its state is
        what O(known) has. If that is nothing, its command is run, and the exit code 0 counts as evidence.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: The name of the service, used in results and messages.
        type: str
        required: true
      unit:
        description:
          - The systemd unit of the service.
          - The service runs unless the unit is inactive or failed. A unit that does not exist is an error.
        type: str
      start:
        description:
          - A shell command that starts the service and returns.
          - The service must be detached from it and have its output elsewhere, as with C(nohup ... > FILE 2>&1 &) or
            C(-daemon).
        type: str
      stop:
        description: A shell command that stops the service and returns. It may return before the service has ended.
        type: str
      status:
        description:
          - A shell command that succeeds while the service runs.
          - Every other exit code means that the service does not run, except 126, 127 and those for a signal (129 to
            192), with which a shell reports that the command could not be run or was ended.
        type: str
  state:
    description:
      - V(read) only reads whether the services run.
      - V(stopped) stops those that run or of which that is not known, V(started) starts those that do not run or of
        which that is not known.
    type: str
    choices: [read, stopped, started]
    required: true
  stop_timeout:
    description: Seconds after its stop command until a service must be seen to have ended.
    type: float
    default: 60
  start_timeout:
    description: Seconds after its start command until a service must be seen to run.
    type: float
    default: 30
  command_timeout:
    description: Seconds after which a command that has not returned is ended and counts as failed.
    type: float
    default: 300
  known:
    description:
      - What earlier tasks have seen of services that have neither O(services[].unit) nor O(services[].status), as
        RV(known) returned it; several of these lists may be joined, in any order.
      - The last entry of a service counts, by O(known[].at).
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description: The name of the service.
        type: str
        required: true
      running:
        description: Whether it ran.
        type: bool
        required: true
      at:
        description: When that was seen, in seconds since 1970.
        type: float
        required: true
attributes:
  check_mode:
    description: >-
      Reads whether the services run, and starts and stops nothing. RV(services[].changed) is what a run would do, and
      RV(services[].done) whether it could be carried out.
    support: full
  diff_mode:
    description: Returns nothing to compare.
    support: none
  idempotent:
    description: >-
      The second of two runs changes nothing, except for services whose state neither O(services[].unit) nor
      O(services[].status) nor O(known) shows.
    support: partial
    details:
      - Their commands are run each time.
author:
  - OTC Kafka migration team (@otc-kafka)
"""

EXAMPLES = r"""
- name: Stop two producers
  otc.kafka_migration.kafka_client_services:
    services:
      - name: orders
        unit: orders-producer.service
      - name: tills
        start: /opt/tills/bin/start.sh -daemon
        stop: /opt/tills/bin/stop.sh
        status: pgrep -f com.example.Tills
    state: stopped
  become: true
  register: stopped

- name: Show when each was seen to have ended
  ansible.builtin.debug:
    msg: "{{ dict(stopped.services | map(attribute='name') | zip(stopped.services | map(attribute='at'))) }}"

- name: Start a service that nothing shows, since an earlier task has stopped it
  otc.kafka_migration.kafka_client_services:
    services:
      - {name: feeds, start: /opt/feeds/start, stop: /opt/feeds/stop}
    state: started
    known: "{{ stopped.known }}"
"""

RETURN = r"""
services:
  description: What was found and done, in the order of O(services). Also returned when a service has failed.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The name of the service.
      type: str
    done:
      description:
        - Whether the service was seen in the state, or, with O(state=read), whether its state is known.
        - In check mode, whether the step could be carried out.
      type: bool
    running:
      description: Whether the service ran when it was seen last. V(null) if that is not known.
      type: bool
    changed:
      description: Whether its stop or start command was run, or in check mode would be.
      type: bool
    at:
      description: When RV(services[].running) was seen, in seconds since 1970; V(null) if it is not known.
      type: float
    seconds:
      description: How long reading, stopping or starting it took.
      type: float
    message:
      description: The cause of a failure, otherwise empty.
      type: str
  sample:
    - name: orders
      done: true
      running: false
      changed: true
      at: 1790000000.123
      seconds: 1.204
      message: ""
known:
  description: Of each service what was seen last, in O(known) and by this task; for O(known) of a later task.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: The name of the service.
      type: str
    running:
      description: Whether it ran.
      type: bool
    at:
      description: When that was seen, in seconds since 1970.
      type: float
"""

import dataclasses
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.commands import Commands
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.services import (
    STATES,
    Order,
    Service,
    Sighting,
    carry_out,
    complaint,
    remember,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.seconds import check_seconds

_COMMANDS = ("start", "stop", "status")


def argument_spec() -> dict[str, t.Any]:
    """Return the options of the module."""
    service = {"name": {"type": "str", "required": True}, **{key: {"type": "str"} for key in ("unit", *_COMMANDS)}}
    sighting = {
        "name": {"type": "str", "required": True},
        "running": {"type": "bool", "required": True},
        "at": {"type": "float", "required": True},
    }
    return {
        "services": {
            "type": "list",
            "elements": "dict",
            "required": True,
            "options": service,
            "mutually_exclusive": [("unit", command) for command in _COMMANDS],
        },
        "state": {"type": "str", "choices": list(STATES), "required": True},
        "stop_timeout": {"type": "float", "default": 60},
        "start_timeout": {"type": "float", "default": 30},
        "command_timeout": {"type": "float", "default": 300},
        "known": {"type": "list", "elements": "dict", "default": [], "options": sighting},
    }


def main() -> None:
    """Run the module."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    params = module.params
    try:
        check_seconds({"command_timeout": params["command_timeout"]})
    except Failure as failure:
        module.fail_json(msg=str(failure))
    order = Order(params["state"], params["stop_timeout"], params["start_timeout"], module.check_mode)
    known = remember(Sighting(**sighting) for sighting in params["known"])
    services = [Service(**service) for service in params["services"]]
    results = carry_out(services, order, Commands(params["command_timeout"]), known)
    found = {
        "changed": any(result.changed for result in results),
        "services": [dataclasses.asdict(result) for result in results],
        "known": [sighting._asdict() for sighting in remember(known.values(), results).values()],
    }
    failed = complaint(results)
    if failed:
        module.fail_json(msg=f"Not every service could be {order.state}: {failed}", **found)
    module.exit_json(**found)


if __name__ == "__main__":
    main()
