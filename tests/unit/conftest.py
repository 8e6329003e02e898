# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of all unit tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How long an example takes says nothing here: other checks run at the same time. Failures are reported with what is
# needed to repeat them, so there is no database of examples to keep.
settings.register_profile("unit", database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unit")
