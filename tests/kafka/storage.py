# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enable the features of a new KRaft cluster without formatting it each time.

`kafka-storage.sh format` takes 3 s and writes the features into bootstrap.checkpoint, which is the same for every
cluster of a version (KIP-778): it is made once and copied.
"""

from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile

import cache
import settings
from distribution import Distribution

CHECKPOINT = "bootstrap.checkpoint"
_ANY_ID = "AAAAAAAAQACAAAAAAAAAAA"


def bootstrap_checkpoint(distribution: Distribution, java_home: pathlib.Path) -> pathlib.Path | None:
    """Return the file for the log directories of new brokers; None for a version that needs none.

    Raises RuntimeError when Kafka cannot make it.
    """
    features = distribution.recipe.features
    if features is None:
        return None
    digest = hashlib.sha256(" ".join(features).encode()).hexdigest()[:10]
    kept = cache.folder() / "kafka" / f"{distribution.version}-{digest}.checkpoint"
    with cache.locked(kept.with_suffix(".lock")):
        if not kept.exists():
            with tempfile.TemporaryDirectory(dir=kept.parent) as scratch:
                made = _format(distribution, java_home, pathlib.Path(scratch), features)
                made.rename(kept)
    return kept


def _format(
    distribution: Distribution, java_home: pathlib.Path, folder: pathlib.Path, features: tuple[str, ...]
) -> pathlib.Path:
    configuration = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": "1@127.0.0.1:1",
        "controller.listener.names": "CONTROLLER",
        "listeners": "PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1",
        "log.dirs": str(folder / "data"),
        **settings.unstable(distribution.recipe),
    }
    (folder / "server.properties").write_text(settings.text(configuration))
    command = [str(distribution.home / "bin" / "kafka-storage.sh"), "format", "-t", _ANY_ID]
    command += ["-c", str(folder / "server.properties")]
    command += ["--release-version", ".".join(distribution.version.split(".")[:2])]  # not the next one's, if unstable
    for feature in features:
        command += ["--feature", feature]
    environment = {**os.environ, "JAVA_HOME": str(java_home)}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    made = folder / "data" / CHECKPOINT
    if result.returncode or not made.exists():
        raise RuntimeError(f"Kafka {distribution.version} cannot be formatted:\n{result.stdout}{result.stderr[-3000:]}")
    return made


def write(cluster_folder: pathlib.Path, meta: settings.Properties, checkpoint: pathlib.Path | None) -> None:
    """Make the log directory of a new KRaft broker."""
    (cluster_folder / "meta.properties").write_text(settings.text(meta))
    if checkpoint:
        shutil.copyfile(checkpoint, cluster_folder / CHECKPOINT)
