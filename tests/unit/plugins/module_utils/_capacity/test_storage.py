# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the data to copy fits on the target's disks."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import LogDir
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._capacity.cases import (
    BROKEN,
    DENIED,
    GB,
    check_of,
    instance,
    judge,
    log_dir,
    move,
    state,
)
from hypothesis import given, settings
from hypothesis import strategies as st

ORDERS = move("orders", partitions=2, factor=1, to=3)
SOURCE = state(log_dir({"orders-0": 100, "orders-1": 50, "other-0": 999_999}))


def three(usable: int, held: dict[str, int] | None = None) -> t.Any:
    """Return a target of three equal brokers."""
    return state(*(log_dir(held, usable=usable) for _broker in range(3)))


@pytest.mark.parametrize(
    ("usable", "head_room", "verdict"),
    [(150, 0, "pass"), (149, 0, "fail"), (180, 20, "pass"), (179, 20, "fail"), (150, 1, "fail")],
)
def test_all_replicas_and_the_head_room_must_fit(usable: int, head_room: int, verdict: str) -> None:
    """(100 + 50) x 3 = 450, with 20 % 540; a byte less is too little."""
    result = judge([ORDERS], SOURCE, three(usable), head_room_percent=head_room)
    check = check_of(result, "storage")
    assert check["verdict"] == verdict
    assert (check["value"], check["limit"], check["unit"]) == (
        {0: 450, 1: 455, 20: 540}[head_room],
        3 * usable,
        "bytes",
    )
    assert result["fits"] is (verdict == "pass")
    assert (result["single_replica_bytes"], result["needed_bytes"], result["usable_bytes"]) == (
        150,
        check["value"],
        3 * usable,
    )
    assert len(result["findings"]) == (verdict == "fail")
    assert check_of(result, "storage_per_broker")["verdict"] == ("pass" if verdict == "pass" else "skipped")


def test_largest_replica_counts() -> None:
    """A follower that is behind holds less; either may be the leader."""
    assert (
        judge([ORDERS], state(log_dir({"orders-0": 100, "orders-1": 3}), log_dir({"orders-0": 60, "orders-1": 50})))[
            "single_replica_bytes"
        ]
        == 150
    )


def test_held_bytes_are_not_needed_again() -> None:
    """Per partition: what one has in excess does not count for another."""
    held = three(30, {"orders-0": 100, "orders-1": 40})
    assert judge([ORDERS], SOURCE, held)["needed_bytes"] == 30
    more = three(30, {"orders-0": 5000, "orders-1": 40})
    assert judge([ORDERS], SOURCE, more)["needed_bytes"] == 30


@settings(deadline=None)  # the time depends on the load of the machine
@given(
    sizes=st.lists(st.integers(0, 10**13), min_size=1, max_size=6),
    factor=st.integers(1, 3),
    spare=st.sampled_from([-(10**12), -1, 0, 10**12]),
    percent=st.integers(0, 200),
    copied=st.data(),
)
def test_the_verdict_stays_while_a_mirror_copies(
    sizes: list[int], factor: int, spare: int, percent: int, copied: t.Any
) -> None:
    """Each copied byte is needed no more, and not free any more.

    So the verdict is the same halfway through, with just enough space and with a byte less.
    """
    source = state(log_dir({f"t-{number}": size for number, size in enumerate(sizes)}))
    chosen = [move("t", partitions=len(sizes), factor=1, to=factor)]
    held = {f"t-{number}": copied.draw(st.integers(0, size * factor)) for number, size in enumerate(sizes)}
    free = max(sum(held.values()), judge(chosen, source, head_room_percent=percent)["needed_bytes"] + spare)
    before = judge(chosen, source, state(log_dir(usable=free)), head_room_percent=percent)
    halfway = judge(chosen, source, state(log_dir(held, usable=free - sum(held.values()))), head_room_percent=percent)
    assert check_of(before, "storage")["verdict"] == check_of(halfway, "storage")["verdict"]


@settings(deadline=None)
@given(
    sizes=st.lists(st.integers(0, 1000), min_size=1, max_size=5),
    grown=st.integers(0, 4),
    by=st.integers(0, 500),
    usable=st.integers(0, 6000),
)
def test_more_data_never_turns_fail_into_pass(sizes: list[int], grown: int, by: int, usable: int) -> None:
    """Adding data or replicas only ever makes it worse."""

    def verdict(of: list[int], factor: int) -> str:
        source = state(log_dir({f"t-{number}": size for number, size in enumerate(of)}))
        result = judge(
            [move("t", partitions=len(of), factor=1, to=factor)],
            source,
            state(log_dir(usable=usable)),
            head_room_percent=20,
        )
        return check_of(result, "storage")["verdict"]

    larger = list(sizes)
    larger[grown % len(sizes)] += by
    for worse in (verdict(larger, 1), verdict(sizes, 2), verdict([*sizes, by], 1)):
        assert not (verdict(sizes, 1) == "fail" and worse == "pass")


@pytest.mark.parametrize(
    ("answer", "cause", "remedy"),
    [
        (DENIED, "CLUSTER_AUTHORIZATION_FAILED", "DESCRIBE on the cluster"),
        (BROKEN, "/data", "fix the broker"),
    ],
)
def test_unreadable_source_is_not_empty(answer: t.Any, cause: str, remedy: str) -> None:
    """One broker of two is enough to make the size unknown."""
    result = judge([ORDERS], state(log_dir({"orders-0": 1, "orders-1": 1}), answer), three(10**9))
    check = check_of(result, "storage")
    assert check["verdict"] == "fail" and not result["fits"]
    assert cause in check["message"] and "broker 1" in check["message"]
    assert remedy in check["remedy"] and "source_instance" in check["remedy"]
    assert (check["value"], result["needed_bytes"], result["single_replica_bytes"]) == (None, None, None)
    assert check_of(result, "storage_per_broker")["verdict"] == "skipped"


@pytest.mark.parametrize("chosen", [move("orders", partitions=3), move("orders", partitions=2, leaderless=(1,))])
def test_partition_without_leader_is_not_empty(chosen: t.Any) -> None:
    """Its brokers are down, or only a follower is alive that may hold less."""
    check = check_of(judge([chosen], SOURCE), "storage")
    assert check["verdict"] == "fail"
    assert "1 partitions of the source have no leader" in check["message"] and "orders-" in check["message"]


def test_disk_usage_of_dms() -> None:
    """It counts all replicas: three on the source, two on the target."""
    chosen = [move("orders", partitions=2, factor=3, to=2), move("audit", factor=1)]
    usage = [{"topic": "orders", "bytes": 300}, {"topic": "audit", "bytes": 7}, {"topic": "other", "bytes": 10**9}]

    def result_with(usable: int) -> dict[str, t.Any]:
        target = state(log_dir({"orders-0": 50, "orders-1": 10}, usable=usable), log_dir())
        return judge(
            chosen, state(DENIED), target, source_instance=instance(disk_usage=usage), target_storage_bytes=usable
        )

    result = result_with(147)
    assert (result["single_replica_bytes"], result["needed_bytes"]) == (107, 147)
    assert check_of(result, "storage")["verdict"] == "pass"
    assert "disk usage that DMS reports" in check_of(result, "storage")["message"]
    assert check_of(result_with(146), "storage")["verdict"] == "fail"


@pytest.mark.parametrize("usage", [None, [{"topic": "other", "bytes": 5}], [{"topic": "orders", "bytes": None}]])
def test_used_storage_is_the_upper_bound(usage: t.Any) -> None:
    """25 GB, rounded, of all replicas: not three times as much on a target with as many replicas."""
    source_instance = instance(used_storage_space=25, disk_usage=usage)
    result = judge(
        [move("orders", partitions=2, factor=3)], state(DENIED), three(100 * GB), source_instance=source_instance
    )
    assert result["needed_bytes"] == 26 * GB
    fewer = judge(
        [move("orders", partitions=2, factor=3, to=1), move("audit", factor=1, to=2)],
        state(DENIED),
        three(100 * GB),
        source_instance=source_instance,
    )
    assert fewer["needed_bytes"] == 52 * GB  # all of it may be of topic audit
    held = judge(
        [move("orders", factor=3)],
        state(DENIED),
        three(100 * GB, {"orders-0": 2 * GB, "other-0": 5 * GB}),
        source_instance=source_instance,
    )
    assert held["needed_bytes"] == 20 * GB


def test_instance_without_figures() -> None:
    """The size is still unknown."""
    source_instance = instance(used_storage_space=None)
    assert check_of(judge([ORDERS], state(DENIED), source_instance=source_instance), "storage")["verdict"] == "fail"


def test_brokers_before_3_3_do_not_report_free_space() -> None:
    """Without a figure the verdict is unknown, unless the user sets one."""
    unreported = state(*(log_dir(usable=None, total=None) for _broker in range(3)), version="2.7")
    check = check_of(judge([ORDERS], SOURCE, unreported), "storage")
    assert check["verdict"] == "unknown" and "target_storage_bytes" in check["remedy"]
    assert judge([ORDERS], SOURCE, unreported)["fits"]
    assert check_of(judge([ORDERS], SOURCE, unreported, target_storage_bytes=450), "storage")["verdict"] == "pass"
    assert check_of(judge([ORDERS], SOURCE, unreported, target_storage_bytes=449), "storage")["verdict"] == "fail"


def test_lesser_of_free_and_granted_space() -> None:
    """The user can grant less than is free, and not more."""
    assert judge([ORDERS], SOURCE, three(150), target_storage_bytes=449)["usable_bytes"] == 449
    assert judge([ORDERS], SOURCE, three(150), target_storage_bytes=10**9)["usable_bytes"] == 450
    assert judge([ORDERS], SOURCE, state(DENIED), target_storage_bytes=450)["usable_bytes"] == 450


def test_free_space_by_dms() -> None:
    """If the brokers do not report it: 95 % of the storage in small GB, less the used storage in large ones."""
    unreported = state(*(log_dir(usable=None) for _broker in range(3)))
    result = judge([ORDERS], SOURCE, unreported, target_instance=instance())
    assert result["usable_bytes"] == 492 * 10**9 * 95 // 100 - 26 * GB
    assert judge([ORDERS], SOURCE, unreported, target_instance=instance(), target_storage_bytes=7)["usable_bytes"] == 7
    full = judge([ORDERS], SOURCE, unreported, target_instance=instance(used_storage_space=492))
    assert full["usable_bytes"] == 0 and check_of(full, "storage")["verdict"] == "fail"
    assert judge([ORDERS], SOURCE, unreported, target_instance=instance(storage_space=None))["usable_bytes"] is None


def test_unreadable_target() -> None:
    """The check fails too, and the remedy names the user and the missing permission."""
    check = check_of(judge([ORDERS], SOURCE, state(DENIED)), "storage")
    assert check["verdict"] == "fail"
    assert "user of target" in check["remedy"] and "target_storage_bytes" in check["remedy"]


def test_threshold_of_dms() -> None:
    """Of 10000 bytes the last 500 do not count; without the instance no threshold is known."""
    assert judge([ORDERS], SOURCE, state(log_dir(usable=1000)), target_instance=instance())["usable_bytes"] == 500
    assert judge([ORDERS], SOURCE, state(log_dir(usable=400)), target_instance=instance())["usable_bytes"] == 0
    assert judge([ORDERS], SOURCE, state(log_dir(usable=1000)))["usable_bytes"] == 1000


def test_directories_of_a_broker_add_up() -> None:
    """One that does not report its free space makes the sum unknown."""
    two = log_dir(usable=100) + [LogDir("/more", 1000, 50, {})]
    assert judge([ORDERS], SOURCE, state(two, log_dir(usable=7)))["usable_bytes"] == 157
    assert judge([ORDERS], SOURCE, state(two, log_dir(usable=None)))["usable_bytes"] is None
    assert judge([ORDERS], SOURCE, state(two + log_dir(usable=None), log_dir()))["usable_bytes"] is None


@pytest.mark.parametrize(
    ("usables", "verdict", "value", "word"),
    [
        ((75, 75, 75), "pass", 75, ""),
        ((74, 400, 400), "warn", 75, "an even share"),
        ((1000, 1000, 1000), "pass", 75, ""),
    ],
)
def test_each_broker_takes_a_share(usables: tuple[int, ...], verdict: str, value: int, word: str) -> None:
    """Two replicas of 75 + 37.5 on three brokers."""
    source = state(log_dir({"orders-0": 75, "orders-1": 37}))
    check = check_of(
        judge([move("orders", partitions=2, to=2)], source, state(*(log_dir(usable=usable) for usable in usables))),
        "storage_per_broker",
    )
    assert (check["verdict"], check["value"], check["limit"]) == (verdict, value, min(usables))
    assert word in check["message"]


def test_largest_partition_must_fit_on_one_broker() -> None:
    """An even share does not ensure it."""
    source = state(log_dir({"orders-0": 90, "orders-1": 0}))
    target = state(log_dir(usable=89), log_dir(usable=500))
    result = judge([move("orders", partitions=2)], source, target)
    check = check_of(result, "storage_per_broker")
    assert (check["verdict"], check["value"]) == ("warn", 90) and "the largest partition" in check["message"]
    assert result["fits"] and result["remarks"] == [f"{check['message']}; {check['remedy']}"]
    partly_copied = state(log_dir({"orders-0": 30}, usable=60), log_dir(usable=500))
    assert (
        check_of(judge([move("orders", partitions=2)], source, partly_copied), "storage_per_broker")["verdict"]
        == "pass"
    )


def test_without_history_nothing_is_needed_now() -> None:
    """Too little space for the later growth is a warning, and an unknown size stays unknown."""
    small = judge([ORDERS], SOURCE, three(1), history="none")
    check = check_of(small, "storage")
    assert check["verdict"] == "warn" and check["value"] == 450 and "will grow" in check["message"]
    assert small["fits"] and small["needed_bytes"] == 0
    assert check_of(judge([ORDERS], SOURCE, three(150), history="none"), "storage")["verdict"] == "pass"
    assert check_of(judge([ORDERS], state(DENIED), three(150), history="none"), "storage")["verdict"] == "unknown"
