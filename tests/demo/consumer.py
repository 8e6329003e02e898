# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that reads orders: a member of a consumer group that notes every record, then commits.

usage: consumer.py SETTINGS
Settings: bootstrap.servers, topics, group, rate (records a second at the most, 0: as fast as it goes), ledger.
"""

from __future__ import annotations

import pathlib
import sys
import time

from client import Settings, Stop, read_settings
from kafka import KafkaConsumer


def main(settings: Settings) -> None:
    """Consume until told to end; what was read is committed before it leaves the group."""
    stop = Stop()
    rate = float(settings["rate"])
    consumer = KafkaConsumer(
        *settings["topics"].split(","),
        bootstrap_servers=settings["bootstrap.servers"].split(","),
        group_id=settings["group"],
        enable_auto_commit=False,
        # A group that was not placed would read the whole history again, and the checker would count it.
        auto_offset_reset="earliest",
        allow_auto_create_topics=False,
        max_poll_records=max(1, int(rate / 4)) if rate else 2000,
    )
    with pathlib.Path(settings["ledger"]).open("a") as ledger:
        while not stop:
            begun, count = time.monotonic(), 0
            for records in consumer.poll(timeout_ms=200).values():
                for record in records:
                    key, sequence = record.value.decode().split()
                    ledger.write(f"{time.time():.6f} {record.topic} {record.partition} {key} {sequence}\n")
                    count += 1
            if count:
                ledger.flush()
                consumer.commit()
            # Without a rate at most ten commits a second: each one costs the brokers more than the records it is for.
            time.sleep(max(0.0, begun + (count / rate if rate else 0.1) - time.monotonic()))
    consumer.close()


if __name__ == "__main__":
    main(read_settings(sys.argv[1]))
