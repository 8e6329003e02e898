# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""End what hangs: a host that vanishes while a module runs on it leaves SSH waiting for hours."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import typing as t


class TimeIsUp(BaseException):
    """The time limit has passed; not an Exception, so that nothing on the way takes it for a failure of its own."""


@contextlib.contextmanager
def time_limit(seconds: float) -> t.Iterator[None]:
    """Raise TimeIsUp in the block when it has taken so many seconds, as Ansible does for the keyword timeout of a task.

    There is no limit outside of the main thread, where no signal arrives, and none but that of the task where that
    comes first.
    """
    began, left = time.monotonic(), signal.getitimer(signal.ITIMER_REAL)[0]
    if threading.current_thread() is not threading.main_thread() or 0 < left <= seconds:
        yield
        return

    def on_alarm(_signal: int, _frame: t.Any) -> None:
        raise TimeIsUp

    handler = signal.signal(signal.SIGALRM, on_alarm)
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, handler)
        if left:  # the task's own limit goes on
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (time.monotonic() - began)))
