# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One client of a Kafka cluster, which works until SIGTERM and reports in a file how far it is.

usage: live.py consume --status FILE --bootstrap ADDRESSES --group GROUP --topics T,T [OPTION...]
       live.py assign  --status FILE --bootstrap ADDRESSES --group GROUP --partitions T:0,T:1 [OPTION...]
       live.py produce --status FILE --bootstrap ADDRESSES --topics T,T [OPTION...]
handle.py starts it and waits for what it reports. The status is JSON: {"state": ..., "records": how many were read and
committed, or acknowledged, "assignment": ["T:0", ...], "committed": {"T:0": offset}, "error": text or null}, in which
state is starting, working, paused (a member that heartbeats and reads nothing more), done, stopped or failed.
The ledger has a line for each record: ``time topic partition offset key value``.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import json
import os
import pathlib
import signal
import sys
import time
import typing

import confluent_kafka

PROTOCOLS = ("classic", "consumer")  # of the group: KIP-848's is consumer
POLL = 0.1  # seconds
FIRST_COMMIT = 30.0  # seconds that a new cluster may need to have its coordinators
NOT_READY = (
    confluent_kafka.KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    confluent_kafka.KafkaError.COORDINATOR_NOT_AVAILABLE,
    confluent_kafka.KafkaError.NOT_COORDINATOR,
)
Settings = dict[str, typing.Any]


@dataclasses.dataclass
class Status:
    """What the client reports; each change replaces the whole file."""

    path: pathlib.Path
    state: str = "starting"
    records: int = 0
    assignment: list[str] = dataclasses.field(default_factory=list)
    committed: dict[str, int] = dataclasses.field(default_factory=dict)
    error: str | None = None

    def report(self, **changes: typing.Any) -> None:
        """Change some fields, and write the file if any has changed."""
        before = self._content()
        for name, value in changes.items():
            setattr(self, name, value)
        if self._content() != before or not self.path.exists():
            scratch = self.path.with_suffix(".new")
            scratch.write_text(json.dumps({**self._content(), "pid": os.getpid()}))
            scratch.rename(self.path)

    def _content(self) -> dict[str, typing.Any]:
        return {
            "state": self.state,
            "records": self.records,
            "assignment": list(self.assignment),
            "committed": dict(self.committed),
            "error": self.error,
        }


class Ledger:
    """The lines of the records; nothing without a path."""

    def __init__(self, path: str | None) -> None:
        self._path = pathlib.Path(path) if path else None

    def write(self, records: typing.Iterable[confluent_kafka.Message]) -> None:
        """Write a line for each record."""
        if not self._path:
            return
        with self._path.open("a") as file:
            for record in records:
                key, value = ((text or b"-").decode() for text in (record.key(), record.value()))
                place = f"{record.topic()} {record.partition()} {record.offset()}"
                file.write(f"{time.time():.6f} {place} {key} {value}\n")


def connection(arguments: argparse.Namespace) -> Settings:
    """Return the settings that every client needs, with those that the user gave."""
    settings: Settings = {"bootstrap.servers": arguments.bootstrap, "client.id": f"live-{arguments.action}"}
    if arguments.user:
        settings.update(
            {
                "security.protocol": "SASL_PLAINTEXT",
                "sasl.mechanism": "PLAIN",
                "sasl.username": arguments.user,
                "sasl.password": arguments.password or f"{arguments.user}-secret",
            }
        )
    return {**settings, **dict(pair.split("=", 1) for pair in arguments.set)}


def consumer_settings(arguments: argparse.Namespace) -> Settings:
    """Return the settings of a member of a group, whichever protocol it has."""
    settings = {**connection(arguments), "group.id": arguments.group}
    settings.update(
        {
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
            "isolation.level": arguments.isolation,
            "group.protocol": arguments.protocol,
        }
    )
    if arguments.instance_id:
        settings["group.instance.id"] = arguments.instance_id  # static membership, KIP-345
    if arguments.protocol == "classic":  # of KIP-848's members the broker decides it
        settings.update({"session.timeout.ms": 10000, "heartbeat.interval.ms": 1000})
    return settings


# --- consumers


def consume(arguments: argparse.Namespace, status: Status, stop: Stop) -> None:
    """Be a member of a classic or KIP-848 group: read, commit, and after some records only stay alive."""
    consumer = confluent_kafka.Consumer(consumer_settings(arguments))

    def show(_consumer: confluent_kafka.Consumer, _partitions: list[confluent_kafka.TopicPartition]) -> None:
        status.report(assignment=sorted(f"{one.topic}:{one.partition}" for one in consumer.assignment()))

    consumer.subscribe(arguments.topics.split(","), on_assign=show, on_revoke=show)
    _read(arguments, status, stop, consumer)


def assign(arguments: argparse.Namespace, status: Status, stop: Stop) -> None:
    """Read partitions that were assigned by hand, and commit for a group that has no members."""
    consumer = confluent_kafka.Consumer(consumer_settings(arguments))
    partitions = [name.rpartition(":") for name in arguments.partitions.split(",")]
    chosen = [confluent_kafka.TopicPartition(topic, int(number)) for topic, _colon, number in partitions]
    # Not left to assign(), for which a coordinator that is not ready yet is a final error.
    committed = retried(lambda: consumer.committed(chosen, timeout=10))
    beginning = confluent_kafka.OFFSET_BEGINNING
    for one in committed:
        one.offset = one.offset if one.offset >= 0 else beginning
    consumer.assign(committed)
    status.report(assignment=sorted(arguments.partitions.split(",")))
    _read(arguments, status, stop, consumer)


def _read(arguments: argparse.Namespace, status: Status, stop: Stop, consumer: confluent_kafka.Consumer) -> None:
    ledger = Ledger(arguments.ledger)
    while not stop:
        wanted = arguments.pause_after - status.records if arguments.pause_after is not None else 500
        if wanted <= 0:
            consumer.pause(consumer.assignment())  # again and again: a rebalance starts what was paused
            consumer.poll(POLL)
            status.report(state="paused", **_assigned(consumer))
            continue
        records = _usable(consumer.consume(min(wanted, arguments.most), timeout=POLL))
        ledger.write(records)
        time.sleep(arguments.delay if records else 0)
        changes: dict[str, typing.Any] = _assigned(consumer)
        if records and not arguments.no_commit:
            last = {(record.topic(), record.partition()): record.offset() + 1 for record in records}
            _commit(consumer, last)
            committed = {f"{topic}:{number}": offset for (topic, number), offset in last.items()}
            changes["committed"] = {**status.committed, **committed}
        state = "working" if changes["assignment"] else status.state
        status.report(state=state, records=status.records + len(records), **changes)
    if not arguments.abandon:
        consumer.close()


def _assigned(consumer: confluent_kafka.Consumer) -> dict[str, typing.Any]:
    return {"assignment": sorted(f"{one.topic}:{one.partition}" for one in consumer.assignment())}


def _usable(messages: typing.Iterable[confluent_kafka.Message]) -> list[typing.Any]:
    """Return the records; raises KafkaException on an error that the library does not retry."""
    records = []
    for message in messages:
        error = message.error()
        if error is None:
            records.append(message)
        elif error.fatal() or not (error.retriable() or error.code() in NOT_READY):
            raise confluent_kafka.KafkaException(error)
    return records


def _commit(consumer: confluent_kafka.Consumer, last: dict[tuple[str, int], int]) -> None:
    """Commit behind the last record of each partition, as a Java consumer does: a marker after it stays uncommitted."""
    offsets = [confluent_kafka.TopicPartition(topic, number, offset) for (topic, number), offset in last.items()]
    retried(lambda: consumer.commit(offsets=offsets, asynchronous=False))


def retried(act: typing.Callable[[], typing.Any]) -> typing.Any:
    """Do what needs the coordinator of a group, which a new cluster does not have at once; return the result."""
    deadline = time.monotonic() + FIRST_COMMIT
    while True:
        try:
            return act()
        except confluent_kafka.KafkaException as error:
            if time.monotonic() > deadline or not (error.args[0].retriable() or error.args[0].code() in NOT_READY):
                raise
            time.sleep(POLL)


# --- producers


def produce(arguments: argparse.Namespace, status: Status, stop: Stop) -> None:
    """Write records, all at once or with a rate; in transactions, if wanted, of which each is committed or aborted."""
    settings = {**connection(arguments), "enable.idempotence": True}
    if arguments.transaction:
        settings["transactional.id"] = arguments.transactional_id or f"live-{os.getpid()}"
        settings["transaction.timeout.ms"] = arguments.transaction_timeout * 1000
    producer = confluent_kafka.Producer(settings)
    if arguments.transaction:
        producer.init_transactions(FIRST_COMMIT)
    status.report(state="working")
    number = 0
    batch = arguments.batch if arguments.rate or arguments.transaction else arguments.count or 1000
    while not stop and (not arguments.count or number < arguments.count):
        size = min(batch, arguments.count - number) if arguments.count else batch
        _write(arguments, producer, range(number, number + size), status)
        number += size
        time.sleep(size / arguments.rate if arguments.rate else 0)
    status.report(state="done")
    while arguments.stay and not stop:
        time.sleep(POLL)


def _write(arguments: argparse.Namespace, producer: confluent_kafka.Producer, numbers: range, status: Status) -> None:
    topics = arguments.topics.split(",")
    acknowledged: list[confluent_kafka.Message] = []

    def received(error: confluent_kafka.KafkaError | None, message: confluent_kafka.Message) -> None:
        if error is None:
            acknowledged.append(message)

    if arguments.transaction:
        producer.begin_transaction()
    for number in numbers:
        where = {} if arguments.partition is None else {"partition": arguments.partition}
        topic, key = topics[number % len(topics)], f"k{number % arguments.keys}"
        producer.produce(topic, key=key, value=f"{number}", on_delivery=received, **where)
    producer.flush()
    if arguments.transaction == "commit":
        producer.commit_transaction(FIRST_COMMIT)
    elif arguments.transaction == "abort":
        producer.abort_transaction(FIRST_COMMIT)
    if len(acknowledged) != len(numbers):
        raise RuntimeError(f"{len(numbers) - len(acknowledged)} of {len(numbers)} records were not acknowledged")
    Ledger(arguments.ledger).write(acknowledged)
    status.report(records=status.records + len(acknowledged))
    if arguments.transaction == "open":
        status.report(state="done")
        os._exit(0)  # like a crash: only the timeout ends the transaction


# --- the program


class Stop:
    """Becomes true at SIGTERM or SIGINT."""

    def __init__(self) -> None:
        self._received = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._receive)

    def _receive(self, *_signal: object) -> None:
        self._received = True

    def __bool__(self) -> bool:
        return self._received


def parse(given: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description="A client of a Kafka cluster that reports how far it is.")
    actions = parser.add_subparsers(dest="action", required=True)
    parts = {name: actions.add_parser(name) for name in ("consume", "assign", "produce")}
    for part in parts.values():
        part.add_argument("--status", required=True, help="file for the status")
        part.add_argument("--bootstrap", required=True, help="addresses, separated by commas")
        part.add_argument("--user", help="logs in with SASL_PLAINTEXT; give the addresses of that listener")
        part.add_argument("--password", help="USER-secret when omitted, as the test bed has it")
        part.add_argument("--ledger", help="file to which a line is added for each record")
        part.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of librdkafka")
    for part in (parts["consume"], parts["assign"]):
        part.add_argument("--group", required=True)
        part.add_argument("--pause-after", type=int, metavar="N", help="after N records stay alive, but read no more")
        part.add_argument("--most", type=int, default=500, help="records at a time")
        part.add_argument("--delay", type=float, default=0.0, help="seconds between reading and committing")
        part.add_argument("--no-commit", action="store_true")
        part.add_argument("--abandon", action="store_true", help="do not leave the group at the end")
        part.add_argument("--isolation", default="read_committed", choices=("read_committed", "read_uncommitted"))
    parts["consume"].add_argument("--topics", required=True)
    parts["consume"].add_argument("--protocol", default="classic", choices=PROTOCOLS)
    parts["consume"].add_argument("--instance-id", help="makes it a static member")
    parts["assign"].add_argument("--partitions", required=True, metavar="T:0,T:1")
    parts["assign"].set_defaults(protocol="classic", instance_id=None)
    _add_production(parts["produce"])
    return parser.parse_args(given)


def _add_production(part: argparse.ArgumentParser) -> None:
    part.add_argument("--topics", required=True)
    part.add_argument("--partition", type=int)
    part.add_argument("--count", type=int, default=0, help="records; without it, until it is stopped")
    part.add_argument("--rate", type=float, default=0.0, help="records a second; as fast as possible when omitted")
    part.add_argument("--batch", type=int, default=10, help="records at once, or in one transaction")
    part.add_argument("--keys", type=int, default=10, help="how many different keys")
    part.add_argument("--transaction", choices=("commit", "abort", "open"), help="what becomes of each transaction")
    part.add_argument("--transactional-id")
    part.add_argument("--transaction-timeout", type=int, default=60, help="seconds")
    part.add_argument("--stay", action="store_true", help="keep the connection after the last record")


def main() -> int:
    """Work until a signal; return 1 when the client has failed."""
    arguments = parse()
    status = Status(pathlib.Path(arguments.status))
    status.report()
    stop = Stop()
    try:
        {"consume": consume, "assign": assign, "produce": produce}[arguments.action](arguments, status, stop)
    except Exception as error:
        with contextlib.suppress(OSError):
            status.report(state="failed", error=f"{type(error).__name__}: {error}")
        raise
    if status.state != "done":
        status.report(state="stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
