# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to Kafka: the only code of this collection that uses kafka-python.

Faces: chunks, configs, connection, errors, groups, log_dirs, module, offsets, options, records, topics.
"""
