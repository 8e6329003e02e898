# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the commands that start, stop and check services."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure

# Exit codes of a shell (POSIX, Shell & Utilities 2.8.2): it found no program, or a signal (1 to 64) ended the command.
_CANNOT_RUN, _SIGNALLED = (126, 127), range(129, 193)
_GRACE = 5  # seconds between SIGTERM and SIGKILL
_MOST_BYTES = 2000  # of an output that are kept


class CommandFailure(Failure):
    """A command could not be run, or did not return."""


class Output(t.NamedTuple):
    """What a command has returned."""

    rc: int  # negative: the number of the signal that ended it
    stdout: str
    stderr: str

    @property
    def has_run(self) -> bool:
        """Whether the command ran to an end of its own, so that its exit code has a meaning."""
        return self.rc >= 0 and self.rc not in _CANNOT_RUN and self.rc not in _SIGNALLED

    def __str__(self) -> str:
        """Return how it ended, and the end of what it wrote, in one line."""
        end = f"signal {-self.rc}" if self.rc < 0 else f"exit code {self.rc}"
        text = " ".join((self.stderr.strip() or self.stdout.strip()).split())
        return f"{end}: {text}" if text else end


class Commands:
    """Runs commands to their end, each in a session of its own.

    ``systemctl`` is the program for units, ``limit`` the seconds after which a command is ended that has not returned.
    """

    def __init__(self, limit: float, systemctl: str = "systemctl") -> None:
        self._limit = limit
        self._systemctl = systemctl

    def shell(self, text: str) -> Output:
        """Run a shell command; raises :class:`CommandFailure`."""
        return self._run(["/bin/sh", "-c", text])

    def systemctl(self, *arguments: str) -> Output:
        """Run systemctl; raises :class:`CommandFailure`."""
        return self._run([self._systemctl, *arguments])

    def _run(self, argv: list[str]) -> Output:
        # Files, not pipes: a service that a command leaves behind may keep its output open as long as it runs. In a
        # session of its own it gets no SIGHUP at the end of this one.
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            try:
                # run_command and "with" wait without limit.
                process = subprocess.Popen(  # pylint: disable=consider-using-with,ansible-bad-function
                    argv, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, start_new_session=True
                )
            except OSError as error:
                raise CommandFailure(f"{argv[0]} cannot be run: {error.strerror}") from error
            try:
                rc = process.wait(self._limit)
            except subprocess.TimeoutExpired:
                _end(process)
                raise CommandFailure(
                    f"it did not return within {self._limit:g} s (command_timeout) and was ended; a command must "
                    "return, and a start command detach the service (nohup ... &)"
                ) from None
            return Output(rc, _tail(stdout), _tail(stderr))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and the processes of its group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(OSError):  # there are none any more, or they belong to another user
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)


def _tail(file: t.IO[bytes]) -> str:
    """Return the end of an output, and leave the offset alone, which the file shares with a service left behind."""
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), _MOST_BYTES, max(0, size - _MOST_BYTES)).decode("utf-8", "replace")
