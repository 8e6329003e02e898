# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge signatures by the status lines of GnuPG, in the format of its doc/DETAILS."""

from __future__ import annotations

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import signature

NAME = "A. Committer <committer@apache.org>"
FINGERPRINT = "0123456789ABCDEF0123456789ABCDEF01234567"
VALID = f"[GNUPG:] VALIDSIG {FINGERPRINT} 2022-09-29 1664443860 0 4 0 1 10 00 {FINGERPRINT}\n"
GOOD = f"[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0123456789ABCDEF {NAME}\n{VALID}[GNUPG:] TRUST_UNDEFINED 0 pgp\n"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (GOOD, ""),
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
def test_faults(status: str, message: str) -> None:
    """A good signature has no fault; everything else has one that is named."""
    fault = signature.fault(status)
    assert message in (fault or "")
    assert (fault is None) is not bool(message)


class Gpg:
    """A GnuPG that answers with status lines, and records how it was called."""

    def __init__(self, imported: str, verified: str) -> None:
        """Keep the answers to the commands."""
        self.answers = {"--import": imported, "--verify": verified}
        self.calls: list[list[str]] = []

    def __call__(self, command: list[str]) -> tuple[int, str, str]:
        """Answer with an exit code without meaning."""
        self.calls.append(command)
        return 2, next(self.answers[word] for word in command if word in self.answers), ""


def test_verification() -> None:
    """The keys are imported before the signature is verified; an exit code for one unreadable key does not count."""
    gpg = Gpg(f"[GNUPG:] IMPORT_OK 1 {FINGERPRINT}\n[GNUPG:] IMPORT_PROBLEM 1\n", GOOD)
    assert signature.verify(gpg, ["gpg"], "a.tgz", "a.tgz.asc", "KEYS") == signature.Verification(True, None)
    assert gpg.calls == [["gpg", "--import", "KEYS"], ["gpg", "--verify", "a.tgz.asc", "a.tgz"]]


def test_no_keys() -> None:
    """Without a readable key nothing is verified, and the signature is not good."""
    gpg = Gpg("[GNUPG:] NODATA 1\n[GNUPG:] IMPORT_RES 0 0 0 0\n", GOOD)
    found = signature.verify(gpg, ["gpg"], "a.tgz", "a.tgz.asc", "a.tgz")
    assert found == signature.Verification(False, "the keys file holds no key that GnuPG can read")
    assert len(gpg.calls) == 1


def test_bad_signature() -> None:
    """A fault of the signature is reported."""
    found = signature.verify(Gpg(f"[GNUPG:] IMPORT_OK 1 {FINGERPRINT}\n", ""), ["gpg"], "a.tgz", "a.tgz.asc", "KEYS")
    assert found == signature.Verification(True, "the signature file holds no signature")
