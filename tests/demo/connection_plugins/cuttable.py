# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to this machine that tests can cut, as a broken ssh connection would be."""

from __future__ import annotations

DOCUMENTATION = """
name: cuttable
short_description: Execute on this machine, until the connection is cut
description:
  - Works as P(ansible.builtin.local#connection) while the folder has no file C(<host>.cut).
  - While it has, every command and every transfer fails as if the host was unreachable.
  - The file may hold JSON with C(until), the time in seconds since 1970 at which the connection works again, and
    C(leave), whether a command that runs when the connection is cut goes on without anybody who hears of it, as it
    does behind a broken ssh without a terminal; otherwise it is killed.
  - A command that the play has left behind by being killed goes on too.
author: OTC Kafka migration team
version_added: 1.0.0
options:
  cuts:
    description: The folder with the files that cut connections.
    type: path
    required: true
    vars:
      - name: ansible_cuttable_cuts
    env:
      - name: CUTTABLE_CUTS
extends_documentation_fragment: connection_pipelining
"""

import json
import os
import pathlib
import signal
import subprocess
import time
import typing

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.plugins.connection.local import Connection as LocalConnection

_POLL = 0.05  # seconds


class Cut(typing.NamedTuple):
    """A connection that is cut now."""

    leave: bool


def read_cut(path: pathlib.Path, now: float) -> Cut | None:
    """Return whether the connection is cut at this time; a file that is just being written cuts."""
    try:
        content = path.read_text()
    except FileNotFoundError:
        return None
    try:
        settings = json.loads(content or "{}")
    except ValueError:
        settings = {}
    until = settings.get("until")
    return None if until is not None and now >= until else Cut(bool(settings.get("leave")))


class Connection(LocalConnection):
    """A local connection that asks the file before and while it works."""

    transport = "cuttable"

    def exec_command(self, cmd: str, in_data: bytes | None = None, sudoable: bool = True) -> tuple[int, bytes, bytes]:
        """Run a command; raises AnsibleConnectionFailure if the connection is cut before it has ended."""
        if sudoable and self.become:
            raise AnsibleError("the connection cuttable cannot become another user")
        self._require()
        process = subprocess.Popen(  # pylint: disable=consider-using-with  # it may be left behind
            cmd,
            shell=True,
            executable="/bin/sh",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # it survives a play that is killed, as it would on another host
        )
        pending = in_data
        while True:
            try:
                output, errors = process.communicate(pending, timeout=_POLL)
                return process.returncode, output, errors
            except subprocess.TimeoutExpired:
                pending = None  # communicate() has kept it
            cut = self._cut()
            if cut:
                if not cut.leave:
                    os.killpg(process.pid, signal.SIGKILL)
                raise self._failure()

    def put_file(self, in_path: str, out_path: str) -> None:
        """Copy a file; raises AnsibleConnectionFailure if the connection is cut."""
        self._require()
        super().put_file(in_path, out_path)

    def fetch_file(self, in_path: str, out_path: str) -> None:
        """Copy a file; raises AnsibleConnectionFailure if the connection is cut."""
        self._require()
        super().fetch_file(in_path, out_path)

    def _cut(self) -> Cut | None:
        host = self._play_context.remote_addr
        return read_cut(pathlib.Path(self.get_option("cuts")) / f"{host}.cut", time.time())

    def _require(self) -> None:
        if self._cut():
            raise self._failure()

    def _failure(self) -> AnsibleConnectionFailure:
        host = self._play_context.remote_addr
        return AnsibleConnectionFailure(f"Failed to connect to the host: {host}: the test has cut the connection")
