# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the variables of the integration tests: those of a folder for a target, and of its clusters if it has some.

usage: PYTHONPATH=tests/kafka integration_config.py FOLDER >integration_config.yml
"""

from __future__ import annotations

import json
import pathlib
import sys
import typing

import distribution
import java
from spec import parse_spec


def variables(folder: pathlib.Path) -> dict[str, typing.Any]:
    """Return the variables; those of clusters are missing where no clusters run."""
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    kafka = distribution.ensure(parse_spec("source").version)
    record = folder / "clusters" / "bed.json"
    clusters = json.loads(record.read_text()) if record.exists() else {}
    return {
        **{f"kafka_{name}_bootstrap": ",".join(found["bootstrap_servers"]) for name, found in clusters.items()},
        **{f"kafka_{name}_version": found["version"] for name, found in clusters.items()},
        "kafka_home": str(kafka.home),
        "kafka_archive": str(kafka.archive),
        "java_home": str(java.ensure_java_home(*kafka.recipe.java)),
        # What a target starts in here is stopped with the bed, also when the target was killed.
        "scratch_folder": str(scratch),
        "tests_folder": str(pathlib.Path(__file__).resolve().parent.parent / "tests"),
    }


def main() -> None:
    """Write the variables; JSON is YAML too."""
    print("---")
    print(json.dumps(variables(pathlib.Path(sys.argv[1]).resolve()), indent=2))


if __name__ == "__main__":
    main()
