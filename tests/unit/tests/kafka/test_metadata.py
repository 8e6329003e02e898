# Copyright (c) 2026, OTC Kafka migration team
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unit tests of tests/kafka/metadata.py."""

from __future__ import annotations

import socket
import struct
import threading

import metadata
import pytest


def _text(value: str | None) -> bytes:
    return struct.pack(">h", -1) if value is None else struct.pack(">h", len(value)) + value.encode()


RESPONSE = (
    struct.pack(">iii", 1, 0, 2)
    + struct.pack(">i", 2)
    + _text("127.0.0.1")
    + struct.pack(">i", 9092)
    + _text(None)
    + struct.pack(">i", 1)
    + _text("127.0.0.1")
    + struct.pack(">i", 9093)
    + _text("rack")
    + _text("some-id")
    + struct.pack(">ii", 1, 0)
)


def test_metadata_response() -> None:
    """Brokers may come in any order, with and without a rack."""
    assert metadata.decode_response(RESPONSE) == ([1, 2], "some-id")


def test_metadata_over_the_wire() -> None:
    """An answer in pieces is put together; a connection that is closed early is an error."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection = server.accept()[0]
            with connection:
                assert connection.recv(1000) == metadata.encode_request()
                framed = struct.pack(">i", len(RESPONSE)) + RESPONSE
                connection.sendall(framed[:7])
                connection.sendall(framed[7:])
            server.accept()[0].close()

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        assert metadata.query(port) == ([1, 2], "some-id")
        with pytest.raises(OSError):
            metadata.query(port)
        thread.join()
