# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of what modules that read groups can see, and of the kinds of groups."""

from __future__ import annotations


class ModuleDocFragment:
    """The kinds of groups, and the rights without which groups or topics stay unseen."""

    DOCUMENTATION = r"""
options: {}
notes:
  - >-
    Groups have a kind. V(classic) are groups whose members agree among themselves: consumers, the workers of Kafka
    Connect, Schema Registry, and Kafka Streams unless it uses C(group.protocol=streams). V(consumer) are consumers with
    C(group.protocol=consumer) (KIP-848), V(share) are share groups (KIP-932) and V(streams) are groups of Kafka Streams
    with C(group.protocol=streams) (KIP-1071). A group of a kind that this collection cannot read is reported with an
    error.
"""

    VISIBILITY = r"""
options: {}
notes:
  - >-
    Groups and topics that are named are read by name: one that does not exist and one that may not be described are
    distinguished. This needs DESCRIBE on the group or the topic.
  - >-
    A list of all groups or topics needs more, because brokers leave out what the user may not describe: DESCRIBE on the
    cluster, and for groups also DESCRIBE on the topic C(__consumer_offsets), whose partitions hold the groups. Groups
    of a partition that has no leader are not listed either. Where a list is not known to be complete, RV(incomplete)
    gives the reason with the remedy. The alternative to these rights is to name all groups and topics.
"""
