#!/usr/bin/env python
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write plugins/module_utils/_mirror/known_properties.py: the property names that Kafka's own classes define.

usage: scripts/known_properties.py [--check]        after scripts/setup; --check only compares, exit code 1: they differ
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
import textwrap
import typing as t

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "kafka"))

import distribution  # noqa: E402  # a module of the test bed, which is not on the path
import java  # noqa: E402  # likewise

OUTPUT = ROOT / "plugins" / "module_utils" / "_mirror" / "known_properties.py"
PROGRAM = ROOT / "scripts" / "KnownProperties.java"
FIRST, LATER = "3.3.1", "3.9.1"
SINGLE_FILE_JAVA = 11  # JEP 330: java runs a source file
SECURITY_PREFIXES = ("sasl.", "security.", "ssl.")

# The sets of the file: name, and the comment above it.
SETS = {
    "SECURITY": "Properties of a connection: every client has them.",
    "CONNECTOR": "Properties of MirrorSourceConnector, MirrorCheckpointConnector and MirrorHeartbeatConnector.",
    "WORKER": "Properties of the Connect worker that runs the connectors.",
    "PRODUCER": "Properties of a producer, a consumer and an admin client.",
    "CONSUMER": "",
    "ADMIN": "",
}
HEADER = f'''\
# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of properties that Kafka's own classes define. Written by scripts/known_properties.py; do not edit.

The plain sets are those of Kafka {FIRST}, LATER_ holds what {LATER} has besides. It dropped none.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())
'''
Names = dict[str, set[str]]


def known_names(version: str) -> Names:
    """Return the names that the classes of a release define, by set."""
    home = distribution.ensure(version).home
    _oldest, newest = distribution.RECIPES[version].java
    command = java.find_java_home(SINGLE_FILE_JAVA, newest) / "bin" / "java"
    result = subprocess.run(
        [str(command), "-cp", f"{home}/libs/*", str(PROGRAM)], capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise SystemExit(f"The classes of Kafka {version} cannot be asked:\n{result.stderr}")
    return split_security(result.stdout)


def split_security(lines: str) -> Names:
    """Read lines of "kind name", and give the properties of a connection a set of their own."""
    names: Names = {name: set() for name in SETS}
    for line in lines.splitlines():
        kind, name = line.split()
        names["SECURITY" if name.startswith(SECURITY_PREFIXES) else kind].add(name)
    return names


def module_text(first: Names, later: Names) -> str:
    """Return the text of the generated module."""
    dropped = {kind: sorted(first[kind] - later[kind]) for kind in SETS if first[kind] - later[kind]}
    if dropped:
        raise SystemExit(f"Kafka {LATER} no longer has {dropped}; the module's docstring states the opposite.")
    return HEADER + "".join(
        [set_text(kind, comment, first[kind]) for kind, comment in SETS.items()]
        + [set_text(f"LATER_{kind}", "", later[kind] - first[kind]) for kind in SETS]
    )


def set_text(name: str, comment: str, members: t.Iterable[str]) -> str:
    """Return the lines of one set; a blank line, or two after the function, as ruff format has it."""
    lines = textwrap.wrap(
        " ".join(sorted(members)),
        width=116,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    before = "\n\n" if name == next(iter(SETS)) else "\n" if comment or name.startswith("LATER_SEC") else ""
    remark = f"# {comment}\n" if comment else ""
    return f'{before}{remark}{name} = _names("""\n' + "".join(f"{line}\n" for line in lines) + '""")\n'


def main() -> int:
    """Write the module, or compare it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 if the file differs")
    arguments = parser.parse_args()
    text = module_text(known_names(FIRST), known_names(LATER))
    if text == OUTPUT.read_text(encoding="utf-8"):
        print(f"{OUTPUT.relative_to(ROOT)} is up to date.")
        return 0
    if arguments.check:
        print(f"{OUTPUT.relative_to(ROOT)} differs from what Kafka {FIRST} and {LATER} define; run {sys.argv[0]}.")
        return 1
    OUTPUT.write_text(text, encoding="utf-8")
    print(f"{OUTPUT.relative_to(ROOT)} was written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
