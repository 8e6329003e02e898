# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start, watch and stop the clients of this folder, in other processes.

Command line:
    python tests/kafka/clients/handle.py --dir DIR start NAME [--for STATE|RECORDS] consume --bootstrap ... --group ...
    python tests/kafka/clients/handle.py --dir DIR start NAME streams --bed BED --cluster CLUSTER --group G --topics T
    python tests/kafka/clients/handle.py --dir DIR wait NAME paused          (or a number of records)
    python tests/kafka/clients/handle.py --dir DIR status NAME
    python tests/kafka/clients/handle.py --dir DIR stop|kill [NAME]
Library:
    with Clients(folder) as clients:
        reader = clients.start("reader", "consume", cluster, group="g", topics="t", protocol="consumer", pause_after=10)
        reader.wait("paused")
        clients.start("app", "streams", cluster, group="s", topics="t").wait(40)
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import pathlib
import signal
import sys
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import process  # noqa: E402  # a module of the test bed, which is not on the path of a program in this folder
import settings  # noqa: E402  # likewise
from bed import Bed  # noqa: E402  # likewise
from cluster import QUICK_START, Cluster  # noqa: E402  # likewise

TIMEOUT = 60.0  # seconds
LIVE = ("consume", "assign", "produce")  # what live.py does
JAVA = ("streams", "share")  # kinds of groups whose members are Java programs
ENDED = ("done", "stopped", "failed")
Status = dict[str, typing.Any]


class ClientFailed(RuntimeError):
    """A client has ended, or has not come as far as it should."""


@dataclasses.dataclass(frozen=True)
class Client:
    """One client: its files are NAME.status, NAME.ledger, NAME.log and NAME.pid in the folder."""

    name: str
    folder: pathlib.Path

    @property
    def ledger(self) -> pathlib.Path:
        """The file with a line for each record (not for streams)."""
        return self._file("ledger")

    def status(self) -> Status:
        """Return what the client last reported; state is starting before its first report."""
        try:
            return dict(json.loads(self._file("status").read_text()))
        except FileNotFoundError:
            return {"state": "starting", "records": 0, "assignment": [], "committed": {}, "error": None}

    @property
    def running(self) -> bool:
        """Whether its process exists."""
        return process.alive(self.process)

    @property
    def process(self) -> process.ProcessId | None:
        """Its process, also when that has ended."""
        file = self._file("pid")
        return process.ProcessId(**json.loads(file.read_text())) if file.exists() else None

    def wait(self, goal: str | int | typing.Callable[[Status], bool], seconds: float = TIMEOUT) -> Status:
        """Wait for a state, for a number of records, or for what a function accepts; return the status.

        Raises ClientFailed when the client ends before, or the time is over, with the end of its log.
        """
        deadline = time.monotonic() + seconds
        while True:
            running = self.running
            status = self.status()  # after the process, which reports before it ends
            if reached(status, goal):
                return status
            if not running or time.monotonic() > deadline:
                what = f"is {status} after {seconds:.0f} s" if running else f"has ended with {status}"
                log = self._file("log").read_text(errors="replace")
                raise ClientFailed(f"client {self.name} {what}, waited for {goal}; its log ends with:\n{log[-3000:]}")
            time.sleep(0.05)

    def launch(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        """Start the process; raises ClientFailed if it ends at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for suffix in ("status", "log"):
            self._file(suffix).unlink(missing_ok=True)
        found = process.launch(command, self._file("log"), environment)
        if found is None:
            raise ClientFailed(f"client {self.name} ended at once: {self._file('log').read_text()[-3000:]}")
        self._file("pid").write_text(json.dumps(dataclasses.asdict(found)))

    def stop(self, *, hard: bool = False) -> None:
        """Stop it: orderly, or (``hard``) like a crash, after which its group waits for its session to expire."""
        found = self.process
        process.stop([found] if found else [], signal.SIGKILL if hard else signal.SIGTERM, 30)

    def send(self, number: signal.Signals) -> None:
        """Send a signal, for example SIGSTOP: a client that hangs."""
        process.send(self.process, number)

    def _file(self, suffix: str) -> pathlib.Path:
        return self.folder / f"{self.name}.{suffix}"


def reached(status: Status, goal: str | int | typing.Callable[[Status], bool]) -> bool:
    """Return whether a status is what was waited for."""
    if callable(goal):
        return goal(status)
    if isinstance(goal, int):
        return int(status["records"]) >= goal
    return bool(status["state"] == goal)


class Clients:
    """The clients of one folder; as a context, it stops them all at the end."""

    def __init__(self, folder: pathlib.Path | str) -> None:
        self.folder = pathlib.Path(folder).resolve()

    def __enter__(self) -> Clients:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self, name: str, action: str, cluster: Cluster, **options: typing.Any) -> Client:
        """Start a client of a cluster; do not wait.

        The action is consume, assign, produce, streams or share. The options are those of live.py with underscores (a
        flag is True), those of streams and share: group, topics, pause_after, user, and set as a list of "KEY=VALUE".
        With ``user`` it takes the listener with logins.
        """
        addresses = cluster.sasl_bootstrap_servers if options.get("user") else cluster.bootstrap_servers
        options = {"bootstrap": ",".join(addresses), **options}
        client = Client(name, self.folder)
        if action in JAVA:
            properties = client.folder / f"{name}.properties"
            command = java_command(action, cluster, [client.folder / f"{name}.status", properties], options)
            self.folder.mkdir(parents=True, exist_ok=True)
            properties.write_text(settings.text(java_properties(options)))
        else:
            files = {"status": client.folder / f"{name}.status", "ledger": client.ledger}
            command = live_command(action, {**files, **options})
        client.launch(command)
        return client

    def client(self, name: str) -> Client:
        """Return a client that was started; raises ValueError."""
        if name not in (known := self.names()):
            raise ValueError(f"no client {name} in {self.folder}, only: {', '.join(known) or 'none'}")
        return Client(name, self.folder)

    def names(self) -> list[str]:
        """Return the names of all clients that were started."""
        return sorted(path.stem for path in self.folder.glob("*.pid"))

    def stop(self, *, hard: bool = False) -> None:
        """Stop all."""
        found = [one for one in (Client(name, self.folder).process for name in self.names()) if one]
        process.stop(found, signal.SIGKILL if hard else signal.SIGTERM, 30)


def live_command(action: str, options: dict[str, typing.Any]) -> list[str]:
    """Return the command of a client that librdkafka has."""
    command = [sys.executable, str(HERE / "live.py"), action]
    for key, value in options.items():
        option = f"--{key.replace('_', '-')}"
        if value is True:
            command.append(option)
        elif isinstance(value, (list, tuple)):
            command += [part for one in value for part in (option, str(one))]
        elif value is not None and value is not False:
            command += [option, str(value)]
    return command


def java_command(kind: str, cluster: Cluster, files: list[pathlib.Path], options: dict[str, typing.Any]) -> list[str]:
    """Return the command of a member of a streams or share group, whose files are for its status and its properties.

    Raises ValueError for a Kafka without them (before 4.1).
    """
    if not list((cluster.home / "libs").glob("kafka-streams-*.jar")):
        version = cluster.distribution.version
        raise ValueError(f"Kafka {version} of {cluster.name} has no {kind} groups (KIP-932 and KIP-1071, Kafka 4.1)")
    # A source file can be run (JEP 330) because Debian's headless Java has the compiler's module.
    java = [str(cluster.java_home / "bin" / "java"), *QUICK_START.split(), "-Xmx256m"]
    program = ["-cp", f"{cluster.home / 'libs'}/*", str(HERE / "JavaMember.java")]
    status, properties = map(str, files)
    pause_after = str(options.get("pause_after", -1))
    return [*java, *program, kind, options["group"], options["topics"], status, pause_after, properties]


def java_properties(options: dict[str, typing.Any]) -> dict[str, str]:
    """Return the settings that a Java client needs to connect, with those that the user gave."""
    properties = {"bootstrap.servers": options["bootstrap"]}
    if user := options.get("user"):
        module = "org.apache.kafka.common.security.plain.PlainLoginModule required"
        password = options.get("password") or f"{user}-secret"
        properties |= {
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "PLAIN",
            "sasl.jaas.config": f'{module} username="{user}" password="{password}";',
        }
    return {**properties, **dict(pair.split("=", 1) for pair in options.get("set", []))}


# --- command line


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Start and stop clients of a Kafka cluster.")
    parser.add_argument("--dir", required=True, help="folder of the clients' files")
    actions = parser.add_subparsers(dest="action", required=True)
    start = actions.add_parser("start", help="start a client")
    start.add_argument("name")
    start.add_argument("--for", dest="goal", type=_goal, default="working", metavar="STATE|RECORDS")
    kinds = start.add_subparsers(dest="kind", required=True)
    for kind in LIVE:
        kinds.add_parser(kind, help="with the options of live.py", add_help=False)
    for kind in JAVA:
        member = kinds.add_parser(kind)
        for option in ("bed", "cluster", "group", "topics"):
            member.add_argument(f"--{option}", required=True)
        member.add_argument("--pause-after", type=int, default=-1)
        member.add_argument("--user")
        member.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    wait = actions.add_parser("wait", help="wait for a state or a number of records")
    wait.add_argument("name")
    wait.add_argument("goal", type=_goal)
    actions.add_parser("status").add_argument("name")
    for action in ("stop", "kill"):
        actions.add_parser(action).add_argument("name", nargs="?", help="all when omitted")
    arguments, others = parser.parse_known_args(given)
    arguments.options = others
    if arguments.options and getattr(arguments, "kind", None) not in LIVE:
        parser.error(f"unknown: {' '.join(arguments.options)}")
    return arguments


def _goal(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def _act(arguments: argparse.Namespace) -> Status | None:
    clients = Clients(arguments.dir)
    if arguments.action in ("stop", "kill"):
        hard = arguments.action == "kill"
        (clients.client(arguments.name) if arguments.name else clients).stop(hard=hard)
        return None
    if arguments.action == "start":
        return _start(clients, arguments).wait(arguments.goal)
    client = clients.client(arguments.name)
    return client.wait(arguments.goal) if arguments.action == "wait" else client.status()


def _start(clients: Clients, arguments: argparse.Namespace) -> Client:
    if arguments.kind in JAVA:
        options = {name: getattr(arguments, name) for name in ("group", "topics", "pause_after", "user", "set")}
        return clients.start(arguments.name, arguments.kind, Bed(arguments.bed).cluster(arguments.cluster), **options)
    client = Client(arguments.name, clients.folder)
    files = {"status": clients.folder / f"{client.name}.status", "ledger": client.ledger}
    client.launch([*live_command(arguments.kind, files), *arguments.options])
    return client


def main(given: list[str] | None = None) -> int:
    """Run one command and print the client's status as JSON; return 1 when it failed."""
    try:
        status = _act(_arguments(given))
    except (ClientFailed, OSError, ValueError) as error:
        print(f"handle.py: {error}", file=sys.stderr)
        return 1
    if status:
        print(json.dumps(status))
    return 0


if __name__ == "__main__":
    sys.exit(main())
