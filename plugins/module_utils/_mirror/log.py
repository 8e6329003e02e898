# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find in MirrorMaker's log why it does not replicate; what it prints at its end is rarely the cause."""

from __future__ import annotations

import dataclasses
import os
import re
import typing as t

# Expression, what it means. The first that matches is the cause: those further up bring about those further down.
_CAUSES = (
    (
        r"java: (?:not found|No such file or directory|command not found|cannot execute|Permission denied)"
        r"|No such file or directory.*/java\b",
        "There is no Java that it may run; set mirror_maker_java_home to a JDK or JRE",
    ),
    (r"UnsupportedClassVersionError", "This Java is too old for this Kafka; set mirror_maker_java_home to a newer one"),
    (
        r"Invalid (?:initial|maximum) heap size|Initial heap size set to a larger value"
        r"|Too small (?:initial|maximum) heap|Could not reserve enough space|Unrecognized (?:VM )?option"
        r"|Could not create the Java Virtual Machine|insufficient memory for the Java Runtime",
        "Java cannot start with these options; check mirror_maker_heap (KAFKA_HEAP_OPTS)",
    ),
    (
        r"Could not find or load main class|ClassNotFoundException: org\.apache\.kafka\.connect\.mirror\.MirrorMaker",
        "MirrorMaker is not in this Kafka; check mirror_maker_kafka_home",
    ),
    (r"java\.lang\.OutOfMemoryError", "The heap is too small; raise mirror_maker_heap or lower mirror_maker_tasks_max"),
    (r"No space left on device", "A disk is full"),
    (
        r"Unable to replicate the partition \d+ time|InvalidReplicationFactorException"
        r"|[Rr]eplication factor: \d+ larger than available brokers",
        "The target has fewer brokers than an internal topic is to have replicas; "
        "lower mirror_maker_internal_replication_factor",
    ),
    (
        r"Error while attempting to create/find topic\(s\) 'mm2-.*",
        "The target cannot create MirrorMaker's own topics. KRaft brokers before 3.3.2 cannot create again a deleted "
        "topic that has a dot in its name (KAFKA-14337): where mm2-* topics were deleted, restart the controller, "
        "upgrade the target, or give the source another alias",
    ),
    (
        r"SaslAuthenticationException.*|SASL authentication failed.*",
        "A cluster refuses the login; check sasl_username, sasl_password and sasl_mechanism",
    ),
    (
        r"SslAuthenticationException.*|SSLHandshakeException.*|PKIX path building failed.*",
        "The TLS handshake with a cluster failed; check ssl_truststore or ssl_cafile",
    ),
    (r"LoginException.*", "The login cannot be set up; check the cluster's sasl_ options"),
    (
        r"(?:Topic|Group|Cluster)AuthorizationException.*|Not authorized to access.*",
        "An access rule is missing for MirrorMaker's user",
    ),
    (
        r"Connector configuration is invalid and contains the following.*(?:\n(?!\[\d{4}-).*){0,4}",
        "MirrorMaker refuses its configuration",
    ),
    (r"ConfigException: .*", "MirrorMaker refuses its configuration"),
    (r"No source->target replication flows.*", "The flow is not enabled"),
    (
        r"RecordTooLargeException.*",
        "A record is larger than the producer may send; "
        "raise mirror_maker_max_request_size and the target topic's max.message.bytes",
    ),
    (r"Unrecoverable exception from producer send callback.*", "The target refused a record for good"),
    (r"Could not create topic.*", "A topic cannot be created on the target"),
    (
        r"Connection to node -?\d+ \([^)]*\) could not be established.*",
        "A cluster cannot be reached from MirrorMaker's host",
    ),
    (r"timed out running task.*", "A cluster does not answer in time"),
    (
        r"Connector \S+ is a follower.*",
        "Another MirrorMaker with the same aliases runs against this target; there must be one only",
    ),
    (r"caught exception in (?:scheduled )?task.*", "A task of MirrorMaker failed"),
    (r"Failure during poll.*", "The source cannot be read"),
    (
        r"\S*mirror-maker\.properties (?:cannot be read by|may hold passwords|names no clusters).*",
        "The start script refuses its properties",
    ),
    (r"Address already in use.*", "A port is taken by another process"),
    (r"Stopping due to error.*", "MirrorMaker stopped"),
)
_STARTED = re.compile(r"Started MirrorSourceConnector with (\d+) topic-partitions")
_LONGEST_LINE = 400  # characters of a line of the log that are returned


@dataclasses.dataclass(frozen=True)
class Cause:
    """Why MirrorMaker does not replicate, as far as its log goes."""

    meaning: str  # what it means; where nothing known was found, what the line is
    line: str | None  # the line of the log; None where no line is the cause
    known: bool  # whether it is one of the known causes

    def __str__(self) -> str:
        if self.line is None:
            return self.meaning
        return f"{self.meaning}. The line in the log: {self.line}" if self.known else f"{self.meaning}: {self.line}"


@dataclasses.dataclass(frozen=True)
class LogEnd:
    """The end of a log file."""

    path: str
    size: int | None  # bytes of the whole file; None where it does not exist
    text: str = ""

    def to_result(self) -> dict[str, t.Any]:
        """This file as the module returns it."""
        return {"path": self.path, "exists": self.size is not None, "size": self.size}


def read_end(path: str, most: int) -> LogEnd:
    """Read the last bytes of a log, at most so many; raises OSError unless the file is just not there."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - most))
            return LogEnd(path, size, file.read(most).decode("utf-8", "replace"))
    except FileNotFoundError:
        return LogEnd(path, None)


def find_cause(text: str) -> Cause:
    """The first known cause, or else the last error, or else the last line."""
    for expression, meaning in _CAUSES:
        found = re.search(f"^.*(?:{expression}).*$", text, re.MULTILINE)
        if found:
            return Cause(meaning, _shorten(found.group()), True)
    errors = re.findall(r"^(?:\[[^\]]+\] )?(?:ERROR|FATAL|Error:|Exception in).*$", text, re.MULTILINE)
    if errors:
        return Cause("The log's last error", _shorten(errors[-1]), False)
    if _STARTED.findall(text)[-1:] == ["0"]:  # an earlier one may be of the configuration before
        return Cause(
            "No topic of the source is chosen by the flow's topics, or all that are chosen are internal ones, "
            "which MirrorMaker leaves out.",
            None,
            True,
        )
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return Cause("There is no log.", None, False)
    return Cause("The log names no error; its last line", _shorten(lines[-1]), False)


def _shorten(line: str) -> str:
    flat = re.sub(r"\s+", " ", line.strip())
    return flat if len(flat) <= _LONGEST_LINE else f"{flat[:_LONGEST_LINE]}..."
