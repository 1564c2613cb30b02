"""The server's life: beginning, going over to another configuration, ending."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from syndicator.errors import ConfigError, ListenError
from syndicator.model import FeedName
from syndicator.web.files import Files
from syndicator.web.server import WebServer

Site = Any
Config = Any
Configure = Callable[[str], Config]
Started = Callable[..., Site]
SECONDS = 10.0


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def plain(config_text: str) -> str:
    """The configuration, without tables that come last."""
    return config_text


def test_without_the_table_there_is_no_server(configure: Configure, plain: str) -> None:
    config = configure(plain.replace('[web]\nlisten = "127.0.0.1:0"\n', ""))
    threads = threading.active_count()
    server = WebServer(environ={})
    server.start(config)
    assert server.addresses == ()
    assert threading.active_count() == threads
    server.stop()
    assert server.stopped()


def test_ends_when_what_is_being_answered_has_been(
    configure: Configure, plain: str, started: Started
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(_: Request) -> PlainTextResponse:
        begun.set()
        assert may_end.wait(SECONDS)
        return PlainTextResponse("done")

    site = started(configure(plain), [Route("/slow", slow)])
    address = site.address
    with socket.create_connection(address, timeout=SECONDS) as reader:
        reader.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert begun.wait(SECONDS)
        site.server.stop()
        assert not site.server.stopped()
        limit = time.monotonic() + 2
        while time.monotonic() < limit:
            try:
                socket.create_connection(address, timeout=SECONDS).close()
            except ConnectionResetError:
                continue
            except ConnectionRefusedError:
                break
        else:
            pytest.fail("it still lets readers in")
        may_end.set()
        found = b""
        while piece := reader.recv(65536):
            found += piece
        assert found.endswith(b"done")
    site.server.join(SECONDS)
    assert site.server.stopped()


def test_other_routes(configure: Configure, plain: str, started: Started) -> None:
    async def callback(request: Request) -> PlainTextResponse:
        body = await request.body()
        return PlainTextResponse(f"{request.method} {request.query_params} {body.decode()}")

    def broken(_: Request) -> PlainTextResponse:
        raise RuntimeError("a bug")

    routes = [
        Route("/websub/{name}", callback, methods=["GET", "POST"]),
        Route("/broken", broken),
    ]
    site = started(configure(plain), routes)
    site.write("world.atom", b"<feed/>")
    assert site.ask("/websub/x?hub.mode=subscribe").body == b"GET hub.mode=subscribe "
    assert site.ask("/websub/x", "POST", b"news").body == b"POST  news"
    refused = site.ask("/websub/x", "DELETE")
    assert refused.status == 405
    assert {each.strip() for each in refused.headers["allow"].split(",")} == {"GET", "HEAD", "POST"}
    answer = site.ask("/broken")
    assert answer.status == 500
    assert b"Harbor Newsroom" in answer.body
    assert b"a bug" not in answer.body
    assert site.ask("/world.atom").body == b"<feed/>"


def test_a_taken_address_refuses_the_start(configure: Configure, plain: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        config = configure(plain.replace("127.0.0.1:0", address))
        server = WebServer(environ={})
        with pytest.raises(ListenError, match="something else listens there"):
            server.start(config)
        assert server.stopped()


def test_another_address(configure: Configure, plain: str, started: Started) -> None:
    site = started(configure(plain))
    site.write("world.atom", b"<feed/>")
    former, port = site.address, free()
    with site.server.changing(configure(plain.replace("127.0.0.1:0", f"127.0.0.1:{port}"))):
        # Both are open until it is sure that the new configuration holds.
        assert site.address == former
        socket.create_connection(("127.0.0.1", port), timeout=SECONDS).close()
    assert site.address == ("127.0.0.1", port)
    assert site.ask("/world.atom").body == b"<feed/>"
    for running in site.server._ended:
        running.join(SECONDS)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(former, timeout=SECONDS)


def test_an_address_that_cannot_be_had_changes_nothing(
    configure: Configure, plain: str, started: Started
) -> None:
    site = started(configure(plain))
    former = site.address
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        new = configure(plain.replace("127.0.0.1:0", taken).replace("Harbor", "Other"))
        with pytest.raises(ListenError), site.server.changing(new):
            pytest.fail("it never comes here")
    assert site.address == former
    assert b"Harbor Newsroom" in site.ask("/nothing").body


def test_what_fails_inside_changes_nothing(
    configure: Configure, plain: str, started: Started
) -> None:
    site = started(configure(plain))
    former, port = site.address, free()
    new = plain.replace("127.0.0.1:0", f"127.0.0.1:{port}").replace("Harbor", "Other")
    with pytest.raises(ConfigError), site.server.changing(configure(new)):
        raise ConfigError(())
    assert site.address == former
    assert b"Harbor Newsroom" in site.ask("/nothing").body
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def test_the_same_address_and_other_words(
    configure: Configure, plain: str, started: Started
) -> None:
    site = started(configure(plain))
    former = site.address
    with site.server.changing(configure(plain.replace("Harbor", "Other").replace("10m", "2m"))):
        pass
    assert site.address == former
    site.write("world.atom", b"<feed/>")
    assert b"Other Newsroom" in site.ask("/nothing").body
    assert site.ask("/world.atom").headers["cache-control"] == "public, max-age=120"


def test_the_table_may_come_and_go(configure: Configure, plain: str, started: Started) -> None:
    none = configure(plain.replace('[web]\nlisten = "127.0.0.1:0"\n', ""))
    site = started(none)
    with site.server.changing(configure(plain)):
        pass
    address = site.address
    assert site.ask("/nothing").status == 404
    with site.server.changing(none):
        pass
    assert site.server.addresses == ()
    site.server.join(SECONDS)
    assert site.server.stopped()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=SECONDS)


def test_tokens_are_read_again(configure: Configure, plain: str, tmp_path: Path) -> None:
    config = configure(plain)
    credential = tmp_path / "tokens_partners"
    credential.write_text("gazette:a-token-of-the-gazette\n")
    server = WebServer(environ={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    server.start(config)
    try:
        credential.write_text("gazette:short")
        with pytest.raises(ConfigError, match="16 to 200 letters"), server.changing(config):
            pytest.fail("it never comes here")
        credential.write_text("observer:a-token-of-the-observer\n")
        with server.changing(config):
            pass
        application = server._switch.application
        assert isinstance(application, Files)
        assert (
            application._tokens.reader(FeedName("partners"), "a-token-of-the-observer")
            == "observer"
        )
        assert application._tokens.reader(FeedName("partners"), "a-token-of-the-gazette") is None
    finally:
        server.stop()
        server.join(SECONDS)


def test_a_unix_socket(configure: Configure, plain: str, started: Started, tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    site = started(configure(plain.replace("127.0.0.1:0", f"unix:{path}")))
    site.write("world.atom", b"<feed/>")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as reader:
        reader.settimeout(SECONDS)
        reader.connect(str(path))
        reader.sendall(b"GET /world.atom HTTP/1.0\r\n\r\n")
        assert reader.recv(65536).startswith(b"HTTP/1.1 200 OK")
    site.server.stop()
    assert not path.exists()


def test_addresses_below_a_path(configure: Configure, plain: str, started: Started) -> None:
    site = started(configure(plain.replace("example.org/", "example.org/news/")))
    site.write("world.atom", b"<feed/>")
    assert site.ask("/news/world.atom").body == b"<feed/>"
    assert site.ask("/world.atom").status == 404
    assert b'href="/news/' in site.ask("/news/nothing").body
