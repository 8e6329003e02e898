# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to one cluster: connect fast or fail with the cause, send requests, retry, close."""

from __future__ import annotations

import dataclasses
import random
import time
import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection_errors import (
    as_sentence,
    explain,
    is_final,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.errors import (
    Answer,
    KafkaFailure,
    Key,
    Value,
    is_transient,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.name_resolution import resolve
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds between two attempts
_NO_VERSION = (-1, -1)
_Request = tuple[t.Any, t.Optional[int]]  # the request, and the id of its broker; None stands for any broker


@dataclasses.dataclass(frozen=True)
class Broker:
    """A broker, at the address that it advertises to clients."""

    node_id: int
    host: str
    port: int
    rack: str | None


class Connection:
    """Sends requests to the brokers of a cluster, several at a time; nothing runs in the background.

    kafka-python's own client is not used: its bootstrap hides the cause of a failure behind a timeout of 30 seconds and
    repeats the login meanwhile, and its methods raise the first error of a batch and drop the others.
    """

    def __init__(self, options: ClusterOptions) -> None:
        self.options = options
        self.label = options.label
        self._loop: t.Any = None
        self._manager: t.Any = None
        self._brokers: list[Broker] = []
        self.cluster_id: str = ""
        self.controller_id: int = -1

    def __enter__(self) -> Connection:
        self.open()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def open(self) -> None:
        """Connect to the first bootstrap server that responds.

        Raises :class:`KafkaFailure` within connect_timeout, with the cause of each server.
        """
        settings = self.options.library_settings()
        self._loop = library.NetworkSelector(client_id=settings["client_id"])
        self._manager = library.KafkaConnectionManager(
            self._loop,
            max_in_flight_requests_per_connection=1000,  # with the default of 5 the sixth request fails at once
            receive_message_max_bytes=100_000_000,
            **settings,
        )
        deadline = time.monotonic() + self.options.connect_timeout
        failures = []
        # The library shuffles the servers, so only its own list has the right order.
        servers = self._manager.cluster.bootstrap_brokers()
        for position, broker in enumerate(servers):
            budget = max(0.0, deadline - time.monotonic()) / (len(servers) - position)
            try:
                resolve(broker.host, broker.port, budget)
                self._run(self._bootstrap, broker.node_id, budget)
                return
            except Exception as error:  # pylint: disable=broad-except  # every cause becomes part of the message
                failures.append(f"{broker.host}:{broker.port}: {explain(error, self.options).rstrip('.')}")
                if is_final(error):
                    break
        self.close()
        raise KafkaFailure(as_sentence(f"Cannot connect to {self.label}: " + "; ".join(failures)))

    async def _bootstrap(self, node_id: str, budget: float) -> None:
        milliseconds = budget * 1000
        # wait_for() ends what the library never ends: a TLS handshake with a silent peer.
        await self._manager.wait_for(self._connected(node_id, milliseconds), milliseconds)
        response = await self._manager.wait_for(self._manager.send(_metadata_of_no_topic(), node_id), milliseconds)
        self._update_metadata(response)

    def _connected(self, node_id: str, milliseconds: float) -> t.Any:
        return self._manager.get_connection(node_id, timeout_ms=milliseconds, refresh_metadata_on_err=False).init_future

    def _update_metadata(self, response: t.Any) -> None:
        # A cluster without brokers would have no groups either: a broker that has just started can answer that.
        if response.error_code or not response.brokers:
            raise KafkaFailure(f"A broker of {self.label} does not report the brokers (error {response.error_code}).")
        self._manager.cluster.update_metadata(response)
        brokers = [Broker(broker.node_id, broker.host, broker.port, broker.rack) for broker in response.brokers]
        self._brokers = sorted(brokers, key=lambda broker: broker.node_id)
        self.cluster_id = response.cluster_id
        self.controller_id = response.controller_id

    def close(self) -> None:
        """Close all sockets; calling it twice is safe."""
        if self._manager is not None:
            self._manager.close()
            self._loop.close()
            self._manager = None

    @property
    def brokers(self) -> list[Broker]:
        """The brokers, sorted by id."""
        return self._brokers

    def versions(self, request: t.Any) -> tuple[int, int]:
        """Return the lowest and highest version of a request that both sides support; (-1, -1) if there is none."""
        try:
            return request.min_version, self._manager.broker_version_data.api_version(request)
        except library.errors.IncompatibleBrokerVersion:
            return _NO_VERSION

    def api_versions(self) -> dict[str, tuple[int, int]]:
        """Return the lowest and highest version of each request that the brokers offer, by the request's name."""
        return {
            library.request_name(key): versions
            for key, versions in self._manager.broker_version_data.api_versions.items()
        }

    @property
    def broker_version(self) -> str:
        """The release that the offered request versions indicate, such as 3.3; brokers do not report their version."""
        return ".".join(str(number) for number in self._manager.broker_version)

    def refresh(self) -> None:
        """Read the brokers, the controller and the cluster id again."""
        self._update_metadata(self.send(_metadata_of_no_topic()))

    def send(self, request: t.Any, node_id: int | None = None, timeout: float | None = None) -> t.Any:
        """Send one request to a broker (any broker if node_id is None) and return its response.

        See :meth:`send_all`.
        """
        (response,) = self.send_all([(request, node_id)], timeout)
        return response

    def send_all(self, requests: t.Sequence[_Request], timeout: float | None = None) -> list[t.Any]:
        """Send requests to their brokers at once and return the responses in the same order.

        A request whose connection is lost, throttled or not ready yet is sent again until timeout seconds (None:
        request_timeout) have passed. Raises :class:`KafkaFailure` for the first request that gets no response.
        """
        deadline = time.monotonic() + (self.options.request_timeout if timeout is None else timeout)
        responses: list[t.Any] = [None] * len(requests)
        waiting = list(range(len(requests)))
        for pause in _pauses():
            outcomes = self._run(self._exchange, [requests[index] for index in waiting], deadline)
            failed = []
            for index, outcome in zip(waiting, outcomes):
                if isinstance(outcome, BaseException):
                    failed.append((index, outcome))
                else:
                    responses[index] = outcome
            if not failed:
                return responses
            final = [(index, error) for index, error in failed if not getattr(error, "retriable", False)]
            if final or time.monotonic() + pause > deadline:
                index, error = (final or failed)[0]
                raise KafkaFailure(self._describe_failure(*requests[index], error))
            waiting = [index for index, _error in failed]
            time.sleep(pause)
        raise AssertionError("_pauses() never ends")

    async def _exchange(self, requests: t.Sequence[_Request], deadline: float) -> list[t.Any]:
        """Return a response or an exception for each request."""
        milliseconds = max(1.0, (deadline - time.monotonic()) * 1000)
        futures = [self._submit(request, node_id, milliseconds) for request, node_id in requests]
        outcomes = []
        for future in futures:
            try:
                outcomes.append(
                    await self._manager.wait_for(future, milliseconds)
                    if not isinstance(future, BaseException)
                    else future
                )
            except Exception as error:  # pylint: disable=broad-except  # handed to send_all(), which decides
                outcomes.append(error)
        return outcomes

    def _submit(self, request: t.Any, node_id: int | None, milliseconds: float) -> t.Any:
        try:
            return self._manager.send(request, node_id, request_timeout_ms=milliseconds)
        except Exception as error:  # pylint: disable=broad-except  # an unknown broker, or a refused login
            return error

    def _describe_failure(self, request: t.Any, node_id: int | None, error: BaseException) -> str:
        api = type(request).__name__.removesuffix("Request")
        if isinstance(error, library.errors.IncompatibleBrokerVersion):
            return f"{self.label} (Kafka {self.broker_version}) does not support the request {api}."
        broker = next((broker for broker in self._brokers if broker.node_id == node_id), None)
        if broker is None:
            return as_sentence(f"{api} failed at a broker of {self.label}: {explain(error, self.options)}")
        where = f"broker {node_id} at {broker.host}:{broker.port} of {self.label}"
        hint = ""
        if isinstance(error, library.errors.KafkaConnectionError) and not self._manager.cluster.is_bootstrap(node_id):
            hint = "; the bootstrap server answered, but this is the address that the broker advertises"
        return as_sentence(f"{api} failed at {where}: {explain(error, self.options)}{hint}")

    def retry_transient(
        self, items: t.Iterable[Key], query: t.Callable[[list[Key]], dict[Key, Answer[Value]]]
    ) -> dict[Key, Answer[Value]]:
        """Query items, and those with a transient error again; after request_timeout the error is the answer.

        Transient are a coordinator that is still loading, a leader or controller that has just moved, and a new cluster
        that is still creating its offsets topic.
        """
        deadline = time.monotonic() + self.options.request_timeout
        answers: dict[Key, Answer[Value]] = {}
        waiting = list(items)
        for pause in _pauses():
            if waiting:
                answers.update(query(waiting))
            waiting = [item for item in waiting if is_transient(answers.get(item))]
            if not waiting or time.monotonic() + pause > deadline:
                return answers
            time.sleep(pause)
            try:
                self.refresh()
            except KafkaFailure:  # the answers that there are must not be lost
                return answers
        raise AssertionError("_pauses() never ends")

    def _run(self, coroutine: t.Callable[..., t.Any], *arguments: t.Any) -> t.Any:
        return self._loop.run(coroutine, *arguments)


def _metadata_of_no_topic() -> t.Any:
    return library.metadata.MetadataRequest(topics=[], allow_auto_topic_creation=False)


def _pauses() -> t.Iterator[float]:
    """Yield the seconds to wait before each further attempt, longer and longer, with jitter; never ends."""
    pause = _FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.8, 1.2)
        pause = min(pause * 2, _LONGEST_PAUSE)
