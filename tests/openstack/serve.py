# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serve one of OpenStack's services on loopback, and write a line to a file for each request.

usage: serve.py keystone|neutron PORT THREADS LOG

It runs in the environment that has both; their settings are in OS_* variables. A number in the file LOG.NAME makes the
server stop, as if it had been killed, after it has answered that many more requests.
"""

from __future__ import annotations

import importlib
import os
import pathlib
import sys
import typing as t

import waitress

Environ = dict[str, t.Any]
Respond = t.Callable[..., t.Any]
Application = t.Callable[[Environ, Respond], t.Iterable[bytes]]


def logged(application: Application, name: str, log: str) -> Application:
    """Return the application with a log of its answers: method, path, status."""
    left = pathlib.Path(f"{log}.{name}")

    def serve(environ: Environ, start_response: Respond) -> t.Iterable[bytes]:
        if left.exists():
            if left.read_text() == "0":
                os._exit(0)
            left.write_text(str(int(left.read_text()) - 1))

        def start(status: str, headers: list[tuple[str, str]], *rest: t.Any) -> t.Any:
            query = environ.get("QUERY_STRING")
            path = environ["PATH_INFO"] + (f"?{query}" if query else "")
            with open(log, "a", encoding="utf-8") as file:
                file.write(f"{environ['REQUEST_METHOD']} {path} {status[:3]}\n")
            return start_response(status, headers, *rest)

        return application(environ, start)

    return serve


def main() -> None:
    """Serve until killed."""
    name, port, threads, log = sys.argv[1:]
    sys.argv = [name]  # Neutron would take our arguments for its own
    application = importlib.import_module(f"{name}.wsgi.api").application
    waitress.serve(logged(application, name, log), host="127.0.0.1", port=int(port), threads=int(threads), ident=None)


if __name__ == "__main__":
    main()
