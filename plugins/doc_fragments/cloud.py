# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The login options of the modules that use an OpenStack cloud."""

    DOCUMENTATION = r"""
options:
  cloud:
    description:
      - The name of a cloud in C(clouds.yaml). For the folders in which that file is searched, see
        U(https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html).
      - If neither O(cloud) nor O(auth) is set, the environment variables C(OS_*) are used.
    type: str
  auth:
    description:
      - The login, as C(auth) in C(clouds.yaml), with keys such as C(auth_url), C(username), C(password),
        C(user_domain_name) and C(project_name).
    type: dict
  auth_type:
    description: The kind of login. openstacksdk uses V(password) unless set.
    type: str
  region_name:
    description: The region, such as V(eu-de).
    type: str
  interface:
    description: Which endpoint of a service to use. openstacksdk uses V(public) unless set.
    type: str
    choices: [public, internal, admin]
    aliases: [endpoint_type]
  validate_certs:
    description: Whether to verify the cloud's certificate. openstacksdk verifies it unless set.
    type: bool
    aliases: [verify]
  ca_cert:
    description: A file with the certificates of trusted authorities.
    type: str
    aliases: [cacert]
  client_cert:
    description: A file with the client certificate for the login.
    type: str
    aliases: [cert]
  client_key:
    description: A file with the key of O(client_cert).
    type: str
    aliases: [key]
  api_timeout:
    description: How long to wait for an answer, in seconds.
    type: int
    default: 60
requirements:
  - openstacksdk >= 4.0
"""
