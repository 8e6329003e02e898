# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services of a shop in one folder: their settings, ledgers, logs and commands."""

from __future__ import annotations

import pathlib
import shlex
import subprocess
import sys
import time
import typing

from client import Settings, read_ledger, read_settings

HERE = pathlib.Path(__file__).resolve().parent


class Services:
    """Services by their names; each has settings and a ledger in the folder."""

    def __init__(self, folder: pathlib.Path, bootstrap: str) -> None:
        """Use a folder, and the brokers with which services are configured at first."""
        self.folder = folder
        self._bootstrap = bootstrap

    def ledger(self, service: str) -> pathlib.Path:
        """Return the path of a service's ledger."""
        return self.folder / f"{service}.ledger"

    def settings(self, service: str) -> pathlib.Path:
        """Return the path of a service's configuration file."""
        return self.folder / f"{service}.properties"

    def brokers(self, service: str) -> str:
        """Return the brokers for which a service is configured now."""
        return read_settings(str(self.settings(service)))["bootstrap.servers"]

    def configure(self, service: str, **settings: object) -> None:
        """Write the configuration file of a service."""
        content: Settings = {
            "bootstrap.servers": self._bootstrap,
            **{key: str(value) for key, value in settings.items()},
        }
        self.settings(service).write_text(
            f"# {service}\n" + "".join(f"{key}={value}\n" for key, value in content.items())
        )

    def run_to_end(self, program: str, service: str) -> None:
        """Run a program that ends by itself."""
        subprocess.run([sys.executable, str(HERE / program), str(self.settings(service))], check=True)

    def command(self, action: str, program: str, service: str) -> list[str]:
        """Return the command that starts or stops a service, or returns its status."""
        return [sys.executable, str(HERE / "service.py"), action, program, str(self.settings(service))]

    def control(self, action: str, program: str, service: str) -> None:
        """Start or stop a service."""
        subprocess.run(self.command(action, program, service), check=True)

    def runs(self, program: str, service: str) -> bool:
        """Whether a service runs."""
        return subprocess.run(self.command("status", program, service), check=False).returncode == 0

    def await_work(self, service: str, timeout: float = 30) -> None:
        """Wait until a service writes to its ledger; raises RuntimeError with the end of its log."""
        now = time.time()
        if not wait(lambda: any(entry.time > now for entry in read_ledger(self.ledger(service))), timeout):
            log = self.settings(service).with_suffix(".log").read_text(errors="replace")
            raise RuntimeError(f"{service} does not work; its log ends with:\n{log[-3000:] or '(empty)'}")

    def client(self, program: str, service: str, **more: object) -> dict[str, object]:
        """Return a service as the inventory describes it."""
        return {
            "name": service,
            "files": [{"path": str(self.settings(service)), "format": "properties", "key": "bootstrap.servers"}],
            "start": shlex.join(self.command("start", program, service)),
            "stop": shlex.join(self.command("stop", program, service)),
            "status": shlex.join(self.command("status", program, service)),
            **more,
        }


def wait(condition: typing.Callable[[], bool], timeout: float) -> bool:
    """Wait for a condition; False if it is not met within some seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
