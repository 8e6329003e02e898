# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for DMS on loopback, for the tests of the modules that read DMS. It answers as DMS's API reference.

usage: dms.py up --dir DIR --auth-url URL    start it in a folder of its own; the Keystone at URL validates tokens
       dms.py down --dir DIR                 stop it

DIR/dms.json contains its address, DIR/dms.log the requests. The name of an instance decides how it fails; see FAULTS.
"""

from __future__ import annotations

import argparse
import http.server
import json
import pathlib
import re
import sys
import time
import typing
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "kafka")]

import cluster  # noqa: E402  # pylint: disable=wrong-import-position
import dms_examples as examples  # noqa: E402  # pylint: disable=wrong-import-position
import process  # noqa: E402  # pylint: disable=wrong-import-position

FAULTS = {
    "forbidden": "403 for its topics",
    "broken": "500 for its topics",
    "creating": "400 for its topics, as it is not running yet",
    "busy": "404 with the code of flow control, twice, then its topics",
    "overrun": "503 for its topics, always",
    "page-html": "a web page for its topics",
    "repeats": "for every offset the first page of its topics",
    "restless": "a different total on each page",
    "small-pages": "7 topics on a page at most",
    "half-seen": "the disk usage of one broker is missing",
}
TOPICS = {"kafka-new": 120, "repeats": 61, "restless": 61, "small-pages": 30}
GROUPS = {"kafka-new": 61}
DEFAULT_LIMIT, MOST = 10, 50
BUSY_REQUESTS = 2  # after that the instance busy answers
START_SECONDS = 10.0


class Refusal(Exception):
    """An error of DMS."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.status, self.code, self.message = examples.ERRORS[name]


def instances() -> list[dict[str, typing.Any]]:
    """Return all instances: both of the documents, two with one name, one of another engine, and those of FAULTS."""
    others = ["twice", "twice", "rabbit", *FAULTS]
    more = [
        {**examples.INSTANCE, "name": name, "instance_id": examples.masked(100 + number)}
        for number, name in enumerate(others)
    ]
    for entry in more:
        entry["engine"] = "rabbitmq" if entry["name"] == "rabbit" else "kafka"
        entry["status"] = "CREATING" if entry["name"] == "creating" else "RUNNING"
    return [examples.INSTANCE, examples.NEW_INSTANCE, *more]


class Service:
    """The answers to requests."""

    def __init__(self, project: typing.Callable[[str], str | None]) -> None:
        self.project = project  # of a token; None for an invalid one
        self.requests: dict[str, int] = {}

    def answer(self, path: str, query: dict[str, str], token: str | None) -> dict[str, typing.Any] | str:
        """Return the answer to a GET; a string is not JSON."""
        if not token:
            raise Refusal("no token")
        project = self.project(token)
        if not project:
            raise Refusal("token")
        names = [name for name in path.split("/") if name]
        if names[:1] != ["v2"]:
            raise Refusal("url")
        if names[1:] == ["kafka", "products"]:
            chosen = [
                product
                for product in examples.PRODUCTS["products"]
                if query.get("product_id", product["product_id"]) == product["product_id"]
            ]
            return {**examples.PRODUCTS, "products": chosen}
        if names[1:2] != [project]:
            raise Refusal("project")
        if names[2:3] != ["instances"]:
            raise Refusal("url")
        return self._instance(names[3:], query) if names[3:] else self._instances(query)

    def _instances(self, query: dict[str, str]) -> dict[str, typing.Any]:
        if query.get("engine") not in ("kafka", "rabbitmq"):
            raise Refusal("parameter")
        name, exact = query.get("name", ""), query.get("exact_match_name") == "true"
        found = [entry for entry in instances() if entry["engine"] == query["engine"]]
        found = [entry for entry in found if (entry["name"] == name if exact and name else name in entry["name"])]
        return {"instances": page(found, query), "instance_num": len(found)}

    def _instance(self, names: list[str], query: dict[str, str]) -> dict[str, typing.Any] | str:
        found = next((entry for entry in instances() if entry["instance_id"] == names[0]), None)
        if found is None:
            raise Refusal("absent")
        readers = {
            "": lambda: found,
            "topics": lambda: self._topics(found["name"], query),
            "groups": lambda: groups(found["name"], query),
            "topics/diskusage": lambda: disk_usage(found["name"], query),
        }
        reader = readers.get("/".join(names[1:]))
        if reader is None:
            raise Refusal("url")
        return reader()

    def _topics(self, name: str, query: dict[str, str]) -> dict[str, typing.Any] | str:
        self.requests[name] = self.requests.get(name, 0) + 1
        refusals = {"forbidden": "forbidden", "broken": "internal", "creating": "status", "busy": "frequent"}
        if name in refusals and (name != "busy" or self.requests[name] <= BUSY_REQUESTS):
            raise Refusal(refusals[name])
        if name == "overrun":
            raise Overrun
        if name == "page-html":
            return "<html><body>Welcome to the proxy</body></html>"
        topic, total = examples.TOPICS["topics"][0], TOPICS.get(name, 1)
        all_of_them = [topic] if total == 1 else [{**topic, "name": f"Topic-{number:03d}"} for number in range(total)]
        if name == "repeats":
            query = {**query, "offset": "0"}
        if name == "small-pages":
            query = {**query, "limit": str(min(7, int(query.get("limit", DEFAULT_LIMIT))))}
        shown = page(all_of_them, query)
        return {**examples.TOPICS, "topics": shown, "total": total + (self.requests[name] if name == "restless" else 0)}


class Overrun(Exception):
    """503 with a text that is not JSON, as from a gateway."""


def groups(name: str, query: dict[str, str]) -> dict[str, typing.Any]:
    """Return the consumer groups of an instance."""
    total = GROUPS.get(name)
    first = examples.GROUPS["groups"][0]
    entries = (
        [{**first, "group_id": f"consumer-{number:03d}", "lag": number} for number in range(total)]
        if total
        else examples.GROUPS["groups"]
    )
    return {"groups": page(entries, query), "total": len(entries)}


def disk_usage(name: str, query: dict[str, str]) -> dict[str, typing.Any]:
    """Return the disk usage of partitions of at least minSize, by default 1 GB."""
    if query.get("minSize", "1G") not in ("1K", "1M", "1G"):
        raise Refusal("parameter")
    broker = examples.DISK_USAGE["broker_list"][0]
    first = {**broker, "topic_list": broker["topic_list"] if query.get("minSize") == "1K" else []}
    second = {**first, "broker_name": "broker-1"}
    if name == "half-seen":
        second = {**second, "status": "Failed to get info", "topic_list": []}
    return {"broker_list": [second, first]}


def page(entries: list[typing.Any], query: dict[str, str]) -> list[typing.Any]:
    """Return the part of a list that limit and offset select."""
    limit, offset = query.get("limit", str(DEFAULT_LIMIT)), query.get("offset", "0")
    if not re.fullmatch(r"\d+", limit) or not 1 <= int(limit) <= MOST:
        raise Refusal("limit")
    if not re.fullmatch(r"\d+", offset) or (int(offset) and int(offset) >= len(entries)):
        raise Refusal("offset")
    return entries[int(offset) : int(offset) + int(limit)]


class Keystone:
    """Validates tokens: returns the project of a token, as a service behind a real Keystone finds it."""

    def __init__(self, auth_url: str) -> None:
        self.url = f"{auth_url}/auth/tokens"
        self.known: dict[str, str | None] = {}

    def __call__(self, token: str) -> str | None:
        if token not in self.known:
            request = urllib.request.Request(self.url, headers={"X-Auth-Token": token, "X-Subject-Token": token})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    self.known[token] = json.load(answer)["token"].get("project", {}).get("id")
            except urllib.error.HTTPError:
                return None
        return self.known[token]


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    service: Service
    log: pathlib.Path | None = None

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        """Answer, and log the request."""
        parts = urllib.parse.urlsplit(self.path)
        status, content = 200, None
        try:
            content = self.service.answer(
                parts.path, dict(urllib.parse.parse_qsl(parts.query)), self.headers.get("X-Auth-Token")
            )
        except Refusal as refusal:
            status, content = refusal.status, {"error_code": refusal.code, "error_msg": refusal.message}
        except Overrun:
            status, content = 503, "Service Unavailable"
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        if self.log:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(f"GET {self.path} {status}\n")
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(content, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: typing.Any) -> None:  # pylint: disable=arguments-differ
        """Log nothing; do_GET does."""


def serve(
    port: int, project: typing.Callable[[str], str | None], log: pathlib.Path | None = None
) -> http.server.ThreadingHTTPServer:
    """Return a server, to be started with serve_forever."""
    handler = type("Answering", (Handler,), {"service": Service(project), "log": log})
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def up(folder: pathlib.Path, auth_url: str) -> None:
    """Start it and wait until it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    port = cluster.free_ports(1)[0]
    command = [
        sys.executable,
        str(HERE / "dms.py"),
        "serve",
        "--dir",
        str(folder),
        "--auth-url",
        auth_url,
        "--port",
        str(port),
    ]
    started = process.launch(command, folder / "dms.out")
    if started:
        record = {"url": f"http://127.0.0.1:{port}", "process": vars(started)}
        (folder / "dms.json").write_text(json.dumps(record) + "\n")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.alive(started):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5).close()
        except urllib.error.HTTPError:
            (folder / "dms.log").write_text("")
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"DMS's stand-in did not start; its output is in {folder / 'dms.out'}")


def main(given: typing.Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=["up", "down", "serve"])
    parser.add_argument("--dir", type=lambda text: pathlib.Path(text).resolve(), required=True)
    parser.add_argument("--auth-url")
    parser.add_argument("--port", type=int)
    arguments = parser.parse_args(given)
    if arguments.command == "up":
        up(arguments.dir, arguments.auth_url)
    elif arguments.command == "down":
        process.stop([process.ProcessId(**json.loads((arguments.dir / "dms.json").read_text())["process"])])
    else:
        serve(arguments.port, Keystone(arguments.auth_url), arguments.dir / "dms.log").serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
