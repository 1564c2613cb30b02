"""Every class of address that may not be dialled, by every way that leads to one."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any

import pytest

from syndicator.http import dial
from syndicator.http.fetch import fetch
from syndicator.model import Failed, FailureKind, FetchResult, Job

REFUSED = {
    "0.0.0.0": "unspecified",
    "0.1.2.3": "this network",
    "10.1.2.3": "private",
    "100.64.0.1": "carrier-grade",
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "169.254.169.254": "link-local",
    "172.16.0.1": "private",
    "192.0.0.8": "protocol assignment",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmarking",
    "203.0.113.7": "documentation",
    "224.0.0.1": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "::": "unspecified",
    "::1": "loopback",
    "::7f00:1": "IPv4-compatible",
    "::ffff:7f00:1": "IPv4-mapped",
    "::ffff:a9fe:a9fe": "IPv4-mapped",
    "::ffff:0:a01:203": "IPv4-translated",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b:1::1": "NAT64",
    "100::1": "discard-only",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2": "Teredo",
    "2001:2::1": "benchmarking",
    "2001:20::1": "protocol assignment",
    "2001:db8::1": "documentation",
    "2002:7f00:1::1": "6to4",
    "2606:4700::5efe:a00:1": "ISATAP",
    "3fff::1": "documentation",
    "4000::1": "reserved",
    "fc00::1": "private",
    "fd12:3456::1": "private",
    "fe80::1": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
}
SPELLINGS = {
    "decimal": "2130706433",
    "octal": "017700000001",
    "octal parts": "0177.0.0.01",
    "hexadecimal": "0x7f000001",
    "hexadecimal parts": "0x7f.0x0.0.0x1",
    "mixed": "0x7f.1",
    "short": "127.1",
    "nought": "0",
    "mapped, dotted": "[::ffff:127.0.0.1]",
    "mapped, in full": "[0:0:0:0:0:ffff:7f00:0001]",
    "compatible, dotted": "[::127.0.0.1]",
    "NAT64, dotted": "[64:ff9b::127.0.0.1]",
    "full-width digits": "１２７.0.0.1",
    "ideographic full stops": "127。0。0。1",
    "percent-encoded": "%31%32%37.0.0.1",
    "with a dot behind": "127.0.0.1.",
    "capitals": "[::FFFF:7F00:1]",
}
PUBLIC = "93.184.215.14"
START = "http://news.example/"


def literal(address: str) -> str:
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


class World:
    """Names with changing addresses, and connections of which only those to the origin succeed."""

    def __init__(self, patch: pytest.MonkeyPatch, origin: Any) -> None:
        self.names: dict[str, list[list[str]]] = {}
        self.dialled: list[str] = []
        connect = socket.socket.connect

        def look_up(host: str, port: int, flags: int = 0) -> list[Any]:
            if flags & socket.AI_NUMERICHOST:
                return numeric(host, port, flags)
            if host not in self.names:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            answers = self.names[host]
            return [endpoint(each, port) for each in (answers.pop(0) if answers else [])]

        def note(sock: socket.socket, place: Any) -> None:
            self.dialled.append(place[0])
            if place[0] != PUBLIC:
                raise AssertionError(f"dialled {place}")
            connect(sock, ("127.0.0.1", origin.port))

        numeric = dial.look_up
        patch.setattr(dial, "look_up", look_up)
        patch.setattr(dial.PlainSocket, "connect", note)
        # Where the public address leads is the origin on loopback, and so its peer's address.
        patch.setattr(dial.PlainSocket, "getpeername", lambda _: (PUBLIC, 80), raising=False)


def endpoint(address: str, port: int) -> Any:
    if isinstance(ip_address(address), IPv6Address):
        return socket.AF_INET6, (address, port, 0, 0)
    return socket.AF_INET, (address, port)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, serve: Any) -> tuple[World, list[bytes]]:
    """A public origin at ``news.example`` that redirects to wherever the test says."""
    target: list[bytes] = []

    def script(_: Any, connection: Any, __: bytes) -> None:
        connection.sendall(
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target[0] + b"\r\n\r\n"
        )

    return World(monkeypatch, serve(script)), target


def refused(result: FetchResult, words: str) -> None:
    assert isinstance(result, Failed), result
    assert result.kind is FailureKind.ADDRESS, result
    assert words in result.message, result
    assert result.seconds < 1


WAYS = ("literal", "name", "redirect", "redirect to a name", "rebinding", "among others")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("address", "words"), REFUSED.items())
def test_no_way_leads_to_such_an_address(
    way: str,
    address: str,
    words: str,
    world: tuple[World, list[bytes]],
    make_job: Callable[..., Job],
) -> None:
    place, target = world
    place.names = {"news.example": [[PUBLIC]], "inner.example": [[address]]}
    expected: list[str] = []
    match way:
        case "literal":
            refused(fetch(make_job(literal(address), allow=())), words)
        case "name":
            refused(fetch(make_job("http://inner.example/", allow=())), words)
        case "redirect":
            target.append(literal(address).encode())
            refused(fetch(make_job(START, allow=())), words)
            expected = [PUBLIC]
        case "redirect to a name":
            target.append(b"http://inner.example/")
            refused(fetch(make_job(START, allow=())), words)
            expected = [PUBLIC]
        case "rebinding":
            # Public when it is asked first, and something else when the redirect comes back to it.
            place.names["news.example"].append([address])
            target.append(b"https://news.example/again")
            refused(fetch(make_job(START, allow=())), words)
            expected = [PUBLIC]
        case _:
            # One public address among them is dialled, and only that one.
            place.names["news.example"] = [[address, PUBLIC, address]]
            target.append(b"ftp://news.example/")
            fetch(make_job(START, allow=()))
            expected = [PUBLIC]
    assert place.dialled == expected


@pytest.mark.parametrize("way", ["literal", "redirect"])
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_no_spelling_hides_one(
    way: str,
    spelling: str,
    world: tuple[World, list[bytes]],
    make_job: Callable[..., Job],
) -> None:
    place, target = world
    place.names = {"news.example": [[PUBLIC]]}
    url = f"http://{spelling}/"
    if way == "redirect":
        target.append(url.encode())
        url = START
    result = fetch(make_job(url, allow=()))
    assert isinstance(result, Failed)
    # What is no number to the resolver is a name that does not exist.
    assert result.kind in {FailureKind.ADDRESS, FailureKind.REDIRECT, FailureKind.DNS}, result
    assert place.dialled == ([PUBLIC] if way == "redirect" else [])
