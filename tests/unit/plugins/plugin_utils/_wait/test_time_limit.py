# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time limit of a poll, with the real signal."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait.time_limit import TimeIsUp, time_limit


@pytest.fixture(name="outer")
def outer_fixture() -> t.Iterator[t.Callable[[float], None]]:
    """Set the limit of a task, as Ansible does."""

    def on_alarm(_signal: int, _frame: t.Any) -> None:
        raise TimeoutError

    def outer(seconds: float) -> None:
        signal.signal(signal.SIGALRM, on_alarm)
        signal.setitimer(signal.ITIMER_REAL, seconds)

    yield outer
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def test_what_hangs_is_ended() -> None:
    """Also where everything is caught."""
    with pytest.raises(TimeIsUp), time_limit(0.02), contextlib.suppress(Exception):
        time.sleep(30)


def test_nothing_is_left_behind() -> None:
    """Neither a timer nor a handler."""
    before = signal.getsignal(signal.SIGALRM)
    with time_limit(30):
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0 and signal.getsignal(signal.SIGALRM) is before


def test_the_limit_of_the_task_goes_on(outer: t.Callable[[float], None]) -> None:
    """Its time runs also while a shorter limit does."""
    outer(0.3)
    with pytest.raises(TimeIsUp), time_limit(0.02):
        time.sleep(30)
    assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 0.29
    with pytest.raises(TimeoutError):
        time.sleep(30)


def test_the_limit_of_the_task_comes_first(outer: t.Callable[[float], None]) -> None:
    """A longer one does not extend it."""
    outer(0.02)
    began = time.monotonic()
    with pytest.raises(TimeoutError), time_limit(30):
        time.sleep(30)
    assert time.monotonic() - began < 15


def test_another_thread_has_no_limit() -> None:
    """Signals arrive in the main thread only."""
    done = []

    def work() -> None:
        with time_limit(0.001):
            time.sleep(0.02)
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
