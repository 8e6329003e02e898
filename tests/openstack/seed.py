# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create two projects with a user each in a new Keystone, and add Neutron to its catalog.

usage: seed.py NEUTRON_URL        in the environment of the servers; the administrator's login comes from OS_* variables
"""

from __future__ import annotations

import sys

import openstack


def main() -> None:
    """Create what tests log in with: the projects shop and bank, and users of the same names."""
    identity = openstack.connect().identity
    roles = {role.name: role for role in identity.roles()}
    for name in ("shop", "bank"):
        project = identity.create_project(name=name, domain_id="default")
        user = identity.create_user(name=name, password=f"{name}-password", domain_id="default")
        identity.assign_project_role_to_user(project, user, roles["member"])
    service = identity.create_service(name="neutron", type="network")
    for interface in ("public", "internal", "admin"):
        identity.create_endpoint(service_id=service.id, interface=interface, region_id="RegionOne", url=sys.argv[1])


if __name__ == "__main__":
    main()
