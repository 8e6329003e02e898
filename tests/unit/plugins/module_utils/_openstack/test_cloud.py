# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module with a login masks in its output."""

from __future__ import annotations

import contextlib
import io
import json
import typing as t

import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack import cloud

AUTH = {
    "auth_url": "https://iam.example/v3",
    "username": "kafka",
    "project_name": "shop",
    "password": "pass-word",
    "passcode": "123456",
}


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run without openstacksdk."""
    monkeypatch.setattr(cloud, "IMPORT_ERROR", None)
    monkeypatch.setattr(basic.AnsibleModule, "log", lambda *_args, **_more: None)


def output_of(auth: dict[str, str], **result: t.Any) -> dict[str, t.Any]:
    """Return the output of a module with this login."""
    output = io.StringIO()
    with patch_module_args({"auth": auth}), contextlib.redirect_stdout(output), pytest.raises(SystemExit):
        cloud.CloudModule({}).exit_json(**result)
    return json.loads(output.getvalue())


def test_names_are_not_masked() -> None:
    """The name of a group may contain that of a project."""
    assert (
        output_of(AUTH, name="kafka-shop at https://iam.example/v3")["name"] == "kafka-shop at https://iam.example/v3"
    )


@pytest.mark.parametrize("secret", ["pass-word", "123456"])
def test_secrets_are_masked(secret: str) -> None:
    """In any place, also where the login is returned."""
    assert secret not in json.dumps(output_of(AUTH, text=f"it is {secret}"))


@pytest.mark.parametrize("option", ["application_credential_secret", "token", "access_token", "something_new"])
def test_unknown_options_are_masked(option: str) -> None:
    """Other kinds of login have other secrets."""
    assert "s3cr3t" not in json.dumps(output_of({"username": "kafka", option: "s3cr3t"}, text="s3cr3t"))


def test_password_equal_to_user_name_is_masked() -> None:
    """Masking the name is better than showing the password."""
    assert "kafka" not in json.dumps(output_of({"username": "kafka", "password": "kafka"}, text="kafka"))
