# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the flows of MirrorMaker 2."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation of the option flows, whose clusters have the same keys as everywhere in this collection."""

    DOCUMENTATION = r"""
options:
  flows:
    description:
      - What MirrorMaker copies. This version configures one flow.
    type: list
    elements: dict
    required: true
    suboptions:
      source:
        description:
          - The cluster to read.
        type: dict
        required: true
        suboptions: &cluster
          alias:
            description:
              - MirrorMaker's name for the cluster, of letters, digits, C(_) and C(-).
              - By default the source is V(A) and the target V(B).
            type: str
          bootstrap_servers:
            description:
              - Addresses of brokers to start from, each V(host:port). The brokers return the addresses of the others.
              - A list, or one string in which they are separated by commas.
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
              - Certificates to trust, as the path of a PEM file or as PEM text.
              - Without it, and without O(ignore:ssl_truststore), those of Java are trusted.
            type: str
          ssl_certfile:
            description:
              - The client's certificate, as PEM text, or as the path of a PEM file that also holds the private key.
            type: str
          ssl_keyfile:
            description:
              - The client's private key, as PEM text, or the same path as in O(ignore:ssl_certfile).
            type: str
          ssl_password:
            description:
              - The password of the private key.
            type: str
          ssl_truststore:
            description:
              - Path of a JKS or PKCS12 truststore. It takes the place of O(ignore:ssl_cafile).
            type: path
          ssl_truststore_password:
            description:
              - The password of the truststore.
            type: str
          ssl_keystore:
            description:
              - Path of a JKS or PKCS12 keystore. It takes the place of O(ignore:ssl_certfile) and
                O(ignore:ssl_keyfile).
            type: path
          ssl_keystore_password:
            description:
              - The password of the keystore.
            type: str
          ssl_check_hostname:
            description:
              - Whether a broker's certificate must carry the address that was used to reach it.
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
              - Not used here, but by modules that take the same description of a cluster.
            type: float
            default: 5
          request_timeout:
            description:
              - Not used here, but by modules that take the same description of a cluster.
            type: float
            default: 30
      target:
        description:
          - The cluster to write, described like O(flows[].source).
        type: dict
        required: true
        suboptions: *cluster
      topics:
        description:
          - Java regular expressions that match whole names of topics. None of them may hold a comma.
        type: list
        elements: str
        default: ['.*']
      topics_exclude:
        description:
          - Topics to leave out, besides O(topics_exclude).
        type: list
        elements: str
        default: []
      groups:
        description:
          - Consumer groups whose offsets are translated, as Java regular expressions. None of them may hold a comma.
        type: list
        elements: str
        default: ['.*']
      groups_exclude:
        description:
          - Consumer groups to leave out, besides O(groups_exclude).
        type: list
        elements: str
        default: []
"""
