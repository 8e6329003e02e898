# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test of the structure of the plugins: which package may import which, and through which of its files.

The architecture page (docs/docsite/rst/architecture.rst) explains the rules; this test enforces them.
"""

from __future__ import annotations

import ast
import pathlib
import re
import typing as t

import pytest

PLUGINS = pathlib.Path(__file__).resolve().parents[3] / "plugins"
COLLECTION = "ansible_collections.otc.kafka_migration"

# The packages of module_utils: those that each may import, and its faces, whose functions others may use. From any
# other file of a package only types may be imported: classes, aliases and constants, which begin with a capital letter.
PACKAGES: dict[str, tuple[set[str], set[str]]] = {
    "_common": (set(), {"failure", "seconds", "selection", "snapshot_file", "text"}),
    "_kafka": (
        {"_common"},
        {
            "chunks",
            "configs",
            "connection",
            "errors",
            "group_protocol",
            "groups",
            "log_dirs",
            "module",
            "offsets",
            "options",
            "records",
            "rights",
            "topics",
            "visibility",
        },
    ),
    "_topics": ({"_common", "_kafka"}, {"clone", "cluster", "plan", "read", "report"}),
    "_groups": ({"_common", "_kafka", "_topics"}, {"lag", "offset_apply", "positions"}),
    "_drain": ({"_common", "_kafka", "_groups", "_topics"}, {"observe", "options", "report", "scope", "watch"}),
    "_clients": (
        {"_common", "_kafka", "_groups", "_drain"},
        {
            "activity",
            "activity_poll",
            "config_file",
            "connection_settings",
            "file_edits",
            "java_properties",
            "services",
        },
    ),
    "_mirror": (
        {"_common", "_kafka", "_topics", "_clients"},
        {"config", "config_spec", "log", "observe", "options", "secrets"},
    ),
    "_cutover": (
        {"_common", "_kafka", "_topics", "_drain", "_mirror"},
        {"completeness", "ends", "journal_file", "observe", "phases", "steps", "summary"},
    ),
    "_capacity": ({"_common", "_kafka", "_topics"}, {"evaluate", "observe"}),
    "_openstack": ({"_common"}, {"cloud", "security_group"}),
    "_dms": ({"_common", "_openstack"}, {"instance"}),
    "_host": ({"_common"}, {"archive", "checksums", "java", "processes", "signature"}),
}
# The folders of plugins, and which of the others each may import from.
FOLDERS = {
    "module_utils": set(),
    "plugin_utils": {"module_utils"},
    "doc_fragments": set(),
    "modules": {"module_utils"},
    "action": {"module_utils", "plugin_utils"},
    "filter": {"module_utils", "plugin_utils"},
}
_TYPE = re.compile(r"[A-Z]")


class Import(t.NamedTuple):
    """One name that a file imports from this collection."""

    file: str  # relative to plugins
    folder: str
    package: str  # empty in folders without packages
    module: str
    name: str  # empty where the module as a whole is imported

    def __str__(self) -> str:
        return f"{self.file} imports {'.'.join(filter(None, self[1:]))}"


def imports_of(file: str, text: str) -> list[Import]:
    """Return everything that the text of a file imports from this collection; fail for a relative import."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import in line {node.lineno}"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found += [_import(file, name) for name in names if name.startswith(f"{COLLECTION}.")]
    return found


def _import(file: str, name: str) -> Import:
    place = name.removeprefix(f"{COLLECTION}.plugins.").split(".")
    packaged = len(place) > 1 and place[0] in ("module_utils", "plugin_utils")
    folder, package, rest = place[0], place[1] if packaged else "", place[2:] if packaged else place[1:]
    return Import(file, folder, package, rest[0] if rest else "", ".".join(rest[1:]))


def violation(found: Import) -> str | None:
    """Return the rule that an import breaks, or None."""
    parts = pathlib.PurePath(found.file).parts
    own_folder, own_package = parts[0], parts[1] if parts[0] in ("module_utils", "plugin_utils") else ""
    if found.folder == own_folder and found.package == own_package:
        return None
    if found.folder != own_folder and found.folder not in FOLDERS[own_folder]:
        return f"{found}: plugins/{own_folder} may not import from plugins/{found.folder}"
    if found.folder == own_folder == "module_utils" and found.package not in PACKAGES[own_package][0]:
        return f"{found}: {own_package} may not import from {found.package}"
    if (
        found.folder == "module_utils"
        and found.module not in PACKAGES[found.package][1]
        and not _TYPE.match(found.name)
    ):
        return f"{found}: it is neither a face of {found.package} nor a type"
    return None


def python_files() -> list[str]:
    """Return all Python files of plugins, relative to it."""
    return sorted(str(path.relative_to(PLUGINS)) for path in PLUGINS.rglob("*.py"))


def test_every_file_is_in_a_package() -> None:
    """The folder module_utils has no files of its own, and its packages are those of the table."""
    utils = PLUGINS / "module_utils"
    assert [path.name for path in utils.glob("*.py")] == []
    assert {path.name for path in utils.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(PACKAGES)


def test_packages_are_in_order() -> None:
    """Each package imports only from those above it in the table, so there can be no circle."""
    names = list(PACKAGES)
    for name, (lower, _faces) in PACKAGES.items():
        assert lower <= set(names[: names.index(name)])


def test_faces_exist() -> None:
    """A face that was renamed does not stay in the table."""
    missing = [
        f"{name}/{face}"
        for name, (_lower, faces) in PACKAGES.items()
        for face in faces
        if not (PLUGINS / "module_utils" / name / f"{face}.py").is_file()
    ]
    assert missing == []


def test_the_architecture_page_lists_the_faces() -> None:
    """The table of packages on the page is this one."""
    page = (PLUGINS.parent / "docs" / "docsite" / "rst" / "architecture.rst").read_text()
    rows = re.findall(r"^   \* - ``(_\w+)``\n     - [^\n]+\n     - ((?:``\w+``,?\s*)+)$", page, re.MULTILINE)
    assert {name: set(re.findall(r"\w+", faces)) for name, faces in rows} == {
        name: faces for name, (_lower, faces) in PACKAGES.items()
    }


@pytest.mark.parametrize("file", python_files())
def test_imports(file: str) -> None:
    """No file imports upwards or past a face."""
    broken = [violation(found) for found in imports_of(file, (PLUGINS / file).read_text())]
    assert [text for text in broken if text] == []


@pytest.mark.parametrize("file", [file for file in python_files() if file.endswith("__init__.py")])
def test_packages_re_export_nothing(file: str) -> None:
    """AnsiballZ ships what a package's __init__ imports with every module that uses any part of it."""
    assert [node for node in ast.parse((PLUGINS / file).read_text()).body if not isinstance(node, ast.Expr)] == []


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        (
            "module_utils/_kafka/topics.py",
            "from {0}.module_utils._topics.read import Topic",
            "_kafka may not import from _topics",
        ),
        ("module_utils/_common/text.py", "import {0}.module_utils._kafka.errors", "_common may not import from _kafka"),
        (
            "modules/kafka_topic_info.py",
            "from {0}.module_utils._kafka.tls import client_context",
            "neither a face of _kafka nor a type",
        ),
        (
            "modules/kafka_topic_info.py",
            "from {0}.module_utils._drain import verdict",
            "neither a face of _drain nor a type",
        ),
        (
            "modules/kafka_topic_info.py",
            "from {0}.plugin_utils._wait.drain import wait",
            "plugins/modules may not import from plugins/plugin_utils",
        ),
        (
            "module_utils/_drain/watch.py",
            "from {0}.plugin_utils._wait.drain import wait",
            "module_utils may not import from plugins/plugin_utils",
        ),
    ],
)
def test_planted_violations(file: str, line: str, message: str) -> None:
    """An upward import and a bypassed face are named."""
    (found,) = imports_of(file, line.format(f"{COLLECTION}.plugins"))
    assert message in (violation(found) or "")
