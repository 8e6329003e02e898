# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The address of DMS and its project."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import endpoint
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._dms.cases import ROOT, catalog


@pytest.mark.parametrize(
    ("entries", "region", "wanted"),
    [
        ([("dmsv2", "eu-de", "a")], "eu-de", "a"),
        ([("dms", "eu-de", "b"), ("dmsv2", "eu-de", "a")], "eu-de", "a"),
        ([("dmsv1", "eu-de", "c"), ("dms", "eu-de", "b")], "eu-de", "b"),
        ([("dmsv1", "eu-de", "c"), ("network", "eu-de", "n")], "eu-de", "c"),
        ([("dmsv2", "eu-nl", "a"), ("dmsv2", "eu-de", "b")], "eu-de", "b"),
        ([("dmsv2", "eu-nl", "a"), ("dmsv1", "eu-de", "b")], "eu-de", "b"),
        ([("dmsv2", "eu-nl", "a")], None, "a"),
        ([("dmsv2", "eu-nl", "a"), ("dmsv2", "eu-nl", "a")], "", "a"),
    ],
)
def test_from_catalog(entries: list[tuple[str, str, str]], region: str | None, wanted: str) -> None:
    """Version 2 comes first, and only the login's region counts."""
    assert endpoint.from_catalog(catalog(*entries), ["public"], region, "cloud otc") == wanted


@pytest.mark.parametrize(
    ("entries", "region", "message"),
    [
        ([], "eu-de", "cloud otc has no public DMS in its catalog (under the types dmsv2, dms, dmsv1); set endpoint"),
        ([("dmsv2", "eu-nl", "a")], "eu-de", "no DMS in region eu-de; set region_name to one of eu-nl"),
        (
            [("dmsv2", "eu-nl", "a"), ("dmsv2", "eu-de", "b")],
            None,
            "in several regions; set region_name to one of eu-de, eu-nl",
        ),
    ],
)
def test_not_in_catalog(entries: list[tuple[str, str, str]], region: str | None, message: str) -> None:
    """The message names the regions to choose from."""
    with pytest.raises(CloudFailure) as failure:
        endpoint.from_catalog(catalog(*entries), ["public"], region, "cloud otc")
    assert message in str(failure.value)


@pytest.mark.parametrize(
    ("url", "root", "project"),
    [
        (ROOT, ROOT, None),
        (f"{ROOT}/", ROOT, None),
        (f" {ROOT}/v2 ", ROOT, None),
        (f"{ROOT}/v2/", ROOT, None),
        (f"{ROOT}/v1.0/p1", ROOT, "p1"),
        (f"{ROOT}/v2/p1/", ROOT, "p1"),
        ("http://127.0.0.1:8080/dms/v2/p1", "http://127.0.0.1:8080/dms", "p1"),
        (f"{ROOT}/dms", f"{ROOT}/dms", None),
    ],
)
def test_split(url: str, root: str, project: str | None) -> None:
    """The version is optional, and so is the project after it."""
    assert endpoint.split(url) == (root, project)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "dms.example",
        "ftp://dms.example",
        "https://",
        f"{ROOT}/v2/p1/instances",
        f"{ROOT}?a=b",
        f"{ROOT}#a",
        "https://u:p@dms.example",
    ],
)
def test_invalid_endpoint(url: str) -> None:
    """The message shows a valid one."""
    with pytest.raises(CloudFailure, match="endpoint must be an address such as https://dms.eu-de"):
        endpoint.split(url)


def test_project() -> None:
    """That of the login and that of the endpoint must not differ."""
    assert (
        endpoint.choose_project("a", None)
        == endpoint.choose_project(None, "a")
        == endpoint.choose_project("a", "a")
        == "a"
    )
    with pytest.raises(CloudFailure, match="endpoint is that of project b, and the login that of project a"):
        endpoint.choose_project("a", "b")
    with pytest.raises(CloudFailure, match="The login has no project"):
        endpoint.choose_project(None, None)


def test_order_of_interfaces() -> None:
    """The first interface that has DMS counts, where clouds.yaml has a list of them."""
    entries = catalog(("dmsv2", "eu-de", "a"))
    assert endpoint.from_catalog(entries, ["internal", "public", "admin"], "eu-de", "cloud otc") == "a"
    assert endpoint.from_catalog(entries, ["admin", "public"], "eu-de", "cloud otc") == "x"
