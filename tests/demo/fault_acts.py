# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong on hosts and brokers; each begins, and is over when the playbook is run again."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import shutil
import signal
import subprocess
import typing

import process
from fault_shop import cut

if typing.TYPE_CHECKING:
    from fault_scene import Scene


@dataclasses.dataclass(frozen=True)
class Act:
    """A fault; by default it needs no repair."""

    def begin(self, scene: Scene) -> None:
        """Let it happen. It must return soon: the playbook goes on meanwhile."""
        raise NotImplementedError

    def end(self, scene: Scene) -> None:
        """Repair it, before the playbook is run again."""

    def __str__(self) -> str:
        """Return the words of the table."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True)
class Cut(Act):
    """The connection to a host breaks."""

    host: str
    seconds: float | None = None
    leave: bool = False  # whether a running command goes on

    def begin(self, scene: Scene) -> None:
        """Cut it."""
        cut(scene.shop, self.host, self.seconds, self.leave)

    def end(self, scene: Scene) -> None:
        """Connect it again."""
        (scene.shop.cuts / f"{self.host}.cut").unlink(missing_ok=True)

    def __str__(self) -> str:
        return f"{self.host} unreachable" + (f" for {self.seconds:.0f} s" if self.seconds else "")


@dataclasses.dataclass(frozen=True)
class KillPlay(Act):
    """The playbook dies."""

    def begin(self, scene: Scene) -> None:
        """Kill its process group."""
        scene.kill_play()

    def __str__(self) -> str:
        return "SIGKILL of the play"


@dataclasses.dataclass(frozen=True)
class KillMirror(Act):
    """MirrorMaker dies, alone or with its supervisor, as when its host does."""

    with_supervisor: bool = False

    def begin(self, scene: Scene) -> None:
        """Kill it."""
        for name in ("supervisor", "mirror-maker")[0 if self.with_supervisor else 1 :]:
            found = (scene.shop.mirror_dir / "run" / f"{name}.pid").read_text().split()
            os.kill(int(found[0]), signal.SIGKILL)

    def end(self, scene: Scene) -> None:
        """Start it again, as the operator would. The supervisor may have done so."""
        if self.with_supervisor and not scene.shop.moved:
            scene.prepare("mirror")

    def __str__(self) -> str:
        return "MirrorMaker dies" + (" for good" if self.with_supervisor else "")


@dataclasses.dataclass(frozen=True)
class Broker(Act):
    """The broker of a side stops to answer (SIGSTOP) or ends, and is back after some seconds."""

    side: str  # source | target
    how: str  # hang | restart
    seconds: float = 20

    def begin(self, scene: Scene) -> None:
        """Stop it, and have it back in time."""
        broker = scene.bed.cluster(self.side).brokers[0].process
        if self.how == "hang":
            process.send(broker, signal.SIGSTOP)
            scene.later(self.seconds, self._resume)
        else:
            scene.bed.stop(self.side)
            scene.later(self.seconds, self._start)

    def end(self, scene: Scene) -> None:
        """Wait until it is back."""
        scene.finish_pending()
        scene.bed.cluster(self.side).wait()

    def _resume(self, scene: Scene) -> None:
        process.send(scene.bed.cluster(self.side).brokers[0].process, signal.SIGCONT)

    def _start(self, scene: Scene) -> None:
        scene.bed.restart(self.side)

    def __str__(self) -> str:
        if self.how == "hang":
            return f"broker of the {self.side} hangs for {self.seconds:.0f} s"
        return f"broker of the {self.side} " + (f"down for {self.seconds:.0f} s" if self.seconds else "restarted")


def _as_root(*command: str) -> None:
    """Run a command as root, which `make setup` requires too."""
    subprocess.run([*([] if os.getuid() == 0 else ["sudo", "-n"]), *command], check=True)


@dataclasses.dataclass(frozen=True)
class RunFolder(Act):
    """Nothing can be written to the run folder any more: it is read-only, or its disk is full."""

    how: str  # read-only | full

    def begin(self, scene: Scene) -> None:
        """Mount a file system of its own over it, with the same files."""
        folder = scene.shop.run_dir
        folder.mkdir(mode=0o700, exist_ok=True)
        kept = folder.with_name("run.kept")
        shutil.copytree(folder, kept)
        _as_root("mount", "-t", "tmpfs", "-o", f"size=1m,mode=0700,uid={os.getuid()}", "tmpfs", str(folder))
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        shutil.rmtree(kept)
        if self.how == "read-only":
            _as_root("mount", "-o", "remount,ro", str(folder))
        else:
            _fill(folder / "filler")

    def end(self, scene: Scene) -> None:
        """Put the folder back as it is now."""
        folder = scene.shop.run_dir
        if not os.path.ismount(folder):
            return
        (folder / "filler").unlink(missing_ok=True) if self.how == "full" else None
        kept = folder.with_name("run.kept")
        shutil.copytree(folder, kept)
        _as_root("umount", str(folder))
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        shutil.rmtree(kept)

    def __str__(self) -> str:
        return "run folder read-only" if self.how == "read-only" else "disk of the run folder full"


def _fill(path: pathlib.Path) -> None:
    """Write until the disk is full."""
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 512)
        except OSError:
            return


@dataclasses.dataclass(frozen=True)
class RemoveRunFolder(Act):
    """The run folder is lost; it can be brought back from a backup."""

    def begin(self, scene: Scene) -> None:
        """Move it away."""
        scene.shop.run_dir.rename(scene.shop.run_dir.with_name("run.backup"))

    def end(self, scene: Scene) -> None:
        """Bring it back."""
        shutil.rmtree(scene.shop.run_dir, ignore_errors=True)
        scene.shop.run_dir.with_name("run.backup").rename(scene.shop.run_dir)

    def __str__(self) -> str:
        return "run folder removed"
