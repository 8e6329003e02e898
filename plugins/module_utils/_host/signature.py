# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify a detached signature by the status lines of GnuPG (its doc/DETAILS); its exit code is 0 for a revoked key."""

from __future__ import annotations

import dataclasses
import re
import typing as t

Run = t.Callable[[list[str]], tuple[int, str, str]]  # as AnsibleModule.run_command: exit code, output, error output

# What makes a signature unfit, and its meaning. The first that is found counts.
_BAD = (
    (r"BADSIG \S+ ?(.*)", "the signature of {0} is for another content; the archive is damaged or was changed"),
    (r"REVKEYSIG \S+ ?(.*)", "the key of {0} has been revoked"),
    (r"NO_PUBKEY (\S+)", "it was signed with the key {0}, which is not among the keys"),
    (r"ERRSIG (\S+).*", "the signature with the key {0} cannot be checked by this GnuPG"),
)


@dataclasses.dataclass(frozen=True)
class Verification:
    """Whether GnuPG could read any of the keys, and what is wrong with the signature: None if it is good."""

    keys_found: bool
    fault: str | None


def verify(run: Run, gpg: list[str], path: str, signature: str, keys: str) -> Verification:
    """Import the keys into GnuPG's home folder, and verify the signature of a file.

    GnuPG's command line must have the home folder and ``--status-fd 1``. Its exit code does not count: one key that
    this GnuPG cannot read must not hide the others.
    """
    _code, imported, _error_output = run([*gpg, "--import", keys])
    if not re.search(r"^\[GNUPG:\] IMPORT_OK ", imported, re.MULTILINE):
        return Verification(False, "the keys file holds no key that GnuPG can read")
    _code, verified, _error_output = run([*gpg, "--verify", signature, path])
    return Verification(True, fault(verified))


def fault(status: str) -> str | None:
    """Return what is wrong with a signature, or None if it is good.

    A key that has expired since is not a fault: the keys of old releases do.
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
    return None if good else "the signature file holds no signature"
