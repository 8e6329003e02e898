# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep what Python compiles from zip files, as it does for other source files; for test hosts only.

Ansible sends a module as a zip file with all that it imports, and Python compiles all of it again for each task: a
third of the processor time of a short module. scripts/setup puts this file into .venv with a .pth file that imports it.
The demo and the benchmarks, which show times, set ZIP_CODE_CACHE=off.
"""

from __future__ import annotations

import contextlib
import os
import sys
import types
import typing
import zipimport

Compile = typing.Callable[[str, bytes], types.CodeType]


def caching(compile_source: Compile, folder: str) -> Compile:
    """Return a function that compiles a source once, and afterwards reads the code from a file in this folder."""

    def compile_or_load(path: str, source: bytes) -> types.CodeType:
        import hashlib  # noqa: PLC0415 -- most processes start without a zip file
        import marshal  # noqa: PLC0415

        inside = path.rpartition(".zip")[2]  # tracebacks show it; what is before it differs each time
        kept = os.path.join(folder, hashlib.sha256(inside.encode() + b"\0" + source).hexdigest())
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError), open(kept, "rb") as file:
            return typing.cast("types.CodeType", marshal.load(file))
        code = compile_source(path, source)
        with contextlib.suppress(OSError):  # such as another user's folder
            os.makedirs(folder, exist_ok=True)
            unfinished = f"{kept}.{os.getpid()}"
            with open(unfinished, "wb") as file:
                marshal.dump(code, file)
            os.replace(unfinished, kept)
        return code

    return compile_or_load


if os.environ.get("ZIP_CODE_CACHE") != "off":
    functions = vars(zipimport)
    functions["_compile_source"] = caching(
        functions["_compile_source"], os.path.join(sys.prefix, "zip-code", str(sys.implementation.cache_tag))
    )
