# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make archives like those of a release of Kafka or of a JDK, and serve a folder by HTTP.

usage: archive.py make FILE ROOT [gpg|sha512sum|none]
           an archive with the folder ROOT in it, and its checksum next to it
       archive.py pack FILE ROOT JAVA_HOME
           a real Java of this machine as an archive
       archive.py jdk FILE ROOT PROGRAM
           an archive in which bin/java is PROGRAM: a version, whose answer is like Oracle's; large, the same with 5 MB;
           foreign, for another processor; garbage; or none
       archive.py serve FOLDER PORT_FILE
           until it is killed, or for five minutes
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import io
import os
import pathlib
import sys
import tarfile
import threading

S390 = b"\x7fELF\x02\x02\x01" + bytes(9) + b"\x00\x02\x00\x16" + bytes(44)
JAVA = """#!/bin/sh
cat >&2 <<END
Property settings:
    java.runtime.name = Java(TM) SE Runtime Environment
    java.runtime.version = {version}-b08
    java.vendor = Oracle Corporation
    java.version = {version}

java version "{version}"
END
"""
# Files that a Java does not need to run.
LEFT_OUT = {"src.zip", "jmods", "legal", "man", "docs", "demo", "include", "ct.sym"}


def write(file: str, members: dict[str, bytes]) -> None:
    """Write an archive."""
    with tarfile.open(file, "w:gz") as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755 if "/bin/" in name else 0o644
            archive.addfile(entry, io.BytesIO(content))


def make(file: str, root: str, layout: str = "gpg") -> None:
    """Write an archive like Kafka's, and its checksum."""
    write(
        file, {f"{root}/{name}": b"fake\n" for name in ("bin/connect-mirror-maker.sh", "libs/connect-mirror-0.0.1.jar")}
    )
    digest = hashlib.sha512(pathlib.Path(file).read_bytes()).hexdigest()
    name = pathlib.Path(file).name
    groups = [digest[index : index + 8].upper() for index in range(0, 128, 8)]
    lines = [" ".join(groups[index : index + 6]) for index in range(0, 16, 6)]
    texts = {"gpg": f"{name}: " + ("\n" + " " * (len(name) + 2)).join(lines) + "\n", "sha512sum": f"{digest}  {name}\n"}
    if layout in texts:
        pathlib.Path(f"{file}.sha512").write_text(texts[layout])


def jdk(file: str, root: str, program: str) -> None:
    """Write an archive like a JDK's."""
    answer = JAVA.format(version="1.8.0_202" if program == "large" else program).encode()
    members = {f"{root}/bin/javac": b"", f"{root}/bin/otc-jdk-test": b"#!/bin/sh\n"}
    if program != "none":
        members[f"{root}/bin/java"] = {"foreign": S390, "garbage": bytes(range(1, 200))}.get(program, answer)
    if program == "large":
        members[f"{root}/lib/modules"] = bytes(5_000_000)
    write(file, members)


def pack(file: str, root: str, home: str) -> None:
    """Pack a Java. The links to /etc in Debian's are replaced by the files that they point to."""
    with tarfile.open(file, "w:gz", compresslevel=1, dereference=True) as archive:
        for folder, folders, names in os.walk(os.path.realpath(home), followlinks=True):
            folders[:] = sorted(set(folders) - LEFT_OUT)
            for name in sorted(set(names) - LEFT_OUT):
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    archive.add(path, os.path.join(root, os.path.relpath(path, os.path.realpath(home))))


def serve(folder: str, port_file: str) -> None:
    """Serve a folder on a free port of loopback."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    pathlib.Path(port_file).write_text(str(server.server_port))
    threading.Timer(300, server.shutdown).start()
    server.serve_forever()


if __name__ == "__main__":
    {"make": make, "jdk": jdk, "pack": pack, "serve": serve}[sys.argv[1]](*sys.argv[2:])
