# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of modules that take both clusters of a migration."""

from __future__ import annotations


class ModuleDocFragment:
    """The options O(source) and O(target)."""

    DOCUMENTATION = r"""
options:
  source:
    description: The cluster to migrate from. It is only read.
    type: dict
    suboptions: &cluster
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
  target:
    description: The cluster to migrate to, described like O(source).
    type: dict
    required: true
    suboptions: *cluster
requirements:
  - kafka-python >= 3.0.10, < 3.1
author:
  - OTC Kafka migration team (@otc-kafka)
"""
