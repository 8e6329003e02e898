# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options of modules that use both clusters of a migration."""

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
          - Addresses of some brokers, each V(host:port). These brokers report the addresses of all others.
          - A list, or a comma-separated string.
        type: list
        elements: str
        required: true
      security_protocol:
        description:
          - The security protocol of the listener.
        type: str
        choices: [PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL]
        default: PLAINTEXT
      ssl_cafile:
        description:
          - Certificates to trust, as the path of a PEM file or as PEM text. By default those of the host are trusted.
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
          - Path of a JKS or PKCS12 keystore. Used by MirrorMaker; the modules need O(ignore:ssl_certfile) and
            O(ignore:ssl_keyfile).
        type: path
      ssl_keystore_password:
        description:
          - The password of the keystore.
        type: str
      ssl_check_hostname:
        description:
          - Whether a broker's certificate must contain the address that the client connects to.
          - The certificates of managed services often do not. With V(false), anybody with any certificate of the same
            authority can impersonate the broker.
        type: bool
        default: true
      sasl_mechanism:
        description:
          - The login mechanism. Required if O(ignore:security_protocol) is V(SASL_PLAINTEXT) or V(SASL_SSL).
        type: str
        choices: [PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, GSSAPI]
      sasl_username:
        description:
          - The user name, for V(PLAIN) and V(SCRAM-*).
        type: str
      sasl_password:
        description:
          - The user's password.
        type: str
      connect_timeout:
        description:
          - Seconds after which the module fails if it cannot connect to the cluster.
        type: float
        default: 5
      request_timeout:
        description:
          - Seconds for one operation, including retries.
        type: float
        default: 30
  target:
    description: The cluster to migrate to. It has the same options as O(source).
    type: dict
    required: true
    suboptions: *cluster
requirements:
  - kafka-python >= 3.0.10, < 3.1
author:
  - OTC Kafka migration team (@otc-kafka)
"""
