# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make small archives that look like a release of Kafka, and serve a folder by HTTP.

usage: archive.py make FILE ROOT [gpg|sha512sum|none]      an archive with the folder ROOT in it, and its checksum beside it
       archive.py serve FOLDER PORT_FILE                   until it is killed, or for five minutes
"""

from __future__ import annotations

import functools
import hashlib
import http.server
import io
import pathlib
import sys
import tarfile
import threading


def make(file: str, root: str, layout: str = "gpg") -> None:
    """Write an archive and its checksum."""
    with tarfile.open(file, "w:gz") as archive:
        for name in ("bin/connect-mirror-maker.sh", "libs/connect-mirror-0.0.1.jar"):
            entry = tarfile.TarInfo(f"{root}/{name}")
            entry.size = 5
            archive.addfile(entry, io.BytesIO(b"fake\n"))
    digest = hashlib.sha512(pathlib.Path(file).read_bytes()).hexdigest()
    name = pathlib.Path(file).name
    groups = [digest[index:index + 8].upper() for index in range(0, 128, 8)]
    lines = [" ".join(groups[index:index + 6]) for index in range(0, 16, 6)]
    texts = {"gpg": f"{name}: " + ("\n" + " " * (len(name) + 2)).join(lines) + "\n", "sha512sum": f"{digest}  {name}\n"}
    if layout in texts:
        pathlib.Path(f"{file}.sha512").write_text(texts[layout])


def serve(folder: str, port_file: str) -> None:
    """Serve a folder on a free port of loopback."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    pathlib.Path(port_file).write_text(str(server.server_port))
    threading.Timer(300, server.shutdown).start()
    server.serve_forever()


if __name__ == "__main__":
    {"make": make, "serve": serve}[sys.argv[1]](*sys.argv[2:])
