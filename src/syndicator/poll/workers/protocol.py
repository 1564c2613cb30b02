"""What the pool, the nursery and the workers say to each other, and how (I/O).

A message is a length and so many octets.
"""

from __future__ import annotations

import socket
import struct
from typing import Final

BEGIN: Final = b"begin"
END: Final = b"end "
"""What the pool asks the nursery for."""
OUT_OF_MEMORY: Final = 3
"""The exit code of a worker that asked for more memory than it may have."""

_LENGTH: Final = struct.Struct("!Q")


class Gone(Exception):
    """The other end has closed the socket, or its process has ended."""


def send(sock: socket.socket, message: bytes) -> None:
    """Send one message.

    Raises:
        Gone: nobody is there to read it.
        TimeoutError: the socket has a timeout, and it is over.
    """
    try:
        sock.sendall(_LENGTH.pack(len(message)))
        sock.sendall(message)
    except TimeoutError:
        raise
    except OSError as error:
        raise Gone from error


def receive(sock: socket.socket) -> bytes:
    """Wait for one message.

    Raises:
        Gone: none will come.
        TimeoutError: the socket has a timeout, and it is over.
    """
    (length,) = _LENGTH.unpack(_exactly(sock, _LENGTH.size))
    return bytes(_exactly(sock, length))


def _exactly(sock: socket.socket, length: int) -> bytearray:
    found = bytearray(length)
    rest = memoryview(found)
    while rest:
        try:
            count = sock.recv_into(rest)
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone from error
        if not count:
            raise Gone
        rest = rest[count:]
    return found
