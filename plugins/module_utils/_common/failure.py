# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures of a module: one message that an operator can act on."""

from __future__ import annotations


class Failure(Exception):
    """The task cannot be carried out; the message names what failed, the cause and the remedy."""


class FileFailure(Failure):
    """A file cannot be read, written or understood; the message names it."""
