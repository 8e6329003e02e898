# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request the members of a cluster from a broker: a broker that only listens cannot answer yet."""

from __future__ import annotations

import socket
import struct

_METADATA = 3
_VERSION = 4  # the oldest that Kafka 4 supports (KIP-896), which brokers know since 0.11


def encode_request() -> bytes:
    """Return a framed metadata request for no topics."""
    client = b"bed"
    body = struct.pack(">hhih", _METADATA, _VERSION, 1, len(client)) + client + struct.pack(">i?", 0, False)
    return struct.pack(">i", len(body)) + body


def decode_response(data: bytes) -> tuple[list[int], str]:
    """Return the broker ids and the cluster id in a metadata response without its length."""
    offset = 8  # correlation id, throttle time
    (count,) = struct.unpack_from(">i", data, offset)
    offset += 4
    brokers = []
    for _index in range(count):
        brokers.append(struct.unpack_from(">i", data, offset)[0])
        _host, offset = _string(data, offset + 4)
        _rack, offset = _string(data, offset + 4)  # behind the port
    cluster_id, offset = _string(data, offset)
    return sorted(brokers), cluster_id


def query(port: int, timeout: float = 2.0) -> tuple[list[int], str]:
    """Return the broker ids and the cluster id that the broker on this port reports.

    Raises OSError when it does not answer.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        connection.sendall(encode_request())
        (length,) = struct.unpack(">i", _exactly(connection, 4))
        return decode_response(_exactly(connection, length))


def _string(data: bytes, offset: int) -> tuple[str, int]:
    (length,) = struct.unpack_from(">h", data, offset)
    end = offset + 2 + max(length, 0)
    return data[offset + 2 : end].decode(), end


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = connection.recv(count - len(data))
        if not part:
            raise ConnectionError("the broker closed the connection")
        data += part
    return data
