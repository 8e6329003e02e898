# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that kafka_drain_info and kafka_drain_wait share."""

from __future__ import annotations


class ModuleDocFragment:
    """What "consumed" means, and the options that shape the question."""

    DOCUMENTATION = r"""
options:
  ignore_groups:
    description:
      - Exact names of groups that are reported under RV(ignored) and not waited for. A topic that only they read counts as consumed.
    type: list
    elements: str
    default: []
  allow_unconsumed:
    description:
      - Whether topics may hold records that no group is obliged to read. They are reported in any case.
    type: bool
    default: false
  isolation_level:
    description:
      - How to read a short remainder (up to 1000 offsets) that a group does not get past, to see whether there is a record in it at all.
        Markers of transactions and offsets that compaction has emptied are never records.
      - With V(read_committed) aborted records are none either. Use V(read_uncommitted) where a group reads them and must have done so.
    type: str
    choices: [read_uncommitted, read_committed]
    default: read_committed
notes:
  - A group has to read the partitions it has a commit on or a member it is assigned to, and, if it subscribes, all partitions of such
    topics. For each of them its position must be known and nothing must be left between it and the end of the log.
  - Where groups are chosen and topics are not, the topics are those that the groups have to do with.
    Otherwise every chosen topic that holds records must have a group that reads it.
  - Where groups are not chosen, they are all consumer groups that have to do with the topics. Groups of Connect's workers and the like are
    left out unless they are named.
  - Consumers that keep their positions outside Kafka, as Flink and Spark may do, cannot be seen by any tool that asks Kafka.
"""
