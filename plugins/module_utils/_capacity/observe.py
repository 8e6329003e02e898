# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what the capacity of a target is judged by. Both clusters are only read."""

from __future__ import annotations

from ansible_collections.otc.kafka_migration.plugins.module_utils._capacity.check import Clusters, ClusterState, Move
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.connection import Connection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.log_dirs import describe_log_dirs
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.clone import read_target
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.plan import (
    CloneOptions,
    TopicPlan,
    plan_topics,
)
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import Topic, read_topics, select_topics


def read_clusters(
    source: Connection, target: Connection, selection: Selection, replication_factor: int | None
) -> Clusters:
    """Read both clusters and the chosen topics. Raises KafkaFailure for what cannot be read at all."""
    selected = select_topics(source, selection)
    topics = read_topics(source, selected, effective=True, sizes=False)
    options = CloneOptions(replication_factor=replication_factor)
    existing = read_target(target, topics)
    plans = plan_topics(topics, existing, options)
    moves = tuple(_move(topic, plan, existing.topics.get(topic.name)) for topic, plan in zip(topics, plans))
    return Clusters(_state(source), _state(target), moves, selected.incomplete_reason)


def _move(topic: Topic, plan: TopicPlan, existing: Topic | None) -> Move:
    """Return a topic to migrate; one that exists keeps the replicas it has, even if others are requested."""
    return Move(topic, plan.exists, existing.replication_factor if existing else plan.wanted.replication_factor)


def _state(connection: Connection) -> ClusterState:
    return ClusterState(len(connection.brokers), connection.broker_version, describe_log_dirs(connection))
