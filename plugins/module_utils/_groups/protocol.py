# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kafka's own words for the protocol types and states of groups, as the classic group protocol uses them."""

from __future__ import annotations

# A group that subscribes to topics. Connect workers, Schema Registry and other users of groups have their own types.
CONSUMER = "consumer"
# The type is empty where only a consumer with manually assigned partitions has committed, without joining the group.
CONSUMER_TYPES = (CONSUMER, "")

STABLE, EMPTY = "Stable", "Empty"
REBALANCING = ("PreparingRebalance", "CompletingRebalance")
# How brokers describe a group that does not exist. Since Kafka 4.0 they return an error instead (KIP-1043).
DEAD = "Dead"
