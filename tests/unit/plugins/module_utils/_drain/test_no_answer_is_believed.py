# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random clusters in which one answer is replaced by an error: nothing becomes drained by it, and no lag smaller.

PROPERTY_EXAMPLES sets the number of clusters; `pytest -s` prints how many answers were replaced.
"""

from __future__ import annotations

import collections
import contextlib
import os
import typing as t
from unittest import mock

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain import observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.options import Rules
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.poll import Poller
from ansible_collections.otc.kafka_migration.plugins.module_utils._drain.watch import Watch
from ansible_collections.otc.kafka_migration.plugins.module_utils._groups.lag import read_lag
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import connection as connections
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.options import ClusterOptions, cluster_spec
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._drain.served_worlds import (
    HANG_UP,
    SILENCE,
    Fault,
    ServedWorld,
)
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._drain.worlds import World, worlds
from hypothesis import Phase, given, settings
from hypothesis import strategies as some

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "10"))
FAULTS = 4  # a cluster
# The same worlds each time, unless more are wanted than make test has time for.
FIXED = "PROPERTY_EXAMPLES" not in os.environ
POLLS = 4
PATIENCE = 10.0  # seconds, where nothing is replaced
# The worlds are small; to make them smaller takes minutes.
RANDOM = settings(max_examples=EXAMPLES, derandomize=FIXED, phases=[Phase.generate])
CODES = sorted(code for code in library.errors.kafka_errors if code)
# Those that mean something to this collection are the most likely to be believed.
TELLING = [3, 5, 6, 14, 15, 16, 29, 30, 31, 54, 69]
# With these a broker that repeats them asserts that there is no such topic or group, or that it has no authorizer.
ASSERTING = {3, 54, 69}
TRIED: collections.Counter[str] = collections.Counter()


@pytest.fixture(name="count", scope="module", autouse=True)
def count_fixture() -> t.Iterator[None]:
    """Print the number of answers that were replaced."""
    yield
    print(f"\n{sum(TRIED.values())} answers replaced, none believed: {dict(sorted(TRIED.items()))}")


@pytest.fixture(name="hurry", scope="module", autouse=True)
def hurry_fixture() -> t.Iterator[None]:
    """Retry at once."""
    with mock.patch.object(connections, "_FIRST_PAUSE", 0.001), mock.patch.object(connections, "_LONGEST_PAUSE", 0.01):
        yield


@contextlib.contextmanager
def connected(cluster: ServedWorld, request_timeout: float) -> t.Iterator[Connection]:
    """Connect to a cluster, and read its records from the world."""
    params = {name: spec.get("default") for name, spec in cluster_spec()["options"].items()}
    options = ClusterOptions.parse(
        "source",
        {
            **params,
            "bootstrap_servers": cluster.bootstrap,
            "connect_timeout": PATIENCE,
            "request_timeout": request_timeout,
        },
    )
    with mock.patch.object(observe, "read_records", cluster.records), Connection(options) as connection:
        yield connection


def watch(cluster: ServedWorld, request_timeout: float) -> t.Iterator[bool | None]:
    """Poll like the modules, and yield after each poll whether the world is drained; what fails is left out."""
    world = cluster.world
    rules = Rules(settle=0, ignore_groups=world.ignored, allow_unconsumed=world.allow_unconsumed)
    question = observe.Question.parse({"isolation_level": "read_committed", **world.options})
    watched = Watch(rules)
    with contextlib.suppress(Failure), connected(cluster, request_timeout) as connection:
        poller = Poller(watched, lambda request: observe.observe(connection, question, request))
        for _number in range(POLLS):
            with contextlib.suppress(Failure):
                poller.poll()
            if watched.polls:
                yield watched.drained


def total_lag(cluster: ServedWorld, request_timeout: float) -> int | None:
    """Read the lag like the module; a failure has no total."""
    options = cluster.world.options
    groups, topics = Selection.parse("groups", options), Selection.parse("topics", options)
    with contextlib.suppress(Failure), connected(cluster, request_timeout) as connection:
        return read_lag(connection, groups, topics, "read_uncommitted").total
    return None


def draw_fault(data: t.Any, cluster: ServedWorld) -> Fault:
    """Choose an answer of those that were given while nothing was replaced, and what takes its place."""
    request = data.draw(some.sampled_from(sorted({place[0] for place in cluster.places})))  # the rare ones too
    place = data.draw(some.sampled_from([place for place in cluster.places if place[0] == request]))
    code = data.draw(some.one_of(some.sampled_from(TELLING), some.sampled_from([*CODES, SILENCE, HANG_UP])))
    lasts = not data.draw(some.integers(0, 3)) and code not in (*ASSERTING, SILENCE, HANG_UP)
    return Fault(place, code, data.draw(some.integers(0, 9)), data.draw(some.booleans()), lasts)


def try_fault(cluster: ServedWorld, fault: Fault | None, read: t.Callable[[ServedWorld, float], t.Any]) -> t.Any:
    """Read with a fault, and count it."""
    cluster.start(fault)
    found = read(cluster, PATIENCE if fault is None else 0.05)
    if fault is not None and cluster.hits:
        TRIED[fault.place[0]] += 1
    return found


@pytest.mark.slow
@given(world=worlds(), data=some.data())
@RANDOM
def test_nothing_is_drained_by_an_error(world: World, data: t.Any) -> None:
    """A world is drained exactly when its rules say so; with an answer replaced it may only become less so."""
    with ServedWorld(world) as cluster:
        verdicts = try_fault(cluster, None, lambda *of: list(watch(*of)))
        assert (verdicts or [False])[-1] is world.is_drained()
        places = list(cluster.places)
        for _number in range(FAULTS):
            cluster.places = places
            fault = draw_fault(data, cluster)
            drained = try_fault(cluster, fault, lambda *of: list(watch(*of)))
            assert world.is_drained() or True not in drained, fault


@pytest.mark.slow
@given(world=worlds(), data=some.data())
@RANDOM
def test_no_lag_is_smaller_by_an_error(world: World, data: t.Any) -> None:
    """A total is never less than the lag of all groups, seen and unseen."""
    with ServedWorld(world) as cluster:
        assert try_fault(cluster, None, total_lag) in (None, world.true_lag())
        places = list(cluster.places)
        for _number in range(FAULTS):
            cluster.places = places
            fault = draw_fault(data, cluster)
            total = try_fault(cluster, fault, total_lag)
            assert total is None or total >= world.true_lag(), fault
