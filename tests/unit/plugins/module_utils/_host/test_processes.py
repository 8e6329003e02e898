# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the processes that use a folder: real ones, and those of which only the command line can be read."""

from __future__ import annotations

import mmap
import os
import pathlib
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._host import processes

JAR = "libs/kafka-clients-0.0.1.jar"
MIRROR_MAKER = [
    "/usr/lib/jvm/java-17/bin/java",
    "-Xmx2G",
    "-cp",
    "/opt/kafka/current/bin/../libs/a.jar:/opt/x.jar",
    "-Dlogs=/tmp",
    "org.apache.kafka.connect.mirror.MirrorMaker",
    "/etc/mm.properties",
]


@pytest.fixture(name="release")
def _release(tmp_path: pathlib.Path) -> pathlib.Path:
    """Make the folder of a release, another one whose name begins alike, and a link to the first."""
    release = tmp_path / "kafka_2.12-0.0.1"
    (release / "libs").mkdir(parents=True)
    (release / JAR).write_bytes(b"x" * 5000)
    (tmp_path / "kafka_2.12-0.0.10").mkdir()
    (tmp_path / "kafka_2.12-0.0.10" / "a.jar").touch()
    (tmp_path / "current").symlink_to(release.name)
    return release


@pytest.fixture(name="reader")
def _reader(release: pathlib.Path) -> t.Iterator[subprocess.Popen]:
    """Run a process that has a file of the release open, through the link."""
    code = "import sys; file = open(sys.argv[1]); print(flush=True); sys.stdin.read()"
    jar = release.parent / "current" / JAR
    with subprocess.Popen(
        [sys.executable, "-c", code, str(jar)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/"
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        assert process.stdin
        process.stdin.close()


def test_open_file(release: pathlib.Path, reader: subprocess.Popen) -> None:
    """A process with an open file is found, by the folder and by the link to it."""
    assert processes.users(str(release)) == [
        processes.Process(reader.pid, pathlib.Path(sys.executable).name, str(release / JAR))
    ]
    assert processes.users(str(release.parent / "current"))


def test_other_folders(release: pathlib.Path, reader: subprocess.Popen) -> None:
    """A folder whose name begins alike, or that does not exist, is not used."""
    assert processes.users(str(release.parent / "kafka_2.12-0.0")) == []
    assert processes.users(str(release.parent / "kafka_2.12-0.0.10")) == []
    assert reader.poll() is None


def test_mapped_file(release: pathlib.Path) -> None:
    """A file that is mapped and no longer open counts."""
    with (release / JAR).open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    with mapped:
        assert [process.pid for process in processes.users(str(release))] == [os.getpid()]
    assert processes.users(str(release)) == []


def test_open_file_after_the_link_has_moved(release: pathlib.Path, reader: subprocess.Popen) -> None:
    """Open files count, not where the link points now."""
    current = release.parent / "current"
    current.unlink()
    current.symlink_to("kafka_2.12-0.0.10")
    assert [process.pid for process in processes.users(str(release))] == [reader.pid]


@pytest.mark.parametrize("moved", [False, True])
def test_command_line_only(
    release: pathlib.Path, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path, moved: bool
) -> None:
    """The files that a command line names count where the open files may not be read."""
    proc = tmp_path / "proc"
    words = [
        word.replace("/opt/kafka", str(release.parent)).replace("a.jar", "kafka-clients-0.0.1.jar")
        for word in MIRROR_MAKER
    ]
    for pid, command in {"7": words, "8": ["tail", "-f", "/var/log/x"], "9": []}.items():
        (proc / pid).mkdir(parents=True)
        (proc / pid / "cmdline").write_text("\0".join(command))

    def refuse(_entry: str) -> list[str]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(processes, "_opened", refuse)
    (release.parent / "current" / "bin").mkdir()  # without it bin/.. cannot be resolved
    file = str(release / JAR)
    if moved:  # its target does not show where it pointed before
        (release.parent / "current").unlink()
        (release.parent / "current").symlink_to("kafka_2.12-0.0.10")
        file = f"{release.parent}/current/bin/../{JAR}"
    assert processes.users(str(release), str(proc)) == [
        processes.Process(7, "java org.apache.kafka.connect.mirror.MirrorMaker", file)
    ]
    assert processes.users(str(tmp_path / "elsewhere" / "release"), str(proc)) == []


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (MIRROR_MAKER, "java org.apache.kafka.connect.mirror.MirrorMaker"),
        (["java", "-jar", "/srv/app.jar", "x"], "java app.jar"),
        (["java", "-version"], "java"),
        (["/usr/bin/tail", "-f", "x"], "tail"),
    ],
)
def test_titles(command: list[str], name: str) -> None:
    """A Java is named by its main class or archive, anything else by its program."""
    assert processes.title(command) == name
