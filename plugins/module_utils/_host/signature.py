# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge a signature by the status lines of GnuPG (its doc/DETAILS), whose exit code is 0 for a revoked key, too."""

from __future__ import annotations

import re

# What makes a signature unfit, and what to say of it. The first that is there counts.
_BAD = (
    (r"BADSIG \S+ ?(.*)", "the signature of {0} is for another content; the archive is damaged or was changed"),
    (r"REVKEYSIG \S+ ?(.*)", "the key of {0} has been revoked"),
    (r"NO_PUBKEY (\S+)", "it was signed with the key {0}, which is not among the keys"),
    (r"ERRSIG (\S+).*", "the signature with the key {0} cannot be checked by this GnuPG"),
)


def fault(status: str) -> str:
    """What is wrong with a signature, in words; empty when it is good.

    A key that has expired since is no fault: the keys of old releases do.
    """
    lines = re.findall(r"^\[GNUPG:\] (.*?)\s*$", status, re.MULTILINE)
    for expression, meaning in _BAD:
        for line in lines:
            found = re.fullmatch(expression, line)
            if found:
                return meaning.format(found.group(1) or "somebody")
    good = any(re.match(r"(GOODSIG|EXPKEYSIG) ", line) for line in lines) and any(
        line.startswith("VALIDSIG ") for line in lines
    )
    return "" if good else "the signature file holds no signature"
