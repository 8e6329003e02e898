# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is reported of a mirror when a part of it cannot be seen, or is another one than before."""

from __future__ import annotations

import os
import typing as t
import uuid

import pytest
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.failure import Failure
from ansible_collections.otc.kafka_migration.plugins.module_utils._common.selection import Selection
from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka.partition import Partition
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror import observe
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.health import MirrorState
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.internal_topics import MirrorNames, Notes
from ansible_collections.otc.kafka_migration.plugins.module_utils._mirror.observe import MirrorQuestion, read_mirror
from ansible_collections.otc.kafka_migration.plugins.module_utils._topics.read import (
    read_topics,
    select_topics,
)
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._kafka.faults import Fault
from ansible_collections.otc.kafka_migration.tests.unit.plugins.module_utils._topics.fake_topics import FakeTopics
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from kafka.protocol import admin

OWN = ("mm2-offsets.A.internal", "mm2-status.A.internal")


class Bed(t.NamedTuple):
    """A mirror between two fake clusters, with 100 records in each log."""

    source: FakeTopics
    target: FakeTopics
    positions: dict[str, int]  # topic -> the stored position of its partition
    read: t.Callable[..., MirrorState]
    note: t.Callable[[], dict[str, t.Any]]


@pytest.fixture(name="bed")
def bed_fixture(connect: t.Callable, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Bed]:
    """Read a mirror that has copied everything; only the records of its own topics are not read from the fake."""
    monkeypatch.setattr(observe, "read_records", lambda *_arguments, **_options: iter(()))
    with FakeTopics(cluster_id="one") as source, FakeTopics(cluster_id="two") as target:
        source.add("pay")
        source.add("user")
        for name in ("pay", "user", *OWN):
            target.add(name)
        source.on["DescribeGroups"] = target.on["DescribeGroups"] = _describe_groups
        positions = {"pay": 100, "user": 100}

        def notes(*_arguments: t.Any) -> Notes:
            return Notes({Partition(name, 0): position for name, position in positions.items()}, 0, ())

        monkeypatch.setattr(observe, "read_notes", notes)

        def connections(**settings_: t.Any) -> tuple[t.Any, t.Any]:
            found = [
                connect(bootstrap_servers=cluster.bootstrap, connect_timeout=20.0, **settings_)
                for cluster in (source, target)
            ]
            found[1].label = "target"
            return found[0], found[1]

        def read(
            noted: t.Any = None, allow_incomplete: bool = False, request_timeout: float = 1.5, **params: list[str]
        ) -> MirrorState:
            selection = Selection.parse("topics", params)
            question = MirrorQuestion(
                MirrorNames("A"), selection, "identity", "read_committed", 0, False, allow_incomplete, noted or {}
            )
            source_, target_ = connections(request_timeout=request_timeout)
            try:
                return read_mirror(source_, target_, question)
            finally:
                source_.close()
                target_.close()

        def note() -> dict[str, t.Any]:
            # A busy machine is no fault.
            return {side.label: _noted(side) for side in connections(request_timeout=20)}

        yield Bed(source, target, positions, read, note)


def _noted(side: t.Any) -> dict[str, t.Any]:
    selected = select_topics(side, Selection.parse("topics", {}))
    topics = [topic.to_result() for topic in read_topics(side, selected, offsets=True, sizes=False)]
    side.close()
    return {"cluster_id": side.cluster_id, "topics": topics}


def _describe_groups(_broker: int, _version: int, request: t.Any) -> t.Any:
    response = admin.DescribeGroupsResponse
    return response(
        throttle_time_ms=0,
        groups=[
            response.DescribedGroup(
                error_code=0,
                group_id=group,
                group_state="Empty",
                protocol_type="connect",
                protocol_data="",
                members=[],
                authorized_operations=None,
            )
            for group in request.groups
        ],
    )


def test_the_same_topics(bed: Bed) -> None:
    """They are caught up, by ids if they were noted."""
    assert (bed.read().caught_up, bed.read().identity.basis) == (True, "logs")
    noted = bed.read(bed.note())
    assert noted.caught_up and noted.identity.basis == "ids"


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_topic_that_was_created_again(bed: Bed, side: str) -> None:
    """A6: not caught up, and both ids are named."""
    noted = bed.note()
    getattr(bed, side).topic_ids["pay"] = uuid.UUID(int=1)
    state = bed.read(noted)
    result = state.to_result("all")
    assert not result["caught_up"] and not result["healthy"] and result["remaining"] is None
    assert [row["state"] for row in result["partitions"]] == [
        "recreated" if side == "source" else "target_recreated",
        "caught_up",
    ]
    (problem,) = [text for text in result["problems"] if "created again" in text]
    assert result["lasting_problems"] == [problem]
    assert f"pay of the {side} was created again" in problem
    assert "AAAAAAAAAAAAAAAAAAAAAQ" in problem and noted[side]["topics"][0]["topic_id"] in problem
    assert "beyond the end" not in " ".join(result["problems"])


def test_a_topic_that_is_gone(bed: Bed) -> None:
    """A topic that vanishes from a selection by expressions was not copied."""
    noted = bed.note()
    del bed.source.topics["pay"]
    state = bed.read(noted, topics_matching=["pay|user"])
    assert not state.caught_up and "The topics pay, with which the mirror began" in " ".join(state.problems())
    assert bed.read(noted, topics=["user"]).caught_up


def test_a_note_of_another_cluster(bed: Bed) -> None:
    """A note of the wrong side would find every topic created again."""
    noted = bed.note()
    with pytest.raises(Failure, match="noted_topics.source was read from another cluster"):
        bed.read({"source": noted["target"]})


def test_topics_that_may_not_be_described(bed: Bed) -> None:
    """What is selected and not seen keeps the mirror from being caught up, unless that is accepted."""
    bed.source.authorizer, bed.source.hidden = True, {"user"}
    state = bed.read()
    assert not state.caught_up and "1 topics of source may not be described (user)" in " ".join(state.problems())
    assert state.to_result("all")["incomplete_reason"] and state.to_result("all")["lasting_problems"] == []
    assert bed.read(allow_incomplete=True).caught_up
    assert bed.read(topics=["pay"]).caught_up


def test_mirror_maker_s_topics_that_may_not_be_described(bed: Bed) -> None:
    """A8: nothing is known of the mirror; it does not look as if none had run."""
    bed.target.authorizer, bed.target.hidden = True, set(OWN)
    with pytest.raises(Failure, match="topic mm2-offsets.A.internal of target may not be described; grant DESCRIBE"):
        bed.read()


def test_mirror_maker_that_never_ran(bed: Bed) -> None:
    """Its topics do not exist: by name the brokers distinguish that."""
    for name in OWN:
        del bed.target.topics[name]
    assert "no MirrorMaker with the source alias A has run into it" in " ".join(bed.read().problems())


def test_a_copy_that_may_not_be_described(bed: Bed) -> None:
    """It is an error of its partitions, not a missing copy."""
    bed.target.authorizer, bed.target.hidden = True, {"pay"}
    state = bed.read()
    assert [progress.state for progress in state.partitions] == ["error", "caught_up"]
    assert "topic pay of target may not be described" in " ".join(state.problems())


def test_by_logs_before_kafka_2_8(bed: Bed) -> None:
    """A log that ends before what was noted is another topic's."""
    noted = bed.note()
    for side in noted.values():
        for topic in side["topics"]:
            topic["topic_id"] = None
    assert bed.read(noted).caught_up
    noted["source"]["topics"][0]["offsets"][0]["log_end"] = 101
    state = bed.read(noted)
    assert (state.caught_up, state.identity.basis) == (False, "logs")
    assert "the log of partition 0 is from 0 to 100, and it was from 0 to 101" in " ".join(state.problems())


EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "10"))
FIXED = "PROPERTY_EXAMPLES" not in os.environ  # the same examples each time, unless more are wanted
# These are statements rather than errors: the topic does not exist, nobody checks rights.
_DEFINITE = {("Metadata", 3), ("DescribeAcls", 54)}
_FAULTS = (
    st.tuples(
        st.sampled_from(["Metadata", "DescribeAcls", "DescribeLogDirs", "ListOffsets", "DescribeGroups"]),
        st.integers(0, 8),
        st.sampled_from((5, 6, 29, 31)) | st.integers(-1, 120).filter(bool),
        st.booleans(),
    )
    .filter(lambda fault: (fault[0], fault[2]) not in _DEFINITE)
    .map(lambda fault: Fault(*fault))
)


@pytest.mark.slow
@given(fault=_FAULTS, side=st.sampled_from(["source", "target"]), world=st.sampled_from(["behind", "hidden", "again"]))
@settings(
    max_examples=EXAMPLES,
    derandomize=FIXED,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_error_makes_a_mirror_caught_up(bed: Bed, fault: Fault, side: str, world: str) -> None:
    """A mirror that is not caught up never seems to be, whatever single answer is replaced by whatever error."""
    bed.positions["user"] = 50 if world == "behind" else 100
    bed.source.authorizer, bed.source.hidden = True, {"user"} if world == "hidden" else set()
    bed.source.topic_ids = {}
    noted = bed.note()
    bed.source.topic_ids = {"pay": uuid.UUID(int=1)} if world == "again" else {}
    cluster = getattr(bed, side)
    handlers = dict(cluster.on)
    fault.plant(cluster)
    try:
        assert not bed.read(noted, request_timeout=0.1).caught_up
    except Failure:
        pass
    finally:
        cluster.on = handlers
