# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients, users and operators can do to a migration; each begins, and is over when the playbook is run again."""

from __future__ import annotations

import dataclasses
import time
import typing

from fault_acts import Act
from fault_judge import Ending
from fault_shop import FaultShop, Layout
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

if typing.TYPE_CHECKING:
    from fault_scene import Scene

_PERIOD = 0.5  # seconds between two looks of what acts by itself
_COPIED = 3.0  # seconds until a mirror has copied the last record


@dataclasses.dataclass(frozen=True)
class ConsumerDies(Act):
    """A consumer ends with records left to read; the operator starts it again."""

    service: str = "analytics"

    def begin(self, scene: Scene) -> None:
        """Stop it behind the play's back."""
        scene.in_background(lambda _scene: scene.shop.control("stop", self.service))

    def end(self, scene: Scene) -> None:
        """Start it again with its present configuration."""
        scene.finish_pending()
        if not scene.shop.runs(self.service):
            scene.shop.control("start", self.service)

    def __str__(self) -> str:
        return f"consumer {self.service} dies"


@dataclasses.dataclass(frozen=True)
class Respawn(Act):
    """Something other than the play starts a producer whenever it does not run, as cron or a supervisor would."""

    service: str = "front"

    def begin(self, scene: Scene) -> None:
        """Begin to watch it."""
        scene.respawning = True
        scene.in_background(self._watch)

    def _watch(self, scene: Scene) -> None:
        while scene.respawning:
            if not scene.shop.runs(self.service):
                scene.shop.control("start", self.service)
            time.sleep(_PERIOD)

    def end(self, scene: Scene) -> None:
        """Switch it off."""
        scene.respawning = False
        scene.finish_pending()

    def __str__(self) -> str:
        return f"a supervisor starts the producer {self.service} again"


@dataclasses.dataclass(frozen=True)
class BrokenStart(Act):
    """The start command of a service fails."""

    service: str

    def begin(self, scene: Scene) -> None:
        """Break it."""
        scene.shop.broken(self.service).touch()

    def end(self, scene: Scene) -> None:
        """Repair it."""
        scene.shop.broken(self.service).unlink(missing_ok=True)

    def __str__(self) -> str:
        return f"the start command of {self.service} fails"


@dataclasses.dataclass(frozen=True)
class MorePartitions(Act):
    """A topic of the source gets partitions."""

    topic: str = "till"
    total: int = 4

    def begin(self, scene: Scene) -> None:
        """Add them."""
        admin = KafkaAdminClient(bootstrap_servers=scene.shop.source.bootstrap)
        admin.create_partitions({scene.shop.topic(self.topic): self.total})
        admin.close()

    def __str__(self) -> str:
        return f"the topic {self.topic} gets partitions on the source"


@dataclasses.dataclass(frozen=True)
class MoreTopics(Act):
    """The selection grows: a topic that it matches appears on the source."""

    def begin(self, scene: Scene) -> None:
        """Create it."""
        admin = KafkaAdminClient(bootstrap_servers=scene.shop.source.bootstrap)
        admin.create_topics({scene.shop.topic("newer"): {"num_partitions": 1, "replication_factor": 1}})
        admin.close()

    def end(self, scene: Scene) -> None:
        """Do what the message advises: create it on the target too."""
        scene.prepare("topics")

    def __str__(self) -> str:
        return "a topic that the selection matches is created"


@dataclasses.dataclass(frozen=True)
class LateWrite(Act):
    """A producer that nobody knows writes to the source: once, or again and again until it is found."""

    forever: bool = False
    name: str = "stray"

    def begin(self, scene: Scene) -> None:
        """Start it."""
        scene.shop.start_stray(self.name, "shared", *((0.5, 0) if self.forever else (0, 1)))

    def end(self, scene: Scene) -> None:
        """Stop it."""
        scene.shop.control("stop", self.name)

    def __str__(self) -> str:
        return "a forgotten producer writes to the source" + (" every 2 s" if self.forever else " once")


@dataclasses.dataclass(frozen=True)
class LateGroup(Act):
    """A consumer of the inventory starts for the first time: a group that was not there when groups were read."""

    def begin(self, scene: Scene) -> None:
        """Start it."""
        scene.shop.start_latecomer()

    def __str__(self) -> str:
        return "a group appears"


@dataclasses.dataclass(frozen=True)
class MovedByHand(Act):
    """A producer is moved before the cut-over, by somebody who could not wait; later he moves it back."""

    service: str = "till"

    def begin(self, scene: Scene) -> None:
        """Move it, and wait until it has written to the target."""
        self._move(scene, scene.shop.source.bootstrap, scene.shop.target.bootstrap)
        scene.shop.services.await_work(self.service)

    def _move(self, scene: Scene, old: str, new: str) -> None:
        scene.shop.control("stop", self.service)
        time.sleep(_COPIED)  # or its records would overtake those before them
        path = scene.shop.services.settings(self.service)
        path.write_text(path.read_text().replace(f"bootstrap.servers={old}", f"bootstrap.servers={new}"))
        scene.shop.control("start", self.service)

    def __str__(self) -> str:
        return f"producer {self.service} moved by hand before"


@dataclasses.dataclass(frozen=True)
class RunUntil(Act):
    """An earlier run of the cut-over that is killed at a play, or ends where none is named."""

    play: str = ""

    def begin(self, scene: Scene) -> None:
        """Run it."""
        scene.earlier_run(self.play)

    def __str__(self) -> str:
        return f"an earlier run killed at '{self.play}'" if self.play else "an earlier run that ended"


@dataclasses.dataclass(frozen=True)
class SecondWave(Act):
    """Other topics are migrated with the run folder of the first ones."""

    layout: Layout = Layout()

    def begin(self, scene: Scene) -> None:
        """Open the second shop; everything after this is done with it."""
        first = scene.shop
        scene.open(
            FaultShop(
                first.folder.with_name(f"{first.folder.name}-2"),
                scene.clusters,
                f"{first.prefix}w",
                self.layout,
                run_dir=first.run_dir,
            )
        )

    def end(self, scene: Scene) -> None:
        """Give it a run folder of its own, as the message advises."""
        scene.shop.run_dir = scene.shop.folder / "run"
        scene.shop.write_inventory()
        if self.layout.copied:
            scene.prepare("mirror")

    def __str__(self) -> str:
        return "a second wave of topics in the same run folder"


@dataclasses.dataclass(frozen=True)
class SecondRun(Act):
    """The playbook is started once more while it runs."""

    def begin(self, scene: Scene) -> None:
        """Start it."""
        scene.in_background(self._run)

    @staticmethod
    def _run(scene: Scene) -> None:
        ending: Ending = scene.run_beside()
        scene.others.append(ending)

    def end(self, scene: Scene) -> None:
        """Wait until it has ended."""
        scene.finish_pending()

    def __str__(self) -> str:
        return "a second run at the same time"


@dataclasses.dataclass(frozen=True)
class Retention(Act):
    """Retention deletes, on one side, all that is there when it happens."""

    side: str  # source: all was read and copied; target: all was copied, and its groups begin behind it

    def begin(self, scene: Scene) -> None:
        """Delete the records; what is written from now on stays."""
        shop = scene.shop
        bootstrap = scene.bed.cluster(self.side).bootstrap
        consumer = KafkaConsumer(bootstrap_servers=bootstrap)
        partitions = [
            TopicPartition(topic, index) for topic in shop.topics for index in consumer.partitions_for_topic(topic)
        ]
        ends = {partition: end for partition, end in consumer.end_offsets(partitions).items() if end}
        consumer.close()
        admin = KafkaAdminClient(bootstrap_servers=bootstrap)
        admin.delete_records(ends)
        admin.close()
        shop.trimmed = True

    def __str__(self) -> str:
        return f"retention deletes on the {self.side} what was there before"


@dataclasses.dataclass(frozen=True)
class IgnoreSilent(Act):
    """Nothing at first; then the operator lets the silent group stay behind."""

    def begin(self, scene: Scene) -> None:
        """The group is there already."""

    def end(self, scene: Scene) -> None:
        """Name it."""
        scene.shop.write_inventory(kafka_migration_ignore_groups=[scene.shop.group("silent")])

    def __str__(self) -> str:
        return "a group that has stopped half-way"


@dataclasses.dataclass(frozen=True)
class Nothing(Act):
    """No fault."""

    words: str = "none"

    def begin(self, scene: Scene) -> None:
        """Nothing happens."""

    def __str__(self) -> str:
        return self.words
