# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """How modules log in to an OpenStack cloud."""

    DOCUMENTATION = r"""
options:
  cloud:
    description:
      - A cloud that C(clouds.yaml) names. U(https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html) says where that is looked for.
      - Where neither O(cloud) nor O(auth) is given, the variables C(OS_*) of the environment count.
    type: str
  auth:
    description:
      - The login, as C(auth) in C(clouds.yaml), such as C(auth_url), C(username), C(password), C(user_domain_name) and C(project_name).
    type: dict
  auth_type:
    description: The kind of login. openstacksdk takes V(password) unless told.
    type: str
  region_name:
    description: The region, such as V(eu-de).
    type: str
  interface:
    description: Which of a service's endpoints to use. openstacksdk takes V(public) unless told.
    type: str
    choices: [public, internal, admin]
    aliases: [endpoint_type]
  validate_certs:
    description: Whether the cloud's certificate must be trusted. It must unless told.
    type: bool
    aliases: [verify]
  ca_cert:
    description: A file of certificates to trust.
    type: str
    aliases: [cacert]
  client_cert:
    description: A file with the certificate to log in with.
    type: str
    aliases: [cert]
  client_key:
    description: A file with its key.
    type: str
    aliases: [key]
  api_timeout:
    description: Seconds that an answer may take.
    type: int
    default: 60
requirements:
  - openstacksdk >= 4.0
"""
