# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the record of a test bed into the variables of the integration tests.

usage: integration_config.py BED.json >integration_config.yml
"""

from __future__ import annotations

import json
import pathlib
import sys


def main() -> None:
    """Write the variables; JSON is YAML too."""
    record = pathlib.Path(sys.argv[1]).resolve()
    bed = json.loads(record.read_text())
    scratch = record.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    source, target = bed["source"], bed["target"]
    print("---")
    print(
        json.dumps(
            {
                "kafka_source_bootstrap": ",".join(source["bootstrap_servers"]),
                "kafka_target_bootstrap": ",".join(target["bootstrap_servers"]),
                "kafka_home": source["home"],
                "kafka_archive": source["archive"],
                "java_home": source["java_home"],
                # What a target starts in here is stopped with the bed, also when the target was killed.
                "scratch_folder": str(scratch),
                "tests_folder": str(pathlib.Path(__file__).resolve().parent.parent / "tests"),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
