# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for tests of the action plugins."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.plugin_utils._wait import action as waits
from ansible_collections.otc.kafka_migration.tests.unit.plugins.action.scripted import Outcome, Play, Poll


@pytest.fixture(name="play")
def play_fixture(monkeypatch: pytest.MonkeyPatch) -> t.Callable[..., Play]:
    """Make a task; what it prints is kept."""

    def play(plugin: type[waits.WaitAction], *outcomes: Outcome | Poll, check: bool = False, **args: t.Any) -> Play:
        made = Play(plugin, outcomes, args, check)
        monkeypatch.setattr(waits.display, "display", made.shown.append)
        monkeypatch.setattr(waits.display, "warning", made.warned.append)
        return made

    return play
