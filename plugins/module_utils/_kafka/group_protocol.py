# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kafka's own words for the kinds, protocol types and states of groups."""

from __future__ import annotations

# The kinds, which brokers report since Kafka 3.7: org.apache.kafka.common.GroupType in lower case. Before that, all
# groups are classic.
CLASSIC = "classic"  # members agree among themselves: consumers, Connect workers, Schema Registry, Streams before 4.2
NEW_CONSUMER = "consumer"  # KIP-848, group.protocol=consumer: the broker assigns
SHARE = "share"  # KIP-932: members take records one by one, so the group has no position of the usual sort
STREAMS = "streams"  # KIP-1071: group.protocol=streams

# The protocol type of a group that subscribes to topics. Connect workers, Schema Registry and others have their own.
CONSUMER = "consumer"
# The type is empty where only a consumer with manually assigned partitions has committed, without joining the group.
CONSUMER_TYPES = (CONSUMER, "")

STABLE, EMPTY = "Stable", "Empty"
# Of classic groups, and of those that the broker assigns.
REBALANCING = ("PreparingRebalance", "CompletingRebalance", "Assigning", "Reconciling")
# How brokers describe a classic group that does not exist; the newer requests and Kafka 4.0 return an error instead
# (KIP-1043), which is read as this state.
DEAD = "Dead"


def is_consumer(kind: str, protocol_type: str) -> bool:
    """Whether it is a group of consumers, whose committed offsets are positions in the topics that it reads."""
    return kind == NEW_CONSUMER or kind == CLASSIC and protocol_type in CONSUMER_TYPES
