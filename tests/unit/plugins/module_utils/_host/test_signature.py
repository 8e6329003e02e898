# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What GnuPG says of signatures, in the lines of its doc/DETAILS."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.filter.gpg_fault import gpg_fault

NAME = "A. Committer <committer@apache.org>"
VALID = "[GNUPG:] VALIDSIG 0123456789ABCDEF0123456789ABCDEF01234567 2022-09-29 1664443860 0 4 0 1 10 00 0123456789ABCDEF0123456789ABCDEF01234567\n"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (f"[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0123456789ABCDEF {NAME}\n{VALID}[GNUPG:] TRUST_UNDEFINED 0 pgp\n", ""),
        (f"[GNUPG:] KEYEXPIRED 1700000000\n[GNUPG:] EXPKEYSIG 0123456789ABCDEF {NAME}\n{VALID}", ""),
        (f"[GNUPG:] NEWSIG\n[GNUPG:] BADSIG 0123456789ABCDEF {NAME}\n", f"of {NAME} is for another content"),
        (f"[GNUPG:] REVKEYSIG 0123456789ABCDEF {NAME}\n{VALID}", "has been revoked"),
        (
            f"[GNUPG:] GOODSIG 0123456789ABCDEF {NAME}\n{VALID}[GNUPG:] BADSIG FEDCBA9876543210 {NAME}\n",
            "is for another content",
        ),
        (
            "[GNUPG:] ERRSIG 0123456789ABCDEF 1 10 00 1664443860 9 -\n[GNUPG:] NO_PUBKEY 0123456789ABCDEF\n",
            "the key 0123456789ABCDEF, which is not among",
        ),
        ("[GNUPG:] ERRSIG 0123456789ABCDEF 99 10 00 1664443860 4 -\n", "cannot be checked by this GnuPG"),
        ("[GNUPG:] NODATA 4\n", "holds no signature"),
        (f"[GNUPG:] GOODSIG 0123456789ABCDEF {NAME}\n", "holds no signature"),
        (f"gpg: Good signature from GOODSIG {VALID}", "holds no signature"),
        ("", "holds no signature"),
    ],
)
def test_faults(status: str, said: str) -> None:
    assert said in gpg_fault(status)
    assert bool(gpg_fault(status)) is bool(said)
