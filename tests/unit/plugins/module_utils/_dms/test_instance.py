# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is gathered of an instance."""

from __future__ import annotations

import dms_examples as examples
import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._dms import instance
from ansible_collections.otc.kafka_migration.plugins.module_utils._openstack.cloud import CloudFailure
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._dms.cases import Session, service


def test_gather(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is requested is read, and the rest is None."""
    session = Session()
    monkeypatch.setattr(instance, "Cloud", lambda _params: None)
    monkeypatch.setattr(instance, "Dms", lambda _cloud, _endpoint: service(session))
    result = instance.read({"instance": examples.INSTANCE_ID, "endpoint": None, "gather": []})
    assert len(session.requests) == 1
    assert {name: result[name] for name in instance.RETURNED} == dict.fromkeys(instance.RETURNED)
    result = instance.read(
        {"instance": examples.NEW_INSTANCE["instance_id"], "endpoint": None, "gather": list(instance.READERS)}
    )
    assert None not in result.values() and result["disk_usage"]
    assert [topic["name"] for topic in result["topics"]] == [f"Topic-{number:03d}" for number in range(120)]
    with pytest.raises(
        CloudFailure,
        match=r"disk usage of DMS instance half-seen: DMS could not read the disk of every broker \(broker-1: Failed",
    ):
        instance.read({"instance": "half-seen", "endpoint": None, "gather": ["disk_usage"]})
    with pytest.raises(CloudFailure, match="instance is empty"):
        instance.read({"instance": " ", "endpoint": None, "gather": []})
