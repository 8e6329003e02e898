# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the project's checks and count them: ``N passed, N failed`` is the last line.

usage: scripts/check [CHECK...]        after scripts/setup; all when none is named; logs are in .ansible/logs
A unit test counts as one, any other check as one: an integration target, a scenario, a tool.
"""

from __future__ import annotations

import sys

from checks import catalog, pool
from checks.job import select


def main() -> int:
    """Run the checks named, or all."""
    try:
        jobs = select(catalog.jobs(), sys.argv[1:])
    except ValueError as error:
        print(f"scripts/check: {error}", file=sys.stderr)
        return 2
    return pool.run([jobs], pool.default_slots())


if __name__ == "__main__":
    sys.exit(main())
