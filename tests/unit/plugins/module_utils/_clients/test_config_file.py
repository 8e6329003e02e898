# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One value of a configuration file changes, and nothing else."""

from __future__ import annotations

import json

import pytest
import yaml
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.config_file import EditFailure, edit
from ansible_collections.otc.kafka_migration.plugins.module_utils._clients.java_properties import parse
from hypothesis import given
from hypothesis import strategies as st

NEW = ["b-1:9092", "b-2:9092"]

CASES = {
    "properties": (
        "properties",
        "bootstrap.servers",
        "# c\nbootstrap.servers=old:1\nx=1\n",
        "# c\nbootstrap.servers=b-1:9092,b-2:9092\nx=1\n",
    ),
    "properties, blanks and colon": (
        "properties",
        "bootstrap.servers",
        "  bootstrap.servers : old:1\n",
        "  bootstrap.servers : b-1:9092,b-2:9092\n",
    ),
    "properties, several lines": (
        "properties",
        "k",
        "a=1\r\nk=old:1,\\\r\n   old:2\r\nb=2\r\n",
        "a=1\r\nk=b-1:9092,b-2:9092\r\nb=2\r\n",
    ),
    "properties, comment with the key": ("properties", "k", "#k=no \\\nk=old:1", "#k=no \\\nk=b-1:9092,b-2:9092"),
    "properties, twice": ("properties", "k", "k=1\nk 2\n", "k=b-1:9092,b-2:9092\nk b-1:9092,b-2:9092\n"),
    "properties, escaped key": ("properties", "a b", "a\\ b=1\n", "a\\ b=b-1:9092,b-2:9092\n"),
    "properties, no value": ("properties", "k", "k=\nl=1\n", "k=b-1:9092,b-2:9092\nl=1\n"),
    "env": ("env", "SERVERS", "A=1\nSERVERS=old:1\n", "A=1\nSERVERS=b-1:9092,b-2:9092\n"),
    "env, quoted": (
        "env",
        "SERVERS",
        'export SERVERS="old:1" # x\nSERVERS2=3\n',
        'export SERVERS="b-1:9092,b-2:9092" # x\nSERVERS2=3\n',
    ),
    "env, empty": ("env", "S", "S=\nT=2\n", "S=b-1:9092,b-2:9092\nT=2\n"),
    "regexp": (
        "regexp",
        r"servers\('([^']*)'\)",
        "x.servers('old:1'); // é\n",
        "x.servers('b-1:9092,b-2:9092'); // é\n",
    ),
    "json": (
        "json",
        "kafka.bootstrap.servers",
        '{"kafka": {"bootstrap.servers": "old:1", "é": 1}}',
        '{"kafka": {"bootstrap.servers": "b-1:9092,b-2:9092", "é": 1}}',
    ),
    "json, list on a line": (
        "json",
        "s",
        '{"t": [1, {"s": 2}], "s": ["old:1"]}',
        '{"t": [1, {"s": 2}], "s": ["b-1:9092", "b-2:9092"]}',
    ),
    "json, list over lines": (
        "json",
        "s",
        '{\n\t"s": [\n\t\t"old:1"\n\t]\n}\n',
        '{\n\t"s": [\n\t\t"b-1:9092",\n\t\t"b-2:9092"\n\t]\n}\n',
    ),
    "yaml, nested": (
        "yaml",
        "kafka.servers",
        "# c\nkafka:\n  servers: old:1  # here\n  x: 1\n",
        "# c\nkafka:\n  servers: b-1:9092,b-2:9092  # here\n  x: 1\n",
    ),
    "yaml, name with dots": (
        "yaml",
        "spring.kafka.bootstrap-servers",
        "spring.kafka:\n  bootstrap-servers: 'o:1'\n",
        "spring.kafka:\n  bootstrap-servers: 'b-1:9092,b-2:9092'\n",
    ),
    "yaml, block list": ("yaml", "s", "s:\n  - old:1 # a\n  - old:2\nt: 1\n", "s:\n  - b-1:9092\n  - b-2:9092\nt: 1\n"),
    "yaml, unindented list, CRLF": (
        "yaml",
        "s",
        "s:\r\n- old:1\r\nt: 1\r\n",
        "s:\r\n- b-1:9092\r\n- b-2:9092\r\nt: 1\r\n",
    ),
    "yaml, flow list": ("yaml", "s", 's: ["old:1"]\n', 's: ["b-1:9092", "b-2:9092"]\n'),
    "yaml, two documents": ("yaml", "s", "s: a\n---\ns: b\n", "s: b-1:9092,b-2:9092\n---\ns: b-1:9092,b-2:9092\n"),
    "yaml, no value": ("yaml", "s", "s:\nt: 1\n", "s: b-1:9092,b-2:9092\nt: 1\n"),
    "yaml, byte order mark": ("yaml", "s", "\ufeffs: old:1\n", "\ufeffs: b-1:9092,b-2:9092\n"),
    "yaml, block scalar": ("yaml", "s", "s: |\n  old:1\nt: 1\n", "s: b-1:9092,b-2:9092\nt: 1\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_only_the_value_changes(name: str) -> None:
    """The rest of the text is unchanged, and a second edit finds nothing to change."""
    file_format, key, before, after = CASES[name]
    first = edit(before, file_format, key, NEW)
    assert (first.text, first.changed) == (after, True)
    second = edit(after, file_format, key, NEW)
    assert (second.text, second.changed) == (after, False)


@pytest.mark.parametrize(
    ("file_format", "text"),
    [
        ("properties", "s=b-1:9092, b-2:9092\n"),
        ("yaml", "s: [b-1:9092, 'b-2:9092']\n"),
        ("json", '{"s": "b-1:9092,b-2:9092"}'),
    ],
)
def test_same_brokers_in_another_notation(file_format: str, text: str) -> None:
    """Blanks, quotes and the layout of a list do not count as a change."""
    assert not edit(text, file_format, "s", NEW).changed


@pytest.mark.parametrize(
    ("file_format", "key", "text", "message"),
    [
        ("properties", "k", "l=1\n", "it has no k"),
        ("properties", "k", "#k=1\n", "it has no k"),
        ("env", "K", "XK=1\n#K=1\n", "it has no K"),
        ("json", "k", "{", "not JSON"),
        ("json", "k", '{"k": 1}', "neither a string nor a list"),
        ("json", "k.l", '{"k": [1]}', "it has no k.l"),
        ("yaml", "k", "a: [", "not YAML"),
        ("yaml", "k", "k: {a: 1}\n", "neither a string nor a list"),
        ("yaml", "k", "", "it has no k"),
        ("regexp", "(", "x", "not a regular expression"),
        ("regexp", "x", "x", "0 groups"),
        ("regexp", "x=(.)", "y", "nothing that matches"),
    ],
)
def test_uneditable_text(file_format: str, key: str, text: str, message: str) -> None:
    """The failure names the cause."""
    with pytest.raises(EditFailure, match=message):
        edit(text, file_format, key, NEW)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.slow
@given(TREES, st.sampled_from(["old:1", ["old:1", "old:2"]]), st.sampled_from([None, 1, "\t"]))
def test_rest_of_json_is_unchanged(tree: object, old: object, indent: int | str | None) -> None:
    """For any other values and any indentation."""
    text = json.dumps({"a": tree, "kafka": {"x": tree, "servers": old}, "z": tree}, indent=indent)
    result = json.loads(edit(text, "json", "kafka.servers", NEW).text)
    assert result == {
        "a": tree,
        "kafka": {"x": tree, "servers": NEW if isinstance(old, list) else ",".join(NEW)},
        "z": tree,
    }


@given(TREES, st.sampled_from(["old:1", ["old:1", "old:2"]]), st.booleans())
def test_rest_of_yaml_is_unchanged(tree: object, old: object, flow: bool) -> None:
    """For any other values, in block and in flow style."""
    text = yaml.safe_dump(
        {"a": tree, "kafka": {"x": tree, "servers": old}, "z": tree}, default_flow_style=flow, allow_unicode=False
    )
    whole = yaml.safe_load(text)
    result = yaml.safe_load(edit(text, "yaml", "kafka.servers", NEW).text)
    whole["kafka"]["servers"] = NEW if isinstance(old, list) else ",".join(NEW)
    assert result == whole


@given(st.text(max_size=60), st.text(max_size=60))
def test_rest_of_properties_is_unchanged(before: str, after: str) -> None:
    """Any text before and after the property keeps its meaning."""
    before = before if before.endswith("\n") or not before else f"{before}\n#\n"
    text = f"{before}\nservers = old:1\n{after}"
    try:
        whole = parse(text)
    except ValueError:
        return  # a \\u without four digits, which Java rejects too
    if whole.get("servers") is None:
        return  # a backslash before the line has swallowed it
    assert parse(edit(text, "properties", "servers", NEW).text) == {**whole, "servers": ",".join(NEW)}
