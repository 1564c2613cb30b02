"""The server that the benchmarks poll: every address of 127.0.0.0/8, and little work per request.

::

    python benchmarks/origin.py CORPUS PORT   prints its port (0: any), then takes commands:
        base | tenth | all | 2 …  [bare]      what it serves: the version ``0``, ``1`` for a tenth
                                              of the feeds or for all, or another one; with
                                              ``bare`` without validators
        count                                 requests since the last command, by status

Each feed has an address of its own, ``http://127.0.x.y:PORT/paper-00042.xml``, so that politeness
towards a host is not what is measured.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final, Self

from corpus import name_of

_KEPT: Final = 20_000
"""Documents in memory, so that reading them is not measured."""


def address_of(feed: int, port: int) -> str:
    """Return the URL of a feed, on an address of its own."""
    place = feed + 1
    host = f"127.{place >> 14 & 63}.{place >> 7 & 127}.{(place & 127) + 1}"
    return f"http://{host}:{port}/{name_of(feed)}.xml"


class Documents:
    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self.version, self.validators = "base", True
        self.kept: dict[tuple[str, bytes], tuple[bytes, bytes]] = {}
        self.counts = Counter[int]()

    def command(self, line: str) -> str:
        if line == "count":
            said = json.dumps(dict(self.counts))
        else:
            self.version, *bare = line.split()
            self.validators, said = not bare, "ok"
            if len(self.kept) > _KEPT:
                self.kept.clear()
        self.counts.clear()
        return said

    def answer(self, request: bytes) -> bytes:
        """Return the whole response to one request's header."""
        path = request[5 : request.index(b" ", 5)]
        etag, body = self.document(path)
        if not body:
            self.counts[404] += 1
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        named = b"ETag: " + etag + b"\r\n" if self.validators else b""
        if self.validators and etag in request:
            self.counts[304] += 1
            return b"HTTP/1.1 304 Not Modified\r\n" + named + b"\r\n"
        self.counts[200] += 1
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n" + named + length
        return head + body

    def document(self, path: bytes) -> tuple[bytes, bytes]:
        tenth = "0" if int(path[6:11]) % 10 else "1"
        key = ({"base": "0", "tenth": tenth, "all": "1"}.get(self.version, self.version), path)
        if key not in self.kept:
            file = self.corpus / key[0] / path.decode()
            body = file.read_bytes() if file.exists() else b""
            self.kept[key] = (b'"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"', body)
        return self.kept[key]


class Connection(asyncio.Protocol):
    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        while b"\r\n\r\n" in self.received:
            request, _, self.received = self.received.partition(b"\r\n\r\n")
            self.transport.write(self.documents.answer(request))
            if b"connection: close" in request.lower() or b" HTTP/1.0" in request:
                self.transport.close()


async def serve(corpus: Path, port: int) -> None:
    documents = Documents(corpus)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Every address of the loopback interface, and no other interface.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    listening.bind(("0.0.0.0", port))
    listening.listen(1_024)
    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: Connection(documents), sock=listening)
    print(listening.getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(documents.command(line.strip()), flush=True)


class Origin:
    """The server in a process of its own; a context manager.

    Its port is kept in a file, because it is a part of every address that a state knows.
    """

    def __init__(self, corpus: Path, port_file: Path | None = None) -> None:
        self.corpus, self.port_file = corpus, port_file

    def __enter__(self) -> Self:
        kept = self.port_file.read_text() if self.port_file and self.port_file.exists() else "0"
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(self.corpus), kept],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self._line())
        if self.port_file:
            self.port_file.write_text(str(self.port))
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def say(self, command: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
