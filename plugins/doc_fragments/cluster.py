# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of a cluster as the modules take it."""

from __future__ import annotations


class ModuleDocFragment:
    """The option O(cluster), and what modules share besides."""

    DOCUMENTATION = r"""
options:
  cluster:
    description: The Kafka cluster.
    type: dict
    required: true
    suboptions:
      alias:
        description:
          - MirrorMaker's name for the cluster.
        type: str
      bootstrap_servers:
        description:
          - Addresses of brokers to start from, each V(host:port). The brokers tell the addresses of the others.
          - A list, or one string in which they are separated by commas.
        type: list
        elements: str
        required: true
      security_protocol:
        description:
          - What the listener speaks.
        type: str
        choices: [PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL]
        default: PLAINTEXT
      ssl_cafile:
        description:
          - Certificates to trust, as the path of a PEM file or as PEM text. Without it those of the host are trusted.
        type: str
      ssl_certfile:
        description:
          - The client's certificate, as the path of a PEM file or as PEM text.
        type: str
      ssl_keyfile:
        description:
          - The client's private key, as the path of a PEM file or as PEM text.
        type: str
      ssl_password:
        description:
          - The password of the private key.
        type: str
      ssl_truststore:
        description:
          - Path of a JKS or PKCS12 truststore. Used by MirrorMaker; the modules need O(ignore:ssl_cafile).
        type: path
      ssl_truststore_password:
        description:
          - The password of the truststore.
        type: str
      ssl_keystore:
        description:
          - Path of a JKS or PKCS12 keystore. Used by MirrorMaker; the modules need O(ignore:ssl_certfile) and O(ignore:ssl_keyfile).
        type: path
      ssl_keystore_password:
        description:
          - The password of the keystore.
        type: str
      ssl_check_hostname:
        description:
          - Whether a broker's certificate must carry the address that was used to reach it.
          - Managed services often give out certificates that do not. With V(false) anybody who holds any certificate of the same
            authority can pose as the broker.
        type: bool
        default: true
      sasl_mechanism:
        description:
          - How to log in. Required with a O(ignore:security_protocol) of V(SASL_PLAINTEXT) or V(SASL_SSL).
        type: str
        choices: [PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, GSSAPI]
      sasl_username:
        description:
          - The user, for V(PLAIN) and V(SCRAM-*).
        type: str
      sasl_password:
        description:
          - The user's password.
        type: str
      connect_timeout:
        description:
          - Seconds until an unreachable or refusing cluster is reported.
        type: float
        default: 5
      request_timeout:
        description:
          - Seconds for one operation, retries included.
        type: float
        default: 30
requirements:
  - kafka-python >= 3.0.10, < 3.1
author:
  - OTC Kafka migration team (@otc-kafka)
"""

    TOPICS = r"""
options:
  topics:
    description:
      - Exact names of topics.
      - Where neither O(topics) nor O(topics_matching) is given, all topics are meant but those of Kafka itself, MirrorMaker,
        Kafka Connect and Schema Registry. An internal topic is meant only where it is named here.
    type: list
    elements: str
    default: []
  topics_matching:
    description:
      - Regular expressions that match the whole name of a topic.
    type: list
    elements: str
    default: []
  exclude_topics_matching:
    description:
      - Regular expressions that match the whole name of a topic that is left out.
    type: list
    elements: str
    default: []
"""

    GROUPS = r"""
options:
  groups:
    description:
      - Exact names of consumer groups.
      - Where neither O(groups) nor O(groups_matching) is given, all groups are meant.
    type: list
    elements: str
    default: []
  groups_matching:
    description:
      - Regular expressions that match the whole name of a group.
    type: list
    elements: str
    default: []
  exclude_groups_matching:
    description:
      - Regular expressions that match the whole name of a group that is left out.
    type: list
    elements: str
    default: []
"""

    READS = r"""
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: none
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
"""

    CHANGES = r"""
attributes:
  check_mode:
    description: Can run in check mode and return changed status prediction without modifying target.
    support: full
  diff_mode:
    description: Will return details on what has changed (or possibly needs changing in check mode), when in diff mode.
    support: full
  idempotent:
    description: When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
"""

    ACTION_GROUP = r"""
attributes:
  action_group:
    description: Use C(group/otc.kafka_migration.kafka) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - otc.kafka_migration.kafka
"""
