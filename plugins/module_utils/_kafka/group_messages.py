# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests for the newer kinds of groups, which kafka-python 3.0 does not have.

Each class works like the library's own: the version is negotiated with the broker, and its codecs do the rest. The
fields were compared with org.apache.kafka.common.message of Kafka 4.1 and 4.2. Where the library is missing or broken,
no class is defined, and the module reports that.
"""

from __future__ import annotations

import typing as t

from ansible_collections.otc.kafka_migration.plugins.module_utils._kafka import library

_CONSUMER_GROUP_DESCRIBE = 69  # KIP-848, Kafka 3.7
_SHARE_GROUP_DESCRIBE = 77  # KIP-932, Kafka 4.1
_STREAMS_GROUP_DESCRIBE = 89  # KIP-1071, Kafka 4.1
_DESCRIBE_SHARE_GROUP_OFFSETS = 90  # KIP-932, Kafka 4.1

_Schema = dict[str, t.Any]


def _field(name: str, kind: str, *fields: _Schema, **more: str) -> _Schema:
    """A field in the notation of Kafka's message definitions; more is versions, nullableVersions or default."""
    return {"name": name, "type": kind, "versions": "0+", **({"fields": list(fields)} if fields else {}), **more}


def _optional(name: str, kind: str, *fields: _Schema) -> _Schema:
    return _field(name, kind, *fields, nullableVersions="0+", default="null")


def _request() -> list[_Schema]:
    return [_field("GroupIds", "[]string"), _field("IncludeAuthorizedOperations", "bool")]


def _response(*of_group: _Schema, members: tuple[_Schema, ...]) -> list[_Schema]:
    """What the three answers have in common: of_group are the fields between the epochs and the members."""
    group = [
        _field("ErrorCode", "int16"),
        _optional("ErrorMessage", "string"),
        _field("GroupId", "string"),
        _field("GroupState", "string"),
        _field("GroupEpoch", "int32"),
        _field("AssignmentEpoch", "int32"),
        *of_group,
        _field("Members", "[]Member", *members),
        _field("AuthorizedOperations", "int32"),
    ]
    return [_field("ThrottleTimeMs", "int32"), _field("Groups", "[]DescribedGroup", *group)]


def _assignment(name: str) -> _Schema:
    partitions = _field(
        "TopicPartitions",
        "[]TopicPartitions",
        _field("TopicId", "uuid"),
        _field("TopicName", "string"),
        _field("Partitions", "[]int32"),
    )
    return _field(name, "Assignment", partitions)


def _pairs(name: str) -> _Schema:
    return _field(name, "[]KeyValue", _field("Key", "string"), _field("Value", "string"))


def _tasks(name: str) -> _Schema:
    ids = (_field("SubtopologyId", "string"), _field("Partitions", "[]int32"))
    kinds = ("ActiveTasks", "StandbyTasks", "WarmupTasks")
    return _field(name, "Assignment", *(_field(kind, "[]TaskIds", *ids) for kind in kinds))


def _task_offsets(name: str) -> _Schema:
    fields = (_field("SubtopologyId", "string"), _field("Partition", "int32"), _field("Offset", "int64"))
    return _field(name, "[]TaskOffset", *fields)


def _topic_infos(name: str) -> _Schema:
    fields = (_field("Name", "string"), _field("Partitions", "int32"), _field("ReplicationFactor", "int16"))
    return _field(name, "[]TopicInfo", *fields, _pairs("TopicConfigs"))


_CONSUMER_RESPONSE = _response(
    _field("AssignorName", "string"),
    members=(
        _field("MemberId", "string"),
        _optional("InstanceId", "string"),
        _optional("RackId", "string"),
        _field("MemberEpoch", "int32"),
        _field("ClientId", "string"),
        _field("ClientHost", "string"),
        _field("SubscribedTopicNames", "[]string"),
        _optional("SubscribedTopicRegex", "string"),
        _assignment("Assignment"),
        _assignment("TargetAssignment"),
        _field("MemberType", "int8", versions="1+"),
    ),
)
_SHARE_RESPONSE = _response(
    _field("AssignorName", "string"),
    members=(
        _field("MemberId", "string"),
        _optional("RackId", "string"),
        _field("MemberEpoch", "int32"),
        _field("ClientId", "string"),
        _field("ClientHost", "string"),
        _field("SubscribedTopicNames", "[]string"),
        _assignment("Assignment"),
    ),
)
_STREAMS_RESPONSE = _response(
    _optional(
        "Topology",
        "Topology",
        _field("Epoch", "int32"),
        _optional(
            "Subtopologies",
            "[]Subtopology",
            _field("SubtopologyId", "string"),
            _field("SourceTopics", "[]string"),
            _field("RepartitionSinkTopics", "[]string"),
            _topic_infos("StateChangelogTopics"),
            _topic_infos("RepartitionSourceTopics"),
        ),
    ),
    members=(
        _field("MemberId", "string"),
        _field("MemberEpoch", "int32"),
        _optional("InstanceId", "string"),
        _optional("RackId", "string"),
        _field("ClientId", "string"),
        _field("ClientHost", "string"),
        _field("TopologyEpoch", "int32"),
        _field("ProcessId", "string"),
        _optional("UserEndpoint", "Endpoint", _field("Host", "string"), _field("Port", "uint16")),
        _pairs("ClientTags"),
        _task_offsets("TaskOffsets"),
        _task_offsets("TaskEndOffsets"),
        _tasks("Assignment"),
        _tasks("TargetAssignment"),
        _field("IsClassic", "bool"),
    ),
)
_SHARE_OFFSETS_REQUEST = [
    _field(
        "Groups",
        "[]DescribeShareGroupOffsetsRequestGroup",
        _field("GroupId", "string"),
        _optional(
            "Topics",
            "[]DescribeShareGroupOffsetsRequestTopic",
            _field("TopicName", "string"),
            _field("Partitions", "[]int32"),
        ),
    )
]
_SHARE_OFFSETS_RESPONSE = [
    _field("ThrottleTimeMs", "int32"),
    _field(
        "Groups",
        "[]DescribeShareGroupOffsetsResponseGroup",
        _field("GroupId", "string"),
        _field(
            "Topics",
            "[]DescribeShareGroupOffsetsResponseTopic",
            _field("TopicName", "string"),
            _field("TopicId", "uuid"),
            _field(
                "Partitions",
                "[]DescribeShareGroupOffsetsResponsePartition",
                _field("PartitionIndex", "int32"),
                _field("StartOffset", "int64"),
                _field("LeaderEpoch", "int32"),
                _field("Lag", "int64", versions="1+"),
                _field("ErrorCode", "int16"),
                _optional("ErrorMessage", "string"),
            ),
        ),
        _field("ErrorCode", "int16"),
        _optional("ErrorMessage", "string"),
    ),
]


def _pair(name: str, key: int, versions: str, request: list[_Schema], response: list[_Schema]) -> tuple[t.Any, t.Any]:
    """Define the classes of a request and its response. Both must be kept: the library finds the second by its key."""
    common = {"apiKey": key, "validVersions": versions, "flexibleVersions": "0+"}
    return (
        library.define_message({**common, "type": "request", "name": f"{name}Request", "fields": request}),
        library.define_message({**common, "type": "response", "name": f"{name}Response", "fields": response}),
    )


if library.IMPORT_ERROR is None:
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse = _pair(
        "ConsumerGroupDescribe", _CONSUMER_GROUP_DESCRIBE, "0-1", _request(), _CONSUMER_RESPONSE
    )
    # Version 0 belonged to the early access of Kafka 4.0 and has another meaning of the members' fields.
    ShareGroupDescribeRequest, ShareGroupDescribeResponse = _pair(
        "ShareGroupDescribe", _SHARE_GROUP_DESCRIBE, "1", _request(), _SHARE_RESPONSE
    )
    StreamsGroupDescribeRequest, StreamsGroupDescribeResponse = _pair(
        "StreamsGroupDescribe", _STREAMS_GROUP_DESCRIBE, "0", _request(), _STREAMS_RESPONSE
    )
    DescribeShareGroupOffsetsRequest, DescribeShareGroupOffsetsResponse = _pair(
        "DescribeShareGroupOffsets",
        _DESCRIBE_SHARE_GROUP_OFFSETS,
        "0-1",
        _SHARE_OFFSETS_REQUEST,
        _SHARE_OFFSETS_RESPONSE,
    )
