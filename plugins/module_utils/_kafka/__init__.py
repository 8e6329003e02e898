# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only code of this collection that touches kafka-python.

Every function that asks about many things answers with a mapping from each thing to its value or to a
:class:`BrokerError`: no error code is dropped, and one bad topic, group or partition never hides the others.
"""
