# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that work with the clusters of the test bed until they are stopped, and report how far they are.

handle.py starts and watches them; live.py is the program for the clients that librdkafka has, JavaMember.java the one
for streams groups and share groups.
"""
