# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options that kafka_drain_info and kafka_drain_wait share."""

from __future__ import annotations


class ModuleDocFragment:
    """What "consumed" means, and the options for it."""

    DOCUMENTATION = r"""
options:
  ignore_groups:
    description:
      - Exact names of groups that are reported under RV(ignored) and not waited for. A topic that only they read
        counts as consumed.
      - A group that is not one of consumers (Connect, V(share), V(streams)) and reads one of the topics is never
        drained. Name it here once you have settled what becomes of it.
    type: list
    elements: str
    default: []
  allow_unconsumed:
    description:
      - Whether topics may hold records that no group is required to read. They are reported in any case.
    type: bool
    default: false
  isolation_level:
    description:
      - How to read a short remainder (up to 1000 offsets) that a group does not get past, to check whether it holds
        any record at all. Transaction markers and the offsets of compacted records are never records.
      - With V(read_committed) aborted records do not count either. Use V(read_uncommitted) where a group has to read
        them too.
    type: str
    choices: [read_uncommitted, read_committed]
    default: read_committed
notes:
  - A group has to read the partitions on which it has a commit or to which a member is assigned, and, if it
    subscribes, all partitions of these topics, also of one that it subscribes to and has never committed on. For each
    of them its position must be known and nothing must be left between it and the end of the log.
  - If only groups are chosen, the topics are those that the groups read. Otherwise every chosen topic that holds
    records must have a group that reads it.
  - If no groups are chosen, all groups that read the topics are meant, and all for which that is not known because they
    cannot be described. Groups that have nothing to do with the topics, such as those of Connect workers, are left out
    unless they are named.
  - To read short remainders, the user needs READ on the topics.
  - Consumers that store their positions outside Kafka, as Flink and Spark may do, are invisible to every tool that
    queries Kafka.
"""
