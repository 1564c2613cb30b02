from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from syndicator.http import dial, transport
from syndicator.http.fetch import fetch
from syndicator.model import Failed, FailureKind, Fetched, FetchResult, Job

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<rss/>"
CERTIFICATE = Path(__file__).parent / "localhost.pem"
PUBLIC = "93.184.215.14"


def refused(result: FetchResult, words: str = "", kind: FailureKind = FailureKind.ADDRESS) -> None:
    assert isinstance(result, Failed), result
    assert (result.kind, words in result.message) == (kind, True), result


def resolver(*answers: list[str]) -> Callable[..., list[Any]]:
    """A resolver that gives these answers, one after the other."""
    left = list(answers)

    def look_up(_: str, port: int, flags: int = 0) -> list[Any]:
        if flags:
            raise socket.gaierror(socket.EAI_NONAME, "not a number")
        return [
            (socket.AF_INET6, (host, port, 0, 0)) if ":" in host else (socket.AF_INET, (host, port))
            for host in left.pop(0)
        ]

    return look_up


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that a socket was told to connect to."""
    seen: list[Any] = []
    connect = socket.socket.connect

    def note(self: socket.socket, endpoint: Any) -> None:
        seen.append(endpoint[0])
        connect(self, endpoint)

    monkeypatch.setattr(dial.PlainSocket, "connect", note)
    return seen


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
        "0", "0.0.0.0", "localhost", "LOCALHOST", "10.0.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::127.0.0.1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fec0::1]", "[fd00::1]", "[ff02::1]",
        "１２７.0.0.1", "127。0。0。1",
    ],
)  # fmt: skip
def test_no_spelling_of_a_private_address_is_dialled(
    host: str, serve: Any, make_job: Callable[..., Job], dialled: list[Any]
) -> None:
    origin = serve(ANSWER)
    refused(fetch(make_job(f"http://{host}:{origin.port}/", allow=())))
    assert not dialled
    assert not origin.connections


def test_the_message_says_what_to_do(make_job: Callable[..., Job]) -> None:
    result = fetch(make_job("http://127.1:80/secret", allow=()))
    assert isinstance(result, Failed)
    assert result.message == (
        "127.1 is at 127.0.0.1, a loopback address, which poll.allow_private does not allow"
    )


def test_only_allowed_addresses_of_a_name_are_dialled(
    serve: Any,
    make_job: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
    dialled: list[Any],
) -> None:
    origin = serve(ANSWER)
    monkeypatch.setattr(dial, "look_up", resolver(["10.0.0.1", "fe80::1", "127.0.0.1"]))
    result = fetch(make_job(f"http://news.example:{origin.port}/", allow=("127.0.0.0/8",)))
    assert isinstance(result, Fetched)
    assert dialled == ["127.0.0.1"]
    assert b"Host: news.example" in origin.requests[0]


def test_the_next_address_is_tried(
    serve: Any,
    make_job: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
    dialled: list[Any],
) -> None:
    origin = serve(ANSWER)
    monkeypatch.setattr(dial, "look_up", resolver(["127.9.9.9", "127.0.0.1"]))
    assert isinstance(fetch(make_job(f"http://news.example:{origin.port}/")), Fetched)
    assert dialled == ["127.9.9.9", "127.0.0.1"]


def test_an_address_that_swallows_packets_leaves_time_for_the_next(
    serve: Any, make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = socket.socket.connect

    def slow(self: socket.socket, endpoint: Any) -> None:
        if endpoint[0] == "127.9.9.9":
            threading.Event().wait(self.gettimeout())
            raise TimeoutError
        connect(self, endpoint)

    monkeypatch.setattr(dial.PlainSocket, "connect", slow)
    monkeypatch.setattr(dial, "look_up", resolver(["127.9.9.9", "127.0.0.1"]))
    result = fetch(make_job(f"http://news.example:{serve(ANSWER).port}/", timeout=0.8))
    assert isinstance(result, Fetched)
    assert result.seconds > 0.35


def test_a_name_that_changes_its_address_gains_nothing(
    serve: Any, make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: public when it is checked, loopback when it is looked up again."""
    origin = serve(ANSWER)
    seen = []

    def connect(_: socket.socket, endpoint: Any) -> None:
        seen.append(endpoint[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(dial, "look_up", resolver([PUBLIC], ["127.0.0.1"]))
    monkeypatch.setattr(dial.PlainSocket, "connect", connect)
    url = f"http://news.example:{origin.port}/"
    refused(fetch(make_job(url, allow=())), "refused", FailureKind.CONNECT)
    refused(fetch(make_job(url, allow=())), "loopback")
    assert seen == [PUBLIC]
    assert not origin.connections


def test_the_peer_is_judged_before_a_byte_is_sent(
    serve: Any, make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever led the connection elsewhere: here, as if the network translated the address."""
    origin = serve(ANSWER)
    connect = socket.socket.connect

    def elsewhere(self: socket.socket, endpoint: Any) -> None:
        connect(self, ("127.0.0.1", endpoint[1]))

    monkeypatch.setattr(dial.PlainSocket, "connect", elsewhere)
    url = f"http://{PUBLIC}:{origin.port}/"
    refused(fetch(make_job(url, allow=())), f"{PUBLIC} is at 127.0.0.1, a loopback")
    assert not origin.requests


def test_every_hop_is_judged(
    serve: Any, make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = serve(ANSWER)
    origin = serve(
        f"HTTP/1.1 302 Found\r\nLocation: http://inner.example:{hidden.port}/\r\n\r\n".encode()
    )
    monkeypatch.setattr(dial, "look_up", resolver(["127.0.0.1"], ["127.0.0.2"]))
    url = f"http://news.example:{origin.port}/"
    refused(fetch(make_job(url, allow=("127.0.0.1/32",))), "inner.example is at 127.0.0.2")
    assert not hidden.connections


def test_a_connection_is_not_reused_under_another_list(
    serve: Any, make_job: Callable[..., Job]
) -> None:
    origin = serve(ANSWER)
    assert isinstance(fetch(make_job(origin.url())), Fetched)
    refused(fetch(make_job(origin.url(), allow=())), "loopback")
    assert isinstance(fetch(make_job(origin.url())), Fetched)
    assert origin.connections == 1


def test_a_long_idle_connection_is_not_reused(
    serve: Any, make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MAX_IDLE", -1)
    origin = serve(ANSWER)
    for _ in range(2):
        assert isinstance(fetch(make_job(origin.url())), Fetched)
    assert origin.connections == 2


def test_a_zone_is_refused(make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(_: str, port: int, flags: int = 0) -> list[Any]:
        return [(socket.AF_INET6, ("2606:4700::1", port, 0, 1 + 0 * flags))]

    monkeypatch.setattr(dial, "look_up", look_up)
    refused(fetch(make_job("http://news.example/", allow=())), "zone")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), "Name or service"),
        (OSError(), "no answer"),
    ],
)
def test_a_name_that_is_not_found(
    error: OSError,
    words: str,
    make_job: Callable[..., Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look_up(_: str, __: int, flags: int = 0) -> list[Any]:
        raise error if not flags else OSError

    monkeypatch.setattr(dial, "look_up", look_up)
    refused(fetch(make_job("http://news.example/")), words, FailureKind.DNS)


def test_a_name_without_an_address(
    make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dial, "look_up", resolver([]))
    refused(fetch(make_job("http://news.example/")), "no address", FailureKind.DNS)


@pytest.mark.parametrize("host", ["a..example", "x" * 64 + ".example"])
def test_what_cannot_be_a_name(host: str, make_job: Callable[..., Job]) -> None:
    refused(fetch(make_job(f"http://{host}/")), "cannot be a host", FailureKind.DNS)


def test_a_bug_in_the_look_up_is_not_swallowed(
    make_job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_up(_: str, __: int, flags: int = 0) -> list[Any]:
        raise OSError if flags else KeyError

    monkeypatch.setattr(dial, "look_up", look_up)
    with pytest.raises(KeyError):
        fetch(make_job("http://news.example/"))


def test_nobody_listens(serve: Any, make_job: Callable[..., Job]) -> None:
    origin = serve(ANSWER)
    origin.stop()
    refused(fetch(make_job(origin.url())), "Connection refused", FailureKind.CONNECT)


def test_ipv6(serve: Any, make_job: Callable[..., Job]) -> None:
    try:
        origin = serve(ANSWER, address="::1")
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert isinstance(fetch(make_job(origin.url())), Fetched)
    assert f"Host: [::1]:{origin.port}".encode() in origin.requests[0]


class TestTls:
    @pytest.fixture
    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        return context

    @pytest.fixture
    def _trusted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        context = ssl.create_default_context(cafile=CERTIFICATE)
        context.sslsocket_class = dial.TlsSocket
        monkeypatch.setattr(transport, "tls_context", lambda: context)

    @pytest.mark.usefixtures("_trusted")
    def test_fetched_and_reused(
        self, server: ssl.SSLContext, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(ANSWER, tls=server)
        for _ in range(2):
            assert isinstance(fetch(make_job(origin.url())), Fetched)
        assert (len(origin.requests), origin.connections) == (2, 1)

    @pytest.mark.usefixtures("_trusted")
    def test_the_name_must_match(
        self,
        server: ssl.SSLContext,
        serve: Any,
        make_job: Callable[..., Job],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        origin = serve(ANSWER, tls=server)
        monkeypatch.setattr(dial, "look_up", resolver(["127.0.0.1"]))
        result = fetch(make_job(f"https://news.example:{origin.port}/"))
        refused(result, "news.example: the certificate cannot be trusted", FailureKind.TLS)
        assert not origin.requests

    def test_the_certificate_must_be_trusted(
        self, server: ssl.SSLContext, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        origin = serve(ANSWER, tls=server)
        refused(fetch(make_job(origin.url())), "self-signed", FailureKind.TLS)
        assert not origin.requests

    def test_the_server_must_speak_it(self, serve: Any, make_job: Callable[..., Job]) -> None:
        def script(_: Any, connection: Any, __: bytes) -> None:
            connection.close()

        origin = serve(script)
        with socket.create_server(("127.0.0.1", 0)) as plain:
            greeting = threading.Thread(target=self._greet, args=(plain,))
            greeting.start()
            url = f"https://127.0.0.1:{plain.getsockname()[1]}/"
            refused(fetch(make_job(url)), "no secure connection", FailureKind.TLS)
            greeting.join(5)
        assert not origin.requests

    def _greet(self, listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.sendall(b"220 smtp.example ESMTP\r\n")

    def test_a_handshake_that_hangs_ends_at_the_deadline(
        self, make_job: Callable[..., Job]
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
            result = fetch(make_job(url, timeout=0.3))
        refused(result, "within 0.3 s", FailureKind.TIMEOUT)
        assert result.seconds < 1

    def test_a_handshake_that_drips_ends_at_the_deadline(
        self, make_job: Callable[..., Job]
    ) -> None:
        done = threading.Event()

        def drip(listener: socket.socket) -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                # The head of a record of 16 kB, and then the record, an octet at a time.
                connection.sendall(b"\x16\x03\x03\x40\x00\x02")
                while not done.wait(0.02):
                    connection.sendall(b"\x00")

        with socket.create_server(("127.0.0.1", 0)) as listener:
            dripping = threading.Thread(target=drip, args=(listener,))
            dripping.start()
            url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
            result = fetch(make_job(url, timeout=0.3))
            done.set()
            dripping.join(5)
        refused(result, "within 0.3 s", FailureKind.TIMEOUT)
        assert result.seconds < 1.3

    @pytest.mark.usefixtures("_trusted")
    def test_a_body_that_drips_ends_at_the_deadline(
        self, server: ssl.SSLContext, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        def script(origin: Any, connection: Any, _: bytes) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not origin.closing.is_set():
                connection.sendall(b"x")
                origin.wait(0.02)

        result = fetch(make_job(serve(script, tls=server).url(), timeout=0.3))
        refused(result, "within 0.3 s", FailureKind.TIMEOUT)
        assert result.seconds < 1

    @pytest.mark.usefixtures("_trusted")
    def test_never_from_https_to_http(
        self, server: ssl.SSLContext, serve: Any, make_job: Callable[..., Job]
    ) -> None:
        plain = serve(ANSWER)
        location = f"HTTP/1.1 301 Moved\r\nLocation: {plain.url()}\r\n\r\n".encode()
        result = fetch(make_job(serve(location, tls=server).url()))
        refused(result, "from https to http", FailureKind.REDIRECT)
        assert not plain.connections
