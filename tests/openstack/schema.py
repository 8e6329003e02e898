# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create Neutron's tables in a SQLite file, as its own unit tests do: its migrations need MySQL.

usage: schema.py FILE        in the environment that has Neutron
"""

from __future__ import annotations

import sys

import sqlalchemy
from neutron.db.migration.models import head
from oslo_utils import uuidutils

# The rows that migration c33da356b165 inserts: without them a new group allows no outgoing traffic. The columns are
# direction, ethertype, remote group, and whether the rule is also for groups other than the default one.
DEFAULT_RULES = (
    ("egress", "IPv4", None, True),
    ("egress", "IPv6", None, True),
    ("ingress", "IPv4", "PARENT", False),
    ("ingress", "IPv6", "PARENT", False),
)


def main() -> None:
    """Create the tables, and fill the one that must not be empty."""
    engine = sqlalchemy.create_engine(f"sqlite:///{sys.argv[1]}")
    metadata = head.get_metadata()
    metadata.create_all(engine)
    rules, attributes = metadata.tables["securitygroupdefaultrules"], metadata.tables["standardattributes"]
    with engine.begin() as connection:
        for direction, ethertype, group, everywhere in DEFAULT_RULES:
            number = connection.execute(
                attributes.insert().values(resource_type="securitygroupdefaultrules")
            ).inserted_primary_key[0]
            connection.execute(
                rules.insert().values(
                    id=uuidutils.generate_uuid(),
                    standard_attr_id=number,
                    direction=direction,
                    ethertype=ethertype,
                    remote_group_id=group,
                    used_in_default_sg=True,
                    used_in_non_default_sg=everywhere,
                )
            )


if __name__ == "__main__":
    main()
